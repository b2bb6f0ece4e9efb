// Files that a scenario refers to, other than scenarios.
#pragma once

#include <string>

namespace keybound {

struct RawScenario;
struct RawValue;

// A file as the scenario names it and what it held when the scenario was read: the numbers of a result depend on the
// content, so that the scenario's hash does too.
struct FileReference {
    std::string path;  // as written; empty if there is none
    std::string content;
};

// The file that `value` names: paths are relative to the file that holds the value, or to the working directory on the command
// line. A content that came along with the scenario (RawScenario::files) is taken instead. At most 1 MiB. Throws UserError.
FileReference read_file_reference(const RawScenario& raw, const std::string& parameter, const std::string& example,
                                  const RawValue& value);

}  // namespace keybound
