#include "keybound/proof/lower/reference_technique.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "keybound/protocol/bb84.hpp"
#include "keybound/protocol/three_state.hpp"

namespace keybound {
namespace {

using std::numbers::pi;

Scenario scenario_of(double delta, double leakage, double km) {
    Scenario scenario;
    scenario.source.modulation_error_rad = delta;
    scenario.source.leakage = {leakage};
    scenario.channel.fibre_km = km;
    return scenario;
}

double bound_of(const Link& link) { return prove_reference_technique(link).value().phase_error_rate.value; }

double evidence(const PhaseErrorBound& bound, std::string_view name) {
    for (const EvidenceItem& item : bound.evidence.items()) {
        if (item.name == name) return item.real[0];
    }
    ADD_FAILURE() << "no evidence " << name;
    return std::nan("");
}

// delta = 0: nu = 1, Delta = eps, R_e = e_X Y:  e_ph = sin^2(asin sqrt R_e + 2 asin sqrt eps) / Y.
TEST(ReferenceTechnique, ClosedFormOfPerfectStates) {
    for (const double leakage : {1e-12, 1e-8, 1e-6}) {
        for (const double km : {0.0, 50.0, 100.0}) {
            const Link link = bb84_link(scenario_of(0.0, leakage, km));
            const double wrong = 0.5 * (link.statistics.x[2][1] + link.statistics.x[3][0]);
            const double angle = std::asin(std::sqrt(wrong)) + 2.0 * std::asin(std::sqrt(leakage));
            const double formula = std::pow(std::sin(angle), 2) / link.statistics.key_yield();
            EXPECT_GE(bound_of(link), formula * (1.0 - 1e-12));
            EXPECT_NEAR(bound_of(link) / formula, 1.0, 1e-6) << leakage << " " << km;
        }
    }
}

// Nearly coplanar states: |Tar| and |Ref| differ. One number for both would give a bound below the one that is proved.
TEST(ReferenceTechnique, KeepsTheTwoWeightsApart) {
    Scenario scenario = scenario_of(0.0, 6.656362120414321e-05, 0.0);
    scenario.source.states = {{-0.19230645187227385, -0.04668715124096702},
                              {1.6605467614892908, 0.15541120321533122},
                              {0.8008335999027474, -0.19539926824064666},
                              {2.3876455290508343, -0.18406098134379223}};
    const Link link = bb84_link(scenario);
    const PhaseErrorBound bound = prove_reference_technique(link).value();
    EXPECT_GE(bound.phase_error_rate.value, 0.07997);
    EXPECT_LE(bound.phase_error_rate.value, 0.085);
    const double t = evidence(bound, "target_weight");
    const double r = evidence(bound, "reference_weight");
    const double d = evidence(bound, "distance");
    EXPECT_GT(std::fabs(t - r), 1e-6);
    const double angle =
        std::asin(std::sqrt(evidence(bound, "reference_error") / r)) + std::acos((t + r - d * d) / (2.0 * std::sqrt(t * r)));
    const double formula = (t * std::pow(std::sin(angle), 2) - evidence(bound, "target_known")) / link.statistics.key_yield();
    EXPECT_NEAR(bound.phase_error_rate.value / formula, 1.0, 1e-9);
}

TEST(ReferenceTechnique, KeepsOnePulseInFlight) {
    EXPECT_FALSE(prove_reference_technique(bb84_link(scenario_of(0.0, 1e-6, 0.0))).value().repetition_rate_ceiling_hz);
    const double ceilings[][2] = {{1.0, 2e5}, {10.0, 2e4}, {100.0, 2e3}};
    for (const auto& [km, hertz] : ceilings) {
        const auto outcome = prove_reference_technique(bb84_link(scenario_of(0.0, 1e-6, km)));
        ASSERT_TRUE(outcome.value().repetition_rate_ceiling_hz.has_value());
        EXPECT_DOUBLE_EQ(*outcome.value().repetition_rate_ceiling_hz, hertz);
    }
}

TEST(ReferenceTechnique, ProvesNothingFromSilence) {
    Scenario scenario = scenario_of(0.0, 1e-6, 1e6);
    scenario.detector.dark_count_probability = 0.0;
    EXPECT_EQ(prove_reference_technique(bb84_link(scenario)).verdict(), Verdict::undecided);
}

TEST(ReferenceTechnique, NaNIsNeverASmallPhaseError) {
    for (std::size_t j = 0; j < 4; ++j) {
        for (std::size_t b = 0; b < 2; ++b) {
            Link link = bb84_link(scenario_of(0.063, 1e-6, 0.0));
            link.statistics.x[j][b] = std::nan("");
            const auto outcome = prove_reference_technique(link);
            EXPECT_TRUE(!outcome.has_value() || outcome.value().phase_error_rate.value == 0.5) << j << b;
        }
    }
}

TEST(ReferenceTechnique, NeedsDifferentStates) {
    Scenario scenario = scenario_of(0.0, 1e-6, 0.0);
    scenario.source.states = {{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}, {2.3, 0.0}};
    const auto outcome = prove_reference_technique(bb84_link(scenario));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
    EXPECT_NE(outcome.reason(), "");
}

}  // namespace
}  // namespace keybound
