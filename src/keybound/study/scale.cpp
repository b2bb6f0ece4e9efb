#include "keybound/study/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"

namespace keybound {

namespace {

constexpr double decades = 18.0;

double rounded(double value) {
    const std::string text = fmt::format("{:.12g}", value);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Scale::Scale(const Interval& interval) : interval_(interval), from_(interval.lower), to_(interval.upper) {
    KEYBOUND_CHECK(std::isfinite(from_) && std::isfinite(to_) && from_ < to_);
    interval_.logarithmic = interval.logarithmic && from_ >= 0.0;
    if (!interval_.logarithmic) return;
    to_ = std::log10(interval_.upper);
    from_ = interval_.lower > 0.0 ? std::log10(interval_.lower) : to_ - decades;
}

double Scale::value(double place) const {
    if (place <= 0.0) return interval_.lower;
    if (place >= 1.0) return interval_.upper;
    const double between = from_ * (1.0 - place) + to_ * place;
    return std::clamp(rounded(interval_.logarithmic ? std::pow(10.0, between) : between), interval_.lower, interval_.upper);
}

double Scale::place(double value) const {
    if (value <= interval_.lower) return 0.0;
    const double at = interval_.logarithmic ? std::log10(value) : value;
    return std::clamp((at - from_) / (to_ - from_), 0.0, 1.0);
}

std::vector<double> Scale::grid(int count) const {
    KEYBOUND_CHECK(count >= 2);
    std::vector<double> values;
    for (int i = 0; i < count; ++i) values.push_back(value(static_cast<double>(i) / (count - 1)));
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

Interval parse_interval(const std::string& text, const std::string& option) {
    Interval interval;
    const std::size_t colon = text.find(':');
    const auto number = [&](const std::string& word, double& value) {
        const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        return error == std::errc() && rest == word.data() + word.size() && std::isfinite(value);
    };
    const bool read = colon != std::string::npos && number(text.substr(0, colon), interval.lower) &&
                      number(text.substr(colon + 1), interval.upper) && interval.lower < interval.upper;
    if (!read) {
        throw UserError({option, "is not a range", shortened(text), "MIN:MAX, two numbers, the smaller one first",
                         "command line", 0, "write for example 0:200"});
    }
    return interval;
}

}  // namespace keybound
