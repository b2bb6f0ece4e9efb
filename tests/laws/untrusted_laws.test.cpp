// Laws of keys from untrusted devices: order of the bounds, directions, which rows are compared, and what is known at the ends.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "keybound/rate/evaluate.hpp"
#include "laws/counter.hpp"
#include "laws/scenarios.hpp"
#include "support/command_line.hpp"

namespace keybound::test {
namespace {

const std::vector<std::string> lowers = {"chsh", "chsh-noisy-preprocessing"};
const std::vector<std::string> of_tables = {"local-convex-combination", "key-flip", "local-relative-entropy"};
const std::vector<std::string> of_values = {"chsh-value", "chsh-value-and-error"};

// The closed forms alone.
const char* closed_forms =
    "analysis.proofs = [\"devetak-winter\", \"relative-entropy-of-entanglement\", \"chsh\", \"chsh-noisy-preprocessing\", "
    "\"local-convex-combination\", \"local-convex-combination-one-way\", \"key-flip\", \"chsh-value\", "
    "\"chsh-value-and-error\", \"local-relative-entropy\"]\n";

Result of_state(double visibility, const std::string& more = "") {
    return evaluate(parse_scenario(
        fmt::format("protocol.name = \"diqkd-chsh\"\nstate.visibility = {:.17g}\n{}\n{}", visibility, more, closed_forms)));
}

Result of_values_alone(double s, double q) {
    return evaluate(parse_scenario(fmt::format(
        "protocol.name = \"diqkd-chsh\"\ncorrelations = {{ chsh_value = {:.17g}, quantum_bit_error_rate = {:.17g} }}\n{}", s, q,
        closed_forms)));
}

// The rate if it is proved; -1 for rows that are not applicable
double proved(const Result& result, const std::string& name) {
    const Bound* bound = find(result, name);
    return bound->verdict == Verdict::proved ? *bound->rate_bits_per_pulse : -1.0;
}

TEST(Untrusted, LowerBoundsAreBelowUpperOnesForAllSAndQ) {
    Counter counter;
    int pairs = 0, narrow = 0;
    for (int i = 0; i <= 30; ++i) {
        for (int k = 0; k <= 24; ++k) {
            const double s = i < 26 ? 1.95 + i * 0.035 : 2.0 * std::sqrt(2.0) - std::pow(10.0, -2.0 * (i - 25));
            const double q = k < 20 ? k * 0.006 : std::pow(10.0, -2.0 * (k - 19));
            const Result result = of_values_alone(s, q);
            for (const std::string& name : of_values) {
                for (const std::string& other : lowers) {
                    const double below = proved(result, other), above = proved(result, name);
                    ASSERT_GE(below, 0.0);
                    EXPECT_LE(below, above) << other << ' ' << name << " S " << s << " Q " << q;
                    counter.add(other + " " + name, below > 0.0);
                    narrow += below > 0.0 && above - below < 1e-3 ? 1 : 0;
                }
                EXPECT_TRUE(find(result, name)->restricted_to.empty());
            }
            EXPECT_LE(proved(result, "chsh"), proved(result, "chsh-noisy-preprocessing"));
            EXPECT_LE(proved(result, "chsh-value-and-error"), proved(result, "chsh-value") + 1e-13);
            EXPECT_EQ(result.bounds[*result.best_upper].proof->name == "chsh-value",
                      proved(result, "chsh-value") <= proved(result, "chsh-value-and-error"));
            if (s <= 2.0) {
                EXPECT_EQ(*result.bounds[*result.best_upper].rate_bits_per_pulse, 0.0);
            }
            for (const std::string& name : of_tables) EXPECT_EQ(find(result, name)->verdict, Verdict::not_applicable);
            ++pairs;
        }
    }
    EXPECT_GE(pairs, 400);
    EXPECT_GE(narrow, 10);  // the grid reaches places where the two meet
    counter.expect_at_least(0.2);
}

TEST(Untrusted, BoundsOfStatesAreInOrder) {
    Random random(511);
    Counter counter;
    for (int i = 0; i < samples(1500); ++i) {
        const double v = i % 2 == 0 ? uniform(random, 0.6, 1.0) : 1.0 - log_uniform(random, 1e-12, 0.3);
        const Result result = of_state(v);
        const double flips = proved(result, "key-flip"), mixed = proved(result, "local-convex-combination");
        EXPECT_LE(flips, mixed + 1e-14);
        EXPECT_LE(proved(result, "local-convex-combination-one-way"), mixed + 1e-14) << v;
        EXPECT_LE(proved(result, "local-relative-entropy"), proved(result, "relative-entropy-of-entanglement") + 1e-13) << v;
        for (const std::string& low : lowers) {
            counter.add(low, proved(result, low) > 0.0);
            for (const std::string& high : of_tables) EXPECT_LE(proved(result, low), proved(result, high)) << high << v;
            for (const std::string& high : of_values) EXPECT_LE(proved(result, low), proved(result, high)) << high << v;
        }
        EXPECT_LE(proved(result, "chsh"), proved(result, "local-convex-combination-one-way")) << v;
        EXPECT_LE(proved(result, "devetak-winter"), proved(result, "relative-entropy-of-entanglement")) << v;
        // trust never costs key
        EXPECT_LE(proved(result, "chsh"), proved(result, "devetak-winter")) << v;
    }
    counter.expect_at_least(0.3);
}

TEST(Untrusted, MoreVisibilityOrViolationNeverGivesLessAndErrorsNeverMore) {
    Random random(512);
    Counter counter;
    for (int i = 0; i < samples(800); ++i) {
        const double v = uniform(random, 0.6, 0.999), step = log_uniform(random, 1e-9, 1e-3);
        const Result here = of_state(v), more = of_state(std::min(1.0, v + step));
        for (const Bound& bound : here.bounds) {
            if (bound.verdict != Verdict::proved) continue;
            counter.add(bound.proof->name, *bound.rate_bits_per_pulse > 0.0);
            EXPECT_GE(proved(more, bound.proof->name), *bound.rate_bits_per_pulse - 1e-12) << bound.proof->name << ' ' << v;
        }
        const double s = uniform(random, 2.0, 2.8), q = uniform(random, 0.0, 0.1);
        const Result point = of_values_alone(s, q), higher = of_values_alone(s + step, q), worse = of_values_alone(s, q + step);
        for (const Bound& bound : point.bounds) {
            if (bound.verdict != Verdict::proved) continue;
            const std::string& name = bound.proof->name;
            EXPECT_GE(proved(higher, name), *bound.rate_bits_per_pulse - 1e-6 * step - 1e-12) << name;
            // the search for the best device or flip probability ends a little beside it
            EXPECT_LE(proved(worse, name), *bound.rate_bits_per_pulse + 1e-9) << name;
        }
    }
    counter.expect_at_least(0.2);
}

// Names of outcomes can be exchanged.
TEST(Untrusted, SignsDoNotMatter) {
    Random random(513);
    for (int i = 0; i < 200; ++i) {
        const double s = uniform(random, 2.0, 2.82), q = std::floor(uniform(random, 0.0, 0.2) * 1024.0) / 1024.0;
        const Result one = of_values_alone(s, q), other = of_values_alone(-s, 1.0 - q);
        for (const Bound& bound : one.bounds) EXPECT_EQ(proved(one, bound.proof->name), proved(other, bound.proof->name));
    }
}

// Up to the thresholds nothing, beyond them something; and beyond v_L = 1/sqrt(2) no bound claims too much.
TEST(Untrusted, ThresholdsAreWhereTheBoundsVanish) {
    const Result any = of_state(0.9);
    for (const std::string& name : of_tables) {
        double threshold = 0.0;
        for (const auto& [quantity, value] : find(any, name)->quantities)
            threshold = quantity == "visibility_threshold" ? value : threshold;
        ASSERT_GT(threshold, 0.7) << name;
        EXPECT_EQ(proved(of_state(threshold * (1.0 - 1e-12)), name), 0.0) << name;
        const double beyond = proved(of_state(threshold * (1.0 + 1e-6)), name);
        EXPECT_GT(beyond, 0.0) << name;
        EXPECT_LT(beyond, 1e-5) << name;
    }
    for (const char* name : {"chsh-value", "chsh-value-and-error", "chsh"}) {
        EXPECT_EQ(proved(of_values_alone(2.0, 0.0), name), 0.0);
        EXPECT_GE(proved(of_values_alone(2.0 + 1e-9, 0.0), name), 0.0);
    }
    const double small = proved(of_values_alone(2.0 + 1e-9, 0.0), "chsh-value");
    EXPECT_NEAR(small / (1e-9 / (2.0 * std::log(2.0))), 1.0, 1e-6);  // C^2/(2 ln 2), C^2 = S - 2
}

// A claim about more settings makes the bounds weaker, is printed, and takes key-flip away.
TEST(Untrusted, ASmallerLocalVisibilityIsWeakerAndPrinted) {
    Random random(514);
    for (int i = 0; i < 100; ++i) {
        const double v = uniform(random, 0.75, 0.999), local = uniform(random, 0.3, 0.7);
        const Result plain = of_state(v), claimed = of_state(v, fmt::format("correlations.local_visibility = {}", local));
        for (const char* name : {"local-convex-combination", "local-convex-combination-one-way", "local-relative-entropy"}) {
            EXPECT_GE(proved(claimed, name), proved(plain, name));
            const auto& printed = find(claimed, name)->assumptions;
            const bool found = std::any_of(printed.begin(), printed.end(), [](const std::string& text) {
                return text.rfind("correlations.local_visibility = ", 0) == 0;
            });
            EXPECT_TRUE(found) << name;
        }
        EXPECT_EQ(find(claimed, "key-flip")->verdict, Verdict::not_applicable);
        EXPECT_EQ(proved(claimed, "chsh"), proved(plain, "chsh"));
    }
}

TEST(Untrusted, RestrictedAndTrustedRowsAreNeverTheBest) {
    for (double v = 0.75; v <= 1.0; v += 0.01) {
        const Result result = of_state(v);
        const Bound& upper = result.bounds[*result.best_upper];
        EXPECT_TRUE(upper.restricted_to.empty()) << v;
        EXPECT_EQ(upper.proof->name, "key-flip") << v;
        EXPECT_EQ(result.bounds[*result.best_lower].proof->devices, Devices::untrusted) << v;
        EXPECT_FALSE(find(result, "local-convex-combination-one-way")->restricted_to.empty());
        EXPECT_FALSE(find(result, "chsh-value")->restricted_to.empty());
        EXPECT_TRUE(result.warnings.empty());
        for (const Bound& bound : result.bounds) {
            for (const std::string& text : bound.assumptions)
                EXPECT_EQ(text.find("leak.probability"), std::string::npos) << text;
        }
    }
}

// With detectors that miss photons the table is another: what is made for isotropic ones is not left.
TEST(Untrusted, LossesCostKey) {
    const Result ideal = of_state(0.99), lossy = of_state(0.99, "detector.efficiency = 0.97");
    EXPECT_LT(proved(lossy, "chsh"), proved(ideal, "chsh"));
    EXPECT_GT(proved(lossy, "chsh"), 0.0);
    for (const char* name : {"key-flip", "local-relative-entropy"}) {
        EXPECT_EQ(find(lossy, name)->verdict, Verdict::not_applicable) << name;
    }
    for (const char* name : {"local-convex-combination", "local-convex-combination-one-way"}) {
        EXPECT_LT(proved(lossy, name), proved(ideal, name)) << name;
        EXPECT_LT(proved(lossy, "chsh"), proved(lossy, name)) << name;
    }
    EXPECT_EQ(find(lossy, "devetak-winter")->verdict, Verdict::not_applicable);
    EXPECT_EQ(proved(lossy, "relative-entropy-of-entanglement"), proved(ideal, "relative-entropy-of-entanglement"));
    EXPECT_NE(lossy.hash, ideal.hash);
    EXPECT_EQ(proved(of_state(0.99, "detector.efficiency = 0.8"), "chsh"), 0.0);
}

}  // namespace
}  // namespace keybound::test
