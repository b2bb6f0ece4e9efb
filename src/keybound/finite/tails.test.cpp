#include "keybound/finite/tails.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace keybound {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();
const Bounded kinds[] = {Bounded::sum_from_above, Bounded::sum_from_below, Bounded::count_from_above};

double binomial(int n, int k, double p) {
    if (p <= 0.0 || p >= 1.0) return (p <= 0.0 ? k == 0 : k == n) ? 1.0 : 0.0;
    return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) +
                    (n - k) * std::log1p(-p));
}

// Does this count, with this sum of probabilities, break what the line says?
bool broken(Bounded what, const Line& line, double sum, double count) {
    switch (what) {
        case Bounded::sum_from_above:
            return sum > line.slope * count + line.offset;
        case Bounded::sum_from_below:
            return sum < line.slope * count - line.offset;
        case Bounded::count_from_above:
            break;
    }
    return count > line.slope * sum + line.offset;
}

std::vector<Line> lines(Bounded what, double trials, double predicted, double exponent) {
    return {azuma_line(what, trials, exponent), kato_line(what, trials, predicted, exponent),
            tilted_line(what, predicted, exponent), tighter_line(what, trials, predicted, exponent)};
}

// Exact probabilities of independent rounds. Tight enough that a lost factor shows: some line must come near its promise.
TEST(Tails, HoldForIndependentRounds) {
    int near = 0;
    for (const Bounded what : kinds) {
        for (const int n : {20, 400, 3000}) {
            for (const double failure : {0.3, 1e-2, 1e-6}) {
                for (const double p : {1e-3, 0.02, 0.1, 0.5, 0.9}) {
                    for (const Line& line : lines(what, n, n * p, std::log(1.0 / failure))) {
                        double chance = 0.0;
                        for (int k = 0; k <= n; ++k) chance += broken(what, line, n * p, k) ? binomial(n, k, p) : 0.0;
                        EXPECT_LE(chance, failure * (1 + 1e-9)) << n << ' ' << p << ' ' << static_cast<int>(what);
                        near += chance > 0.1 * failure ? 1 : 0;
                    }
                }
            }
        }
    }
    EXPECT_GE(near, 100);
}

// The best that an adversary can do who sees all earlier rounds and then sets the probability of the next, on a grid.
double best_adversary(Bounded what, const Line& line, int n, int grid) {
    // value[u][k]: probability of breaking the line from here, with a sum of u/grid and a count of k.
    std::vector<std::vector<double>> value(n * grid + 1, std::vector<double>(n + 1));
    for (int u = 0; u <= n * grid; ++u) {
        for (int k = 0; k <= n; ++k) value[u][k] = broken(what, line, static_cast<double>(u) / grid, k) ? 1.0 : 0.0;
    }
    for (int round = n - 1; round >= 0; --round) {
        for (int u = 0; u <= round * grid; ++u) {
            for (int k = 0; k <= round; ++k) {
                double best = 0.0;
                for (int e = 0; e <= grid; ++e) {
                    const double p = static_cast<double>(e) / grid;
                    best = std::fmax(best, p * value[u + e][k + 1] + (1 - p) * value[u + e][k]);
                }
                value[u][k] = best;
            }
        }
    }
    return value[0][0];
}

TEST(Tails, HoldForTheBestAdversary) {
    int near = 0;
    for (const Bounded what : kinds) {
        for (const double predicted : {0.5, 4.0, 12.0, 21.0}) {
            for (const double failure : {0.3, 0.03}) {
                for (const Line& line : lines(what, 24, predicted, std::log(1.0 / failure))) {
                    const double chance = best_adversary(what, line, 24, 12);
                    EXPECT_LE(chance, failure) << predicted << ' ' << failure << ' ' << static_cast<int>(what);
                    near += chance > 0.2 * failure ? 1 : 0;
                }
            }
        }
    }
    EXPECT_GE(near, 20);
}

// Kato's inequality is cited, not proved here. For the two numbers that we use, a second proof by exponential moments: the best
// adversary's exponential moment, round by round, at some tilt, gives the promised probability.
TEST(Tails, KatoIsProvedAgainAtEveryLineInUse) {
    int checked = 0;
    for (const double n : {1e2, 1e4, 1e7, 1e10, 1e15}) {
        for (const double exponent : {2.0, 10.0, 51.0}) {
            for (const double share : {1e-12, 1e-6, 1e-4, 1e-2, 0.1, 0.4, 0.5, 0.6, 0.9}) {
                const Line line = kato_line(Bounded::sum_from_above, n, share * n, exponent);
                // E - slope x event, E the probability of a round, has a moment of at most exp(rate), whatever E. Convex in t.
                const auto moment = [&](long double t) {
                    const long double q = -std::expm1(-t * line.slope);
                    const long double p = std::fmin(1.0L, std::fmax(0.0L, 1.0L / q - 1.0L / t));
                    return n * (t * p + std::log1p(-p * q)) - t * line.offset;
                };
                long double low = std::log(1e-10L), high = std::log(1e3L);
                for (int step = 0; step < 200; ++step) {
                    const long double left = low + (high - low) / 3, right = high - (high - low) / 3;
                    if (moment(std::exp(left)) < moment(std::exp(right))) {
                        high = right;
                    } else {
                        low = left;
                    }
                }
                const double least = static_cast<double>(moment(std::exp(low)));
                EXPECT_LE(least, -exponent * (1 - 1e-6)) << n << ' ' << exponent << ' ' << share;
                ++checked;
            }
        }
    }
    EXPECT_GE(checked, 100);
}

