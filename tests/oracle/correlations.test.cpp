// Mixtures of rounds against 80 digits: they show the exact table of the isotropic state to within the white noise they leave,
// and cost no more than what is reported.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "keybound/proof/upper/correlation_lp.hpp"
#include "oracle/ball.hpp"
#include "support/samples.hpp"

namespace keybound::test {
namespace {

Ball absolute(const Ball& x) { return certainly_less(x, Ball(0)) ? -x : x; }

// -p log2 p, 0 for 0.
Ball surprise(const Ball& p) { return certainly_less(Ball(0), p) ? -(p * log(p)) / log(Ball(2)) : Ball(0); }

// x of a round and its local share, in the words of the page.
Ball exact_key(const CompositeRound& round) {
    const Ball c = Ball::of(round.coherence), e = Ball::of(round.flip), total = Ball(1) + Ball::of(round.local_rounds);
    const bool along_z = round.key_axis == CompositeRound::KeyAxis::z;
    const Ball x = along_z ? (Ball(1) - e) * (Ball(1) + c) / Ball(2) : (Ball(1) + c * (Ball(1) - Ball(2) * e)) / Ball(2);
    const Ball q = x / total;
    if (!certainly_less(Ball(1) / Ball(2), q)) return 0;
    return Ball(1) - surprise(q) - surprise(Ball(1) - q);
}

TEST(CorrelationOracle, KeysOfRoundsAreNeverTooSmallAndClose) {
    Random random(7401);
    int positive = 0;
    for (int i = 0; i < samples(2000); ++i) {
        CompositeRound round;
        round.key_axis = i % 2 == 0 ? CompositeRound::KeyAxis::z : CompositeRound::KeyAxis::x;
        round.coherence = i % 7 == 0 ? 1.0 - log_uniform(random, 1e-16, 1.0) : uniform(random, 0.0, 1.0);
        round.flip = i % 5 == 0 ? 0.0 : i % 3 == 0 ? log_uniform(random, 1e-18, 0.5) : uniform(random, 0.0, 0.5);
        round.local_rounds = i % 4 == 0 ? log_uniform(random, 1e-18, 1.0) : i % 4 == 1 ? 0.0 : uniform(random, 0.0, 1.0);
        if (i % 11 == 0) round.local_rounds = std::fmin(1.0, std::fabs(round.coherence * (1.0 - round.flip)));
        const Ball exact = exact_key(round);
        const double found = key_of(round).value;
        EXPECT_TRUE(certainly_at_most(exact, Ball::of(found))) << i;
        EXPECT_LE(found, exact.to_double() + 1e-13) << i;
        positive += found > 0.0 ? 1 : 0;
    }
    EXPECT_GE(positive, samples(2000) / 4);
}

TEST(CorrelationOracle, MixturesShowTheExactTable) {
    for (const double v : {0.72, 0.771, 0.79, 0.83, 0.87, 0.93, 0.97, 0.999}) {
        const double s = v * std::numbers::sqrt2 / 2.0;
        KnownMoments known{{}, 1e-14};
        const Ball root = sqrt(Ball(2)) / Ball(2), exact_v = Ball::of(v);
        std::array<Ball, 11> missing;
        for (Ball& m : missing) m = 0;
        known.value[correlator(0, 0)] = known.value[correlator(0, 1)] = known.value[correlator(1, 0)] = s;
        known.value[correlator(1, 1)] = -s;
        known.value[correlator(0, 2)] = v;
        missing[correlator(0, 0)] = missing[correlator(0, 1)] = missing[correlator(1, 0)] = exact_v * root;
        missing[correlator(1, 1)] = -(exact_v * root);
        missing[correlator(0, 2)] = exact_v;

        const CorrelationMixture mixture = propose_correlation_mixture(known);
        const MixtureCeiling found = conclude_correlation_mixture(known, mixture);
        ASSERT_TRUE(found.matched()) << v;
        Ball total = 0, key = 0;
        for (std::size_t k = 0; k < mixture.rounds.size(); ++k) {
            const CompositeRound& round = mixture.rounds[k];
            const Ball weight = Ball::of(mixture.weights[k]), r = Ball::of(round.local_rounds);
            const bool along_z = round.key_axis == CompositeRound::KeyAxis::z;
            const Ball alice[2][2] = {{along_z ? 1 : 0, along_z ? 0 : 1},
                                      {cos(Ball::of(round.alice_angle)), sin(Ball::of(round.alice_angle))}};
            const Ball bob[3][2] = {{cos(Ball::of(round.bob_angles[0])), sin(Ball::of(round.bob_angles[0]))},
                                    {cos(Ball::of(round.bob_angles[1])), sin(Ball::of(round.bob_angles[1]))},
                                    {along_z ? 1 : 0, along_z ? 0 : 1}};
            const auto sign = [&](int bit) { return Ball((round.answers >> bit) % 2 == 0 ? 1 : -1); };
            const Ball of_alice[] = {1, sign(0)}, of_bob[] = {sign(1), sign(2), -1};
            for (std::size_t x = 0; x < 2; ++x) {
                for (std::size_t y = 0; y < 3; ++y) {
                    Ball e = alice[x][0] * bob[y][0] + Ball::of(round.coherence) * alice[x][1] * bob[y][1];
                    if (y == 2) e = e * (Ball(1) - Ball(2) * Ball::of(round.flip));
                    missing[5 + 3 * x + y] += -(weight * (e + r * of_alice[x] * of_bob[y]) / (Ball(1) + r));
                }
            }
            total += weight;
            key += weight * exact_key(round);
        }
        for (int k = 0; k < 32; ++k) {
            const double given = mixture.strategies[static_cast<std::size_t>(k)];
            if (!(given > 0.0)) continue;
            const Ball weight = Ball::of(given);
            const auto sign = [&](int bit) { return Ball((k >> bit) % 2 == 0 ? 1 : -1); };
            for (std::size_t x = 0; x < 2; ++x) {
                missing[x] += -(weight * sign(static_cast<int>(x)));
                for (std::size_t y = 0; y < 3; ++y) {
                    missing[5 + 3 * x + y] += -(weight * sign(static_cast<int>(x)) * sign(static_cast<int>(2 + y)));
                }
            }
            for (std::size_t y = 0; y < 3; ++y) missing[2 + y] += -(weight * sign(static_cast<int>(2 + y)));
            total += weight;
        }
        Ball unmatched = 0;
        for (const Ball& m : missing) unmatched += absolute(m);
        EXPECT_TRUE(certainly_at_most(unmatched, Ball(1) - total)) << v;
        EXPECT_TRUE(certainly_at_most(unmatched, Ball::of(found.unmatched))) << v;
        EXPECT_TRUE(certainly_at_most(Ball::of(found.noise), Ball(1) - total)) << v;
        EXPECT_TRUE(certainly_at_most(key, Ball::of(found.key.value))) << v;
        EXPECT_LE(found.key.value, key.to_double() + 1e-12) << v;
    }
}

}  // namespace
}  // namespace keybound::test
