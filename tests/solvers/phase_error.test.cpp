// Two solvers that share no code give the same certified phase-error rate. Certification makes every bound valid; this shows
// that ours is also as good as the programme allows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "keybound/opt/backends/csdp.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"
#include "keybound/protocol/catalog.hpp"
#include "support/samples.hpp"

namespace keybound::test {
namespace {

Link random_link(Random& random, int sample) {
    Scenario scenario;
    scenario.protocol.name = sample % 3 == 0 ? "three-state" : "bb84";
    scenario.source.modulation_error_rad = uniform(random, -0.3, 0.3);
    if (sample % 5 == 1) {  // out of the X-Z plane: complex programmes
        scenario.source.states = {{0.03, 0.0}, {1.58, 0.06}, {0.81, 0.05}, {2.30, -0.04}};
        for (auto& state : scenario.source.states) state[1] += uniform(random, -0.05, 0.05);
        scenario.protocol.name = "bb84";
    }
    scenario.source.leakage = {log_uniform(random, 1e-10, 1e-3)};
    scenario.channel.fibre_km = uniform(random, 0, 150);
    return protocol_named(scenario.protocol.name).link(scenario);
}

double rate_of(const Outcome<PhaseErrorBound>& outcome) {
    return outcome.has_value() ? outcome.value().phase_error_rate.value : 0.5;
}

void compare(DualFamily family, std::uint64_t seed, int wanted) {
    Random random(seed);
    int compared = 0, inside = 0;
    int apart = 0;  // one of the two solvers met its limits
    std::string examples;
    for (int sample = 0; sample < samples(wanted + wanted / 4); ++sample) {
        const Link link = random_link(random, sample);
        const auto own = prove_by_dual(link, family, solve_dense_primal_dual);
        const auto other = prove_by_dual(link, family, solve_csdp);
        if (own.verdict() == Verdict::not_applicable) continue;
        ASSERT_EQ(own.has_value(), other.has_value()) << sample << ": " << own.reason() << " / " << other.reason();
        if (!own.has_value()) continue;
        const double difference = rate_of(own) - rate_of(other);
        if (!(std::fabs(difference) <= 1e-6 * rate_of(other) + 1e-9)) {
            ++apart;
            examples += fmt::format("{}: ours {} CSDP {}\n", sample, rate_of(own), rate_of(other));
        }
        ++compared;
        if (rate_of(own) < 0.5) ++inside;
    }
    EXPECT_GE(compared, samples(wanted));
    EXPECT_GE(inside, samples(wanted) * 3 / 4);
    EXPECT_LE(apart, compared / 50) << examples;
}

TEST(SolverAgreement, LossTolerantCoinOptimal) { compare({}, 4901, 100); }
TEST(SolverAgreement, LossTolerantCoinZ) { compare({.z_errors = true}, 4902, 40); }
TEST(SolverAgreement, JointSdp) { compare({.whole_space = true}, 4903, 40); }

}  // namespace
}  // namespace keybound::test
