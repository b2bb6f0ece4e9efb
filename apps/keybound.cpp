#include <iostream>
#include <string>
#include <vector>

#include "keybound/cli/cli.hpp"

int main(int argc, char** argv) {
    return keybound::run_command_line(std::vector<std::string>(argv + 1, argv + argc), std::cout, std::cerr);
}
