#include "keybound/opt/minimise.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

namespace keybound {

Minimum minimise_between(const std::function<double(double)>& f, double lower, double upper, int evaluations) {
    const auto safe = [&](double x) {
        const double value = f(x);
        return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
    };
    auto iterations = static_cast<std::uintmax_t>(std::max(1, evaluations));
    const auto [x, value] = boost::math::tools::brent_find_minima(safe, lower, upper, 20, iterations);
    return {x, value};
}

Minimum minimise_after_scan(const std::function<double(double)>& f, double lower, double upper, int points, int evaluations) {
    const double step = (upper - lower) / (points - 1);
    int best = 0;
    Minimum least{lower, std::numeric_limits<double>::infinity()};
    for (int k = 0; k < points; ++k) {
        const double x = k + 1 == points ? upper : lower + k * step;
        const double value = f(x);
        if (!(value < least.value)) continue;
        least = {x, value};
        best = k;
    }
    if (!(least.value < std::numeric_limits<double>::infinity())) return least;
    const Minimum refined =
        minimise_between(f, lower + std::max(0, best - 1) * step, std::min(upper, lower + (best + 1) * step), evaluations);
    return refined.value < least.value ? refined : least;
}

}  // namespace keybound