TEST(Tails, ThinningHoldsInBothDirections) {
    int near = 0;
    for (const int n : {10, 300, 2000}) {
        for (const double kept : {0.1, 0.55, 0.8}) {
            for (const double failure : {0.3, 1e-2, 1e-6}) {
                const double exponent = std::log(1.0 / failure);
                double above = 0.0, below = 0.0, inverse = 0.0;
                for (int k = 0; k <= n; ++k) {
                    const double chance = binomial(n, k, kept);
                    if (k > thinned_at_most(n, kept, exponent)) above += chance;
                    if (k < thinned_at_least(n, kept, exponent)) below += chance;
                    if (n > unthinned_at_most(k, kept, exponent)) inverse += chance;
                }
                EXPECT_LE(above, failure);
                EXPECT_LE(below, failure);
                EXPECT_LE(inverse, failure);
                near += (above > 0.03 * failure) + (below > 0.03 * failure) + (inverse > 0.03 * failure);
                EXPECT_LE(thinned_at_most(n, kept, exponent), n);
            }
        }
    }
    EXPECT_GE(near, 12);
}

TEST(Tails, IndependentRoundsStayBelowChernoff) {
    int near = 0;
    for (const int n : {10, 300, 2000}) {
        for (const double p : {1e-4, 0.01, 0.2, 0.7}) {
            for (const double failure : {0.3, 1e-2, 1e-6}) {
                const double bound = independent_at_most(n * p, std::log(1.0 / failure));
                double chance = 0.0;
                for (int k = 0; k <= n; ++k) chance += k > bound ? binomial(n, k, p) : 0.0;
                EXPECT_LE(chance, failure);
                near += chance > 0.1 * failure ? 1 : 0;
            }
        }
    }
    EXPECT_GE(near, 6);
}

TEST(Tails, EventsShareTheFailureProbability) {
    EXPECT_NEAR(shared_exponent(0.01, 1), std::log(100.0), 1e-13);
    EXPECT_NEAR(shared_exponent(0.01, 7), std::log(700.0), 1e-13);
    EXPECT_GE(shared_exponent(0.5, 4), std::log(8.0));
}

// What stays away from zero is rare in the other direction, too.
TEST(Tails, EndsOfTheRange) {
    EXPECT_EQ(thinned_at_most(0.0, 0.3, 50.0), std::nextafter(0.0, -1.0) < 0.0 ? 0.0 : 1.0);
    EXPECT_EQ(thinned_at_least(3.0, 0.3, 50.0), 0.0);
    EXPECT_EQ(independent_at_most(0.0, 50.0), 0.0);
    EXPECT_NEAR(unthinned_at_most(0.0, 0.5, 50.0), 50.0 / (2 * 0.25), 1e-9);
    for (const Bounded what : kinds) {
        for (const Line& line : lines(what, 1e9, 0.0, 50.0)) {
            EXPECT_GE(line.slope, 0.0);
            EXPECT_TRUE(std::isfinite(line.above(0.0)));
            EXPECT_GE(line.below(0.0), 0.0);
        }
        for (const Line& line : lines(what, 1e9, nan, 50.0)) EXPECT_TRUE(std::isfinite(line.above(1.0)));
        for (const Line& line : lines(what, 1e9, -5.0, 50.0)) EXPECT_TRUE(std::isfinite(line.above(1.0)));
        for (const Line& line : lines(what, 1e9, 1e9, 50.0)) EXPECT_GE(line.slope, 0.0);
    }
}

TEST(Tails, NanStaysNan) {
    EXPECT_TRUE(std::isnan(thinned_at_most(nan, 0.5, 50.0)));
    EXPECT_TRUE(std::isnan(thinned_at_most(5.0, nan, 50.0)));
    EXPECT_TRUE(std::isnan(thinned_at_least(nan, 0.5, 50.0)));
    EXPECT_TRUE(std::isnan(unthinned_at_most(nan, 0.5, 50.0)));
    EXPECT_TRUE(std::isnan(independent_at_most(nan, 50.0)));
    EXPECT_TRUE(std::isnan(independent_at_most(-1.0, 50.0)));
    EXPECT_TRUE(std::isnan(independent_at_most(1.0, nan)));
    EXPECT_TRUE(std::isnan(azuma_line(Bounded::sum_from_above, 1e9, 50.0).above(nan)));
    EXPECT_TRUE(std::isnan(azuma_line(Bounded::sum_from_below, 1e9, 50.0).below(nan)));
    EXPECT_TRUE(std::isnan(kato_line(Bounded::sum_from_above, nan, 5.0, 50.0).above(1.0)));
}

// Away from rare events Kato's line is the tighter one; among rare events it is the tilted one.
TEST(Tails, TheTighterLineIsTaken) {
    for (const Bounded what : kinds) {
        const Line rare = tighter_line(what, 1e10, 30.0, 51.0);
        EXPECT_EQ(rare.slope, tilted_line(what, 30.0, 51.0).slope);
        EXPECT_EQ(rare.offset, tilted_line(what, 30.0, 51.0).offset);
        const Line common = tighter_line(what, 1e10, 2e9, 51.0);
        EXPECT_EQ(common.slope, kato_line(what, 1e10, 2e9, 51.0).slope);
        EXPECT_EQ(common.offset, kato_line(what, 1e10, 2e9, 51.0).offset);
    }
}

}  // namespace
}  // namespace keybound
