#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include "attack/run_simulation.hpp"
#include "attack/see_saw.hpp"
#include "attack/structured_attacks.hpp"
#include "keybound/finite/e_value.hpp"
#include "support/links.hpp"
namespace keybound::test {
namespace {
TEST(FiniteMonteCarlo, Explore) {
    const auto env = [](const char* n, double d) {
        const char* t = std::getenv(n);
        return t ? std::atof(t) : d;
    };
    const double eps = env("EPS", 1e-6), mu = env("MU", 0.02), y = env("Y", 0.2), s = env("S", 0.1), N = env("N", 24000);
    const double eps_f = 1e-2;
    const FiniteInstance instance = closed_form_instance(eps, mu, env("PZ", 0.5));
    const Experiment attack(saturating_bb84(eps, y, 2 * std::sqrt(eps) / mu / std::sqrt(y)));
    const Experiment honest(honest_attack(instance.link.source, y));
    const std::vector<RoundLaw> laws = {RoundLaw(instance, s, attack), RoundLaw(), RoundLaw(instance, s, honest)};
    const double sh = s * instance.source_term;
    std::printf("tightness %.5f honest %.5f  N s h %.3f  largest tilt %.3f\n", laws[0].mean_weight_excess() / sh,
                laws[2].mean_weight_excess() / sh, N * sh, largest_tilt(counting_problem(instance, {}, 1, .5)));
    const double threshold = -std::log(eps_f) + N * std::log1p(sh);
    for (int mode = 0; mode < 3; ++mode) {
        Random random(1);
        FailureRate rate;
        for (rate.runs = 0; rate.runs < 20000; ++rate.runs) {
            const auto run = simulate(
                laws, [&](double w) { return mode == 0       ? 0
                                             : w > threshold ? mode
                                                             : 0; }, N, random);
            rate.failures += run.phase_errors > e_value_bound(counting_problem(instance, run.counts, N, eps_f), s);
        }
        std::printf("mode %d: %.5f [%.5f, %.5f]\n", mode, rate.rate(), rate.low(), rate.high());
    }
}
}  // namespace
}  // namespace keybound::test
