#include "keybound/rate/finite_key.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/quantum/entropy.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/key_rate.hpp"
#include "keybound/scenario/canonical.hpp"
#include "support/links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

Link link_with(double yield, double bit_error_rate, double f = 1.16) {
    Link link;
    link.statistics.settings = 4;
    link.statistics.z[0] = {yield * (1.0 - bit_error_rate), yield * bit_error_rate};
    link.statistics.z[1] = {yield * bit_error_rate, yield * (1.0 - bit_error_rate)};
    link.error_correction_efficiency = f;
    return link;
}

RunPlan plan_with(double phase_errors, double pulses = 1e9, double z = 0.8, double r = 0.25) {
    return {{pulses, z, r}, {{}, 0.0, {}}, {}, phase_errors};
}

const KeySecurity usual{1e-10, 5e-11, 6.25e-22};

// 1e9 x 0.8 x 0.6 x 0.01 = 4.8e6 bits, of which 2 % are phase errors and 3 % bit errors:
// 4.8e6 (1 - 0.1414405425418208) - 1.2 x 4.8e6 x 0.1943918578315762 - 34.219280948873624 - 66.43856189774725.
TEST(FiniteKey, ByHand) {
    const FiniteKey key = finite_key(link_with(0.01, 0.03, 1.2), plan_with(96000.0), usual);
    EXPECT_NEAR(key.sifted_key_bits, 4.8e6, 1e-6);
    EXPECT_NEAR(key.phase_error_rate, 0.02, 1e-12);
    EXPECT_NEAR(key.error_correction_leakage_bits, 1119697.1011, 1e-3);
    EXPECT_EQ(key.key_length_bits.value, 3001287.0);
    EXPECT_NEAR(key.length_before_floor, 3001287.64, 0.01);
    EXPECT_EQ(key.no_key_because, "");
}

// Every term of the formula in extended precision: the length is never above, and at most a bit and rounding below.
TEST(FiniteKey, IsTheFormulaRoundedDown) {
    test::Random random(20260461);
    const auto h = [](long double p) { return -(p * log2l(p) + (1.0L - p) * log1pl(-p) / logl(2.0L)); };
    int keys = 0;
    for (int sample = 0; sample < test::samples(3000); ++sample) {
        const double yield = test::log_uniform(random, 1e-8, 1.0), pulses = std::floor(test::log_uniform(random, 1e4, 1e18));
        const double e_z = test::log_uniform(random, 1e-8, 0.08), f = test::uniform(random, 1.0, 1.5);
        const double z = test::uniform(random, 0.3, 0.999), r = sample % 2 == 0 ? 0.0 : test::uniform(random, 0.0, 0.7);
        const Link link = link_with(yield, e_z, f);
        const long double sifted = static_cast<long double>(pulses) * z * z * (1.0L - r) * link.statistics.key_yield();
        const double errors = static_cast<double>(sifted * test::log_uniform(random, 1e-6, 0.2));
        const KeySecurity security{test::log_uniform(random, 1e-30, 0.1), test::log_uniform(random, 1e-30, 0.1), 1e-20};
        const FiniteKey key = finite_key(link, plan_with(errors, pulses, z, r), security);
        const long double bit_errors = 0.5L * (static_cast<long double>(link.statistics.z[0][1]) + link.statistics.z[1][0]) /
                                       (0.5L * (link.statistics.yield_z(0) + link.statistics.yield_z(1)));
        const long double constants =
            log2l(2.0L / security.correctness) + 2.0L * log2l(1.0L / (2.0L * static_cast<long double>(security.privacy)));
        const long double exact = sifted * (1.0L - h(errors / sifted)) - f * sifted * h(bit_errors) - constants;
        const double found = key.key_length_bits.value;
        EXPECT_EQ(found, std::floor(found));
        ASSERT_LE(static_cast<long double>(found), std::max(0.0L, exact)) << sample;
        ASSERT_LE(static_cast<long double>(key.length_before_floor), exact) << sample;
        ASSERT_GE(static_cast<long double>(key.length_before_floor), exact - 1e-13L * (2.0L * sifted + fabsl(constants)))
            << sample;
        if (exact >= 2.0L) {
            ASSERT_GE(static_cast<long double>(found), exact - 1.0L - 1e-13L * (2.0L * sifted + fabsl(constants))) << sample;
            ++keys;
        }
    }
    EXPECT_GE(keys, test::samples(1500));
}

