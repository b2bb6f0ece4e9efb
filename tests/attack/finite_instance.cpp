#include "attack/finite_instance.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/finite/e_value.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/links.hpp"

namespace keybound::test {

namespace {

// One thing that a detected round can show.
struct RoundEvent {
    bool z_label;        // the label is "Z test"
    int bob;             // his outcome under it
    SmallMatrix effect;  // on Alice's register; holds the probability of the label
    int setting;         // disclosed; -1 if not
    bool phase_error;
};

std::vector<RoundEvent> round_events(const FiniteInstance& instance) {
    const int n = instance.settings();
    const double z = instance.choices.z_basis_probability, tested = instance.choices.z_test_fraction;
    const SmallMatrix one = SmallMatrix::Identity(n, n);
    std::vector<RoundEvent> events;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < n; ++j) {
            SmallMatrix alone = SmallMatrix::Zero(n, n);
            alone(j, j) = 1.0;
            events.push_back({false, b, (1.0 - z) * alone, j, false});
            if (tested > 0.0) events.push_back({true, b, z * tested * alone, j, false});
        }
        // Register state that goes with u_+ (b = 1, a phase error) or u_- (b = 0).
        SmallMatrix error = SmallMatrix::Zero(n, n);
        error(0, 0) = error(1, 1) = 0.5;
        error(1, 0) = (b == 1 ? 0.5 : -0.5) * std::conj(instance.turn);
        error(0, 1) = std::conj(error(1, 0));
        const double key = z * (1.0 - tested);
        events.push_back({false, b, key * error, -1, true});
        events.push_back({false, b, key * (one - error), -1, false});
    }
    return events;
}

void count(const RoundEvent& event, Counts& counts, int& phase_errors) {
    counts.detected += 1.0;
    phase_errors += event.phase_error;
    if (event.setting < 0) return;
    if (event.z_label && event.setting > 1) return;
    (event.z_label ? counts.z_test : counts.x)[event.setting][event.bob] += 1.0;
}

SmallMatrix kronecker(const SmallMatrix& a, const SmallMatrix& b) {
    const auto n = b.rows();
    SmallMatrix result(a.rows() * n, a.cols() * n);
    for (int r = 0; r < a.rows(); ++r) {
        for (int c = 0; c < a.cols(); ++c) result.block(r * n, c * n, n, n) = a(r, c) * b;
    }
    return result;
}

EvidenceItem item(const Evidence& evidence, const char* name) {
    for (const EvidenceItem& found : evidence.items()) {
        if (found.name == name) return found;
    }
    throw Bug(name);
}

}  // namespace

FiniteInstance closed_form_instance(double leakage, double mu, double z_basis_probability) {
    FiniteInstance instance{"closed form, leakage " + std::to_string(leakage) + ", mu " + std::to_string(mu),
                            link_of({.leakage = {leakage}}),
                            {0.0, z_basis_probability}};
    instance.lambda[1][2] = instance.lambda[0][3] = 0.5 * (1.0 + mu);
    instance.source_term = 4.0 * leakage * (1.0 + 1.0 / mu);
    // Of Psi_Z - Psi_X = sum_j v_j psi_j: V_jk = <v_j|v_k>.
    const double half = std::sqrt(0.5);
    const std::array<std::array<double, 2>, 4> v = {{{0.5, 0.5}, {0.5, -0.5}, {-half, 0.0}, {0.0, half}}};
    instance.omega = SmallMatrix(4, 4);
    for (int j = 0; j < 4; ++j) {
        for (int k = 0; k < 4; ++k) instance.omega(j, k) = (1.0 + 1.0 / mu) * (v[j][0] * v[k][0] + v[j][1] * v[k][1]);
    }
    return instance;
}

FiniteInstance certified_instance(const std::string& name, const Link& link, DualFamily family, const RunChoices& choices) {
    FiniteInstance instance{name, link, choices};
    const auto programme = state_phase_error_dual(link, family).value();
    const ApproxSolution solution = solve_dense_primal_dual(programme.problem, programme.start);
    const PhaseErrorBound bound = conclude_phase_error_dual(link, programme.multipliers(solution.x)).value();
    const auto margins = item(bound.evidence, "margins").real;
    const double yield = link.statistics.key_yield();
    for (int b = 0; b < 2; ++b) {
        const auto lambda = item(bound.evidence, b == 0 ? "lambda_0" : "lambda_1").real;
        for (int j = 0; j < instance.settings(); ++j) {
            const double lift = margins[b] / std::max(link.statistics.x[j][b] / yield, 1e-6);
            instance.lambda[b][j] = lambda[j] + lift + 1e-12;
        }
        if (!family.z_errors) continue;
        const double lambda_z = item(bound.evidence, "lambda_z").real[b];
        instance.lambda_z[b] = lambda_z + margins[2] * std::fabs(lambda_z) + 1e-12;
    }
    const auto phase = item(bound.evidence, "virtual_phase").real;
    instance.turn = {phase[0], phase[1]};
    instance.source_term = item(bound.evidence, "h_omega").real[0];
    const EvidenceItem omega = item(bound.evidence, "omega");
    const int n = instance.settings();
    instance.omega = SmallMatrix(n, n);
    for (int k = 0; k < n * n; ++k) instance.omega(k / n, k % n) = {omega.real[k], omega.imaginary[k]};
    return instance;
}

