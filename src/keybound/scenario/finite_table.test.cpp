// [finite] with a vocabulary of our own, in which methods differ in their keys.
#include "keybound/scenario/finite_table.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "keybound/scenario/parameters.hpp"

namespace keybound {
namespace {

const std::vector<std::string>& finite_keys() {
    static const std::vector<std::string> keys = [] {
        std::vector<std::string> paths = {"protocol.name"};
        for (const Parameter& row : parameters()) {
            if (row.table == "finite") paths.push_back(row.path());
        }
        return paths;
    }();
    return keys;
}

Scenario resolved(const std::string& keys, const std::string& pulses = "pulses = 1e12\n") {
    static const Vocabulary words = {{{"plain", {"up", "down"}, finite_keys()}},
                                     {},
                                     {{"e-value", {"tilt"}},
                                      {"all", {"tilt", "coin_probability", "hoelder_exponent"}},
                                      {"coin", {"coin_probability"}},
                                      {"none", {}}}};
    const std::string text = "[protocol]\nname = \"plain\"\n[finite]\n" + pulses + keys;
    return resolve(parse_raw_scenario(text, "text"), words);
}

Mistake refused(const std::string& keys, const std::string& pulses = "pulses = 1e12\n") {
    try {
        resolved(keys, pulses);
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "") << keys;
        EXPECT_NE(error.mistake().allowed, "") << keys;
        EXPECT_EQ(error.mistake().file, "text") << keys;
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << keys;
    return {};
}

TEST(FiniteTable, KeepsWhatIsWritten) {
    const FiniteTable table = resolved(
                                  "secrecy = 2e-9\ncorrectness = 1e-15\nmethod = \"all\"\ndual = \"coin\"\ndual_weight = 0.3\n"
                                  "tilt = 0.02\ncoin_probability = 0.04\nhoelder_exponent = 0.6\ntest_fraction = 0\n"
                                  "failure_probability = 1e-20\nprivacy_secrecy = 1.2e-9")
                                  .finite;
    EXPECT_EQ(table.pulses, 1e12);
    EXPECT_EQ(table.secrecy, 2e-9);
    EXPECT_EQ(table.correctness, 1e-15);
    EXPECT_EQ(table.method, "all");
    EXPECT_EQ(table.dual, "coin");
    EXPECT_EQ(table.dual_weight, 0.3);
    EXPECT_EQ(table.tilt, 0.02);
    EXPECT_EQ(table.coin_probability, 0.04);
    EXPECT_EQ(table.hoelder_exponent, 0.6);
    EXPECT_EQ(table.test_fraction, 0.0);
    EXPECT_EQ(table.failure_probability, 1e-20);
    EXPECT_EQ(table.privacy_secrecy, 1.2e-9);
}

TEST(FiniteTable, IsAbsentWithoutPulses) {
    EXPECT_FALSE(resolved("", "").finite.pulses.has_value());
    EXPECT_EQ(refused("secrecy = 1e-9", "").problem, "needs finite.pulses");
    EXPECT_EQ(refused("method = \"e-value\"", "").problem, "needs finite.pulses") << "a default too";
}

// A pulse is sent or it is not; more than were sent must never be counted.
TEST(FiniteTable, CountsWholePulses) {
    EXPECT_EQ(resolved("", "pulses = 31622.9\n").finite.pulses, 31622.0);
    EXPECT_EQ(resolved("", "pulses = 1.999\n").finite.pulses, 1.0);
    EXPECT_EQ(resolved("", "pulses = 1000\n").finite.pulses, 1000.0);
    EXPECT_EQ(resolved("", "pulses = 1e18\n").finite.pulses, 1e18);
}

TEST(FiniteTable, ChoosesFromItsNames) {
    EXPECT_EQ(refused("method = \"e-valeu\"").remedy, "did you mean e-value?");
    EXPECT_EQ(refused("method = \"plain\"").allowed, "one of e-value, all, coin, none") << "no protocol";
    EXPECT_EQ(refused("dual = \"optimel\"").remedy, "did you mean optimal?");
    EXPECT_EQ(refused("dual = \"all\"").allowed, "one of optimal, coin");
}

TEST(FiniteTable, GivesAMethodItsOwnKeysOnly) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> methods = {
        {"e-value", {"tilt"}},
        {"all", {"tilt", "coin_probability", "hoelder_exponent"}},
        {"coin", {"coin_probability"}},
        {"none", {}}};
    int refusals = 0;
    for (const auto& [method, own] : methods) {
        for (const std::string key : {"tilt", "coin_probability", "hoelder_exponent"}) {
            const std::string text = fmt::format("method = \"{}\"\n{} = 0.25", method, key);
            if (std::find(own.begin(), own.end(), key) != own.end()) {
                EXPECT_NO_THROW(resolved(text)) << text;
                continue;
            }
            const Mistake mistake = refused(text);
            EXPECT_EQ(mistake.path, "finite." + key);
            EXPECT_EQ(mistake.line, 6);
            EXPECT_EQ(mistake.problem, fmt::format("is not used by finite.method = \"{}\" (text, line 5)", method));
            ++refusals;
        }
    }
    EXPECT_EQ(refusals, 7);
    const Mistake mistake = refused("coin_probability = 0.25");
    EXPECT_EQ(mistake.problem, "is not used by finite.method = \"e-value\" (the default)");
    EXPECT_EQ(mistake.allowed, "of the keys of methods only finite.tilt");
    EXPECT_EQ(mistake.remedy, "remove the key, or choose a method that has it: \"all\" or \"coin\"");
}

TEST(FiniteTable, TestsNoZWithTheCoin) {
    EXPECT_EQ(refused("dual = \"coin\"\ntest_fraction = 0.1").problem, "contradicts finite.dual = \"coin\" (text, line 5)");
    EXPECT_NO_THROW(resolved("dual = \"coin\"\ntest_fraction = 0"));
    EXPECT_NO_THROW(resolved("dual = \"optimal\"\ntest_fraction = 0.1"));
    EXPECT_NO_THROW(resolved("test_fraction = 0.1"));
    EXPECT_EQ(refused("dual_weight = 0.1").problem, "needs finite.dual = \"coin\"");
    EXPECT_EQ(refused("dual = \"optimal\"\ndual_weight = 0.1").problem,
              "needs finite.dual = \"coin\" and contradicts finite.dual = \"optimal\" (text, line 5)");
    EXPECT_NO_THROW(resolved("dual = \"coin\"\ndual_weight = 0.1"));
}

TEST(FiniteTable, SharesNoMoreSecrecyThanThereIs) {
    EXPECT_EQ(refused("privacy_secrecy = 1e-10").allowed, "a number in (0, 1e-10)") << "the default secrecy";
    EXPECT_EQ(refused("secrecy = 1e-12\nprivacy_secrecy = 2e-12").problem,
              "leaves nothing of finite.secrecy = 1e-12 (text, line 5) for failure_probability");
    EXPECT_EQ(refused("failure_probability = 2.5e-21").path, "finite.failure_probability");
    EXPECT_NO_THROW(resolved("failure_probability = 2.49e-21"));
    EXPECT_NO_THROW(resolved("privacy_secrecy = 9.9e-11"));
    const Mistake mistake = refused("privacy_secrecy = 5e-11\nfailure_probability = 6.26e-22");
    EXPECT_EQ(mistake.path, "finite.failure_probability");
    EXPECT_EQ(mistake.problem,
              "is too much beside finite.privacy_secrecy = 5e-11 (text, line 5) for finite.secrecy = 1e-10 (the default)");
    EXPECT_EQ(mistake.allowed, "a number in (0, 6.25e-22]: privacy_secrecy + 2 sqrt(failure_probability) <= secrecy");
    EXPECT_NO_THROW(resolved("privacy_secrecy = 5e-11\nfailure_probability = 6.25e-22"));
    EXPECT_NO_THROW(resolved("privacy_secrecy = 5e-11\nfailure_probability = 6.25000001e-22")) << "last digits";
    refused("privacy_secrecy = 5e-11\nfailure_probability = 6.2500001e-22");
}

TEST(SecrecySplit, OfEveryCombination) {
    FiniteTable table;
    table.secrecy = 1e-10;
    SecrecySplit split = secrecy_split(table);
    EXPECT_EQ(split.privacy_secrecy, 5e-11);
    EXPECT_NEAR(split.failure_probability, 6.25e-22, 1e-36);
    table.privacy_secrecy = 2e-11;
    split = secrecy_split(table);
    EXPECT_EQ(split.privacy_secrecy, 2e-11);
    EXPECT_NEAR(split.failure_probability, 1.6e-21, 1e-35);
    table.failure_probability = 1e-21;
    split = secrecy_split(table);
    EXPECT_EQ(split.privacy_secrecy, 2e-11);
    EXPECT_EQ(split.failure_probability, 1e-21) << "what is left over is not used: the value is fixed";
    table.privacy_secrecy.reset();
    split = secrecy_split(table);
    EXPECT_NEAR(split.privacy_secrecy, 1e-10 - 2 * std::sqrt(1e-21), 1e-24);
    EXPECT_EQ(split.failure_probability, 1e-21);
}

// In extended precision, because the point is the last digit of a double. What is tolerated beyond the secrecy is taken back.
TEST(SecrecySplit, NeverExceedsTheSecrecy) {
    std::mt19937_64 random(20251);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    int lowered = 0;
    for (int i = 0; i < 20000; ++i) {
        FiniteTable table;
        table.secrecy = std::pow(10.0, -30.0 * uniform(random));
        const double share = uniform(random);
        const double left = 0.5 * (1.0 - share) * table.secrecy;
        if (i % 4 >= 2) table.privacy_secrecy = share * table.secrecy;
        if (i % 2 == 1) table.failure_probability = left * left * (i % 4 == 3 ? 1.0 + 1e-9 * uniform(random) : 1.0);
        const SecrecySplit split = secrecy_split(table);
        const long double sum = static_cast<long double>(split.privacy_secrecy) +
                                2.0L * std::sqrt(static_cast<long double>(split.failure_probability));
        ASSERT_LE(sum, static_cast<long double>(table.secrecy)) << i;
        ASSERT_GE(sum, static_cast<long double>(table.secrecy) * (1.0L - 1e-13L)) << i << ": nothing is given away";
        if (i % 4 == 3 && split.failure_probability < *table.failure_probability) ++lowered;
    }
    EXPECT_GE(lowered, 2000);
}

TEST(SecrecySplit, OfNothingIsNothing) {
    FiniteTable table;
    table.secrecy = 1e-200;  // the square of its half is below the smallest double
    EXPECT_EQ(secrecy_split(table).failure_probability, 0.0);
    table.secrecy = 1e-10;
    table.failure_probability = 1e-10;
    EXPECT_EQ(secrecy_split(table).privacy_secrecy, 0.0);
}

}  // namespace
}  // namespace keybound