// Each term of the security costs what the formula says.
TEST(FiniteKey, PaysForEveryPartOfItsSecurity) {
    const Link link = link_with(0.01, 0.03);
    const auto length = [&](KeySecurity security, double errors = 96000.0) {
        return finite_key(link, plan_with(errors), security).length_before_floor;
    };
    EXPECT_NEAR(length(usual) - length({1e-10 / 1024, 5e-11, 6.25e-22}), 10.0, 1e-6);
    EXPECT_NEAR(length(usual) - length({1e-10, 5e-11 / 1024, 6.25e-22}), 20.0, 1e-6);
    EXPECT_EQ(length(usual), length({1e-10, 5e-11, 1e-30})) << "the failure is in the number of phase errors";
    EXPECT_GT(length(usual), length(usual, 96001.0));
}

// From 0 to just below one half there may be a key, at 0 phase errors too; everything else is none.
TEST(FiniteKey, AbortsOnWhatNoSourceShows) {
    const Link link = link_with(0.01, 0.001);
    const double sifted = finite_key(link, plan_with(0.0), usual).sifted_key_bits;
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_GT(finite_key(link, plan_with(0.0), usual).key_length_bits.value, 4e6);
    for (const double errors : {-1e-300, -1.0, -1e6, -infinity, std::nan("")}) {
        const FiniteKey key = finite_key(link, plan_with(errors), usual);
        EXPECT_EQ(key.key_length_bits.value, 0.0) << errors;
        EXPECT_EQ(key.phase_error_rate, 0.5) << errors;
        EXPECT_NE(key.no_key_because.find("aborts"), std::string::npos) << errors;
    }
    for (const double errors : {0.5 * sifted, 0.6 * sifted, 0.95 * sifted, sifted, 2.0 * sifted, 1e300, infinity}) {
        const FiniteKey key = finite_key(link, plan_with(errors), usual);
        EXPECT_EQ(key.key_length_bits.value, 0.0) << errors;
        EXPECT_EQ(key.phase_error_rate, 0.5) << errors;
        EXPECT_NE(key.no_key_because.find("half of the sifted key"), std::string::npos) << errors;
        EXPECT_LT(key.length_before_floor, 0.0);
    }
    EXPECT_NE(finite_key(link, plan_with(0.45 * sifted), usual).no_key_because.find("less than one bit"), std::string::npos);
}

TEST(FiniteKey, NothingDetectedNoKey) {
    for (const double yield : {0.0, std::nan("")}) {
        const FiniteKey key = finite_key(link_with(yield, 0.01), plan_with(0.0), usual);
        EXPECT_EQ(key.key_length_bits.value, 0.0);
        EXPECT_NE(key.no_key_because, "");
    }
    for (const double bad : {std::nan(""), 0.0, -1e-10}) {
        EXPECT_EQ(finite_key(link_with(0.01, 0.01), plan_with(1e3), {bad, 5e-11, 1e-20}).key_length_bits.value, 0.0) << bad;
    }
    EXPECT_EQ(finite_key(link_with(0.01, 0.01), plan_with(1e3), {1e-10, std::nan(""), 1e-20}).key_length_bits.value, 0.0);
    EXPECT_EQ(finite_key(link_with(0.01, std::nan("")), plan_with(1e3), usual).key_length_bits.value, 0.0);
}

