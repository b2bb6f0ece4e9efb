#include "keybound/proof/upper/composite_round.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using KeyAxis = CompositeRound::KeyAxis;

constexpr double pi = std::numbers::pi;

CompositeRound random_round(test::Random& random) {
    CompositeRound round;
    round.key_axis = test::uniform(random, 0.0, 1.0) < 0.5 ? KeyAxis::z : KeyAxis::x;
    round.coherence = test::uniform(random, 0.0, 1.0) < 0.2 ? 1.0 : test::uniform(random, 0.0, 1.0);
    round.alice_angle = test::uniform(random, -pi, pi);
    for (double& angle : round.bob_angles) angle = test::uniform(random, -pi, pi);
    round.flip = test::uniform(random, 0.0, 1.0) < 0.3 ? 0.0 : test::uniform(random, 0.0, 0.5);
    round.local_rounds = test::uniform(random, 0.0, 1.0) < 0.3 ? 0.0 : test::uniform(random, 0.0, 1.0);
    round.answers = static_cast<int>(test::uniform(random, 0.0, 8.0));
    return round;
}

// The state of Alice, Bob and Eve: sqrt(p+) phi+ |0> + sqrt(p-) phi- |1>, index 4 a + 2 b + e. All is real.
Vector device_state(double coherence) {
    Vector psi = Vector::Zero(8);
    const double plus = std::sqrt((1.0 + coherence) / 2.0), minus = std::sqrt((1.0 - coherence) / 2.0);
    for (const int a : {0, 1}) {
        psi(4 * a + 2 * a) = plus / std::numbers::sqrt2;
        psi(4 * a + 2 * a + 1) = (a == 0 ? 1.0 : -1.0) * minus / std::numbers::sqrt2;
    }
    return psi;
}

// The ket of outcome 0 or 1 at an angle from Z towards X on the Bloch sphere.
Vector outcome_ket(double angle, int outcome) {
    Vector ket(2);
    ket << std::cos(angle / 2.0), std::sin(angle / 2.0);
    if (outcome == 1) ket << -std::sin(angle / 2.0), std::cos(angle / 2.0);
    return ket;
}

// Eve's ket, not normalised, when Alice reads a and Bob b.
Vector of_eve(const Vector& psi, double alice, int a, double bob, int b) {
    const Vector ka = outcome_ket(alice, a), kb = outcome_ket(bob, b);
    Vector e = Vector::Zero(2);
    for (int k = 0; k < 8; ++k) e(k % 2) += ka(k / 4) * kb(k / 2 % 2) * psi(k);
    return e;
}

double key_angle(const CompositeRound& round) { return round.key_axis == KeyAxis::z ? 0.0 : pi / 2.0; }

int answer_bit(const CompositeRound& round, int bit) { return round.answers >> bit & 1; }

// p(a,b|x,y) of the whole device: quantum rounds with flips, and the local rounds.
double born(const CompositeRound& round, int x, int y, int a, int b) {
    const Vector psi = device_state(round.coherence);
    const double alice[] = {key_angle(round), round.alice_angle};
    const double bob[] = {round.bob_angles[0], round.bob_angles[1], key_angle(round)};
    const double flip = y == 2 ? round.flip : 0.0;
    double p = (1.0 - flip) * of_eve(psi, alice[x], a, bob[y], b).squaredNorm() +
               flip * of_eve(psi, alice[x], a, bob[y], 1 - b).squaredNorm();
    for (const int a0 : {0, 1}) {
        const int answers_a[] = {a0, a0 ^ answer_bit(round, 0)};
        const int answers_b[] = {a0 ^ answer_bit(round, 1), a0 ^ answer_bit(round, 2), 1 - a0};
        if (answers_a[x] == a && answers_b[y] == b) p += round.local_rounds / 2.0;
    }
    return p / (1.0 + round.local_rounds);
}

CorrelationTable table_of_device(const CompositeRound& round) {
    CorrelationTable t;
    t.probabilities.assign(24, 0.0);
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            for (const int a : {0, 1}) {
                for (const int b : {0, 1}) t.probabilities[t.index(x, y, a, b)] = born(round, x, y, a, b);
            }
        }
    }
    return t;
}

double entropy(const Matrix& rho) {
    const Vector values = Eigen::SelfAdjointEigenSolver<Matrix>(rho, Eigen::EigenvaluesOnly).eigenvalues();
    double s = 0.0;
    for (const double p : values) s -= p > 1e-15 ? p * std::log2(p) : 0.0;
    return s;
}

// Eve's states, one for each pair of key bits.
using Conditional = std::array<std::array<Matrix, 2>, 2>;

