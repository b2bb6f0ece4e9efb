// The states behind the bounds on private states and on channels made of them, built from their definition: they are what the
// proofs say, and the closed forms are their entropies.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attack/private_matrices.hpp"
#include "keybound/proof/private_state_bounds.hpp"

namespace keybound::test {
namespace {

double share(int d) { return 1.0 / (std::sqrt(d) + 1.0); }

double distance(const ComplexMatrix& a, const ComplexMatrix& b) { return (a - b).cwiseAbs().maxCoeff(); }

// d = 2..5 with several unitaries each; Hadamard's where it exists.
class FlatUnitary : public testing::TestWithParam<int> {
 protected:
    std::vector<ComplexMatrix> unitaries() const {
        Random random(500 + GetParam());
        std::vector<ComplexMatrix> list;
        for (int k = 0; k < 3; ++k) list.push_back(flat_unitary(random, GetParam()));
        if (GetParam() == 2 || GetParam() == 4) list.push_back(hadamard(GetParam()));
        return list;
    }
    int d() const { return GetParam(); }
    double p() const { return share(d()); }
};

TEST_P(FlatUnitary, GivesAStateThatIsPositiveBehindATranspositionFromPOn) {
    for (const ComplexMatrix& u : unitaries()) {
        EXPECT_LT(distance(u * u.adjoint(), identity(d())), 1e-14);
        const ComplexMatrix state = private_state(u, p());
        EXPECT_NEAR(state.trace().real(), 1.0, 1e-14);
        EXPECT_GE(least_eigenvalue(state), -1e-14);
        EXPECT_LT(distance(alice_left(state, 2 * d()), identity(2 * d()) / (2.0 * d())), 1e-14);
        EXPECT_NEAR(least_eigenvalue(bob_transposed(state, 2 * d())), 0.0, 1e-14);
        EXPECT_LT(least_eigenvalue(bob_transposed(private_state(u, 0.98 * p()), 2 * d())), -1e-5);
    }
}

// H(Z) + sum_z p_z S(A'B given z) - S(AB) - h(Q): what a purification is told of Alice's key bit, and Bob of it.
TEST_P(FlatUnitary, HasTheOneWayKeyOfTheClosedForm) {
    const int n = 2 * d() * d();
    for (const ComplexMatrix& u : unitaries()) {
        const ComplexMatrix state = private_state(u, p());
        double conditional = 0.0;
        for (const int z : {0, 1}) conditional += 0.5 * von_neumann(2.0 * state.block(z * n, z * n, n, n));
        double error = 0.0;
        for (int k = 0; k < state.rows(); ++k) {
            if (k / n != k / d() % 2) error += state(k, k).real();
        }
        EXPECT_NEAR(error, p(), 1e-14);
        const double wrong = -error * std::log2(error) - (1.0 - error) * std::log2(1.0 - error);
        const double key = 1.0 + conditional - von_neumann(state) - wrong;
        EXPECT_NEAR(private_state_key(p()).value, std::max(0.0, key), 1e-11);
    }
}

// The separable state is a mixture of product vectors by construction, and is the state itself with another weight.
TEST_P(FlatUnitary, HasASeparableStateAtTheDistanceOfTheClosedForm) {
    for (const ComplexMatrix& u : unitaries()) {
        const ComplexMatrix separable = phase_mixture(u, true);
        EXPECT_LT(distance(separable, private_state(u, 0.5)), 1e-14);
        EXPECT_NEAR(relative_entropy_on_support(private_state(u, p()), separable), private_state_entanglement(p()).value,
                    1e-10);
    }
}

TEST_P(FlatUnitary, HasASeparableStateNearItsPartialTranspose) {
    for (const ComplexMatrix& u : unitaries()) {
        const ComplexMatrix transposed = bob_transposed(private_state(u, p()), 2 * d());
        const ComplexMatrix mixture = phase_mixture(u, false);
        const ComplexMatrix separable = 2.0 * p() * mixture + (1.0 - 2.0 * p()) * even_keys(d());
        // it is the partial transpose with less coherence between |01> and |10>
        const ComplexMatrix dephased = transposed.diagonal().asDiagonal();
        const ComplexMatrix claimed = dephased + (transposed - dephased) / std::sqrt(d());
        EXPECT_LT(distance(separable, claimed), 1e-14);
        EXPECT_NEAR(relative_entropy_on_support(transposed, separable), transposed_entanglement(p()).value, 1e-10);
        EXPECT_NEAR(relative_entropy_on_support(transposed, dephased), published_transposed_entanglement(p()).value, 1e-10);
    }
}

// Separable operators above the Choi states rho_d and rho_d^Gamma: log2(a ||Tr_B S||).
TEST_P(FlatUnitary, HasSeparableCoversOfTheClosedForms) {
    const int a = 2 * d();
    const auto bits = [&](const ComplexMatrix& cover, const ComplexMatrix& choi) {
        EXPECT_GE(least_eigenvalue(cover - choi), -1e-14);
        return std::log2(-a * least_eigenvalue(-alice_left(cover, a)));
    };
    for (const ComplexMatrix& u : unitaries()) {
        const ComplexMatrix state = private_state(u, p()), transposed = bob_transposed(state, a);
        const ComplexMatrix one = 2.0 * (1.0 - p()) * phase_mixture(u, true);
        EXPECT_NEAR(bits(one, state), private_channel_entanglement(p()).value, 1e-12);
        const double s = 2.0 * (1.0 - p());
        const ComplexMatrix two = 2.0 * p() * s * phase_mixture(u, false) + (1.0 - p() - p() * s) * even_keys(d());
        EXPECT_GE(1.0 - p() - p() * s, 0.0);
        EXPECT_NEAR(bits(two, transposed), transposed_channel_entanglement(p()).value, 1e-12);
        ComplexMatrix published = transposed.diagonal().asDiagonal();
        for (int k = 0; k < published.rows(); ++k) {
            if (k / (a * d()) != k / d() % 2) published(k, k) *= 2.0;
        }
        EXPECT_NEAR(bits(published, transposed), published_transposed_channel_entanglement(p()).value, 1e-12);
    }
}

INSTANTIATE_TEST_SUITE_P(Dimensions, FlatUnitary, testing::Range(2, 6));

// Two copies of rho_2 whose parties announce the parities of their two key bits and keep the first if these agree: rho_4, of
// U x V or of U x V^dagger.
TEST(AdvantageDistillation, OfTwoCopiesIsTheStateOfTheSquaredDimension) {
    Random random(77);
    for (int k = 0; k < 3; ++k) {
        const ComplexMatrix u = flat_unitary(random, 2), v = flat_unitary(random, 2);
        const ComplexMatrix one = private_state(u, share(2)), two = private_state(v, share(2));
        // row of a copy: ((a 2 + i) 2 + b) 2 + j
        const auto digit = [](int index, int place) { return index >> place & 1; };
        double success = 0.0;
        for (const int parity : {0, 1}) {
            ComplexMatrix keep = ComplexMatrix::Zero(64, 256);
            for (int r = 0; r < 16; ++r) {
                for (int s = 0; s < 16; ++s) {
                    const int a = digit(r, 3), b = digit(r, 1);
                    if ((a ^ digit(s, 3)) != parity || (b ^ digit(s, 1)) != parity) continue;
                    const int i = 2 * digit(r, 2) + digit(s, 2), j = 2 * digit(r, 0) + digit(s, 0);
                    keep(((a * 4 + i) * 2 + b) * 4 + j, r * 16 + s) = 1.0;
                }
            }
            const ComplexMatrix kept = keep * kron(one, two) * keep.adjoint();
            const ComplexMatrix unitary = kron(u, parity == 0 ? v : ComplexMatrix(v.adjoint()));
            EXPECT_LT(distance(kept / kept.trace(), private_state(unitary, share(4))), 1e-14) << parity;
            success += kept.trace().real();
        }
        EXPECT_NEAR(success, (PrivateState{2.0, 2}.success_probability()), 1e-14);
        EXPECT_NEAR((PrivateState{2.0, 2}.distilled_error()), share(4), 1e-15);
    }
}

// Where the key of trusted devices is first above the bound for untrusted ones, and that it stays there.
TEST(DimensionThresholds, AreTheFirstAndForGood) {
    using Bound = UpperBound (*)(double);
    for (const auto& [bound, first] : {std::pair<Bound, int>{transposed_entanglement, 20},
                                       {published_transposed_entanglement, 24},
                                       {transposed_channel_entanglement, 23},
                                       {published_transposed_channel_entanglement, 29}}) {
        EXPECT_EQ(first_dimension_with_gap(bound), first);
        for (int d = 2; d <= 5000; ++d) {
            EXPECT_EQ(private_state_key(share(d)).value > bound(share(d)).value, d >= first) << d;
        }
    }
}

TEST(PrivateStateBounds, AreInOrderAndMonotone) {
    double key = 0.0, transposed = 1.0, channel = 1.0;
    for (double d = 2.0; d < 1e15; d = std::ceil(d * 1.07)) {
        const double p = PrivateState{d, 1}.error();
        EXPECT_LE(private_state_key(p).value, private_state_entanglement(p).value);
        EXPECT_LE(private_state_entanglement(p).value, private_channel_entanglement(p).value);
        EXPECT_LE(transposed_entanglement(p).value, published_transposed_entanglement(p).value);
        EXPECT_LE(transposed_entanglement(p).value, transposed_channel_entanglement(p).value);
        EXPECT_LE(transposed_channel_entanglement(p).value, published_transposed_channel_entanglement(p).value);
        EXPECT_GE(private_state_key(p).value, key);
        if (d > 13.0) {  // the maxima are at d = 7 and d = 9

            EXPECT_LE(transposed_entanglement(p).value, transposed);
            EXPECT_LE(transposed_channel_entanglement(p).value, channel);
        }
        key = private_state_key(p).value;
        transposed = transposed_entanglement(p).value;
        channel = transposed_channel_entanglement(p).value;
    }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(private_state_key(nan).value, 0.0);
    EXPECT_TRUE(std::isnan(transposed_entanglement(nan).value));
}

}  // namespace
}  // namespace keybound::test