TEST(Security, IsNeverMoreThanWasAskedFor) {
    test::Random random(20260462);
    int shared = 0;
    for (int sample = 0; sample < test::samples(3000); ++sample) {
        FiniteTable table;
        table.secrecy = std::pow(10.0, test::uniform(random, -307, -0.01));
        table.correctness = test::log_uniform(random, 1e-300, 0.1);
        if (sample % 3 == 1) table.privacy_secrecy = table.secrecy * test::uniform(random, 0.001, 1.0);
        if (sample % 3 == 2) table.failure_probability = std::pow(table.secrecy * test::uniform(random, 1e-3, 0.4999), 2);
        const auto security = security_of(table);
        if (!security.has_value()) continue;
        ++shared;
        const long double sum = static_cast<long double>(security.value().privacy) +
                                2.0L * sqrtl(static_cast<long double>(security.value().failure));
        ASSERT_LE(sum, static_cast<long double>(table.secrecy)) << sample;
        ASSERT_GT(security.value().privacy, 0.0);
        ASSERT_GT(security.value().failure, 0.0);
        EXPECT_EQ(security.value().correctness, table.correctness);
    }
    EXPECT_GE(shared, test::samples(1200));
    FiniteTable table;
    table.secrecy = 1e-300;
    EXPECT_EQ(security_of(table).verdict(), Verdict::undecided);
}

TEST(FiniteCeiling, IsAboveTheAsymptoticOne) {
    FiniteTable table;
    table.pulses = 1e9;
    table.secrecy = 2e-3;
    table.correctness = 3e-3;
    // (E + h(0.01)/N)/(1 - 0.01)
    const double expected = (0.25 + binary_entropy(0.01) / 1e9) / 0.99;
    EXPECT_NEAR(finite_ceiling(UpperBound{0.25}, table).value, expected, 1e-14);
    EXPECT_GE(finite_ceiling(UpperBound{0.25}, table).value, expected);
    for (const double secrecy : {0.25, 0.9, std::nan("")}) {
        table.secrecy = secrecy;
        EXPECT_FALSE(std::isfinite(finite_ceiling(UpperBound{0.25}, table).value)) << secrecy;
    }
    table.secrecy = 1e-10;
    table.pulses.reset();
    EXPECT_FALSE(std::isfinite(finite_ceiling(UpperBound{0.25}, table).value));
}