double total_weight(const Conditional& rho) {
    return rho[0][0].trace() + rho[0][1].trace() + rho[1][0].trace() + rho[1][1].trace();
}

// In key rounds, with all that Eve has: qubit and flag, or the answers of local rounds. Dimension 2 * 2 + 2 (which a).
Conditional before_eve_acts(const CompositeRound& round, double local_rounds) {
    Conditional rho;
    const Vector psi = device_state(round.coherence);
    for (const std::size_t a : {0U, 1U}) {
        for (const std::size_t b : {0U, 1U}) {
            Matrix m = Matrix::Zero(6, 6);
            for (const int flipped : {0, 1}) {
                const int measured = static_cast<int>(b) ^ flipped;
                const Vector e = of_eve(psi, key_angle(round), static_cast<int>(a), key_angle(round), measured);
                m.block(2 * flipped, 2 * flipped, 2, 2) += (flipped == 1 ? round.flip : 1.0 - round.flip) * (e * e.transpose());
            }
            if (a != b) m(4 + static_cast<int>(a), 4 + static_cast<int>(a)) += local_rounds / 2.0;
            rho[a][b] = m;
        }
    }
    return rho;
}

// What she keeps: index 2 * (bits differ) + (which of phi+ phi-). A channel on what she has, blind to the key bits.
Matrix after_eve_acts(const CompositeRound& round, const Matrix& m) {
    Matrix kept = Matrix::Zero(4, 4);
    if (round.key_axis == KeyAxis::z) {
        kept.block(0, 0, 2, 2) = m.block(0, 0, 2, 2);
        kept.block(2, 2, 2, 2) = m.block(2, 2, 2, 2);
        for (const int a : {0, 1}) {
            Vector prepared(2);
            prepared << std::sqrt((1.0 + round.coherence) / 2.0),
                (a == 0 ? 1.0 : -1.0) * std::sqrt((1.0 - round.coherence) / 2.0);
            kept.block(2, 2, 2, 2) += m(4 + a, 4 + a) * (prepared * prepared.transpose());
        }
    } else {  // phi- differs in X, a flip differs again; nothing but that is kept
        kept(0, 0) = m(0, 0) + m(3, 3);
        kept(2, 2) = m(1, 1) + m(2, 2) + m(4, 4) + m(5, 5);
    }
    return kept;
}

// Bell states phi+ phi- psi+ psi-.
Vector bell(int i) {
    Vector ket = Vector::Zero(4);
    const double r = std::numbers::sqrt2 / 2.0, s = i % 2 == 0 ? r : -r;
    ket(i < 2 ? 0 : 1) = r;
    ket(i < 2 ? 3 : 2) = s;
    return ket;
}

Matrix bell_diagonal(const std::array<double, 4>& weights) {
    Matrix rho = Matrix::Zero(4, 4);
    for (int i = 0; i < 4; ++i) rho += weights[static_cast<std::size_t>(i)] * (bell(i) * bell(i).transpose());
    return rho;
}

Matrix partial_transpose(const Matrix& rho) {
    Matrix t(4, 4);
    for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) t((i & 2) | (j & 1), (j & 2) | (i & 1)) = rho(i, j);
    }
    return t;
}

// D(rho||sigma) of Bell-diagonal states by their eigenvalues.
double relative_entropy(const std::array<double, 4>& rho, const std::array<double, 4>& sigma) {
    double d = 0.0;
    for (std::size_t i = 0; i < 4; ++i) d += rho[i] > 1e-15 ? rho[i] * std::log2(rho[i] / sigma[i]) : 0.0;
    return d;
}

TEST(CompositeRound, ShowsWhatTheDeviceShows) {
    test::Random random(7201);
    for (int i = 0; i < test::samples(300); ++i) {
        const CompositeRound round = random_round(random);
        const auto of_table = moments_of(table_of_device(round));
        ASSERT_TRUE(of_table.has_value());
        const Moments claimed = moments_of(round);
        const double sign = claimed[correlator(0, 2)] < 0.0 ? -1.0 : 1.0;  // tables are read such that key bits agree
        for (std::size_t k = 0; k < claimed.size(); ++k) {
            const bool of_key = k == bob_mean(2) || k == correlator(0, 2) || k == correlator(1, 2);
            EXPECT_NEAR(of_table->value[k], of_key ? sign * claimed[k] : claimed[k], 1e-12) << i << " " << k;
        }
    }
}

