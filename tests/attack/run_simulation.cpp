#include "attack/run_simulation.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"

namespace keybound::test {

RoundLaw::RoundLaw(const FiniteInstance& instance, double tilt, const Experiment& experiment) {
    using Kind = RoundOutcome::Kind;
    const CountingProblem problem = counting_problem(instance, {}, 1.0, 0.5);
    const Statistics& seen = experiment.link().statistics;
    const double z = instance.choices.z_basis_probability, tested = instance.choices.z_test_fraction;
    const int n = instance.settings();
    const auto log_weight = [&](int index) { return std::log1p(-tilt * problem.storage[index].coefficient); };
    const auto add = [&](Kind kind, int j, int b, double probability, double weight) {
        outcomes_.push_back({kind, j, b, probability, weight});
        total_ += probability;
    };
    double others = 0.0;
    for (int j = 0; j < n; ++j) {
        const double sent = instance.probability(j);
        for (int b = 0; b < 2; ++b) {
            add(Kind::x_test, j, b, sent * (1.0 - z) * seen.x[j][b], log_weight(2 * j + b));
            if (j > 1 || !(tested > 0.0)) continue;
            const double weight = j == b ? 0.0 : log_weight(2 * n + b);
            add(Kind::z_test, j, b, sent * z * tested * seen.z[j][b], weight);
        }
        others += sent * z * (j > 1 ? 1.0 : 1.0 - tested) * seen.yield_z(j);
    }
    const double rate = static_cast<double>(experiment.phase_error_rate(Amplitude(instance.turn), false));
    const double errors = z * z * (1.0 - tested) * seen.key_yield() * rate;
    add(Kind::phase_error, -1, -1, errors, std::log(phase_error_weight(instance, tilt)));
    add(Kind::other_detection, -1, -1, others - errors, 0.0);
    KEYBOUND_CHECK(total_ <= 1.0 && others >= errors);
    std::sort(outcomes_.begin(), outcomes_.end(), [](const auto& a, const auto& b) { return a.probability > b.probability; });
}

const RoundOutcome& RoundLaw::draw(Random& random) const {
    double left = uniform(random, 0.0, total_);
    for (const RoundOutcome& outcome : outcomes_) {
        left -= outcome.probability;
        if (left < 0.0) return outcome;
    }
    return outcomes_.front();
}

double RoundLaw::mean_excess() const {
    double sum = 0.0;
    for (const RoundOutcome& outcome : outcomes_) sum += outcome.probability * std::expm1(outcome.log_weight);
    return sum;
}

double RoundLaw::second_moment() const {
    double sum = 0.0;
    for (const RoundOutcome& outcome : outcomes_) sum += outcome.probability * std::pow(std::expm1(outcome.log_weight), 2);
    return sum;
}

Attack honest_attack(const Source& source, double yield) {
    Attack attack;
    attack.kets = source.kets;
    attack.leakage = source.leakage;
    const Real amplitude = std::sqrt(static_cast<Real>(yield) / 2);
    for (int b = 0; b < 2; ++b) {
        Ket effect{};
        effect[0] = amplitude;
        effect[1] = b == 0 ? amplitude : -amplitude;
        attack.effects[b] = {effect};
    }
    for (int j = 0; j < source.settings(); ++j) attack.side[j][qubit_dimensions] = 1;
    return attack;
}

SimulatedRun simulate(std::span<const RoundLaw> laws, const Strategy& strategy, double pulses, Random& random) {
    SimulatedRun run;
    double round = 0.0, log_weight = 0.0;
    while (true) {
        const RoundLaw& law = laws[static_cast<std::size_t>(strategy(log_weight))];
        if (!(law.detection_probability() > 0.0)) return run;
        const double nothing = std::log1p(-law.detection_probability());
        round += 1.0 + std::floor(std::log(uniform(random, 0.0, 1.0)) / nothing);
        if (!(round <= pulses)) return run;
        const RoundOutcome& outcome = law.draw(random);
        log_weight += outcome.log_weight;
        run.counts.detected += 1.0;
        switch (outcome.kind) {
            case RoundOutcome::Kind::x_test:
                run.counts.x[outcome.setting][outcome.bob] += 1.0;
                break;
            case RoundOutcome::Kind::z_test:
                run.counts.z_test[outcome.setting][outcome.bob] += 1.0;
                break;
            case RoundOutcome::Kind::phase_error:
                run.phase_errors += 1.0;
                break;
            case RoundOutcome::Kind::other_detection:
                break;
        }
    }
}

double FailureRate::edge(double sign) const {
    const double z2 = 1.96 * 1.96, p = rate();
    const double middle = p + z2 / (2.0 * runs);
    const double width = std::sqrt(z2 * (p * (1.0 - p) + z2 / (4.0 * runs)) / runs);
    return (middle + sign * width) / (1.0 + z2 / runs);
}

}  // namespace keybound::test
