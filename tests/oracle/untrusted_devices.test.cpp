// Bounds on keys from untrusted devices against 80 digits, in the textbook form of entropies: safe without any tolerance, and
// close.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "keybound/proof/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "oracle/ball.hpp"
#include "support/samples.hpp"
#include "support/untrusted_links.hpp"

namespace keybound::test {
namespace {

Ball surprise(const Ball& p) { return certainly_less(Ball(0), p) ? -(p * log(p)) / log(Ball(2)) : Ball(0); }
Ball entropy(const Ball& p) { return surprise(p) + surprise(Ball(1) - p); }
Ball half() { return Ball(1) / Ball(2); }

double item(const Evidence& evidence, const std::string& name, std::size_t place = 0) {
    for (const EvidenceItem& found : evidence.items()) {
        if (found.name == name) return found.real[place];
    }
    throw std::runtime_error("no item " + name);
}

struct Checked {
    int positive = 0, all = 0;
    double worst = 0.0;
};
std::map<std::string, Checked> checked;

void expect_above(const std::string& name, const Link& link, const Ball& exact, double tolerance = 1e-14) {
    const auto outcome = std::get<UpperProof>(find_proof(name)->prove)(link);
    ASSERT_EQ(outcome.verdict(), Verdict::proved) << name;
    const double value = outcome.value().rate_bits_per_pulse.value;
    EXPECT_TRUE(certainly_at_most(exact, Ball::of(value))) << name << ' ' << value << ' ' << exact.to_double();
    const double distance = (Ball::of(value) - exact).to_double();
    EXPECT_LE(distance, tolerance + 1e-13 * value) << name;
    Checked& count = checked[name];
    ++count.all;
    count.positive += value > 0.0 ? 1 : 0;
    count.worst = std::max(count.worst, distance);
}

void expect_below(const std::string& name, const Link& link, const Ball& exact) {
    const auto outcome = std::get<FloorProof>(find_proof(name)->prove)(link);
    ASSERT_EQ(outcome.verdict(), Verdict::proved) << name;
    const double value = outcome.value().rate_bits_per_pulse.value;
    EXPECT_TRUE(value == 0.0 || certainly_at_most(Ball::of(value), exact)) << name << ' ' << value << ' ' << exact.to_double();
    if (value > 0.0 || certainly_less(Ball(0), exact)) {
        EXPECT_LE((exact - Ball::of(value)).to_double(), 3e-13) << name;
    }
    Checked& count = checked[name];
    ++count.all;
    count.positive += value > 0.0 ? 1 : 0;
}

void expect_counts() {
    for (const auto& [name, count] : checked) EXPECT_GE(count.positive, count.all / 4) << name;
    checked.clear();
}

Ball share(double v, const Ball& local, const Ball& higher) { return (Ball::of(v) - local) / (higher - local); }

TEST(UntrustedDevices, BoundsOfStatesAreSafeAndClose) {
    Random random(521);
    for (int i = 0; i < samples(3000); ++i) {
        const double v = i % 3 == 0   ? uniform(random, 0.6, 1.0)
                         : i % 3 == 1 ? 1.0 - log_uniform(random, 1e-15, 0.2)
                                      : 0.7734590803 + (i % 2 == 0 ? 1.0 : -1.0) * log_uniform(random, 1e-14, 0.05);
        const bool claims = i % 4 == 0;
        const double claim = uniform(random, 0.5, 0.7071);
        const Link link = claims ? isotropic_link(v, claim) : isotropic_link(v);
        // the bounds know a double below 1/sqrt(2); the exact one shows what this costs
        const Ball local = claims ? Ball::of(claim) : sqrt(half());
        const Ball q = (Ball(1) - Ball::of(v)) / Ball(2), w = share(v, local, Ball(1));
        const bool nonlocal = certainly_less(Ball(0), w);
        const Ball total = w + q;
        expect_above("local-convex-combination", link,
                     nonlocal && certainly_less(q, w) ? total * (Ball(1) - entropy(q / total)) : Ball(0));
        const Ball one_way = w - entropy(q);
        expect_above("local-convex-combination-one-way", link,
                     nonlocal && certainly_less(Ball(0), one_way) ? one_way : Ball(0));
        if (!claims) {
            expect_above("key-flip", link,
                         nonlocal && certainly_less(Ball(2) * q, w) ? w * (Ball(1) - entropy(q / w)) : Ball(0));
        }
        const auto mixed = std::get<UpperProof>(find_proof("local-relative-entropy")->prove)(link);
        const Ball higher = Ball::of(item(mixed.value().evidence, "mixed_with"));
        if (nonlocal) {
            expect_above("local-relative-entropy", link,
                         share(v, local, higher) * (Ball(1) - entropy((Ball(1) + Ball(3) * higher) / Ball(4))));
        }
        // S = 2 sqrt(2) v
        const Ball s = Ball(2) * sqrt(Ball(2)) * Ball::of(v);
        if (!certainly_less(Ball(2), s)) continue;
        const Ball c = sqrt(s * s / Ball(4) - Ball(1));
        const Ball known = entropy((Ball(1) + c) / Ball(2));
        expect_above("chsh-value", link, Ball(1) - known, 5e-14);
        expect_below("chsh", link, Ball(1) - entropy(q) - known);
    }
    expect_counts();
}

TEST(UntrustedDevices, BoundsOfSAndQAreSafeAndClose) {
    Random random(522);
    for (int i = 0; i < samples(3000); ++i) {
        const double top = 2.0 * std::sqrt(2.0);
        const double s = i % 3 == 0   ? uniform(random, 2.0, top)
                         : i % 3 == 1 ? 2.0 + log_uniform(random, 1e-15, 0.5)
                                      : top - log_uniform(random, 1e-14, 0.3);
        const double q = i % 2 == 0 ? uniform(random, 0.0, 0.08) : log_uniform(random, 1e-16, 0.05);
        const Link link = chsh_link(s, q);
        const Ball bs = Ball::of(s), bq = Ball::of(q);
        if (!certainly_less(Ball(2), bs)) continue;
        const Ball c = sqrt(bs * bs / Ball(4) - Ball(1)), known = entropy((Ball(1) + c) / Ball(2));
        if (certainly_less(c, Ball(1))) {
            expect_above("chsh-value", link, Ball(1) - known);
            expect_below("chsh", link, Ball(1) - entropy(bq) - known);
            const auto noisy = std::get<FloorProof>(find_proof("chsh-noisy-preprocessing")->prove)(link);
            const Ball f = Ball::of(item(noisy.value().evidence, "flip_probability"));
            const Ball turned = sqrt(Ball(1) - f * (Ball(1) - f) * (Ball(8) - bs * bs));
            expect_below("chsh-noisy-preprocessing", link,
                         Ball(1) - known + entropy((Ball(1) + turned) / Ball(2)) - entropy(bq + f - Ball(2) * f * bq));
        }
        const auto composed = std::get<UpperProof>(find_proof("chsh-value-and-error")->prove)(link);
        const Ball high = Ball::of(item(composed.value().evidence, "composed_of", 0));
        const Ball low = Ball::of(item(composed.value().evidence, "composed_of", 1));
        const auto reach = [](const Ball& at) { return at * at / Ball(4) - Ball(1); };  // C squared
        if (!certainly_less(reach(high), Ball(1))) continue;
        const Ball w = (bs - low) / (high - low), x = (Ball(1) - bq / w) * (Ball(1) + sqrt(reach(high))) / Ball(2);
        const bool left = certainly_less(half(), x) && certainly_less(Ball(2) * bq, w);
        const Ball first = left ? w * (Ball(1) - entropy(x)) : Ball(0);
        const Ball second = certainly_less(Ball(0), reach(low))
                                ? (Ball(1) - w) * (Ball(1) - entropy((Ball(1) + sqrt(reach(low))) / Ball(2)))
                                : Ball(0);
        expect_above("chsh-value-and-error", link, first + second);
    }
    expect_counts();
}

}  // namespace
}  // namespace keybound::test