// The whole ranges of the table's keys and more, over the whole ranges of links. Nothing may end in a bug, and no key may be
// more than the sifted one or than infinitely many pulses give.
TEST(FiniteKey, ExtremesEndWithoutKeyOrWithAnHonestOne) {
    test::Random random(20260463);
    const auto pick = [&](std::vector<double> values) {
        return values[static_cast<std::size_t>(test::uniform(random, 0, 0.9999) * static_cast<double>(values.size()))];
    };
    int keys = 0, refused = 0;
    for (int sample = 0; sample < test::samples(400); ++sample) {
        Scenario scenario;
        const bool three = sample % 3 == 0;
        scenario.protocol.name = three ? "three-state" : "bb84";
        scenario.source.modulation_error_rad = pick({0.0, 0.063, -0.5});
        scenario.source.leakage = {pick({0.0, 1e-300, 1e-12, 1e-6, 1e-3, 1.0})};
        scenario.channel.fibre_km = pick({0.0, 30.0, 100.0, 300.0, 3000.0});
        scenario.detector.dark_count_probability = pick({0.0, 1e-8, 0.1});
        if (sample % 2 == 0) scenario.protocol.z_basis_probability = pick({1e-300, 1e-9, 0.5, 0.9, 1.0 - 0x1p-53});
        FiniteTable& table = scenario.finite;
        table.pulses = pick({1.0, 2.0, 1e3, 1e6, 1e10, 1e18});
        table.secrecy = pick({1e-300, 1e-100, 1e-10, 0.5, 0.999});
        table.correctness = pick({1e-300, 1e-10, 0.999});
        if (sample % 5 == 0) table.tilt = pick({5e-324, 1e-300, 1e-9, 1e-3, 1.0, 1e15});
        if (sample % 5 == 1) table.test_fraction = pick({0.0, 5e-324, 0.5, 1.0 - 0x1p-53});
        scenario.finite.dual = "";
        const Link link = three ? three_state_link(scenario) : bb84_link(scenario);
        for (const Proof& proof : proofs()) {
            if (!proof.run || !proof.applies_to(scenario.protocol.name)) continue;
            if (proof.run->uses_z_tests && sample % 4 != 0) continue;  // slow, and the others are most of it
            Outcome<FiniteKey> key = Outcome<FiniteKey>::undecided("");
            try {
                key = best_finite_key(link, scenario, *proof.run);
            } catch (const std::exception& error) {
                ADD_FAILURE() << proof.name << ": " << error.what() << "\n" << canonical_json(scenario);
                continue;
            }
            if (!key.has_value()) {
                EXPECT_NE(key.reason(), "") << proof.name;
                ++refused;
                continue;
            }
            const double length = key.value().key_length_bits.value;
            EXPECT_TRUE(length >= 0.0 && length <= key.value().sifted_key_bits + 1.0) << proof.name << sample;
            EXPECT_LE(length, *table.pulses);
            if (length == 0.0) {
                EXPECT_NE(key.value().no_key_because, "") << proof.name;
                continue;
            }
            ++keys;
            const auto asymptotic = std::get<LowerProof>(proof.prove)(link);
            // Without dark counts the best multipliers for infinitely many pulses are infinitely large.
            if (!asymptotic.has_value()) continue;
            // With secrecy 0.999 a run may give a bit or two for nothing.
            const double free_bits = 2.0 * std::log2(1.0 / (1.0 - std::min(table.secrecy, 0.999))) + 20.0;
            Link all = link;
            all.sifting_probability = 1.0;
            EXPECT_LE(length, *table.pulses * asymptotic_key_rate(all, asymptotic.value().phase_error_rate).value + free_bits)
                << proof.name << sample;
        }
    }
    EXPECT_GE(keys, test::samples(60));
    EXPECT_GE(refused, test::samples(60));
}

// What is given stays, and what is chosen is about the best of a grid.
TEST(FiniteKey, ChoosesTheBestRun) {
    for (const double km : {20.0, 90.0}) {
        for (const double pulses : {1e8, 1e11}) {
            Scenario scenario;
            scenario.protocol.name = "bb84";
            scenario.source.modulation_error_rad = 0.063;
            scenario.source.leakage = {1e-6};
            scenario.channel.fibre_km = km;
            scenario.finite.pulses = pulses;
            const Link link = bb84_link(scenario);
            for (const char* name : {"loss-tolerant-coin", "loss-tolerant-coin-optimal"}) {
                const RunProof& proof = *find_proof(name)->run;
                const double chosen = best_finite_key(link, scenario, proof).value().key_length_bits.value;
                double grid = 0.0;
                for (double share = 1e-3; share < 0.5; share *= 1.25) {
                    for (const double factor : {0.5, 0.7, 1.0, 1.4, 2.0}) {
                        Scenario fixed = scenario;
                        fixed.protocol.z_basis_probability = 1.0 - share;
                        const auto plain = best_finite_key(link, fixed, proof).value();
                        EXPECT_EQ(plain.plan.choices.z_basis_probability, 1.0 - share);
                        fixed.finite.tilt = plain.plan.parameters.tilt * factor;
                        const auto key = best_finite_key(link, fixed, proof);
                        if (!key.has_value()) continue;
                        EXPECT_EQ(key.value().plan.parameters.tilt, *fixed.finite.tilt);
                        grid = std::max({grid, key.value().key_length_bits.value, plain.key_length_bits.value});
                    }
                }
                EXPECT_GE(chosen, grid * (1.0 - 5e-3)) << name << " " << km << " " << pulses;
                EXPECT_GT(grid, 0.0);
            }
        }
    }
}

}  // namespace
}  // namespace keybound
