// Scenarios with [finite]: which rows there are, what they say, and which is best.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/finite_key.hpp"

namespace keybound {
namespace {

Result evaluated(const std::string& toml, const std::vector<std::string>& overrides = {}) {
    return evaluate(parse_scenario(toml, overrides));
}

const std::string bb84 =
    "[protocol]\nname = \"bb84\"\nz_basis_probability = 0.92\n[source]\nleakage = 1e-6\nmodulation_error_rad = 0.063\n"
    "repetition_rate_hz = 3e9\n[channel]\nfibre_km = 80.0\n[finite]\npulses = 1e10\n";

Bound row(const Result& result, const std::string& proof) {
    return *std::find_if(result.bounds.begin(), result.bounds.end(), [&](const Bound& b) { return b.proof->name == proof; });
}

double quantity(const Bound& bound, const std::string& name) {
    for (const auto& [key, value] : bound.quantities) {
        if (key == name) return value;
    }
    return std::nan("");
}

std::vector<std::string> names(const Result& result) {
    std::vector<std::string> list;
    for (const Bound& bound : result.bounds) list.push_back(bound.proof->name);
    return list;
}

TEST(EvaluateFinite, HasTheProofsThatGiveAKeyAndTheCeilings) {
    using Names = std::vector<std::string>;
    const Names all = {"loss-tolerant-coin", "loss-tolerant-coin-optimal", "loss-tolerant-coin-z", "repeaterless"};
    EXPECT_EQ(names(evaluated(bb84)), all);
    EXPECT_EQ(names(evaluated(bb84, {"protocol.name=three-state"})), all);
    EXPECT_EQ(names(evaluated(bb84, {"finite.dual=coin"})), (Names{"loss-tolerant-coin", "repeaterless"}));
    EXPECT_EQ(names(evaluated(bb84, {"finite.dual=optimal"})),
              (Names{"loss-tolerant-coin-optimal", "loss-tolerant-coin-z", "repeaterless"}));
    EXPECT_EQ(names(evaluated(bb84, {"analysis.proofs=[\"quantum-coin\", \"loss-tolerant-coin\"]"})),
              (Names{"quantum-coin", "loss-tolerant-coin"}));
}

TEST(EvaluateFinite, RowsAndRules) {
    const Scenario finite = parse_scenario(bb84), coin = parse_scenario(bb84, {"finite.dual=coin"});
    Scenario asymptotic = finite;
    asymptotic.finite = {};
    int finite_rows = 0;
    for (const Proof& proof : proofs()) {
        EXPECT_FALSE(is_finite_row(proof, asymptotic)) << proof.name;
        EXPECT_EQ(is_finite_row(proof, finite), proof.run.has_value()) << proof.name;
        EXPECT_EQ(is_finite_row(proof, coin), proof.name == "loss-tolerant-coin") << proof.name;
        EXPECT_EQ(is_evaluated(proof, asymptotic), proof.applies_to("bb84")) << proof.name;
        finite_rows += is_finite_row(proof, finite);
    }
    EXPECT_EQ(finite_rows, 3);
}

TEST(EvaluateFinite, ARowSaysWhatTheRunIs) {
    const Result result = evaluated(bb84, {"finite.secrecy=2e-9", "finite.correctness=3e-12"});
    for (const Bound& bound : result.bounds) {
        EXPECT_EQ(bound.regime, "finite");
        EXPECT_EQ(bound.verdict, Verdict::proved) << bound.reason;
        ASSERT_TRUE(bound.key_length_bits.has_value());
        if (bound.proof->direction() == Direction::upper) continue;
        EXPECT_EQ(*bound.key_length_bits, std::floor(*bound.key_length_bits));
        EXPECT_LE(*bound.rate_bits_per_pulse * 1e10, *bound.key_length_bits);
        EXPECT_NEAR(*bound.rate_bits_per_pulse * 1e10, *bound.key_length_bits, 1e-5);
        EXPECT_NEAR(*bound.rate_bits_per_second, 3e9 * *bound.rate_bits_per_pulse, 1e-5);
        EXPECT_EQ(quantity(bound, "failure_correctness"), 3e-12);
        EXPECT_EQ(quantity(bound, "failure_privacy_amplification"), 1e-9);
        EXPECT_NEAR(quantity(bound, "failure_phase_errors"), 2.5e-19, 1e-30);
        EXPECT_EQ(quantity(bound, "z_basis_probability"), 0.92);
        const double rate = quantity(bound, "phase_errors_bound") / quantity(bound, "sifted_key_bits");
        EXPECT_NEAR(quantity(bound, "phase_error_rate"), rate, 1e-12);
        EXPECT_EQ(std::isnan(quantity(bound, "test_fraction")), !bound.proof->run->uses_z_tests);
        EXPECT_TRUE(std::isnan(quantity(bound, "hoelder_exponent"))) << "not a parameter of e-value";
        for (const auto& [name, value] : bound.quantities) EXPECT_TRUE(std::isfinite(value)) << name;
    }
    EXPECT_EQ(result.bounds[*result.best_lower].regime, "finite");
    EXPECT_EQ(result.bounds[*result.best_upper].regime, "finite");
}

// An asymptotic row that was asked for by name is larger and yet not the best: it is no key of this run.
TEST(EvaluateFinite, TheBestIsAmongFiniteRows) {
    const Result both =
        evaluated(bb84, {"analysis.proofs=[\"joint-sdp\", \"loss-tolerant-coin\", \"repeaterless\"]", "finite.pulses=1e7"});
    const Bound joint = row(both, "joint-sdp");
    EXPECT_EQ(joint.regime, "asymptotic");
    EXPECT_FALSE(joint.key_length_bits.has_value());
    EXPECT_GT(*joint.rate_bits_per_second, *row(both, "loss-tolerant-coin").rate_bits_per_second);
    EXPECT_EQ(both.bounds[*both.best_lower].proof->name, "loss-tolerant-coin");
    const Result none = evaluated(bb84, {"analysis.proofs=[\"joint-sdp\"]"});
    EXPECT_FALSE(none.best_lower.has_value());
    EXPECT_FALSE(none.proved_something());
}

TEST(EvaluateFinite, SaysWhyThereIsNoKey) {
    const Bound tests = row(evaluated(bb84, {"finite.test_fraction=0"}), "loss-tolerant-coin-z");
    EXPECT_EQ(tests.verdict, Verdict::not_applicable);
    EXPECT_NE(tests.reason.find("test_fraction"), std::string::npos);
    EXPECT_FALSE(tests.rate_bits_per_pulse.has_value());
    EXPECT_FALSE(tests.key_length_bits.has_value());

    const Result tilted = evaluated(bb84, {"finite.tilt=100"});
    for (const char* name : {"loss-tolerant-coin", "loss-tolerant-coin-optimal"}) {
        const Bound bound = row(tilted, name);
        EXPECT_EQ(bound.verdict, Verdict::undecided) << name;
        EXPECT_EQ(bound.rate_bits_per_pulse, 0.0) << name;
        EXPECT_EQ(bound.key_length_bits, 0.0) << name;
        EXPECT_NE(bound.reason, "") << name;
    }
    EXPECT_FALSE(tilted.best_lower.has_value());

    const Bound few = row(evaluated(bb84, {"finite.pulses=100"}), "loss-tolerant-coin");
    EXPECT_EQ(few.verdict, Verdict::proved);
    EXPECT_EQ(few.key_length_bits, 0.0);
    EXPECT_NE(few.reason, "");

    const Bound secret = row(evaluated(bb84, {"finite.secrecy=1e-200"}), "loss-tolerant-coin");
    EXPECT_EQ(secret.verdict, Verdict::undecided);
    EXPECT_NE(secret.reason.find("double precision"), std::string::npos);

    const Bound degenerate = row(evaluated("[protocol]\nname = \"three-state\"\n[source]\nleakage = 1e-6\n"
                                           "states = [[0.3, 0.0], [0.3, 0.0], [0.8, 0.0]]\n[finite]\npulses = 1e10\n"),
                                 "loss-tolerant-coin");
    EXPECT_EQ(degenerate.verdict, Verdict::not_applicable);
    EXPECT_NE(degenerate.reason.find("degenerate"), std::string::npos);

    const Bound anything = row(evaluated(bb84, {"finite.secrecy=0.3"}), "repeaterless");
    EXPECT_EQ(anything.verdict, Verdict::not_applicable);
}

TEST(EvaluateFinite, AssumptionsAreThoseOfARun) {
    const Result finite = evaluated(bb84);
    const auto says = [](const Bound& bound, const std::string& part) {
        return std::any_of(bound.assumptions.begin(), bound.assumptions.end(),
                           [&](const std::string& text) { return text.find(part) != std::string::npos; });
    };
    for (const Bound& bound : finite.bounds) {
        EXPECT_FALSE(bound.assumptions.empty());
        if (bound.proof->direction() == Direction::upper) continue;
        EXPECT_TRUE(says(bound, "A5")) << bound.proof->name;
        EXPECT_TRUE(says(bound, "A6")) << bound.proof->name;
        EXPECT_TRUE(says(bound, "A7")) << bound.proof->name;
        EXPECT_FALSE(says(bound, "in the limit")) << "tests are paid for";
        EXPECT_EQ(says(bound, "A4"), bound.proof->run->uses_z_tests) << bound.proof->name;
    }
    EXPECT_TRUE(says(row(evaluated(bb84, {"source.leakage=0"}), "loss-tolerant-coin"), "no leakage"));
}

TEST(EvaluateFinite, WithoutTheTableNothingIsFinite) {
    for (const Bound& bound : evaluated(bb84.substr(0, bb84.find("[finite]"))).bounds) {
        EXPECT_EQ(bound.regime, "asymptotic");
        EXPECT_FALSE(bound.key_length_bits.has_value());
        EXPECT_TRUE(std::isnan(quantity(bound, "tilt")));
    }
}

}  // namespace
}  // namespace keybound
