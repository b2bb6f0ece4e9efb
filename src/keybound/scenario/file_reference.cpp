#include "keybound/scenario/file_reference.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "keybound/core/text.hpp"
#include "keybound/scenario/raw.hpp"

namespace keybound {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file_bytes = 1 << 20;

}  // namespace

FileReference read_file_reference(const RawScenario& raw, const std::string& parameter, const std::string& example,
                                  const RawValue& value) {
    Mistake mistake{
        parameter,
        "",
        value.text,
        "the path of a readable file",
        value.file,
        value.line,
        fmt::format("write for example {} = {}; paths in a file are relative to that file, on the command line to the "
                    "working directory",
                    parameter.substr(parameter.find('.') + 1), example)};
    const auto fail = [&](const std::string& problem) {
        mistake.problem = problem;
        throw UserError(mistake);
    };
    const auto* path = std::get_if<std::string>(&value.data);
    if (path == nullptr) fail(fmt::format("is a {}, not a file name", value.kind));
    if (path->empty()) fail("is an empty name");
    const auto known = raw.files.find(*path);
    if (known != raw.files.end()) return {*path, known->second};

    const fs::path folder = value.line > 0 ? fs::path(value.file).parent_path() : fs::path();
    const fs::path full = folder / *path;
    std::error_code error;
    if (!fs::is_regular_file(full, error)) fail(fs::exists(full, error) ? "is not a regular file" : "does not exist");
    std::ifstream stream(full, std::ios::binary);
    if (!stream) fail("cannot be opened");
    std::string content(max_file_bytes + 1, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (stream.bad()) fail("cannot be read");
    content.resize(static_cast<std::size_t>(stream.gcount()));
    if (content.size() > max_file_bytes) fail(fmt::format("is larger than {} bytes", max_file_bytes));
    return {*path, content};
}

}  // namespace keybound
