// Laws of keys from shared states: order of the bounds, directions, textbook ends, and that nothing but the scenario matters.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "keybound/rate/evaluate.hpp"
#include "laws/counter.hpp"
#include "laws/scenarios.hpp"
#include "support/command_line.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

struct SharedDraw {
    double visibility = 0.9, leak = 0.1;
    int dimension = 2, parties = 2, repeaters = 0;
    std::string model = "uniform", pattern = "same";
    double bell = 1.0;

    std::string toml() const {
        return fmt::format(
            "protocol.name = \"entanglement\"\nstate = {{ visibility = {:.17g}, dimension = {}, parties = {} }}\n"
            "leak = {{ probability = {:.17g}, model = \"{}\", pattern = \"{}\" }}\n"
            "repeaters = {{ count = {}, bell_measurement_visibility = {:.17g} }}\n",
            visibility, dimension, parties, leak, model, pattern, repeaters, bell);
    }
};

SharedDraw random_shared(Random& random) {
    const auto chance = [&](double p) { return uniform(random, 0.0, 1.0) < p; };
    SharedDraw draw;
    draw.dimension = std::uniform_int_distribution<int>(2, 6)(random);
    draw.parties = chance(0.6) ? 2 : std::uniform_int_distribution<int>(3, 6)(random);
    draw.visibility = chance(0.5) ? uniform(random, 0.0, 1.0) : 1.0 - log_uniform(random, 1e-9, 0.3);
    draw.pattern = chance(0.5) ? "same" : chance(0.5) ? "independent" : "disjoint";
    draw.leak = (chance(0.2)   ? 0.0
                 : chance(0.5) ? log_uniform(random, 1e-9, 1.0)
                               : uniform(random, 0.0, 1.0)) /
                (draw.pattern == "disjoint" ? draw.parties : 1);
    if (chance(0.2)) draw.model = "junk";
    if (draw.parties == 2 && chance(0.3)) {
        draw.repeaters = std::uniform_int_distribution<int>(1, 5)(random);
        draw.bell = chance(0.5) ? 1.0 : uniform(random, 0.9, 1.0);
    }
    return draw;
}

const std::vector<std::string> uppers = {"convex-combination", "convex-combination-plus", "relative-entropy-of-entanglement",
                                         "relative-entropy-of-entanglement-plus"};

TEST(Entanglement, EveryLowerBoundIsBelowEveryUpperBound) {
    Random random(401);
    Counter counter;
    for (int i = 0; i < samples(3000); ++i) {
        const SharedDraw draw = random_shared(random);
        const Result result = evaluate(parse_scenario(draw.toml()));
        const Bound* lower = find(result, "devetak-winter");
        if (draw.parties == 2 && draw.model == "uniform") counter.add("sandwich", rate(lower) > 0.0);
        for (const std::string& name : uppers) {
            const Bound* upper = find(result, name);
            if (upper->verdict != Verdict::proved) continue;
            EXPECT_LE(rate(lower), rate(upper)) << name << '\n' << draw.toml();
            EXPECT_LE(rate(upper), std::log2(draw.dimension) * (1.0 + 1e-12)) << name << '\n' << draw.toml();
        }
        ASSERT_TRUE(result.best_upper.has_value());
        EXPECT_EQ(result.bounds[*result.best_upper].verdict, Verdict::proved);
    }
    counter.expect_at_least(0.2);
}

// Where the leaks are those that the rows' formulas count alike, a row with more hypotheses is never worse.
TEST(Entanglement, MoreHypothesesNeverGiveMore) {
    Random random(402);
    Counter counter;
    for (int i = 0; i < samples(2000); ++i) {
        SharedDraw draw = random_shared(random);
        const Result result = evaluate(parse_scenario(draw.toml()));
        const double plain = rate(find(result, "convex-combination")), plus = rate(find(result, "convex-combination-plus"));
        counter.add("plus", plus > 0.0 && plus < plain);
        EXPECT_LE(plus, plain + 1e-12) << draw.toml();
        if (draw.model == "junk") continue;
        const double entropy = rate(find(result, "relative-entropy-of-entanglement"));
        const double matched = rate(find(result, "relative-entropy-of-entanglement-plus"));
        counter.add("matched", matched > 0.0);
        EXPECT_LE(matched, entropy + 1e-12) << draw.toml();
        if (draw.parties == 2) {
            EXPECT_LE(matched, plus + 1e-12) << draw.toml();
        }
    }
    counter.expect_at_least(0.3);
}

