#include "keybound/finite/counting_problem.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound {

namespace {

bool amount(double value) { return value >= 0.0 && std::isfinite(value); }

}  // namespace

bool CountingProblem::usable() const {
    const auto counted = [](const ObservedClass& seen) { return std::isfinite(seen.coefficient) && amount(seen.observed); };
    return size >= 0 && size <= max_classes && phase_coefficient > 0.0 && std::isfinite(phase_coefficient) && amount(pulses) &&
           amount(source_term) && failure > 0.0 && failure < 1.0 &&
           std::all_of(storage.begin(), storage.begin() + size, counted);
}

CountingProblem counting_problem(const LinearBound& bound, const Link& link, const RunChoices& choices, double failure,
                                 const Counts& predicted, const Counts& observed) {
    constexpr double roundings = 8;  // of a product of probabilities
    CountingProblem problem;
    const int n = link.source.settings();
    const double z = choices.z_basis_probability;
    // Coefficients are rounded upward, as if lambda were a little larger; that of the phase errors downward.
    const auto add = [&](double lambda, double setting, double label, double expected, double seen) {
        if (lambda == 0.0) return;
        const double coefficient = lambda / (setting * label);
        problem.add(rounding::up(coefficient, roundings), expected, seen);
    };
    SmallMatrix seen_by_alice = bound.omega;
    for (int j = 0; j < n; ++j) {
        const double setting = setting_probability(j, n, z);
        for (int b = 0; b < 2; ++b) {
            add(bound.lambda[b][j], setting, x_label_probability(choices), predicted.x[j][b], observed.x[j][b]);
            if (j < 2) {
                add(bound.lambda_z[b][j], setting, z_test_label_probability(choices), predicted.z_test[j][b],
                    observed.z_test[j][b]);
            }
        }
        seen_by_alice.row(j) /= std::sqrt(setting);
        seen_by_alice.col(j) /= std::sqrt(setting);
    }
    const SmallMatrix negative = -seen_by_alice;
    problem.coin_weight = rounding::up(std::max(0.0, -certify_psd(negative)), 4.0 * n, seen_by_alice.cwiseAbs().sum());
    problem.phase_coefficient = rounding::down(1.0 / (z * key_label_probability(choices)), roundings);
    problem.pulses = choices.pulses;
    problem.detected = observed.detected;
    problem.source_term = bound.source_term;
    problem.failure = failure;
    return problem;
}

}  // namespace keybound
