#include "keybound/study/axis.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"

namespace keybound {

namespace {

constexpr double max_values = 1e6;
constexpr const char* allowed = "table.key=FROM:TO:STEP, table.key=FROM:TO:log:COUNT or table.key=a,b,c";

[[noreturn]] void fail(const std::string& text, const std::string& problem, const std::string& remedy) {
    throw UserError({"--over", problem, shortened(text), allowed, "command line", 0, remedy});
}

// Splits at `separator`, but not inside brackets, so that lists can be swept too.
std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (const char c : text) {
        if (c == '[') ++depth;
        if (c == ']') --depth;
        if (c == separator && depth == 0)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

double number(const std::string& word, const std::string& text) {
    double value = 0.0;
    const char* end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data(), end, value);
    if (error != std::errc() || rest != end || !(std::fabs(value) < 1e300)) {
        fail(text, fmt::format("\"{}\" is not a number", shortened(word)),
             "write for example --over channel.fibre_km=0:200:10");
    }
    return value;
}

std::string digits(double value) { return fmt::format("{:.15g}", value); }

std::vector<std::string> linear(double from, double to, double step, const std::string& text) {
    if (!(step != 0.0 && (to - from) / step >= 0.0)) fail(text, "the step does not lead from FROM to TO", "check its sign");
    const double count = std::floor((to - from) / step * (1.0 + 1e-12) + 1e-9) + 1.0;
    if (!(count <= max_values)) fail(text, fmt::format("has more than {} values", max_values), "take a larger step");
    std::vector<std::string> values;
    for (double i = 0; i < count; ++i) {
        const double value = from + i * step;
        // the tolerance in `count` lets the last value miss TO by a rounding, but never pass it
        values.push_back(digits((to - value) / step < 0.0 ? to : value));
    }
    return values;
}

std::vector<std::string> logarithmic(double from, double to, double count, const std::string& text) {
    if (!(from > 0.0 && to > 0.0)) fail(text, "a log range needs FROM and TO above 0", "start from a small positive number");
    if (!(count >= 2.0 && count <= max_values && count == std::floor(count))) {
        fail(text, "COUNT must be a whole number, at least 2", "write for example 1e-9:1e-3:log:7");
    }
    std::vector<std::string> values;
    for (double i = 0; i < count; ++i) {
        const double share = i / (count - 1.0);
        const double between = std::exp(std::log(from) * (1.0 - share) + std::log(to) * share);
        // exp and log lose digits: 12 of them are kept, so that 1e-7 is written as such
        values.push_back(i == 0.0 ? digits(from) : share == 1.0 ? digits(to) : fmt::format("{:.12g}", between));
    }
    return values;
}

}  // namespace

Axis parse_axis(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        fail(text, "is not an assignment of values to a key", "write for example --over channel.fibre_km=0:200:10");
    }
    Axis axis{text.substr(0, equals), {}};
    const std::string values = text.substr(equals + 1);
    const std::vector<std::string> range = split(values, ':');
    if (range.size() == 4 && range[2] == "log") {
        axis.values = logarithmic(number(range[0], text), number(range[1], text), number(range[3], text), text);
    } else if (range.size() == 3) {
        axis.values = linear(number(range[0], text), number(range[1], text), number(range[2], text), text);
    } else if (range.size() == 1) {
        axis.values = split(values, ',');
    } else {
        fail(text, "is not a range", "a range has the form FROM:TO:STEP or FROM:TO:log:COUNT");
    }
    for (const std::string& value : axis.values) {
        if (value.empty()) fail(text, "has an empty value", "remove the extra comma");
    }
    return axis;
}

}  // namespace keybound
