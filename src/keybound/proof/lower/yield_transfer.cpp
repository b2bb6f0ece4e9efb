#include "keybound/proof/lower/yield_transfer.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

// sqrt(u (1-u)) (1 - 2y) / sqrt(y (1-y)), the slope that the root adds
double root_slope(double y, double u) { return std::sqrt(u * (1.0 - u)) * (1.0 - 2.0 * y) / std::sqrt(y * (1.0 - y)); }

double root(double y, double u) { return 2.0 * std::sqrt(u * (1.0 - u) * y * (1.0 - y)); }

// Terms of the line at `y`. Its slope is rounded so that the line is on the safe side of the tangent beyond `y`; before `y`,
// over a distance of at most y, what that costs is a few roundings of slope times y, and the margin of the constant.
double size_at(double y, double u, double slope) { return y + u + root(y, u) + std::fabs(slope) * y; }

}  // namespace

double least_yield_of_neighbour(double yield, double u) {
    if (!(yield > u && u >= 0.0 && yield <= 1.0)) return 0.0;
    return std::max(0.0, yield + u * (1.0 - 2.0 * yield) - root(yield, u));
}

double largest_yield_of_neighbour(double yield, double u) {
    if (!(yield < 1.0 - u && u >= 0.0 && yield >= 0.0)) return 1.0;
    return std::min(1.0, yield + u * (1.0 - 2.0 * yield) + root(yield, u));
}

SupportingLine line_below(double at, double u) {
    if (!(at > u && at < 1.0 && u >= 0.0)) return {0.0, 0.0};
    const double added = root_slope(at, u);
    const double slope = rounding::down(1.0 - 2.0 * u - added, 12, 1.0 + std::fabs(added));
    const double value = at + u * (1.0 - 2.0 * at) - root(at, u);
    return {rounding::down(value - slope * at, 64, size_at(at, u, slope)), slope};
}

SupportingLine line_above(double at, double u) {
    if (!(at > 0.0 && at < 1.0 - u && u >= 0.0)) return {1.0, 0.0};
    const double added = root_slope(at, u);
    const double slope = rounding::up(1.0 - 2.0 * u + added, 12, 1.0 + std::fabs(added));
    const double value = at + u * (1.0 - 2.0 * at) + root(at, u);
    return {rounding::up(value - slope * at, 64, size_at(at, u, slope)), slope};
}

}  // namespace keybound
