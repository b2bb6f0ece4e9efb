#include "keybound/rate/laser_rate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/check.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/claims.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

Scenario scenario_at(const std::string& more) {
    return parse_scenario(
        "protocol.name = \"decoy-bb84\"\nsource.intensities = \"optimise\"\nchannel.misalignment_rad = 0.08\n"
        "detector.efficiency = 0.65\ndetector.dark_count_probability = 7.2e-8\n" +
        more);
}

double rate_at(const Scenario& scenario, const Proof& proof, const std::vector<double>& intensities) {
    const Link link = protocol_named(scenario.protocol.name).link(with_intensities(scenario, intensities));
    const auto outcome = std::get<LowerProof>(proof.prove)(link);
    return outcome.has_value() ? asymptotic_key_rate(link, outcome.value()).value : 0.0;
}

// No place of a grid is better by half a per cent.
TEST(LaserRate, IntensitiesAreAsGoodAsAGrid) {
    const struct {
        const char* proof;
        const char* more;
        int points;
    } cases[] = {
        {"leaky-decoy-reference", "channel.fibre_km = 0\nsource.leakage = 1e-5\n", 20},
        {"leaky-decoy-reference", "channel.fibre_km = 120\nsource.leakage = 1e-6\n", 20},
        {"leaky-decoy-joint", "channel.fibre_km = 60\nsource.leakage = 1e-5\n", 9},
        {"leaky-decoy-joint", "channel.fibre_km = 120\nsource.leakage = 1e-5\n", 9},
        {"leaky-decoy", "channel.fibre_km = 0\nsource.leakage = 1e-6\n", 9},
        {"leaky-decoy", "channel.fibre_km = 60\nsource.leakage = 1e-7\n", 9},
        {"decoy-ideal", "channel.fibre_km = 200\n", 20},
        {"leaky-decoy-characterised", "channel.fibre_km = 100\ntrojan_horse.output_intensity = 1e-6\n", 9},
        {"leaky-decoy-characterised",
         "channel.fibre_km = 150\ntrojan_horse.output_intensity = 1e-6\nsource.phase_randomisation = \"discrete\"\n"
         "source.phases = 6\n",
         9},
    };
    for (const auto& each : cases) {
        const Scenario scenario = scenario_at(each.more);
        const Proof& proof = *find_proof(each.proof);
        const double reached = rate_at(
            scenario, proof, best_intensities(scenario, typical_intensities(scenario), std::get<LowerProof>(proof.prove)));
        EXPECT_GT(reached, 0.0) << each.proof << each.more;
        double best = 0.0;
        for (int i = 0; i < each.points; ++i) {
            for (int k = 0; k < each.points; ++k) {
                const double signal = 0.3 * std::pow(1.05 / 0.3, i / (each.points - 1.0));
                const double ratio = 0.004 * std::pow(0.6 / 0.004, k / (each.points - 1.0));
                best = std::max(best, rate_at(scenario, proof, {signal, signal * ratio, 0.0}));
            }
        }
        EXPECT_GE(reached, 0.995 * best) << each.proof << each.more;
    }
}

TEST(LaserRate, LossesAddUp) {
    for (const char* more : {"source.leakage = 1e-8\n", "source.leakage = 1e-6\n", "source.leakage = 0\n"}) {
        const Result result = evaluate(parse_scenario(
            std::string("protocol.name = \"decoy-bb84\"\nchannel.fibre_km = 40\nchannel.misalignment_rad = 0.05\n") + more));
        int rows = 0;
        for (const Bound& bound : result.bounds) {
            if (bound.verdict != Verdict::proved || bound.proof->direction() == Direction::upper) continue;
            double left = 0.0;
            for (const auto& [name, value] : bound.quantities) {
                if (name == "rate_without_leakage") left += value;
                if (name.rfind("lost_to_", 0) == 0) left -= value;
                const bool more_data = bound.proof->name == "leaky-decoy-joint" || bound.proof->name == "leaky-decoy-pair";
                if (name.rfind("lost_to_", 0) == 0 && !more_data) {
                    EXPECT_GE(value, -1e-9) << name;
                }
            }
            EXPECT_NEAR(left, *bound.rate_bits_per_pulse, 1e-15) << bound.proof->name << more;
            ++rows;
        }
        EXPECT_GE(rows, 3);
    }
}

TEST(LaserRate, ChosenIntensitiesAreReportedAndChecked) {
    const Scenario scenario = scenario_at("channel.fibre_km = 80\nsource.leakage = 1e-6\n");
    const Result result = evaluate(scenario);
    const Bound& joint = result.bounds[*result.best_lower];
    EXPECT_EQ(joint.proof->name, "leaky-decoy-joint");
    double signal = 0.0, decoy = 0.0;
    for (const auto& [name, value] : joint.quantities) {
        if (name == "signal_intensity") signal = value;
        if (name == "decoy_intensity") decoy = value;
    }
    const double rate = rate_at(scenario, *joint.proof, {signal, decoy, 0.0});
    EXPECT_EQ(rate, *joint.rate_bits_per_pulse);

    EvidenceDocument document = test::document_of(result);
    EXPECT_TRUE(check(document).verified());
    for (ClaimedBound& bound : document.bounds) {
        for (ClaimedItem& item : bound.items) {
            if (item.name == "intensities") item.real[1] *= 1.001;
        }
    }
    const CheckResult other = check(document);
    for (const CheckedBound& bound : other.bounds) EXPECT_EQ(bound.verified, bound.direction == "upper") << bound.proof;
    for (const double wrong : {-0.1, 0.0, 2.0, std::nan("")}) {
        for (ClaimedBound& bound : document.bounds) {
            for (ClaimedItem& item : bound.items) {
                if (item.name == "intensities") item.real[1] = wrong;
            }
        }
        for (const CheckedBound& bound : check(document).bounds) EXPECT_EQ(bound.verified, bound.direction == "upper");
    }
}

TEST(LaserRate, TypicalIntensitiesExistWhereNothingIsLeft) {
    for (const char* more :
         {"channel.fibre_km = 400\n", "source.leakage = 0.3\n", "channel.fibre_km = 150\nsource.leakage = 1e-3\n"}) {
        const std::vector<double> typical = typical_intensities(scenario_at(more));
        ASSERT_EQ(typical.size(), 3U);
        EXPECT_GT(typical[0], typical[1]);
        EXPECT_GT(typical[1], 0.0);
        EXPECT_EQ(typical[2], 0.0);
    }
}

}  // namespace
}  // namespace keybound
