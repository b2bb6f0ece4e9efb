#include "keybound/proof/upper/local_polytope.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "support/samples.hpp"

namespace keybound {
namespace {

constexpr double pi = std::numbers::pi;
const double nan = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();

CorrelationTable shaped(int mx, int my, int da, int db) {
    CorrelationTable t{mx, my, da, db, {}};
    t.probabilities.assign(static_cast<std::size_t>(mx * my * da * db), 0.0);
    return t;
}

// Unbiased bits with these correlators.
CorrelationTable unbiased(const std::vector<std::vector<double>>& correlators) {
    CorrelationTable t = shaped(static_cast<int>(correlators.size()), static_cast<int>(correlators[0].size()), 2, 2);
    for (int x = 0; x < t.alice_settings; ++x) {
        for (int y = 0; y < t.bob_settings; ++y) {
            const double e = correlators[static_cast<std::size_t>(x)][static_cast<std::size_t>(y)];
            for (const int a : {0, 1}) {
                for (const int b : {0, 1}) t.probabilities[t.index(x, y, a, b)] = 0.25 * (1.0 + (a == b ? e : -e));
            }
        }
    }
    return t;
}

// The singlet-like table of the CHSH protocol; the key setting of Bob beside the two of the test.
CorrelationTable chsh() {
    const double s = std::numbers::sqrt2 / 2.0;
    return unbiased({{s, s, 1.0}, {s, -s, 0.0}});
}

// Collins, Gisin, Linden, Massar, Popescu, PRL 88, 040404 (2002): amplitudes of the maximally entangled state of two d-level
// systems measured in bases exp(2 pi i j (k + alpha_x)/d), exp(2 pi i j (-k + beta_y)/d).
CorrelationTable cglmp(int d) {
    CorrelationTable t = shaped(2, 2, d, d);
    const double alpha[] = {0.0, 0.5}, beta[] = {0.25, -0.25};
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 2; ++y) {
            for (int a = 0; a < d; ++a) {
                for (int b = 0; b < d; ++b) {
                    std::complex<double> sum = 0.0;
                    for (int j = 0; j < d; ++j) sum += std::polar(1.0, 2.0 * pi * j * (a + alpha[x] - b + beta[y]) / d);
                    t.probabilities[t.index(x, y, a, b)] = std::norm(sum) / std::pow(d, 3);
                }
            }
        }
    }
    return t;
}

CorrelationTable random_local(test::Random& random, const CorrelationTable& shape, std::vector<double>& weights) {
    CorrelationTable t = shape;
    t.probabilities.assign(t.probabilities.size(), 0.0);
    weights.assign(static_cast<std::size_t>(strategies_of(shape)), 0.0);
    double total = 0.0;
    for (double& w : weights) total += w = std::pow(test::uniform(random, 0.0, 1.0), 4);
    for (double& w : weights) w /= total;
    std::vector<int> outcomes;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        read_strategy(shape, static_cast<int>(k), outcomes);
        for (int x = 0; x < t.alice_settings; ++x) {
            for (int y = 0; y < t.bob_settings; ++y) {
                t.probabilities[t.index(x, y, outcomes[static_cast<std::size_t>(x)],
                                        outcomes[static_cast<std::size_t>(t.alice_settings + y)])] += weights[k];
            }
        }
    }
    return t;
}

// A. Fine, PRL 48, 291 (1982): two settings and outcomes each are local iff no CHSH value exceeds 2.
TEST(LocalPolytope, TheTableOfTheChshProtocolIsLocalUpToTheInverseRootOfTwo) {
    const LocalInterval found = local_visibility({chsh(), white_noise(chsh())});
    EXPECT_LE(found.lower.value, std::numbers::sqrt2 / 2.0);
    EXPECT_GE(found.upper.value, std::numbers::sqrt2 / 2.0);
    EXPECT_NEAR(found.lower.value, std::numbers::sqrt2 / 2.0, 1e-11);
    EXPECT_NEAR(found.upper.value, std::numbers::sqrt2 / 2.0, 1e-11);
    EXPECT_EQ(certified_local_visibility(chsh()).value, found.lower.value);
}

// Same paper: I_d of these settings is 2.8284, 2.8729, 2.8962 (Table I), so the local bound 2 is reached at 2/I_d.
TEST(LocalPolytope, MaximallyEntangledStatesOfMoreLevelsAreLocalUpToLess) {
    const double published[] = {2.8284, 2.8729, 2.8962};
    for (int d = 2; d <= 4; ++d) {
        const LocalInterval found = local_visibility({cglmp(d), white_noise(cglmp(d))});
        EXPECT_LE(found.lower.value, found.upper.value) << d;
        EXPECT_NEAR(found.lower.value, 2.0 / published[d - 2], 2e-5) << d;
        EXPECT_NEAR(found.upper.value - found.lower.value, 0.0, 1e-9) << d;
    }
}

