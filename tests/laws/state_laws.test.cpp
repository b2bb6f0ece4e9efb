// Laws of keys from states that are known as matrices: below what is known of them otherwise, and monotone.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "keybound/quantum/entropy.hpp"
#include "keybound/rate/evaluate.hpp"
#include "laws/counter.hpp"
#include "laws/scenarios.hpp"

namespace keybound::test {
namespace {

struct StateDraw {
    std::string state, settings;
    double leak = 0.0;
    std::string pattern = "same";
    double ceiling = 1.0;  // of the key without leaks: a relative entropy of entanglement

    std::string toml() const {
        return fmt::format(
            "protocol.name = \"entanglement\"\nstate = {{ {} }}\nsettings.key = \"{}\"\n"
            "leak = {{ probability = {:.17g}, pattern = \"{}\" }}\nanalysis.proofs = [\"devetak-winter\"]\n",
            state, settings, leak, pattern);
    }
    double key() const { return rate(find(evaluate(parse_scenario(toml())), "devetak-winter")); }
    double leaked() const {
        return pattern == "same" ? leak : pattern == "disjoint" ? 2.0 * leak : 1.0 - (1.0 - leak) * (1.0 - leak);
    }
};

// E_R of a mixture of Bell states is 1 - h of its largest weight if that is at least 1/2 (Vedral, Plenio 1998).
double bell_ceiling(double largest) { return largest > 0.5 ? 1.0 - binary_entropy(largest) : 0.0; }

StateDraw random_draw(Random& random) {
    StateDraw draw;
    const std::vector<std::string> keys = {"z", "x", "y", "bbm92", "e91", "six-state"};
    draw.settings = keys[std::uniform_int_distribution<std::size_t>(0, 5)(random)];
    draw.pattern = uniform(random, 0.0, 1.0) < 0.5 ? "same" : uniform(random, 0.0, 1.0) < 0.5 ? "independent" : "disjoint";
    draw.leak = uniform(random, 0.0, 1.0) < 0.2 ? 0.0 : log_uniform(random, 1e-6, 0.3);
    const double p = log_uniform(random, 1e-6, 0.3);
    switch (std::uniform_int_distribution<int>(0, 3)(random)) {
        case 0: {
            const double a = p * uniform(random, 0.0, 1.0), b = (p - a) * uniform(random, 0.0, 1.0);
            std::vector<double> weights = {1.0 - p, a, b, p - a - b};
            std::rotate(weights.begin(), weights.begin() + std::uniform_int_distribution<int>(0, 3)(random), weights.end());
            draw.state = fmt::format("kind = \"bell-diagonal\", weights = [{:.17g}, {:.17g}, {:.17g}, {:.17g}]", weights[0],
                                     weights[1], weights[2], weights[3]);
            draw.ceiling = bell_ceiling(1.0 - p);
            break;
        }
        case 1:
            draw.state = fmt::format("kind = \"werner\", visibility = {:.17g}", 1.0 - p);
            draw.ceiling = bell_ceiling(1.0 - 0.75 * p);
            break;
        case 2:
            draw.state = fmt::format("kind = \"dephased\", damping = {:.17g}", p);
            draw.ceiling = bell_ceiling(1.0 - p);
            break;
        default:
            draw.state = fmt::format("kind = \"amplitude-damped\", damping = {:.17g}", p);
            draw.ceiling = 1.0 - 0.5 * p;  // what is left of the singlet with the product |10> taken out
    }
    return draw;
}

TEST(MeasuredStates, KeyIsBelowTheRelativeEntropyOfEntanglement) {
    Random random(411);
    Counter counter;
    for (int i = 0; i < samples(1500); ++i) {
        const StateDraw draw = random_draw(random);
        const double key = draw.key();
        counter.add("sandwich", key > 0.0);
        EXPECT_LE(key, (1.0 - draw.leaked()) * draw.ceiling + 1e-12) << draw.toml();
    }
    counter.expect_at_least(0.3);
}

TEST(MeasuredStates, KeyFallsWithLeaks) {
    Random random(412);
    Counter counter;
    for (int i = 0; i < samples(800); ++i) {
        const StateDraw draw = random_draw(random);
        StateDraw leakier = draw, apart = draw;
        leakier.leak += 0.3 * (0.5 - draw.leak);
        const double key = draw.key();
        counter.add("leaks", key > 0.0);
        EXPECT_LE(leakier.key(), key + 1e-13) << draw.toml();
        // leaks that come together spoil the fewest rounds
        apart.pattern = "same";
        EXPECT_GE(apart.key(), key - 1e-13) << draw.toml();
    }
    counter.expect_at_least(0.3);
}

// The average over announced settings is that of the settings alone.
TEST(MeasuredStates, SettingsAreAveraged) {
    Random random(413);
    Counter counter;
    for (int i = 0; i < samples(300); ++i) {
        StateDraw draw = random_draw(random);
        const auto with = [&](const char* settings) {
            draw.settings = settings;
            return draw.key();
        };
        const double z = with("z"), x = with("x"), y = with("y");
        counter.add("averages", z > 0.0 && x > 0.0);
        EXPECT_NEAR(with("bbm92"), 0.5 * (z + x), 1e-13) << draw.toml();
        EXPECT_NEAR(with("six-state"), (z + x + y) / 3.0, 1e-13) << draw.toml();
    }
    counter.expect_at_least(0.3);
}

// With settings that are named, isotropic states obey the bounds of the closed forms.
TEST(MeasuredStates, IsotropicOnesObeyTheClosedForms) {
    Random random(414);
    Counter counter;
    for (int i = 0; i < samples(300); ++i) {
        const int d = 2 + i % 3, parties = d == 2 && i % 2 == 0 ? 3 : 2;
        const Result result = evaluate(parse_scenario(fmt::format(
            "protocol.name = \"entanglement\"\nstate = {{ visibility = {:.17g}, dimension = {}, parties = {} }}\n"
            "settings.key = \"{}\"\nleak = {{ probability = {:.17g}, pattern = \"independent\" }}\n"
            "analysis.proofs = [\"devetak-winter\", \"convex-combination\", \"convex-combination-plus\", "
            "\"relative-entropy-of-entanglement\", \"relative-entropy-of-entanglement-plus\"]\n",
            1.0 - log_uniform(random, 1e-6, 0.3), d, parties, i % 5 == 0 ? "x" : "z", log_uniform(random, 1e-6, 0.1))));
        const Bound* lower = find(result, "devetak-winter");
        counter.add("closed", rate(lower) > 0.0);
        for (const Bound& bound : result.bounds) {
            if (bound.verdict != Verdict::proved || bound.proof->direction() == Direction::lower) continue;
            EXPECT_LE(rate(lower), rate(&bound)) << bound.proof->name;
        }
        if (parties == 3 && i % 5 == 0) {
            EXPECT_EQ(find(result, "relative-entropy-of-entanglement-plus")->verdict, Verdict::not_applicable);
        }
    }
    counter.expect_at_least(0.3);
}

}  // namespace
}  // namespace keybound::test