TEST(Entanglement, KeyGrowsWithVisibilityAndFallsWithLeaks) {
    Random random(403);
    Counter counter;
    for (int i = 0; i < samples(1500); ++i) {
        const SharedDraw draw = random_shared(random);
        SharedDraw clearer = draw, leakier = draw, shorter = draw;
        clearer.visibility += 0.3 * (1.0 - draw.visibility);
        leakier.leak += 0.3 * ((draw.pattern == "disjoint" ? 1.0 / draw.parties : 1.0) - draw.leak);
        shorter.repeaters = std::max(0, draw.repeaters - 1);
        const Result here = evaluate(parse_scenario(draw.toml()));
        const Result clear = evaluate(parse_scenario(clearer.toml())), leaky = evaluate(parse_scenario(leakier.toml()));
        const Result shortened = evaluate(parse_scenario(shorter.toml()));
        for (const Bound& bound : here.bounds) {
            if (bound.verdict != Verdict::proved) continue;
            const std::string& name = bound.proof->name;
            const double value = rate(&bound), slack = 1e-13 * std::log2(draw.dimension);
            counter.add(name, value > 0.0);
            EXPECT_GE(rate(find(clear, name)), value - slack) << name << '\n' << draw.toml();
            EXPECT_LE(rate(find(leaky, name)), value + slack) << name << '\n' << draw.toml();
            EXPECT_GE(rate(find(shortened, name)), value - slack) << name << '\n' << draw.toml();
        }
    }
    counter.expect_at_least(0.15);
}

// Without leaks: relative entropy of entanglement, hashing, separable states without key.
TEST(Entanglement, TextbookEnds) {
    Random random(404);
    for (int i = 0; i < samples(300); ++i) {
        SharedDraw draw = random_shared(random);
        draw.leak = 0.0;
        draw.repeaters = 0;
        draw.model = "uniform";
        const Result result = evaluate(parse_scenario(draw.toml()));
        EXPECT_NEAR(rate(find(result, "relative-entropy-of-entanglement")),
                    rate(find(result, "relative-entropy-of-entanglement-plus")), 1e-12);
        draw.visibility = uniform(random, 0.0, 1.0) / (1.0 + std::pow(draw.dimension, draw.parties - 1));
        const Result separable = evaluate(parse_scenario(draw.toml()));
        for (const Bound& bound : separable.bounds) {
            if (bound.verdict == Verdict::proved) {
                EXPECT_EQ(rate(&bound), 0.0) << bound.proof->name << '\n' << draw.toml();
            }
        }
    }
}

// A claim of no key is exact at the threshold: 0 up to it, and not 0 above.
TEST(Entanglement, ThresholdsAreWhereTheBoundsVanish) {
    Random random(405);
    Counter counter;
    for (int i = 0; i < samples(500); ++i) {
        SharedDraw draw = random_shared(random);
        draw.repeaters = 0;
        draw.visibility = 0.5;
        const Result result = evaluate(parse_scenario(draw.toml()));
        for (const std::string& name : uppers) {
            const Bound* bound = find(result, name);
            if (bound->verdict != Verdict::proved) continue;
            double threshold = 0.0;
            for (const auto& [quantity, value] : bound->quantities)
                threshold = quantity == "visibility_threshold" ? value : threshold;
            if (!(threshold < 0.999)) continue;
            counter.add(name, true);
            draw.visibility = threshold * (1.0 - 1e-10);
            EXPECT_EQ(rate(find(evaluate(parse_scenario(draw.toml())), name)), 0.0) << name << '\n' << draw.toml();
            draw.visibility = threshold * (1.0 + 1e-5);
            EXPECT_GT(rate(find(evaluate(parse_scenario(draw.toml())), name)), 0.0) << name << '\n' << draw.toml();
        }
    }
    counter.expect_at_least(0.5);
}

TEST(Entanglement, ThreadsDoNotMatter) {
    const std::string file = std::string(KEYBOUND_SOURCE_DIR) + "/scenarios/leaky-entanglement.toml";
    const auto table = [&](const char* threads) {
        return run({"sweep", file, "--over", "state.visibility=0.3:1:0.01", "--over", "leak.probability=0,0.1,0.4", "--threads",
                    threads})
            .out;
    };
    const std::string one = table("1");
    EXPECT_GT(one.size(), 10000U);
    EXPECT_EQ(one, table("4"));
}

}  // namespace
}  // namespace keybound::test