// With unbiased bits in two settings each: the largest CHSH value of the line reaches 2.
TEST(LocalPolytope, AgreesWithTheChshInequalityOnRandomTables) {
    test::Random random(7101);
    int nonlocal = 0;
    for (int i = 0; i < test::samples(60); ++i) {
        double angle[4];
        for (double& a : angle) a = test::uniform(random, 0.0, 2.0 * pi);
        std::vector<std::vector<double>> e(2, std::vector<double>(2));
        double total = 0.0, best = 0.0;
        for (std::size_t x = 0; x < 2; ++x) {
            for (std::size_t y = 0; y < 2; ++y) total += e[x][y] = std::cos(angle[x] - angle[2 + y]);
        }
        for (std::size_t x = 0; x < 2; ++x) {
            for (std::size_t y = 0; y < 2; ++y) best = std::max(best, std::fabs(total - 2.0 * e[x][y]));
        }
        const CorrelationTable table = unbiased(e);
        const LocalInterval found = local_visibility({table, white_noise(table)});
        const double expected = std::min(1.0, 2.0 / best);
        EXPECT_LE(found.lower.value, expected + 1e-13) << i;
        EXPECT_GE(found.upper.value, expected - 1e-13) << i;
        EXPECT_NEAR(found.lower.value, expected, 1e-10) << i;
        EXPECT_NEAR(found.upper.value, expected, 1e-10) << i;
        nonlocal += best > 2.1 ? 1 : 0;
    }
    EXPECT_GE(nonlocal, test::samples(60) / 5);
}

TEST(LocalPolytope, MixturesOfStrategiesAreLocal) {
    test::Random random(7102);
    for (const auto& [mx, my, da, db] : {std::array{2, 3, 2, 2}, {3, 2, 2, 3}, {1, 2, 3, 2}, {2, 2, 3, 3}}) {
        std::vector<double> weights;
        const CorrelationTable table = random_local(random, shaped(mx, my, da, db), weights);
        const NoisyTables line{table, white_noise(table)};
        EXPECT_GE(conclude_local_visibility(line, 1.0, weights).value, 1.0 - 1e-9);
        EXPECT_LE(conclude_local_visibility(line, 1.0, weights).value, 1.0);
        EXPECT_GE(local_visibility(line).lower.value, 1.0 - 1e-8);
        EXPECT_EQ(local_visibility(line).upper.value, 1.0);
        EXPECT_GE(local_weight(table).lower.value, 1.0 - 1e-7);
        EXPECT_EQ(local_weight(table).upper.value, 1.0);
    }
}

// Biased noise: the line of the CHSH settings to independent coins. What is local is checked by Fine's theorem.
TEST(LocalPolytope, NoiseMayBeBiased) {
    const CorrelationTable full = chsh();
    LocalNoise noise = white_noise(full);
    noise.alice = {0.7, 0.3, 0.6, 0.4};
    noise.bob = {0.2, 0.8, 0.55, 0.45, 0.5, 0.5};
    const LocalInterval found = local_visibility({full, noise});
    EXPECT_LE(found.lower.value, found.upper.value);
    EXPECT_NEAR(found.upper.value, found.lower.value, 1e-10);
    // E of the noise: (0.4, 0.2) x (-0.6, 0.1); CHSH with the sign of the full table.
    const double of_noise = 0.4 * -0.6 + 0.4 * 0.1 + 0.2 * -0.6 - 0.2 * 0.1;
    const double expected = (2.0 - of_noise) / (2.0 * std::numbers::sqrt2 - of_noise);
    EXPECT_NEAR(found.lower.value, expected, 1e-9);
    noise.alice = {1.0, 0.0, 0.6, 0.4};  // nothing to hide a residual in
    EXPECT_EQ(local_visibility({full, noise}).lower.value, 0.0);
    EXPECT_EQ(local_visibility({full, noise}).upper.value, 1.0);
}

// Elitzur, Popescu, Rohrlich, Phys. Lett. A 162, 25 (1992): of a table with CHSH value S on a line to the algebraic maximum 4,
// the local weight is (4 - S)/2.
TEST(LocalPolytope, LocalWeightOfNoisyBoxes) {
    for (const double s : {2.0, 2.2, 2.0 * std::numbers::sqrt2, 3.5, 4.0}) {
        const double e = s / 4.0;
        const LocalInterval found = local_weight(unbiased({{e, e}, {e, -e}}));
        const double expected = std::min(1.0, (4.0 - s) / 2.0);
        EXPECT_LE(found.lower.value, expected + 1e-14) << s;
        EXPECT_GE(found.upper.value, expected - 1e-14) << s;
        EXPECT_NEAR(found.lower.value, expected, 1e-10) << s;
        EXPECT_NEAR(found.upper.value, expected, 1e-10) << s;
    }
}

