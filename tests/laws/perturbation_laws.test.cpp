// The inequalities about nearby states that the decoy-state proofs rest on, on random density matrices: never violated, and
// with examples in which they are attained, so that they could not be sharper in general.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/eigensystem.hpp"
#include "support/matrices.hpp"

namespace keybound::test {
namespace {

using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

Matrix random_matrix(Random& random, int rows, int columns) {
    return Matrix::NullaryExpr(rows, columns, [&] { return normal(random); });
}
Vector random_vector(Random& random, int size) { return Vector(random_matrix(random, size, 1)).normalized(); }
Matrix random_unitary(Random& random, int size) { return unitary_part(random_matrix(random, size, size)); }
Matrix turned(const Matrix& basis, const Eigen::VectorXd& values) {
    return basis * values.cast<std::complex<double>>().asDiagonal() * basis.adjoint();
}

// Eigenvalues that lie apart by chance, or nearly together.
Eigen::VectorXd random_spectrum(Random& random, int size) {
    Eigen::VectorXd values = Eigen::VectorXd::NullaryExpr(size, [&] { return log_uniform(random, 1e-2, 1.0); });
    return values / values.sum();
}
Matrix random_state(Random& random, int size) { return turned(random_unitary(random, size), random_spectrum(random, size)); }
Matrix random_effect(Random& random, int size) {
    Eigen::VectorXd values = Eigen::VectorXd::NullaryExpr(
        size, [&] { return random() % 2 == 0 ? static_cast<double>(random() % 2) : uniform(random, 0.0, 1.0); });
    return turned(random_unitary(random, size), values);
}

double trace_norm(const Matrix& hermitian) { return Eigensystem(hermitian).eigenvalues().cwiseAbs().sum(); }
double trace_distance(const Matrix& a, const Matrix& b) { return 0.5 * trace_norm(a - b); }
Matrix root(const Matrix& state) {
    const Eigensystem solver(state);
    return turned(solver.eigenvectors(), solver.eigenvalues().cwiseMax(0.0).cwiseSqrt());
}
double root_fidelity(const Matrix& a, const Matrix& b) {
    const Matrix s = root(a);
    const Eigen::VectorXd values = Eigensystem(s * b * s).eigenvalues();
    return values.cwiseMax(0.0).cwiseSqrt().sum();
}
double angle(const Vector& a, const Vector& b) { return std::acos(std::min(1.0, std::abs(a.dot(b)))); }

// Two states near each other: any two, or one with a small push in the eigenbasis of the other.
struct Pair {
    Matrix first, second;
};
Pair random_pair(Random& random) {
    const int size = 2 + static_cast<int>(random() % 6);
    const Matrix first = random_state(random, size);
    const double share = log_uniform(random, 1e-4, 1.0);
    Matrix second = (1.0 - share) * first + share * random_state(random, size);
    if (random() % 3 == 0) {
        // A generator between two neighbours alone, which turns their eigenvectors as far as the distance allows.
        const Eigensystem solver(first);
        const auto n = static_cast<Eigen::Index>(random() % static_cast<unsigned>(size - 1));
        const double turn = share * 0.3;
        Matrix basis = solver.eigenvectors();
        const Vector a = basis.col(n), b = basis.col(n + 1);
        basis.col(n) = std::cos(turn) * a + std::sin(turn) * b;
        basis.col(n + 1) = std::cos(turn) * b - std::sin(turn) * a;
        second = turned(basis, solver.eigenvalues());
    }
    return {first, second};
}

// Weyl: eigenvalues in their order move by at most the operator norm, which is at most T for a difference of trace 0; and
// Mirsky: by 2 T in sum.
TEST(Perturbation, EigenvaluesMoveByTheTraceDistance) {
    Random random(501);
    double closest = 0.0, closest_sum = 0.0;
    for (int i = 0; i < samples(3000); ++i) {
        const Pair pair = random_pair(random);
        const double distance = trace_distance(pair.first, pair.second);
        const Eigen::VectorXd move =
            (Eigensystem(pair.first).eigenvalues() - Eigensystem(pair.second).eigenvalues()).cwiseAbs();
        ASSERT_LE(move.maxCoeff(), distance * (1.0 + 1e-12) + 1e-14);
        ASSERT_LE(move.sum(), 2.0 * distance * (1.0 + 1e-12) + 1e-14);
        closest = std::max(closest, move.maxCoeff() / distance);
        closest_sum = std::max(closest_sum, 0.5 * move.sum() / distance);
    }
    EXPECT_GT(closest, 0.99);
    EXPECT_GT(closest_sum, 0.95);
}

// arXiv:2411.13948, Result 2, Eq. (57), and the sharper form of the sin 2 Theta theorem, which no proof here uses: half of the
// angle arcsin(2 T / delta) is enough, and needed.
TEST(Perturbation, EigenvectorsTurnByTheDistanceOverTheGap) {
    Random random(502);
    int compared = 0;
    double closest = 0.0, sharper = 0.0;
    for (int i = 0; i < samples(3000); ++i) {
        const Pair pair = random_pair(random);
        const double distance = trace_distance(pair.first, pair.second);
        const Eigensystem one(pair.first), other(pair.second);
        const Eigen::VectorXd& values = one.eigenvalues();
        for (Eigen::Index n = 0; n < values.size(); ++n) {
            double gap = 1.0;
            for (Eigen::Index m = 0; m < values.size(); ++m) {
                if (m != n) gap = std::min(gap, std::fabs(values[n] - values[m]));
            }
            if (!(2.0 * distance < gap)) continue;
            const double turn = angle(one.eigenvectors().col(n), other.eigenvectors().col(n));
            const double allowed = std::asin(2.0 * distance / gap);
            ASSERT_LE(turn, allowed + 1e-7);
            ASSERT_LE(turn, 0.5 * allowed + 1e-7);
            ++compared;
            if (allowed > 1e-4) closest = std::max(closest, turn / allowed);
            if (allowed > 1e-4) sharper = std::max(sharper, turn / (0.5 * allowed));
        }
    }
    EXPECT_GT(compared, samples(3000));
    EXPECT_GT(sharper, 0.99) << "half of the angle is attained";
    EXPECT_LT(closest, 0.501) << "the angle that the proofs use never is";
}

// Fuchs and van de Graaf, also after an average over phases that nobody recorded: T <= sqrt(epsilon).
TEST(Perturbation, MixturesAreAsNearAsTheStatesTheyAreMadeOf) {
    Random random(503);
    double closest = 0.0;
    for (int i = 0; i < samples(1000); ++i) {
        const int size = 2 + static_cast<int>(random() % 5), phases = 1 + static_cast<int>(random() % 5);
        const double leakage = log_uniform(random, 1e-6, 1.0);
        Matrix ideal = Matrix::Zero(size, size), emitted = ideal;
        for (int k = 0; k < phases; ++k) {
            const Vector ket = random_vector(random, size);
            Vector leak = random_vector(random, size);
            leak = (leak - ket * ket.dot(leak)).normalized();
            const Vector both = std::sqrt(1.0 - leakage) * ket + std::sqrt(leakage) * leak;
            ideal += ket * ket.adjoint() / phases;
            emitted += both * both.adjoint() / phases;
        }
        const double distance = trace_distance(ideal, emitted), fidelity = root_fidelity(ideal, emitted);
        ASSERT_LE(distance, std::sqrt(leakage) * (1.0 + 1e-12));
        ASSERT_LE(1.0 - fidelity, distance + 1e-7);
        ASSERT_LE(distance * distance, 1.0 - fidelity * fidelity + 1e-6);
        closest = std::max(closest, distance / std::sqrt(leakage));
    }
    EXPECT_GT(closest, 1.0 - 1e-9);
}

// Angles between rays are a metric: the closed form of the programme over Gram matrices (66)-(68).
TEST(Perturbation, AnglesAddAndAPlaneAttainsIt) {
    Random random(504);
    for (int i = 0; i < samples(2000); ++i) {
        const int size = 2 + static_cast<int>(random() % 4);
        const Vector a = random_vector(random, size), b = random_vector(random, size);
        const auto near = [&](const Vector& ket) {
            Vector other = random_vector(random, size);
            other = (other - ket * ket.dot(other)).normalized();
            const double by = log_uniform(random, 1e-3, 1.0);
            return Vector(std::cos(by) * ket + std::sin(by) * other);
        };
        const Vector a_leaked = near(a), b_leaked = near(b);
        ASSERT_LE(angle(a_leaked, b_leaked), angle(a_leaked, a) + angle(a, b) + angle(b, b_leaked) + 1e-7);
    }
    const auto in_plane = [](double at) { return Vector{{std::cos(at), std::sin(at)}}; };
    EXPECT_NEAR(angle(in_plane(-0.2), in_plane(0.8)), 0.2 + 0.5 + 0.3, 1e-12);
}

// The Cauchy-Schwarz inequality that links the yields of two states, and Hoelder's: an effect sees no more than T.
TEST(Perturbation, EffectsTellStatesApartByTheirDistance) {
    Random random(505);
    double closest = 0.0, closest_trace = 0.0;
    for (int i = 0; i < samples(3000); ++i) {
        const int size = 2 + static_cast<int>(random() % 3);
        const Vector a = random_vector(random, size), b = random_vector(random, size);
        const Matrix effect = random_effect(random, size);
        const double y = std::clamp(a.dot(effect * a).real(), 0.0, 1.0), z = std::clamp(b.dot(effect * b).real(), 0.0, 1.0);
        const double most = std::sqrt(y * z) + std::sqrt((1.0 - y) * (1.0 - z));
        ASSERT_LE(std::abs(a.dot(b)), most + 1e-12);
        closest = std::max(closest, std::abs(a.dot(b)) / most);

        const Pair pair = random_pair(random);
        const Matrix difference = pair.first - pair.second;
        const double distance = trace_distance(pair.first, pair.second);
        const Matrix seen = random_effect(random, static_cast<int>(difference.rows()));
        ASSERT_LE(std::fabs((seen * difference).trace().real()), distance * (1.0 + 1e-12) + 1e-14);
        const Eigensystem solver(difference);
        const Matrix best =
            turned(solver.eigenvectors(), solver.eigenvalues().unaryExpr([](double x) { return x > 0.0 ? 1.0 : 0.0; }));
        closest_trace = std::max(closest_trace, (best * difference).trace().real() / distance);
    }
    EXPECT_GT(closest, 0.999);
    EXPECT_GT(closest_trace, 1.0 - 1e-9);
}

// Hoelder's inequality for two powers, |Tr A B| <= ||A||_p ||B||_q, and for the averages that the runs of finite keys need.
TEST(Perturbation, HoeldersInequality) {
    Random random(506);
    double closest = 0.0;
    for (int i = 0; i < samples(1000); ++i) {
        const int size = 2 + static_cast<int>(random() % 5);
        const double theta = uniform(random, 0.02, 0.98);  // 1 / p; 1 / q = 1 - theta
        const Matrix a = random_state(random, size), b = random_state(random, size);
        const auto norm = [](const Matrix& state, double inverse_power) {
            const Eigen::VectorXd values = Eigensystem(state).eigenvalues();
            return std::pow(values.cwiseMax(0.0).array().pow(1.0 / inverse_power).sum(), inverse_power);
        };
        ASSERT_LE((a * b).trace().real(), norm(a, theta) * norm(b, 1.0 - theta) * (1.0 + 1e-12));
        // Equality where B is the power of A that makes A^p and B^q alike.
        const Eigensystem solver(a);
        const Matrix power =
            turned(solver.eigenvectors(), solver.eigenvalues().cwiseMax(0.0).array().pow((1.0 - theta) / theta).matrix());
        closest = std::max(closest, (a * power).trace().real() / (norm(a, theta) * norm(power, 1.0 - theta)));
        ASSERT_LE(closest, 1.0 + 1e-9);
    }
    EXPECT_GT(closest, 1.0 - 1e-9);
}

// arXiv:2411.13948, Eq. (60): what a projection leaves of a state is as near as its weight says.
TEST(Perturbation, ProjectedStates) {
    Random random(507);
    for (int i = 0; i < samples(500); ++i) {
        const int size = 2 + static_cast<int>(random() % 5),
                  kept = 1 + static_cast<int>(random() % static_cast<unsigned>(size));
        const Matrix state = random_state(random, size);
        const Matrix columns = random_unitary(random, size).leftCols(kept);
        const Matrix projected = columns * columns.adjoint() * state * columns * columns.adjoint();
        const double weight = projected.trace().real();
        EXPECT_NEAR(root_fidelity(state, projected / weight), std::sqrt(weight), 1e-6);
    }
}

// Eq. (28): two weights within T of p have the overlap of the most unequal ones with equal weights.
TEST(Perturbation, UnequalWeightsOfTheBits) {
    Random random(508);
    for (int i = 0; i < samples(1000); ++i) {
        const double p = uniform(random, 0.01, 0.4), distance = p * uniform(random, 0.0, 1.0);
        const double one = p + distance * uniform(random, -1.0, 1.0), other = p + distance * uniform(random, -1.0, 1.0);
        const double overlap = (std::sqrt(one) + std::sqrt(other)) / std::sqrt(2.0 * (one + other));
        ASSERT_GE(overlap, (std::sqrt(p - distance) + std::sqrt(p + distance)) / (2.0 * std::sqrt(p)) - 1e-14);
    }
}

}  // namespace
}  // namespace keybound::test
