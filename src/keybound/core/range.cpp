#include "keybound/core/range.hpp"

#include <fmt/format.h>

namespace keybound {

std::string Range::to_string() const {
    return fmt::format("{}{}, {}{}", lower_included ? '[' : '(', lower, upper, upper_included ? ']' : ')');
}

}  // namespace keybound