// Whatever the weights and the inequality: no mixture proves more, no inequality less, than the truth.
TEST(LocalPolytope, NoCandidateProvesTooMuch) {
    test::Random random(7103);
    const NoisyTables line{chsh(), white_noise(chsh())};
    const LocalCandidate good = propose_local_visibility(line);
    const double truth = std::numbers::sqrt2 / 2.0;
    int informative = 0;
    for (int i = 0; i < test::samples(2000); ++i) {
        LocalCandidate c = good;
        const double size = test::log_uniform(random, 1e-14, 1.0);
        for (double& w : c.weights) w += size * test::uniform(random, -1.0, 1.0);
        for (double& b : c.inequality) b += size * test::uniform(random, -1.0, 1.0);
        c.value += size * test::uniform(random, -1.0, 1.0);
        const double lower = conclude_local_visibility(line, c.value, c.weights).value;
        const double upper = conclude_local_visibility(line, c.inequality).value;
        EXPECT_LE(lower, truth);
        EXPECT_GE(upper, truth);
        informative += lower > 0.6 && upper < 0.8 ? 1 : 0;
        const double weight = conclude_local_weight(chsh(), c.weights).value;
        EXPECT_LE(weight, local_weight(chsh()).upper.value);
        EXPECT_GE(conclude_local_weight_by(chsh(), c.inequality).value, local_weight(chsh()).lower.value);
    }
    EXPECT_GE(informative, test::samples(2000) / 2);
}

TEST(LocalPolytope, NonsenseProvesNothing) {
    const NoisyTables line{chsh(), white_noise(chsh())};
    const LocalCandidate good = propose_local_visibility(line);
    for (const double nonsense : {nan, infinity, -infinity, 1e300}) {
        LocalCandidate c = good;
        for (double& w : c.weights) w = nonsense;
        c.inequality[3] = nonsense;
        EXPECT_LE(conclude_local_visibility(line, good.value, c.weights).value, 0.5);
        EXPECT_EQ(conclude_local_visibility(line, nonsense, good.weights).value, 0.0);
        EXPECT_GE(conclude_local_visibility(line, c.inequality).value, 0.999);
        EXPECT_LE(conclude_local_weight(line.full, c.weights).value, 0.5);
        EXPECT_GE(conclude_local_weight_by(line.full, c.inequality).value, 0.999);
        NoisyTables broken = line;
        broken.full.probabilities[5] = nonsense;
        EXPECT_EQ(local_visibility(broken).lower.value, 0.0);
        EXPECT_EQ(local_visibility(broken).upper.value, 1.0);
        EXPECT_EQ(local_weight(broken.full).lower.value, 0.0);
        broken = line;
        broken.noise.bob[1] = nonsense;
        EXPECT_EQ(local_visibility(broken).lower.value, 0.0);
    }
    EXPECT_EQ(conclude_local_visibility(line, good.value, {}).value, 0.0);
    EXPECT_EQ(conclude_local_visibility(line, std::vector<double>{}).value, 1.0);
    NoisyTables signalling = line;
    signalling.full.probabilities[0] += 1e-6;
    signalling.full.probabilities[1] -= 1e-6;
    EXPECT_EQ(local_visibility(signalling).lower.value, 0.0);
    CorrelationTable many = shaped(12, 12, 2, 2);
    EXPECT_EQ(strategies_of(many), 0);
    EXPECT_EQ(certified_local_visibility(many).value, 0.0);
    EXPECT_EQ(certified_local_visibility(CorrelationTable{}).value, 0.0);
}

// A table known to ten digits only proves ten digits.
TEST(LocalPolytope, DisagreementAboutMarginalsIsPaidFor) {
    NoisyTables line{chsh(), white_noise(chsh())};
    line.full.probabilities[0] += 1e-10;
    const double lower = local_visibility(line).lower.value;
    EXPECT_LT(lower, std::numbers::sqrt2 / 2.0 - 1e-10);
    EXPECT_GT(lower, std::numbers::sqrt2 / 2.0 - 1e-7);
}

// By hand: in a pair with entries +-r all around, the missing r times four outcomes; a bias d of one setting costs 2 d.
TEST(LocalPolytope, NoiseThatHidesAResidualByHand) {
    CorrelationTable r = shaped(2, 3, 2, 2);
    EXPECT_LE(noise_that_hides(r, 0.0).value, 1e-300);
    for (const int a : {0, 1}) {
        for (const int b : {0, 1}) r.probabilities[r.index(1, 2, a, b)] = a == b ? 0.01 : -0.01;
    }
    EXPECT_NEAR(noise_that_hides(r, 0.0).value, 0.04, 1e-12);
    for (int y = 0; y < 3; ++y) {
        for (const int b : {0, 1}) {
            r.probabilities[r.index(0, y, 0, b)] += 0.015;
            r.probabilities[r.index(0, y, 1, b)] -= 0.015;
        }
    }
    EXPECT_NEAR(noise_that_hides(r, 0.0).value, 0.04 + 2 * 0.03, 1e-12);
    EXPECT_NEAR(noise_that_hides(r, 1e-3).value, 0.1 + 1e-3 * (2 * 2 * 2 + 3 * 2 * 2 + 6 * 4 * 3), 1e-12);
    r.probabilities[4] = nan;
    EXPECT_TRUE(std::isnan(noise_that_hides(r, 0.0).value));
}

}  // namespace
}  // namespace keybound
