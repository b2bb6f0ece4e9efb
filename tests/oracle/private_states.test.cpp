// Bounds on private states and on qubit channels against 80 digits: safe without any tolerance, and close.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "keybound/rate/evaluate.hpp"
#include "oracle/ball.hpp"
#include "support/samples.hpp"

namespace keybound::test {
namespace {

Ball log2(const Ball& x) { return log(x) / log(Ball(2)); }

// -x log2 x, 0 for 0.
Ball surprise(const Ball& x) { return certainly_less(Ball(0), x) ? -(x * log2(x)) : Ball(0); }

Ball entropy(const Ball& p) { return surprise(p) + surprise(Ball(1) - p); }

Ball power(const Ball& base, int exponent) {
    Ball result = 1;
    for (int i = 0; i < exponent; ++i) result = result * base;
    return result;
}

class Judge {
 public:
    void judge(const Result& result, const std::map<std::string, Ball>& exact, const std::string& toml) {
        for (const auto& [proof, value] : exact) {
            const auto bound = std::find_if(result.bounds.begin(), result.bounds.end(),
                                            [&, name = proof](const Bound& b) { return b.proof->name == name; });
            ASSERT_NE(bound, result.bounds.end()) << proof;
            ASSERT_EQ(bound->verdict, Verdict::proved) << proof << '\n' << toml;
            check(proof, *bound->rate_bits_per_pulse, value, bound->proof->direction() == Direction::lower, toml);
        }
    }
    void check(const std::string& what, double reported, const Ball& value, bool lower, const std::string& toml) {
        const Ball ball = Ball::of(reported);
        if (lower) {
            EXPECT_TRUE(certainly_at_most(ball, value) || reported == 0.0) << what << '\n' << toml;
        } else {
            EXPECT_TRUE(certainly_at_most(value, ball)) << what << '\n' << toml;
        }
        if (!certainly_less(Ball(0), value)) return;
        EXPECT_LE(std::fabs((ball - value).to_double()), 5e-14) << what << '\n' << toml;
        positive_[what] += reported > 0.0 ? 1 : 0;
    }
    void expect_positive(int at_least) const {
        for (const auto& [what, count] : positive_) EXPECT_GE(count, at_least) << what;
    }

 private:
    std::map<std::string, int> positive_;
};

double quantity(const Result& result, const std::string& proof, const std::string& wanted) {
    for (const Bound& bound : result.bounds) {
        if (bound.proof->name != proof) continue;
        for (const auto& [name, value] : bound.quantities) {
            if (name == wanted) return value;
        }
    }
    throw std::runtime_error("no quantity " + wanted);
}

TEST(PrivateStates, AreSafeAndCloseTo80Digits) {
    Random random(91);
    Judge judge;
    for (int i = 0; i < samples(600); ++i) {
        const double d = std::floor(i % 2 == 0 ? log_uniform(random, 2.0, 1e15) : uniform(random, 2.0, 60.0));
        const int copies = i % 3 == 0 ? std::uniform_int_distribution<int>(2, 40)(random) : 1;
        const std::string toml = fmt::format(
            "protocol.name = \"private-state\"\nprivate_state = {{ dimension = {:.17g}, copies = {} }}\n", d, copies);
        const Result result = evaluate(parse_scenario(toml));
        const Ball one = 1, two = 2, root = sqrt(Ball::of(d)), p = one / (root + one);
        const Ball last = one / (power(root, copies) + one), success = power(one - p, copies) + power(p, copies);
        const Ball key = one - entropy(last) - last, ceiling = p * (one + log2(one - p));
        judge.judge(result,
                    {{"devetak-winter", success * key / Ball(copies)},
                     {"relative-entropy-of-entanglement", one - entropy(p)},
                     {"partial-transpose", ceiling}},
                    toml);
        judge.check("published", quantity(result, "partial-transpose", "published_bound"), p, false, toml);
        const Ball gap = key - last * (one + log2(one - last));
        if (certainly_less(Ball(0), key)) {
            judge.check("gap", quantity(result, "partial-transpose", "gap"), gap, true, toml);
        }
        if (copies > 1 && certainly_less(Ball(0), key)) {
            judge.check("conditional", quantity(result, "devetak-winter", "conditional_rate"), key, true, toml);
            judge.check("success", quantity(result, "devetak-winter", "success_probability"), success, true, toml);
        }
        const std::string channel = fmt::format(
            "protocol.name = \"quantum-channel\"\nquantum_channel.kind = \"private-state\"\nprivate_state.dimension = "
            "{:.17g}\n",
            d);
        judge.judge(evaluate(parse_scenario(channel)),
                    {{"devetak-winter", one - entropy(p) - p},
                     {"max-relative-entropy", one + log2(one - p)},
                     {"partial-transpose", log2((one - p) * (one + two * p))}},
                    channel);
    }
    judge.expect_positive(samples(600) / 6);
}

TEST(QubitChannels, AreSafeAndCloseTo80Digits) {
    Random random(92);
    Judge judge;
    for (int i = 0; i < samples(600); ++i) {
        const double parameter = i % 2 == 0 ? uniform(random, 0.0, 1.0) : log_uniform(random, 1e-15, 0.5);
        const Ball one = 1, two = 2, p = Ball::of(parameter);
        const auto toml = [&](const char* kind) {
            return fmt::format(
                "protocol.name = \"quantum-channel\"\nquantum_channel = {{ kind = \"{}\", parameter = {:.17g} }}\n", kind,
                parameter);
        };
        const auto above_half = [&](const Ball& share, const Ball& value) {
            return certainly_less(one, two * share) ? value : Ball(0);
        };
        const Ball white = Ball(3) * p / Ball(4), share = one - white;
        judge.judge(evaluate(parse_scenario(toml("depolarising"))),
                    {{"devetak-winter", one - entropy(white) - white * log2(Ball(3))},
                     {"max-relative-entropy", above_half(share, log2(two * share))},
                     {"relative-entropy-of-entanglement", above_half(share, one - entropy(white))}},
                    toml("depolarising"));
        const Ball larger = parameter <= 0.5 ? one - p : p;
        judge.judge(evaluate(parse_scenario(toml("dephasing"))),
                    {{"devetak-winter", one - entropy(p)},
                     {"max-relative-entropy", log2(two * larger)},
                     {"relative-entropy-of-entanglement", one - entropy(p)}},
                    toml("dephasing"));
        judge.judge(evaluate(parse_scenario(toml("erasure"))),
                    {{"devetak-winter", one - p},
                     {"max-relative-entropy", log2(two - p)},
                     {"relative-entropy-of-entanglement", one - p}},
                    toml("erasure"));
    }
    judge.expect_positive(samples(600) / 4);
}

}  // namespace
}  // namespace keybound::test
