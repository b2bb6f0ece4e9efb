// Counting problems for tests: three rows whose numbers an independent program computed, and random ones.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "keybound/finite/counting_problem.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// Four perfect BB84 states, every leakage 1e-6, and the multipliers lambda_{1,0X} = lambda_{0,1X} = (1 + mu)/2,
// Omega = (1 + 1/mu) V of quantum-coin.md; eps_f = 6.25e-22. Expected values from an independent program, to the digits shown.
struct ReferenceRow {
    double fibre_km, pulses, mu, z_probability;
    MethodParameters parameters;
    double thinned_error_rate, thinned_key;  // method e-value-thinned with these parameters
    double kato_error_rate, kato_key;        // method kato with p_C = 0.2
    double e_value_error_rate, e_value_key;  // method e-value with the same tilt
};

inline const std::array<ReferenceRow, 3> reference_rows = {{
    {100, 1e12, 1, 0.95, {1e-4, 0.5, 0.88}, 0.00127021, 6.49547e9, 0.00124504, 6.49707e9, 0.00116567952, 6.50213962e9},
    {100, 1e10, 1, 0.95, {1e-3, 0.45, 0.85}, 0.00274709, 6.40798e7, 0.004085, 6.33572e7, 0.00177118369, 64645521},
    {50, 1e8, 2, 0.9, {1e-3, 0.45, 0.85}, 0.0144004, 5.27e6, 0.00771869, 5.52701e6, 0.00677509853, 5566616},
}};

struct ReferenceRun {
    CountingProblem problem;
    double sifted_key;
    double bit_error_rate;
};

inline ReferenceRun reference_run(const ReferenceRow& row) {
    const double leakage = 1e-6, dark = 1e-8;
    const double eta = 0.73 * std::pow(10.0, -0.02 * row.fibre_km);
    const double wrong = (1 - eta) * dark * (1 - dark) + 0.5 * (eta * dark + (1 - eta) * dark * dark);
    const double yield = 1 - (1 - eta) * (1 - dark) * (1 - dark);
    const double z = row.z_probability, x = 1 - z;
    const double balance = 1 + 1 / row.mu;
    ReferenceRun run;
    const double weight = 0.5 * (1 + row.mu) / (x * 0.5 * x);
    const double errors = row.pulses * 0.5 * x * x * wrong;
    const double correct = row.pulses * 0.5 * x * x * (yield - wrong);
    for (int j = 0; j < 2; ++j) {
        run.problem.add(weight, errors, errors);
        run.problem.add(0.0, correct, correct);  // seen, and of no consequence
    }
    run.problem.phase_coefficient = 1 / (z * z);
    run.problem.pulses = row.pulses;
    run.problem.detected = row.pulses * yield;
    run.problem.source_term = 4 * leakage * balance;
    run.problem.coin_weight = balance * (1 / z + 1 / x);  // S V S has two equal eigenvalues
    run.problem.failure = 6.25e-22;
    run.sifted_key = row.pulses * z * z * yield;
    run.bit_error_rate = wrong / yield;
    return run;
}

// l = floor(n_K (1 - h(e)) - f n_K h(e_Z) - log2(2/eps_cor) - 2 log2(1/(2 eps_PA))) with f = 1.16, 1e-10 and 5e-11.
inline double reference_key(const ReferenceRun& run, double phase_error_rate) {
    const auto entropy = [](double p) { return -(p * std::log2(p) + (1 - p) * std::log2(1 - p)); };
    return std::floor(run.sifted_key * (1 - entropy(phase_error_rate) - 1.16 * entropy(run.bit_error_rate)) -
                      std::log2(2 / 1e-10) - 2 * std::log2(1 / 1e-10));
}

// Classes of both signs and of none, some of them never seen.
inline CountingProblem random_problem(Random& random) {
    CountingProblem problem;
    problem.pulses = log_uniform(random, 1e4, 1e15);
    problem.detected = problem.pulses * log_uniform(random, 1e-5, 1.0);
    const int classes = 1 + static_cast<int>(uniform(random, 0.0, max_classes - 0.01));
    for (int i = 0; i < classes; ++i) {
        const double size = log_uniform(random, 0.1, 1e4);
        const double kind = uniform(random, 0.0, 1.0);
        const double count = kind > 0.9 ? 0.0 : problem.detected * log_uniform(random, 1e-8, 1.0 / classes);
        problem.add(kind < 0.2 ? 0.0 : kind < 0.4 ? -size : size, count, count * uniform(random, 0.8, 1.2));
    }
    problem.phase_coefficient = log_uniform(random, 1.0, 100.0);
    problem.coin_weight = log_uniform(random, 1.0, 1e3);
    problem.source_term = problem.coin_weight * log_uniform(random, 1e-9, 1.0);
    problem.failure = log_uniform(random, 1e-30, 0.5);
    return problem;
}

// Within the ranges of every method.
inline MethodParameters random_parameters(Random& random, const CountingProblem& problem) {
    MethodParameters parameters;
    parameters.coin_probability = uniform(random, 0.05, 0.95);
    parameters.hoelder_exponent = uniform(random, 0.1, 0.95);
    double largest = problem.coin_weight * (1 - parameters.coin_probability) / parameters.coin_probability;
    for (const ObservedClass& seen : problem.classes()) largest = std::max(largest, seen.coefficient);
    parameters.tilt = log_uniform(random, 1e-7, 0.95) / largest;
    return parameters;
}

}  // namespace keybound::test
