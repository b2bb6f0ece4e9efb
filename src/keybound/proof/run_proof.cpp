#include "keybound/proof/run_proof.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/opt/minimise.hpp"

namespace keybound {

namespace {

// -p ln(1 - s lambda x) / (s x) times s: what outcomes of this kind cost per pulse.
double cost(double probability, double lambda, double inverse, double tilt) {
    if (lambda == 0.0 || probability == 0.0)
        return tilt * lambda * inverse < 1.0 ? 0.0 : std::numeric_limits<double>::infinity();
    if (!(inverse > 0.0)) return std::numeric_limits<double>::infinity();
    const double lowered = tilt * lambda * inverse;
    return lowered < 1.0 ? -probability / inverse * std::log1p(-lowered) : std::numeric_limits<double>::infinity();
}

}  // namespace

double expected_phase_errors(const LinearBound& bound, const Statistics& statistics, const RunDesign& design, double tilt) {
    double sum = tilt * bound.source_term;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < statistics.settings; ++j) sum += cost(statistics.x[j][b], bound.lambda[b][j], design.x[j], tilt);
        for (int j = 0; j < 2; ++j) sum += cost(statistics.z[j][b], bound.lambda_z[b][j], design.z_test[j], tilt);
    }
    return (design.failure_term + design.pulses * sum) / std::log1p(tilt * design.phase_error);
}

double best_tilt(const LinearBound& bound, const Statistics& statistics, const RunDesign& design) {
    const double reach = std::log(1e12);  // below the largest tilt
    double steepest = 1e-3 * design.phase_error;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < statistics.settings; ++j) steepest = std::max(steepest, bound.lambda[b][j] * design.x[j]);
        for (int j = 0; j < 2; ++j) steepest = std::max(steepest, bound.lambda_z[b][j] * design.z_test[j]);
    }
    const double upper = std::log(0.999 / steepest);
    const auto errors = [&](double logarithm) { return expected_phase_errors(bound, statistics, design, std::exp(logarithm)); };
    return std::exp(minimise_after_scan(errors, upper - reach, upper, 19, 14).x);
}

double first_tilt(const Statistics& statistics, const RunDesign& design) {
    double spread = 0.0, largest = 1.0;
    for (int j = 0; j < statistics.settings; ++j) {
        spread += statistics.yield_x(j) * design.x[j];
        largest = std::max(largest, design.x[j]);
    }
    return std::min(0.5 / largest, std::sqrt(2.0 * design.failure_term / (design.pulses * spread)));
}

}  // namespace keybound
