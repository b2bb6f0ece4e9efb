// Laws of keys through channels and from private states: order of the bounds, channels that break entanglement, and channels
// that are combined.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attack/entangled.hpp"
#include "keybound/rate/evaluate.hpp"
#include "laws/counter.hpp"
#include "laws/scenarios.hpp"
#include "support/channels.hpp"

namespace keybound::test {
namespace {

using Kraus = std::vector<ComplexMatrix>;

std::string csv(const Kraus& operators) {
    std::string text = fmt::format("dimensions,{},{}\n", operators.front().cols(), operators.front().rows());
    for (const ComplexMatrix& k : operators) {
        std::string row;
        for (int i = 0; i < k.rows(); ++i)
            for (int j = 0; j < k.cols(); ++j) row += fmt::format(",{:.17g},{:.17g}", k(i, j).real(), k(i, j).imag());
        text += row.substr(1) + "\n";
    }
    return text;
}

// An isometry into output and environment; `noise` is the weight of what is not the first operator.
Kraus random_kraus(Random& random, int input, int output, int count, double noise) {
    ComplexMatrix all = random_gaussian(random, output * count, input);
    all.bottomRows(output * (count - 1)) *= std::sqrt(noise);
    all = orthonormal(all);
    Kraus operators;
    for (int k = 0; k < count; ++k) operators.emplace_back(all.middleRows(k * output, output));
    return operators;
}

// Measured in a random basis, another random state sent on.
Kraus random_measure_and_prepare(Random& random, int input, int output) {
    const ComplexMatrix basis = random_measurement(random, input, input);
    Kraus operators;
    for (int k = 0; k < input; ++k) {
        ComplexVector ket = random_gaussian(random, output, 1);
        operators.emplace_back(ket / ket.norm() * basis.col(k).adjoint());
    }
    return operators;
}

// With probability e the output is replaced by white noise.
Kraus noisy(const Kraus& operators, double e) {
    const auto output = operators.front().rows(), input = operators.front().cols();
    Kraus result;
    for (const ComplexMatrix& k : operators) result.emplace_back(std::sqrt(1.0 - e) * k);
    for (Eigen::Index i = 0; i < output; ++i) {
        for (Eigen::Index j = 0; j < input; ++j) {
            ComplexMatrix one = ComplexMatrix::Zero(output, input);
            one(i, j) = std::sqrt(e / static_cast<double>(output));
            result.push_back(one);
        }
    }
    return result;
}

Result judged(const std::string& content) {
    RawScenario raw = parse_raw_scenario(
        "protocol.name = \"quantum-channel\"\n[quantum_channel]\nkind = \"kraus-file\"\n"
        "file = \"k.csv\"\n",
        "text");
    raw.files["k.csv"] = content;
    return evaluate(resolve(raw, vocabulary()));
}

TEST(Channels, LowerBoundsAreBelowUpperBounds) {
    Random random(601);
    Counter counter;
    for (int i = 0; i < samples(360); ++i) {
        const int count = std::uniform_int_distribution<int>(1, 4)(random), output = i % 3 == 0 ? 3 : 2;
        const std::string content = csv(random_kraus(random, 2, output, count, log_uniform(random, 1e-3, 1.0)));
        const Result result = judged(content);
        const Bound *lower = find(result, "devetak-winter"), *upper = find(result, "max-relative-entropy");
        ASSERT_EQ(lower->verdict, Verdict::proved) << content;
        ASSERT_EQ(upper->verdict, Verdict::proved) << content;
        EXPECT_LE(rate(lower), rate(upper)) << content;
        EXPECT_LE(rate(upper), 1.0 + 1e-9) << content;
        const Bound* violation = find(result, "chsh");
        EXPECT_EQ(violation->verdict, output == 2 ? Verdict::proved : Verdict::not_applicable) << content;
        if (output == 2) {
            EXPECT_LE(rate(violation), rate(upper)) << content;
            counter.add("violation", rate(violation) > 0.01);
        }
        counter.add("lower", rate(lower) > 0.01);
        counter.add("upper", rate(upper) < 0.99);
    }
    counter.expect_at_least(0.2);
}

TEST(Channels, OfQutritsToo) {
    Random random(602);
    for (int i = 0; i < samples(40); ++i) {
        const int input = i % 2 == 0 ? 3 : 4, output = i % 4 < 2 ? 3 : 2;
        const std::string content = csv(random_kraus(random, input, output, 2 + i % 3, log_uniform(random, 1e-2, 1.0)));
        const Result result = judged(content);
        EXPECT_LE(rate(find(result, "devetak-winter")), rate(find(result, "max-relative-entropy"))) << content;
        EXPECT_LE(rate(find(result, "max-relative-entropy")), std::log2(std::min(input, output)) + 1e-8) << content;
    }
}

TEST(Channels, ThatBreakEntanglementCarryNoKey) {
    Random random(603);
    for (int i = 0; i < samples(60); ++i) {
        const int output = i % 3 == 0 ? 3 : 2;
        const Kraus broken = random_measure_and_prepare(random, 2, output);
        const Result result = judged(csv(broken));  // on the edge of the positive partial transposes
        EXPECT_EQ(rate(find(result, "devetak-winter")), 0.0);
        EXPECT_LE(rate(find(result, "max-relative-entropy")), 1e-6);
        const Result inside = judged(csv(noisy(broken, 0.01)));
        EXPECT_EQ(rate(find(inside, "max-relative-entropy")), 0.0);
        EXPECT_EQ(rate(find(inside, "partial-transpose")), 0.0);
        EXPECT_EQ(find(inside, "partial-transpose")->verdict, Verdict::proved);
    }
}

// Rotations before and behind a channel change nothing, and noise behind it leaves no more.
TEST(Channels, RotationsAndNoise) {
    Random random(604);
    Counter counter;
    for (int i = 0; i < samples(40); ++i) {
        const Kraus operators = random_kraus(random, 2, 2, 2, log_uniform(random, 1e-2, 1.0));
        const ComplexMatrix before = random_measurement(random, 2, 2), behind = random_measurement(random, 2, 2);
        Kraus rotated;
        for (const ComplexMatrix& k : operators) rotated.emplace_back(behind * k * before);
        const Result one = judged(csv(operators)), other = judged(csv(rotated)), less = judged(csv(noisy(operators, 0.1)));
        EXPECT_NEAR(rate(find(one, "devetak-winter")), rate(find(other, "devetak-winter")), 1e-9);
        EXPECT_NEAR(rate(find(one, "max-relative-entropy")), rate(find(other, "max-relative-entropy")), 1e-6);
        EXPECT_LE(rate(find(less, "max-relative-entropy")), rate(find(one, "max-relative-entropy")) + 1e-7);
        counter.add("upper", rate(find(one, "max-relative-entropy")) > 0.01);
    }
    counter.expect_at_least(0.5);
}

std::string qubit_channel(const std::string& kind, double parameter) {
    return fmt::format("protocol.name = \"quantum-channel\"\nquantum_channel = {{ kind = \"{}\", parameter = {:.17g} }}\n",
                       kind, parameter);
}

TEST(Channels, OfAQubitAreBetweenTheirBounds) {
    Random random(605);
    Counter counter;
    for (const char* kind : {"depolarising", "dephasing", "erasure", "amplitude-damping"}) {
        for (int i = 0; i < samples(100); ++i) {
            const double p = i == 0 ? 0.0 : i == 1 ? 1.0 : uniform(random, 0.0, 1.0);
            const Result result = evaluate(parse_scenario(qubit_channel(kind, p)));
            const double lower = rate(find(result, "devetak-winter")), upper = rate(find(result, "max-relative-entropy"));
            EXPECT_LE(lower, upper) << kind << p;
            const Bound* entropy = find(result, "relative-entropy-of-entanglement");
            if (entropy->verdict == Verdict::proved) {
                EXPECT_LE(lower, rate(entropy)) << kind << p;
                EXPECT_LE(rate(entropy), upper * (1.0 + 1e-12) + 1e-14) << kind << p;
            }
            const double violation = rate(find(result, "chsh"));
            EXPECT_LE(violation, upper) << kind << p;
            EXPECT_LE(violation, rate(find(result, "chsh-noisy-preprocessing"))) << kind << p;
            const Bound* guessed = find(result, "local-convex-combination");
            if (guessed->verdict == Verdict::proved) {
                EXPECT_LE(violation, rate(guessed)) << kind << p;
            }
            ASSERT_TRUE(result.best_upper.has_value());
            EXPECT_NE(result.bounds[*result.best_upper].proof->devices, Devices::untrusted);
            counter.add(kind, lower > 0.0);
        }
    }
    counter.expect_at_least(0.2);
}

// Where both are known they meet: dephasing 1 - h(p), erasure 1 - p.
TEST(Channels, WithAKnownCapacity) {
    for (const auto& [kind, p] : {std::pair{"dephasing", 0.11}, {"erasure", 0.35}}) {
        const Result result = evaluate(parse_scenario(qubit_channel(kind, p)));
        EXPECT_NEAR(rate(find(result, "devetak-winter")), rate(find(result, "relative-entropy-of-entanglement")), 1e-13)
            << kind;
    }
}

TEST(PrivateStates, AreBetweenTheirBoundsWhateverTheUnitary) {
    Random random(606);
    for (int i = 0; i < samples(300); ++i) {
        const double d = std::floor(log_uniform(random, 2.0, 1e15));
        const int copies = i % 3 == 0 ? 1 + i % 30 : 1;
        const auto toml = [&](const char* protocol, const std::string& more) {
            return fmt::format("protocol.name = \"{}\"\nprivate_state.dimension = {:.17g}\n{}", protocol, d, more);
        };
        const Result state =
            evaluate(parse_scenario(toml("private-state", fmt::format("private_state.copies = {}\n", copies))));
        const double lower = rate(find(state, "devetak-winter")), upper = rate(find(state, "relative-entropy-of-entanglement"));
        EXPECT_LE(lower, upper);
        const Result channel = evaluate(parse_scenario(toml("quantum-channel", "quantum_channel.kind = \"private-state\"\n")));
        EXPECT_LE(rate(find(channel, "devetak-winter")), rate(find(channel, "max-relative-entropy")));
        EXPECT_LE(rate(find(state, "partial-transpose")), rate(find(channel, "partial-transpose")));
        EXPECT_LE(upper, rate(find(channel, "max-relative-entropy")));
        // what is left to know is the weight p, but for what is 0
        if (copies == 1 && lower > 0.0) {
            EXPECT_NEAR(upper - lower, 1.0 / (std::sqrt(d) + 1.0), 1e-13);
        }
        EXPECT_EQ(state.bounds[*state.best_upper].proof->name, "relative-entropy-of-entanglement");
        EXPECT_EQ(state.warnings.size(), copies > 1 ? 1U : 0U);
    }
    const std::string base = "protocol.name = \"private-state\"\nprivate_state = { dimension = 64, unitary = \"";
    const Result one = evaluate(parse_scenario(base + "fourier\" }\n")),
                 two = evaluate(parse_scenario(base + "hadamard\" }\n"));
    EXPECT_NE(one.hash, two.hash);
    for (std::size_t k = 0; k < one.bounds.size(); ++k) {
        EXPECT_EQ(one.bounds[k].rate_bits_per_pulse, two.bounds[k].rate_bits_per_pulse);
    }
}

}  // namespace
}  // namespace keybound::test
