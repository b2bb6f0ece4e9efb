// The method `e-value` in simulated runs, with failure probabilities large enough to be seen: from the counts of explicit
// attacks, through the counting problem, to how often the phase errors exceed the bound.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "attack/run_simulation.hpp"
#include "attack/see_saw.hpp"
#include "attack/structured_attacks.hpp"
#include "keybound/finite/catalog.hpp"
#include "keybound/finite/e_value.hpp"
#include "support/links.hpp"

namespace keybound::test {
namespace {

constexpr double eps_f = 1e-2;

// A run, the attack that saturates the linear bound, and honest rounds.
struct Battle {
    FiniteInstance instance;
    Experiment attack, honest;
    double pulses;
    double tilt;
    int runs = 8000;

    double source() const { return pulses * std::log1p(tilt * instance.source_term); }
    // Of the logarithm of all weights; beyond it the bound is exceeded.
    double threshold() const { return source() - std::log(eps_f); }
    RoundLaw law(const Experiment& experiment) const { return {instance, tilt, experiment}; }
    std::string text() const { return fmt::format("{}, {:g} pulses, tilt {:.3g}", instance.name, pulses, tilt); }
};

// At delta = 0 the best attack on given multipliers has X errors of amplitude 2 sqrt(epsilon)/mu.
Battle closed_form_battle(double leakage, double mu, double yield, double pulses, double tilt) {
    const FiniteInstance instance = closed_form_instance(leakage, mu, 0.5);
    const double excess = 2.0 * std::sqrt(leakage / yield) / mu;
    return {instance, Experiment(saturating_bb84(leakage, yield, excess)),
            Experiment(honest_attack(instance.link.source, yield)), pulses, tilt};
}

// The best attack that shows the honest statistics. With random weights of this variance (in all rounds together) independent
// rounds exceed the bound most often.
Battle see_saw_battle(const std::string& name, const Link& link, bool z_errors, const RunChoices& choices,
                      double variance = -2.0 * std::log(eps_f)) {
    const FiniteInstance instance = certified_instance(name, link, {.whole_space = false, .z_errors = z_errors}, choices);
    const SideChannel side = side_channel_of_programme(link, z_errors).value();
    const Experiment attack(see_saw(link, instance.turn, z_errors, side).attack);
    const double largest = largest_tilt(counting_problem(instance, {}, 1.0, eps_f));
    const double small = 1e-3 * largest;
    const double per_square = RoundLaw(instance, small, attack).second_moment() / (small * small);
    const double tilt = std::min(0.9 * largest, std::sqrt(variance / (choices.pulses * per_square)));
    const Experiment honest(honest_attack(link.source, link.statistics.key_yield()));
    return {instance, attack, honest, choices.pulses, tilt, choices.pulses > 1e5 ? 2500 : 8000};
}

using Spoil = void (*)(CountingProblem&);
void untouched(CountingProblem&) {}

// `strategy` is asked for at the beginning of each run.
FailureRate failures(const Battle& battle, std::span<const RoundLaw> laws, const std::function<Strategy(Random&)>& strategy,
                     int runs, std::uint64_t seed, Spoil spoil = untouched) {
    Random random(seed);
    FailureRate rate;
    for (rate.runs = 0; rate.runs < runs; ++rate.runs) {
        const SimulatedRun run = simulate(laws, strategy(random), battle.pulses, random);
        CountingProblem problem = counting_problem(battle.instance, run.counts, battle.pulses, eps_f);
        spoil(problem);
        rate.failures += run.phase_errors > e_value_bound(problem, battle.tilt);
    }
    return rate;
}

FailureRate failures(const Battle& battle, std::span<const RoundLaw> laws, const Strategy& strategy, int runs,
                     std::uint64_t seed, Spoil spoil = untouched) {
    return failures(
        battle, laws, [&](Random&) { return strategy; }, runs, seed, spoil);
}

void report(const Battle& battle, const char* attack, const FailureRate& rate) {
    std::printf("[ failures ] %-52s %-14s %.5f [%.5f, %.5f] of eps_f %.2g, N ln(1 + s h) %.2f\n", battle.text().c_str(), attack,
                rate.rate(), rate.low(), rate.high(), eps_f, battle.source());
}

std::vector<Battle> battles() {
    const Link four = link_of({.modulation_error_rad = 0.063, .leakage = {1e-4}, .fibre_km = 70, .dark = 3e-4});
    const Link three = link_of({.modulation_error_rad = 0.063, .leakage = {1e-5}, .fibre_km = 60}, 3);
    const Link noisy = link_of({.modulation_error_rad = 0.063, .leakage = {1e-4}, .fibre_km = 70, .dark = 2e-4}, 3);
    return {closed_form_battle(1e-4, 0.1, 0.1, 1e3, 0.15), closed_form_battle(3e-6, 0.03, 0.05, 4e3, 0.15),
            see_saw_battle("bb84", four, false, {5e4, 0.5}), see_saw_battle("three-state", three, false, {5e4, 0.5}),
            see_saw_battle("three-state, Z tests", noisy, true, {1.5e5, 0.5, 0.4})};
}

TEST(FiniteMonteCarlo, IndependentRoundsAtTheBound) {
    std::uint64_t seed = 5100;
    int failed = 0;
    for (const Battle& battle : battles()) {
        SCOPED_TRACE(battle.text());
        const std::vector<RoundLaw> laws = {battle.law(battle.attack)};
        const double promised = battle.tilt * battle.instance.source_term;
        std::printf("[ closest  ] %-52s mean weight - 1 is %.5f of s h, variance in all rounds %.2f\n", battle.text().c_str(),
                    laws[0].mean_excess() / promised, battle.pulses * laws[0].second_moment());
        EXPECT_LE(laws[0].mean_excess(), promised * (1.0 + 1e-7));
        EXPECT_GE(laws[0].mean_excess(), 0.8 * promised);
        const FailureRate rate = failures(
            battle, laws, [](double) { return 0; }, samples(battle.runs), ++seed);
        report(battle, "independent", rate);
        EXPECT_LE(rate.low(), eps_f);
        failed += rate.failures;
    }
    EXPECT_GT(failed, 0);
}

// Attack until the bound is as good as exceeded, then let nothing be detected, or be honest until errors that are observed
// bring the run below the threshold again. Eve is told all outcomes of past rounds, labels and phase errors too: more than A3
// grants, and no help against registers that were never sent. This makes Markov's inequality almost an equation.
TEST(FiniteMonteCarlo, AdaptiveAttacksComeCloseToTheFailureProbability) {
    std::uint64_t seed = 5200;
    double closest = 0.0;
    for (const Battle& battle : battles()) {
        SCOPED_TRACE(battle.text());
        const std::vector<RoundLaw> laws = {battle.law(battle.attack), {}, battle.law(battle.honest)};
        const double enough = battle.threshold();
        for (const int then : {1, 2}) {
            const Strategy strategy = [=](double log_weight) { return log_weight > enough ? then : 0; };
            const FailureRate rate = failures(battle, laws, strategy, samples(battle.runs), ++seed);
            report(battle, then == 1 ? "stopping" : "then honest", rate);
            EXPECT_LE(rate.low(), eps_f);
            closest = std::max(closest, rate.rate() / eps_f);
        }
    }
    EXPECT_GE(closest, 0.3);
}

// With some probability all rounds are attacked, with any strength, otherwise none.
TEST(FiniteMonteCarlo, AllOrNothing) {
    std::uint64_t seed = 5300;
    const double leakage = 3e-6, yield = 0.05;
    int failed = 0;
    const Battle battle = closed_form_battle(leakage, 0.03, yield, 4e3, 0.15);
    for (const double strength : {0.2, 1.0, 2.0}) {
        const double excess = strength * 2.0 * std::sqrt(leakage / yield) / 0.03;
        const std::vector<RoundLaw> laws = {battle.law(battle.honest),
                                            battle.law(Experiment(saturating_bb84(leakage, yield, excess)))};
        for (const double share : {0.3, 1.0}) {
            const auto strategy = [&](Random& random) -> Strategy {
                const int all = uniform(random, 0, 1) < share ? 1 : 0;
                return [all](double) { return all; };
            };
            const FailureRate rate = failures(battle, laws, strategy, samples(4000), ++seed);
            report(battle, fmt::format("all or none {}", strength).c_str(), rate);
            EXPECT_LE(rate.low(), eps_f);
            failed += rate.failures;
        }
    }
    EXPECT_GT(failed, 0);
}

// Whatever method there is, with parameters within its ranges. Union bounds fail less often than they may; that they fail more
// often would show.
TEST(FiniteMonteCarlo, EveryMethodWithstandsTheAdaptiveAttack) {
    std::uint64_t seed = 5600;
    for (const FiniteMethod& method : finite_methods()) {
        int decided = 0;
        for (const Battle& battle : battles()) {
            SCOPED_TRACE(method.name + ", " + battle.text());
            const std::vector<RoundLaw> laws = {battle.law(battle.attack), {}};
            const double enough = battle.threshold();
            const CountingProblem nothing = full_counting_problem(battle.instance, {}, battle.pulses, eps_f);
            const MethodParameters parameters = {std::min(battle.tilt, 0.9 / nothing.coin_weight), 0.5, 0.8};
            Random random(++seed);
            FailureRate rate;
            for (rate.runs = 0; rate.runs < samples(300); ++rate.runs) {
                const SimulatedRun run = simulate(
                    laws, [=](double log_weight) { return log_weight > enough ? 1 : 0; }, battle.pulses, random);
                const auto bound =
                    method.phase_errors(full_counting_problem(battle.instance, run.counts, battle.pulses, eps_f), parameters);
                if (!bound.has_value()) continue;
                ++decided;
                rate.failures += run.phase_errors > bound.value().value;
            }
            report(battle, method.name.c_str(), rate);
            EXPECT_LE(rate.low(), eps_f);
        }
        EXPECT_GT(decided, 0) << method.name;
    }
}

// What these runs can see: bounds that are a little wrong are exceeded much more often than promised.
TEST(FiniteMonteCarlo, WrongBoundsAreExceededTooOften) {
    const auto rate = [&](const Battle& battle, const char* what, double enough, std::uint64_t seed, Spoil spoil) {
        const std::vector<RoundLaw> laws = {battle.law(battle.attack), {}};
        const Strategy strategy = [=](double log_weight) { return log_weight > enough ? 1 : 0; };
        const FailureRate result = failures(battle, laws, strategy, samples(300), seed, spoil);
        report(battle, what, result);
        return result;
    };
    const double certain = -std::log(eps_f);
    const Battle leaky = closed_form_battle(1e-3, 1.0, 0.02, 1e5, 0.025);
    const double source = leaky.source(), half = leaky.pulses * std::log1p(0.5 * leaky.tilt * leaky.instance.source_term);
    EXPECT_LE(rate(leaky, "right", certain + source, 5401, untouched).low(), eps_f);
    EXPECT_GT(rate(leaky, "h halved", certain + half, 5402, [](auto& p) { p.source_term *= 0.5; }).low(), 5 * eps_f);
    EXPECT_GT(rate(leaky, "half of N", certain + source / 2, 5403, [](auto& p) { p.pulses *= 0.5; }).low(), 5 * eps_f);
    EXPECT_GT(rate(leaky, "no N ln(1+sh)", certain, 5404, [](auto& p) { p.source_term = 0.0; }).low(), 5 * eps_f);

    const Battle noisy = closed_form_battle(3e-6, 0.03, 0.05, 4e3, 0.15);
    EXPECT_LE(rate(noisy, "right", noisy.threshold(), 5405, untouched).low(), eps_f);
    EXPECT_GT(rate(noisy, "no ln(1/eps_f)", noisy.source(), 5406, [](auto& p) { p.failure = 1 - 1e-12; }).low(), 5 * eps_f);
}

}  // namespace
}  // namespace keybound::test
