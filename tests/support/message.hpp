// Takes an error message apart into what a user must find in it, so that tests can judge each part by itself.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>

namespace keybound::test {

struct Message {
    std::string path;
    std::string value;
    std::string problem;
    std::string file;
    std::string allowed;
    std::string remedy;
    int line = 0;  // 0 if the message has none
    bool is_error = false;
};

// The form is that of core/error.cpp:
//     error: PATH = VALUE: PROBLEM
//       where:   FILE, line N
//       allowed: ...
//       remedy:  ...
// PATH, VALUE and each line but the first may be missing. A path holds no space, except "scenario file". Values with ": " in
// them are not understood.
inline Message parse_message(const std::string& text) {
    Message message;
    std::istringstream stream(text);
    std::string row;
    std::getline(stream, row);
    message.is_error = row.rfind("error: ", 0) == 0;
    if (message.is_error) row.erase(0, 7);
    const std::size_t equals = row.find(" = ");
    const std::size_t colon = row.find(": ");
    const std::string head = row.substr(0, std::min(equals, colon));
    const bool has_path = head.size() < row.size() && (head.find(' ') == std::string::npos || head == "scenario file");
    if (has_path) {
        message.path = head;
        if (equals < colon) {
            const std::size_t end = row.find(": ", equals + 3);
            message.value = row.substr(equals + 3, end == std::string::npos ? end : end - equals - 3);
            if (end != std::string::npos) message.problem = row.substr(end + 2);
        } else {
            message.problem = row.substr(colon + 2);
        }
    } else {
        message.problem = row;
    }
    const auto after = [&](const std::string& label, std::string& field) {
        if (row.rfind(label, 0) == 0) field = row.substr(label.size());
    };
    while (std::getline(stream, row)) {
        after("  where:   ", message.file);
        after("  allowed: ", message.allowed);
        after("  remedy:  ", message.remedy);
    }
    const std::size_t line = message.file.rfind(", line ");
    if (line != std::string::npos) {
        message.line = std::stoi(message.file.substr(line + 7));
        message.file.erase(line);
    }
    return message;
}

}  // namespace keybound::test