CountingProblem counting_problem(const FiniteInstance& instance, const Counts& counts, double pulses, double failure) {
    CountingProblem problem;
    RunChoices choices = instance.choices;
    choices.pulses = pulses;
    const Counts expected = expected_counts(instance.link, choices);
    for (int j = 0; j < instance.settings(); ++j) {
        for (int b = 0; b < 2; ++b) {
            const double disclosed = instance.probability(j) * x_label_probability(choices);
            problem.add(instance.lambda[b][j] / disclosed, expected.x[j][b], counts.x[j][b]);
        }
    }
    for (int b = 0; b < 2 && choices.z_test_fraction > 0.0; ++b) {
        const double disclosed = instance.probability(1 - b) * z_test_label_probability(choices);
        problem.add(instance.lambda_z[b] / disclosed, expected.z_test[1 - b][b], counts.z_test[1 - b][b]);
    }
    problem.phase_coefficient = 1.0 / (choices.z_basis_probability * key_label_probability(choices));
    problem.pulses = pulses;
    problem.detected = counts.detected;
    problem.source_term = instance.source_term;
    problem.failure = failure;
    return problem;
}

CountingProblem full_counting_problem(const FiniteInstance& instance, const Counts& counts, double pulses, double failure) {
    CountingProblem problem = counting_problem(instance, counts, pulses, failure);
    SmallMatrix coin = instance.omega;
    for (int j = 0; j < instance.settings(); ++j) {
        for (int k = 0; k < instance.settings(); ++k) {
            coin(j, k) /= std::sqrt(instance.probability(j) * instance.probability(k));
        }
    }
    const double enough = coin.trace().real();
    const SmallMatrix slack = enough * SmallMatrix::Identity(coin.rows(), coin.cols()) - coin;
    problem.coin_weight = (enough - certify_psd(slack)) * (1.0 + 1e-12);
    return problem;
}

double e_value_bound(const CountingProblem& problem, double tilt) {
    return e_value_phase_errors(problem, {.tilt = tilt}).value().value;
}

double phase_error_weight(const FiniteInstance& instance, double tilt) {
    const double z = instance.choices.z_basis_probability;
    return 1.0 + tilt / (z * z * (1.0 - instance.choices.z_test_fraction));
}

AveragedWeights averaged(const FiniteInstance& instance, int rounds, const Worth& worth) {
    AveragedWeights result;
    result.nothing = worth({}, 0);
    const int n = instance.settings();
    const SmallMatrix one = SmallMatrix::Identity(n, n);
    const auto events = round_events(instance);
    const int strings = rounds == 1 ? 2 : 8;
    result.x.assign(strings, SmallMatrix::Zero(rounds == 1 ? n : n * n, rounds == 1 ? n : n * n));
    if (instance.choices.z_test_fraction > 0.0) {
        KEYBOUND_CHECK(rounds == 1);
        result.z.assign(2, SmallMatrix::Zero(n, n));
    }
    for (const RoundEvent& first : events) {
        Counts after;
        int errors = 0;
        count(first, after, errors);
        if (rounds == 1) {
            (first.z_label ? result.z : result.x)[first.bob] += worth(after, errors) * first.effect;
            continue;
        }
        // Strings: (b, nothing), (nothing, b), (b, b').
        result.x[first.bob] += worth(after, errors) * kronecker(first.effect, one);
        result.x[2 + first.bob] += worth(after, errors) * kronecker(one, first.effect);
        for (const RoundEvent& second : events) {
            Counts both = after;
            int of_both = errors;
            count(second, both, of_both);
            result.x[4 + 2 * first.bob + second.bob] += worth(both, of_both) * kronecker(first.effect, second.effect);
        }
    }
    return result;
}

}  // namespace keybound::test