// Merged rounds are a purified Bell-diagonal state that was measured in Z; the key is at most its distance to a separable one.
TEST(CompositeRound, EveHoldsAPurificationWhoseEntanglementIsTheKey) {
    test::Random random(7202);
    int positive = 0, none = 0, half = 0;
    for (int i = 0; i < test::samples(400); ++i) {
        const CompositeRound round = random_round(random);
        const double c = round.coherence, e = round.flip;
        const bool z = round.key_axis == KeyAxis::z;
        const double x = z ? (1.0 - e) * (1.0 + c) / 2.0 : (1.0 + c * (1.0 - 2.0 * e)) / 2.0;
        // Only so many local rounds are merged that the peak sinks to one half; she tells which.
        const double merged = x > (1.0 + round.local_rounds) / 2.0 ? round.local_rounds : std::max(0.0, 2.0 * x - 1.0);
        ASSERT_LE(merged, round.local_rounds + 1e-15);
        const double total = 1.0 + merged;
        std::array<double, 4> weights = {x, 0.0, total - x, 0.0};
        if (z) weights = {x, (1.0 - e) * (1.0 - c) / 2.0, (e + merged) * (1.0 + c) / 2.0, (e + merged) * (1.0 - c) / 2.0};
        for (double& w : weights) w /= total;
        const Conditional device = before_eve_acts(round, merged);
        EXPECT_NEAR(total_weight(device), total, 1e-12);
        for (const int a : {0, 1}) {
            for (const int b : {0, 1}) {
                Vector purified = Vector::Zero(4);  // <ab| of sum_i sqrt(w_i) bell_i |i>
                for (int k = 0; k < 4; ++k) {
                    purified(k) = std::sqrt(weights[static_cast<std::size_t>(k)]) * bell(k)(2 * a + b);
                }
                const Matrix kept = after_eve_acts(round, device[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]);
                EXPECT_LE((kept / total - purified * purified.transpose()).cwiseAbs().maxCoeff(), 1e-12) << i;
            }
        }
        // The separable state next to it.
        const double largest = *std::max_element(weights.begin(), weights.end());
        std::array<double, 4> separable = weights;
        if (largest > 0.5) {
            for (double& w : separable) w *= w == largest ? 0.5 / largest : 0.5 / (1.0 - largest);
        }
        const Matrix sigma = bell_diagonal(separable);
        const Vector ppt = Eigen::SelfAdjointEigenSolver<Matrix>(partial_transpose(sigma)).eigenvalues();
        if (largest < 1.0) {
            EXPECT_GE(ppt.minCoeff(), -1e-12) << "separable, as two qubits with this are";
        }
        const double distance = largest < 1.0 ? relative_entropy(weights, separable) : 1.0;
        const double claimed = key_of(round).value * (1.0 + round.local_rounds);
        EXPECT_GE(claimed, total * distance - 1e-13) << i;
        EXPECT_NEAR(claimed, total * distance, 1e-12) << i;
        (claimed > 0.0 ? positive : none) += 1;
        half += claimed == 0.0 && merged < round.local_rounds &&
                weights[0] < *std::max_element(weights.begin(), weights.end()) + 1e-12;
    }
    EXPECT_GE(positive, test::samples(400) / 5);
    EXPECT_GE(none, test::samples(400) / 10);
    EXPECT_GE(half, test::samples(400) / 40);
}

// What one-way distillation gets from the very device, and what is left to Eve's ignorance, are no more than what is claimed.
TEST(CompositeRound, NoKeyOfTheDeviceExceedsTheClaim) {
    test::Random random(7203);
    int informative = 0, forgotten = 0;
    for (int i = 0; i < test::samples(300); ++i) {
        const CompositeRound round = random_round(random);
        const Conditional device = before_eve_acts(round, round.local_rounds);
        const double total = total_weight(device);
        std::array<Matrix, 2> given_a;
        double joint[2][2];
        for (const std::size_t a : {0U, 1U}) {
            given_a[a] = (device[a][0] + device[a][1]) / total;
            for (const std::size_t b : {0U, 1U}) joint[a][b] = device[a][b].trace() / total;
        }
        const double a_and_e = entropy(given_a[0]) + entropy(given_a[1]), e = entropy(given_a[0] + given_a[1]);
        const double wrong = joint[0][1] + joint[1][0];
        const double devetak_winter = (a_and_e - e) - binary_entropy(std::min(1.0, wrong));
        EXPECT_NEAR(joint[0][0] + joint[0][1], 0.5, 1e-12);
        EXPECT_LE(devetak_winter, key_of(round).value + 1e-12) << i;
        informative += devetak_winter > 0.05 ? 1 : 0;
        // Along X she need not keep anything: what Alice and Bob then have in common is the claim itself.
        if (round.key_axis == KeyAxis::x && wrong < 0.5) {
            EXPECT_NEAR(1.0 - binary_entropy(wrong), key_of(round).value, 1e-12) << i;
            ++forgotten;
        }
    }
    EXPECT_GE(informative, test::samples(300) / 20);
    EXPECT_GE(forgotten, test::samples(300) / 20);
}

