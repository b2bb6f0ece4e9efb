// An interval that is searched evenly, or evenly in the logarithm.
#pragma once

#include <string>
#include <vector>

namespace keybound {

struct Interval {
    double lower = 0.0;
    double upper = 1.0;
    bool logarithmic = false;
};

// Maps [0, 1] to the interval and back, the ends to the ends. A logarithmic interval from 0 on is 18 decades wide, and 0 itself
// is its lower end.
class Scale {
 public:
    explicit Scale(const Interval& interval);

    // At most 12 significant digits, so that a person can copy the value; never outside of the interval.
    double value(double place) const;
    double place(double value) const;
    // `count` values from end to end; both ends are among them as they are.
    std::vector<double> grid(int count) const;

 private:
    Interval interval_;
    double from_;
    double to_;
};

// Reads "min:max". Throws UserError naming `option`.
Interval parse_interval(const std::string& text, const std::string& option);

}  // namespace keybound
