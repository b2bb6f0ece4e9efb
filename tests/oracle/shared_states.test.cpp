// Bounds on keys from shared states against 80 digits, in the textbook form of entropies: safe without any tolerance, and
// close.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "keybound/rate/evaluate.hpp"
#include "oracle/ball.hpp"
#include "support/samples.hpp"

namespace keybound::test {
namespace {

Ball power(const Ball& base, int exponent) {
    Ball result = 1;
    for (int i = 0; i < exponent; ++i) result = result * base;
    return result;
}

// -p log2 p, 0 for 0.
Ball surprise(const Ball& p) { return certainly_less(Ball(0), p) ? -(p * log(p)) / log(Ball(2)) : Ball(0); }

struct SharedCase {
    double v, leak;
    int d, parties, repeaters;
    std::string model, pattern;

    Ball effective_visibility() const { return power(Ball::of(v), repeaters + 1); }
    Ball others() const { return power(Ball(d), parties - 1); }

    // Probabilities of leaks, by counting.
    Ball some() const {
        const Ball l = Ball::of(leak);
        return pattern == "same" ? l : pattern == "disjoint" ? Ball(parties) * l : Ball(1) - power(Ball(1) - l, parties);
    }
    Ball all_but_one() const {
        const Ball l = Ball::of(leak);
        if (pattern == "same") return l;
        if (pattern == "disjoint") return parties == 2 ? Ball(2) * l : Ball(0);
        return Ball(parties) * power(l, parties - 1) * (Ball(1) - l) + power(l, parties);
    }
    Ball one_side() const {
        const Ball l = Ball::of(leak);
        if (pattern == "same") return l;
        if (pattern == "disjoint") return parties == 2 ? Ball(2) * l : l;
        return parties == 2 ? some() : l + power(l, parties - 1) - power(l, parties);
    }
    std::string toml() const {
        return fmt::format(
            "protocol.name = \"entanglement\"\nstate = {{ visibility = {:.17g}, dimension = {}, parties = {} }}\n"
            "leak = {{ probability = {:.17g}, model = \"{}\", pattern = \"{}\" }}\nrepeaters.count = {}\n",
            v, d, parties, leak, model, pattern, repeaters);
    }
};

// Total weight times (log2 of the cells minus the entropy) of one cell `w` and `cells` - 1 cells `t`.
Ball information(const Ball& w, const Ball& t, const Ball& cells) {
    if (!certainly_less(t, w)) return 0;
    const Ball total = w + (cells - Ball(1)) * t;
    const Ball entropy = surprise(w / total) + (cells - Ball(1)) * surprise(t / total);
    return total * (log(cells) / log(Ball(2)) - entropy);
}

// Y [log2 d - h(f) - (1-f) log2(d-1)].
Ball isotropic_entropy(const Ball& x, const Ball& total, int d) {
    const Ball f = x / total;
    if (!certainly_less(Ball(1) / Ball(d), f)) return 0;
    return total * (log(Ball(d)) / log(Ball(2)) - surprise(f) - surprise(Ball(1) - f) -
                    (Ball(1) - f) * log(Ball(d - 1)) / log(Ball(2)));
}

std::map<std::string, Ball> exact_bounds(const SharedCase& c) {
    const Ball v = c.effective_visibility(), noise = Ball(1) - v, d = c.others(), one = 1;
    const Ball u = noise / power(Ball(c.d), c.parties), ends = Ball(c.d * c.d);
    const Ball share = (one + d) * noise / d, l = c.all_but_one();
    const bool junk = c.model == "junk";
    std::map<std::string, Ball> exact;
    // the attack in its own words: (1-q)(1-L) and q L/(1+D)
    exact["convex-combination"] =
        information((one - share) * (junk ? one : one - l), share * l / (one + d), d) / Ball(c.parties - 1);
    exact["convex-combination-plus"] =
        information(junk ? v - l * noise / d : (one - l) * v, noise / d, d) / Ball(c.parties - 1);
    if (junk) return exact;
    exact["relative-entropy-of-entanglement"] = (one - c.one_side()) * isotropic_entropy(v + u, v + ends * u, c.d);
    const Ball s = c.some();
    exact["relative-entropy-of-entanglement-plus"] =
        isotropic_entropy((one - s) * (v + u), (one - s) * (v + ends * u) + s * Ball(c.d * (c.d - 1)) * u, c.d);
    const Ball wrong = noise * Ball(c.d - 1) / Ball(c.d);
    const Ball error = surprise(one - wrong) + (c.d > 1 ? Ball(c.d - 1) * surprise(wrong / Ball(c.d - 1)) : Ball(0));
    const Ball spectrum = surprise(v + u) + (power(Ball(c.d), c.parties) - one) * surprise(u);
    const Ball others = surprise(v + noise / d) + (d - one) * surprise(noise / d);
    exact["devetak-winter"] = (one - s) * (log(Ball(c.d)) / log(Ball(2)) + others - spectrum) - error;
    return exact;
}

TEST(SharedStates, AreSafeAndCloseTo80Digits) {
    Random random(71);
    std::map<std::string, std::pair<int, int>> counts;  // positive, all
    double worst = 0.0;
    for (int i = 0; i < samples(1500); ++i) {
        const auto chance = [&](double p) { return uniform(random, 0.0, 1.0) < p; };
        SharedCase c{};
        c.d = std::uniform_int_distribution<int>(2, 8)(random);
        c.parties = chance(0.6) ? 2 : std::uniform_int_distribution<int>(3, 5)(random);
        c.repeaters = c.parties == 2 && chance(0.3) ? std::uniform_int_distribution<int>(1, 6)(random) : 0;
        c.model = chance(0.2) ? "junk" : "uniform";
        c.pattern = chance(0.4) ? "same" : chance(0.5) ? "independent" : "disjoint";
        c.v = chance(0.5) ? uniform(random, 0.3, 1.0) : 1.0 - log_uniform(random, 1e-14, 0.2);
        c.leak = (chance(0.2)   ? 0.0
                  : chance(0.5) ? log_uniform(random, 1e-15, 0.9)
                                : uniform(random, 0.0, 0.9)) /
                 (c.pattern == "disjoint" ? c.parties : 1);
        const Result result = evaluate(parse_scenario(c.toml()));
        for (const auto& [proof, exact] : exact_bounds(c)) {
            const auto bound = std::find_if(result.bounds.begin(), result.bounds.end(),
                                            [&, name = proof](const Bound& b) { return b.proof->name == name; });
            ASSERT_EQ(bound->verdict, Verdict::proved) << proof;
            const Ball reported = Ball::of(*bound->rate_bits_per_pulse);
            auto& [positive, all] = counts[proof];
            ++all;
            positive += *bound->rate_bits_per_pulse > 0.0 ? 1 : 0;
            if (proof == "devetak-winter") {
                EXPECT_TRUE(certainly_at_most(reported, exact) || *bound->rate_bits_per_pulse == 0.0) << proof << '\n'
                                                                                                      << c.toml();
            } else {
                EXPECT_TRUE(certainly_at_most(exact, reported)) << proof << '\n' << c.toml();
            }
            const double distance = std::fabs((reported - exact).to_double());
            if (proof == "devetak-winter" && certainly_less(exact, Ball(0))) continue;
            EXPECT_LE(distance, 5e-14 * c.d * c.parties) << proof << '\n' << c.toml();
            worst = std::max(worst, distance);
        }
    }
    for (const auto& [proof, count] : counts) EXPECT_GE(count.first, count.second / 4) << proof;
    RecordProperty("largest distance", fmt::format("{:.3g}", worst));
}

}  // namespace
}  // namespace keybound::test
