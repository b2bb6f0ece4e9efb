#include "keybound/rate/evaluate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace keybound {
namespace {

Result evaluated(const std::string& toml, const std::vector<std::string>& overrides = {}) {
    return evaluate(parse_scenario(toml, overrides));
}

const Bound& row(const Result& result, const std::string& proof) {
    return *std::find_if(result.bounds.begin(), result.bounds.end(), [&](const Bound& b) { return b.proof->name == proof; });
}

const std::string bb84 =
    "[protocol]\nname = \"bb84\"\n[source]\nleakage = 1e-6\nmodulation_error_rad = 0.063\n[channel]\nfibre_km = 100.0\n";

TEST(Evaluate, JudgesEveryProofOfTheProtocolInCatalogOrder) {
    for (const char* protocol : {"bb84", "three-state"}) {
        const Result result = evaluated(bb84, {std::string("protocol.name=") + protocol});
        std::vector<std::string> names, expected;
        for (const Bound& bound : result.bounds) names.push_back(bound.proof->name);
        for (const Proof& proof : proofs()) {
            if (proof.applies_to(protocol)) expected.push_back(proof.name);
        }
        EXPECT_EQ(names, expected);
    }
}

TEST(Evaluate, JudgesOnlyWhatIsAskedFor) {
    const Result result = evaluated(bb84, {"analysis.proofs=[\"quantum-coin\", \"loss-tolerant-coin-three-state\"]"});
    ASSERT_EQ(result.bounds.size(), 2U);
    EXPECT_EQ(row(result, "loss-tolerant-coin-three-state").verdict, Verdict::not_applicable);
    EXPECT_FALSE(row(result, "loss-tolerant-coin-three-state").rate_bits_per_pulse.has_value());
    EXPECT_EQ(row(result, "quantum-coin").verdict, Verdict::proved);
}

// The best row is the one with the most bits per second, among proved rows.
TEST(Evaluate, ChoosesTheBestProvedRows) {
    const Result result = evaluated(bb84);
    ASSERT_TRUE(result.best_lower.has_value());
    ASSERT_TRUE(result.best_upper.has_value());
    EXPECT_EQ(result.bounds[*result.best_lower].proof->direction(), Direction::lower);
    EXPECT_EQ(result.bounds[*result.best_lower].verdict, Verdict::proved);
    EXPECT_EQ(result.bounds[*result.best_upper].proof->name, "repeaterless");
    EXPECT_TRUE(result.proved_something());
    for (const Bound& bound : result.bounds) {
        if (bound.verdict != Verdict::proved || bound.proof->direction() != Direction::lower) continue;
        EXPECT_LE(*bound.rate_bits_per_second, *result.bounds[*result.best_lower].rate_bits_per_second);
    }
    // The original coin proves less than the loss-tolerant one here, the reference technique is slow.
    EXPECT_NE(result.bounds[*result.best_lower].proof->name, "quantum-coin");
    EXPECT_NE(result.bounds[*result.best_lower].proof->name, "reference-technique");
}

// A proved zero is a result; a proof that does not apply is none.
TEST(Evaluate, KeepsZeroAndNothingApart) {
    const Result result = evaluated(bb84, {"source.leakage=1.0"});
    const Bound& coin = row(result, "loss-tolerant-coin");
    EXPECT_EQ(coin.verdict, Verdict::proved);
    EXPECT_EQ(coin.rate_bits_per_pulse, 0.0);
    const Bound& exact = row(result, "loss-tolerant");
    EXPECT_EQ(exact.verdict, Verdict::not_applicable);
    EXPECT_FALSE(exact.rate_bits_per_pulse.has_value());
    EXPECT_NE(exact.reason, "");
    EXPECT_TRUE(result.best_lower.has_value());
}

TEST(Evaluate, HasNoUpperBoundAtZeroKilometres) {
    const Result result = evaluated(bb84, {"channel.fibre_km=0.0"});
    EXPECT_EQ(row(result, "repeaterless").verdict, Verdict::not_applicable);
    EXPECT_FALSE(result.best_upper.has_value());
    EXPECT_TRUE(result.best_lower.has_value());
}

// Nothing detected at all: undecided, reported with the trivial safe rate, and never the best row.
TEST(Evaluate, UndecidedIsTheTrivialBound) {
    const Result result = evaluated(
        bb84, {"channel.fibre_km=10000.0", "channel.attenuation_db_per_km=10.0", "detector.dark_count_probability=0.0"});
    const Bound& coin = row(result, "loss-tolerant-coin");
    EXPECT_EQ(coin.verdict, Verdict::undecided);
    EXPECT_EQ(coin.rate_bits_per_pulse, 0.0);
    EXPECT_FALSE(result.best_lower.has_value());
}

TEST(Evaluate, WarnsWhenLeakageIsTakenToBeZero) {
    const Result without = evaluated(bb84, {"source.leakage=0.0"});
    ASSERT_EQ(without.warnings.size(), 1U);
    EXPECT_NE(row(without, "loss-tolerant-coin").assumptions.front().find("no leakage"), std::string::npos);
    EXPECT_TRUE(evaluated(bb84).warnings.empty());
    EXPECT_TRUE(evaluated(bb84, {"source.leakage=[0.0, 0.0, 1e-300, 0.0]"}).warnings.empty());
}

TEST(Evaluate, BitsPerSecondAreBitsPerPulseTimesTheRate) {
    const Result result = evaluated(bb84, {"source.repetition_rate_hz=1e9"});
    const Bound& coin = row(result, "loss-tolerant-coin");
    EXPECT_NEAR(*coin.rate_bits_per_second, 1e9 * *coin.rate_bits_per_pulse, 1e-6);
    const Bound& reference = row(result, "reference-technique");
    EXPECT_NEAR(*reference.rate_bits_per_second, 2e3 * *reference.rate_bits_per_pulse, 1e-9);
    // A source slower than the light is the limit itself.
    const Bound& slow = row(evaluated(bb84, {"source.repetition_rate_hz=10.0"}), "reference-technique");
    EXPECT_NEAR(*slow.rate_bits_per_second, 10.0 * *slow.rate_bits_per_pulse, 1e-12);
}

TEST(Evaluate, EveryProvedRowSaysUnderWhichAssumptions) {
    for (const Bound& bound : evaluated(bb84).bounds) EXPECT_FALSE(bound.assumptions.empty()) << bound.proof->name;
}

TEST(Evaluate, ReportsTheStatistics) {
    const Result result = evaluated(bb84);
    const auto value = [&](const std::string& name) {
        return std::find_if(result.statistics.begin(), result.statistics.end(), [&](const auto& n) { return n.first == name; })
            ->second;
    };
    EXPECT_NEAR(value("detection_probability"), 0.00730002, 1e-8);
    EXPECT_NEAR(value("quantum_bit_error_rate"), 4.973244e-4, 1e-10);
    EXPECT_EQ(value("leakage"), 1e-6);
    EXPECT_EQ(value("gain_1X"), value("gain_0Z"));
}

}  // namespace
}  // namespace keybound
