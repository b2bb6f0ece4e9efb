// Statements about curves that a machine can check. Knows nothing of physics: a curve is a name and its points.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace keybound {

struct Series {
    std::string name;
    std::vector<double> x;  // ascending
    std::vector<double> y;  // NaN where there is no value
};

// Kinds (docs/guide/plotting.md):
//   above           each curve is at least `factor` times the next one, wherever the next one is above 0
//   equal           all curves agree within the relative tolerance
//   decreasing      no curve rises from one point to the next by more than the relative tolerance
//   zero-beyond     the curves are above 0 somewhere before `at`, and 0 from there on
//   none-beyond     the curves are above 0 somewhere before `at`, and have no value from there on
//   positive-until  the curves are above 0 up to `at`
//   scales-as       from the first point of the range to the last, the first curve changes as the second to the power `power`,
//                   within +- `tolerance` of the exponent
//   crosses         the first curve is above the second at the first point of the range, below at the last, and changes once
struct Claim {
    std::string kind;
    std::vector<std::string> curves;
    double from = -std::numeric_limits<double>::infinity();  // the range of x; points outside do not count
    double to = std::numeric_limits<double>::infinity();
    double at = 0.0;
    double factor = 1.0;
    double power = 1.0;
    double tolerance = 0.0;
    std::string says;  // in words
};

struct ClaimResult {
    bool holds = false;
    std::string detail;  // how much was compared, or where it fails
};

const std::vector<std::string>& claim_kinds();

// A claim about a curve that does not exist, about no point, or about a point without a value does not hold.
ClaimResult judge(const Claim& claim, const std::vector<Series>& curves);

}  // namespace keybound
