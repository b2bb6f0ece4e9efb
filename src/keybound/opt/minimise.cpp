#include "keybound/opt/minimise.hpp"

#include <nlopt.h>

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>

#include "keybound/core/error.hpp"

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

namespace {

// What NLopt calls, and what it has seen.
struct Watcher {
    const std::function<double(const std::vector<double>&)>& f;
    BoxMinimum best{{}, std::numeric_limits<double>::infinity()};
    double large = 1.0;  // for what is no number
    std::exception_ptr error = nullptr;

    double look(const std::vector<double>& x) {
        const double value = f(x);
        if (best.x.empty() || value < best.value) best = {x, value};
        if (std::isfinite(value)) large = std::max(large, std::fabs(value) + 1.0);
        return std::isfinite(value) ? value : large;
    }
    static double call(unsigned count, const double* x, double*, void* self) {
        auto& watcher = *static_cast<Watcher*>(self);
        if (watcher.error) return watcher.large;
        try {
            return watcher.look(std::vector<double>(x, x + count));
        } catch (...) {
            watcher.error = std::current_exception();  // must not pass through C
            return watcher.large;
        }
    }
};

}  // namespace

BoxMinimum minimise_in_box(const std::function<double(const std::vector<double>&)>& f, const BoxTask& task) {
    const auto count = static_cast<unsigned>(task.start.size());
    KEYBOUND_CHECK(count > 1 && task.lower.size() == count && task.upper.size() == count);
    Watcher watcher{f};
    const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> solver(nlopt_create(NLOPT_LN_BOBYQA, count), nlopt_destroy);
    KEYBOUND_CHECK(solver != nullptr);
    nlopt_set_lower_bounds(solver.get(), task.lower.data());
    nlopt_set_upper_bounds(solver.get(), task.upper.data());
    nlopt_set_initial_step1(solver.get(), task.step);
    nlopt_set_maxeval(solver.get(), std::max(1, task.evaluations));
    nlopt_set_xtol_rel(solver.get(), 1e-4);
    nlopt_set_ftol_abs(solver.get(), task.tolerance);
    nlopt_set_min_objective(solver.get(), Watcher::call, &watcher);
    std::vector<double> x = task.start;
    for (unsigned i = 0; i < count; ++i) x[i] = std::clamp(x[i], task.lower[i], task.upper[i]);
    double value = 0.0;
    nlopt_optimize(solver.get(), x.data(), &value);  // how it ended does not matter: the watcher has seen every place
    if (watcher.error) std::rethrow_exception(watcher.error);
    return watcher.best;
}

}  // namespace keybound