TEST(CompositeRound, KeyByHand) {
    CompositeRound round;
    EXPECT_GE(key_of(round).value, 1.0);
    EXPECT_NEAR(key_of(round).value, 1.0, 1e-14);
    round.flip = 0.1;
    EXPECT_NEAR(key_of(round).value, 1.0 - binary_entropy(0.1), 1e-13);
    round.local_rounds = 0.2;  // x/Y = 0.9/1.2
    EXPECT_NEAR(key_of(round).value, 1.0 - binary_entropy(0.75), 1e-13);
    round.local_rounds = 0.81;  // more than 2 x - 1
    EXPECT_EQ(key_of(round).value, 0.0);
    round = {.coherence = 0.6};
    EXPECT_NEAR(key_of(round).value, 1.0 - binary_entropy(0.8), 1e-13);
    round.flip = 0.1;
    EXPECT_NEAR(key_of(round).value, 1.0 - binary_entropy(0.9 * 0.8), 1e-13);
    round.key_axis = KeyAxis::x;
    EXPECT_NEAR(key_of(round).value, 1.0 - binary_entropy(0.5 + 0.3 * 0.8), 1e-13);
    round.flip = 0.5;
    EXPECT_EQ(key_of(round).value, 0.0);
}

// Flips of more than one half would be another attack: in the branch without key the formula would be wrong.
TEST(CompositeRound, OutOfRangeIsNoNumber) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const double bad : {-1e-9, std::nextafter(0.5, 1.0), 1.0, nan, infinity}) {
        EXPECT_TRUE(std::isnan(key_of({.flip = bad}).value)) << bad;
    }
    for (const double bad : {-1e-9, 1.0 + 1e-15, nan}) EXPECT_TRUE(std::isnan(key_of({.coherence = bad}).value)) << bad;
    for (const double bad : {-1e-9, 2.1, nan}) EXPECT_TRUE(std::isnan(key_of({.local_rounds = bad}).value)) << bad;
    EXPECT_TRUE(std::isnan(key_of({.alice_angle = nan}).value));
    EXPECT_TRUE(std::isnan(key_of({.bob_angles = {0.0, infinity}}).value));
    EXPECT_TRUE(std::isnan(key_of({.answers = 8}).value));
}

TEST(MomentsOfATable, ByHandAndRefused) {
    CorrelationTable t;
    EXPECT_FALSE(moments_of(t).has_value()) << "no probabilities";
    // Independent bits with means 0.2, -0.4 and 0.5, 0.1, -0.3.
    const double alice[] = {0.2, -0.4}, bob[] = {0.5, 0.1, -0.3};
    t.probabilities.assign(24, 0.0);
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            for (const int a : {0, 1}) {
                for (const int b : {0, 1}) {
                    t.probabilities[t.index(x, y, a, b)] =
                        0.25 * (1.0 + (a == 0 ? alice[x] : -alice[x])) * (1.0 + (b == 0 ? bob[y] : -bob[y]));
                }
            }
        }
    }
    const auto m = moments_of(t);
    ASSERT_TRUE(m.has_value());
    const double read[] = {0.5, 0.1, 0.3};  // the correlator of the key was negative
    for (std::size_t x = 0; x < 2; ++x) {
        EXPECT_NEAR(m->value[alice_mean(x)], alice[x], 1e-14);
        for (std::size_t y = 0; y < 3; ++y) EXPECT_NEAR(m->value[correlator(x, y)], alice[x] * read[y], 1e-14);
    }
    for (std::size_t y = 0; y < 3; ++y) EXPECT_NEAR(m->value[bob_mean(y)], read[y], 1e-14);
    EXPECT_GT(m->uncertainty, 0.0);
    EXPECT_LT(m->uncertainty, 1e-12);
    for (const double change : {1e-6, std::numeric_limits<double>::quiet_NaN()}) {
        CorrelationTable broken = t;
        broken.probabilities[7] += change;
        EXPECT_FALSE(moments_of(broken).has_value()) << change;
    }
    CorrelationTable other = t;
    std::swap(other.alice_settings, other.bob_settings);
    EXPECT_FALSE(moments_of(other).has_value());
}

}  // namespace
}  // namespace keybound
