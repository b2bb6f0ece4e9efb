#include "keybound/core/error.hpp"

#include <fmt/format.h>

namespace keybound {

namespace {

std::string message_of(const Mistake& mistake) {
    std::string text = mistake.path;
    if (!mistake.value.empty()) text += fmt::format("{}{}", text.empty() ? "" : " = ", mistake.value);
    if (!mistake.problem.empty()) text += fmt::format("{}{}", text.empty() ? "" : ": ", mistake.problem);
    if (!mistake.file.empty()) {
        text += fmt::format("\n  where:   {}", mistake.file);
        if (mistake.line > 0) text += fmt::format(", line {}", mistake.line);
    }
    if (!mistake.allowed.empty()) text += fmt::format("\n  allowed: {}", mistake.allowed);
    if (!mistake.remedy.empty()) text += fmt::format("\n  remedy:  {}", mistake.remedy);
    return text;
}

}  // namespace

UserError::UserError(Mistake mistake) : std::runtime_error(message_of(mistake)), mistake_(std::move(mistake)) {}

void raise_bug(const char* condition, const char* file, int line) {
    throw Bug(fmt::format("broken promise at {}:{}: {}", file, line, condition));
}

}  // namespace keybound
