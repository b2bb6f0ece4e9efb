// Allowed ranges of numbers. Membership is written positively, so that NaN is never inside.
#pragma once

#include <string>

namespace keybound {

struct Range {
    double lower;
    double upper;
    bool lower_included = true;
    bool upper_included = true;

    // True only if x is a number within the range; NaN and infinities are outside of every finite range.
    bool contains(double x) const {
        return (lower_included ? x >= lower : x > lower) && (upper_included ? x <= upper : x < upper);
    }

    // "[0, 1)" style text.
    std::string to_string() const;
};

constexpr Range closed(double lower, double upper) { return {lower, upper, true, true}; }
constexpr Range open(double lower, double upper) { return {lower, upper, false, false}; }
constexpr Range above(double lower, double upper) { return {lower, upper, false, true}; }
constexpr Range below(double lower, double upper) { return {lower, upper, true, false}; }

}  // namespace keybound
