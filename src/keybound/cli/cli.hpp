// The command line. One file per subcommand; help, lists and errors come from the catalogs.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace keybound {

enum ExitCode : int {
    exit_proved = 0,  // something was proved (a proved zero too)
    exit_nothing_proved = 1,
    exit_mistake = 2,  // the user's
    exit_bug = 3,      // ours
    // 128 + signal: ended by it, 130 for Ctrl-C; what was computed is kept
};

// Runs the program on its arguments (without the program's name) and returns the exit code. Results go to `out`, everything
// else to `err`.
int run_command_line(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace keybound
