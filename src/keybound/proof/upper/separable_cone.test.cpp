#include "keybound/proof/upper/separable_cone.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/certify_psd.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::Random;

TEST(SeparableCone, BasisOfHermitianMatrices) {
    for (const int n : {1, 2, 4, 6}) {
        for (int i = 0; i < n * n; ++i) {
            const Eigen::MatrixXcd one = hermitian_basis(n, i);
            EXPECT_EQ((one - one.adjoint()).norm(), 0.0);
            EXPECT_GT(one.norm(), 0.9);
            for (int j = 0; j < i; ++j) EXPECT_EQ(std::abs((one.adjoint() * hermitian_basis(n, j)).trace()), 0.0) << i << j;
            for (const SdpEntry& e : hermitian_entries(n, i)) EXPECT_GE(e.row, e.column);
        }
    }
}

// The blocks are Z and its partial transpose, or the weights.
TEST(SeparableCone, ConstraintsAreThoseOfTheCone) {
    Random random(41);
    for (const auto& dimensions : {std::vector<int>{2, 2}, std::vector<int>{2, 3}, std::vector<int>{3, 2}}) {
        const SeparableCone cone(dimensions);
        ASSERT_TRUE(cone.is_ppt());
        Sdp problem;
        cone.constrain(problem, 3);
        ASSERT_EQ(problem.blocks.size(), 2u);
        std::vector<double> x(static_cast<std::size_t>(3 + cone.variables()));
        for (double& value : x) value = test::uniform(random, -1, 1);
        const SmallMatrix z = cone.matrix(x.data() + 3);
        EXPECT_LT((evaluate_block(problem.blocks[0], x) - z).norm(), 1e-14);
        EXPECT_LT((evaluate_block(problem.blocks[1], x) - partial_transpose(z, dimensions, {1})).norm(), 1e-14);
        EXPECT_LT((cone.candidate(x.data() + 3).matrix - z).norm(), 1e-14);
    }
    SeparableCone mixtures({2, 2, 2});
    EXPECT_FALSE(mixtures.is_ppt());
    Sdp problem;
    mixtures.constrain(problem, 1);
    ASSERT_EQ(static_cast<int>(problem.blocks.size()), mixtures.variables());
    std::vector<double> x(static_cast<std::size_t>(1 + mixtures.variables()), 0.0);
    x[4] = 0.7;
    for (std::size_t k = 0; k < problem.blocks.size(); ++k) {
        EXPECT_EQ(evaluate_block(problem.blocks[k], x)(0, 0).real(), k == 3 ? 0.7 : 0.0);
    }
}

TEST(SeparableCone, CentreIsInside) {
    for (const auto& dimensions :
         {std::vector<int>{2, 3}, std::vector<int>{3, 3}, std::vector<int>{2, 2, 2, 2}, std::vector<int>{4, 4}}) {
        const SeparableCone cone(dimensions);
        const std::vector<double> centre = cone.centre();
        ASSERT_EQ(static_cast<int>(centre.size()), cone.variables());
        const Eigen::MatrixXcd z = cone.matrix(centre.data());
        EXPECT_NEAR(z.trace().real(), 1.0, 1e-13);
        EXPECT_GT(certify_psd(SmallMatrix(z)), 1e-3);
        const SeparableOperator certified = certify_separable(cone.candidate(centre.data()), dimensions);
        EXPECT_LT((certified.matrix - SmallMatrix(z)).norm(), 1e-13);
        EXPECT_LT(certified.shift, 1e-10);
    }
}

// The largest <ket|m|ket> over product kets of the projector on a GHZ state is 1/d.
TEST(SeparableCone, FindsProductKetsThatPull) {
    for (const auto& [d, parties] : {std::pair{3, 2}, std::pair{2, 3}, std::pair{4, 2}, std::pair{2, 4}}) {
        SeparableCone cone(std::vector<int>(static_cast<std::size_t>(parties), d));
        const int before = cone.variables();
        const SmallMatrix ghz = test::noisy_ghz(d, parties, 1.0);
        EXPECT_NEAR(cone.add_columns(2.0 * d * ghz), 2.0, 1e-9);
        EXPECT_EQ(cone.variables(), before);  // the best ones, |i..i>, are in already
        EXPECT_LT(cone.add_columns(0.5 * ghz), 1.0);
    }
    // a product ket that is not among the first: it is added, once
    SeparableCone cone({2, 2, 2});
    const Eigen::VectorXcd a = (Eigen::VectorXcd(2) << 0.8, Complex(0.0, 0.6)).finished();
    const Eigen::VectorXcd ket = product_ket({a, a, a.conjugate()});
    const int before = cone.variables();
    EXPECT_NEAR(cone.add_columns(3.0 * ket * ket.adjoint()), 3.0, 1e-9);
    EXPECT_EQ(cone.variables(), before + 1);
    std::vector<double> weights(static_cast<std::size_t>(before + 1), 0.0);
    weights.back() = 1.0;
    EXPECT_LT((cone.matrix(weights.data()) - ket * ket.adjoint()).norm(), 1e-9);
    cone.add_columns(3.0 * ket * ket.adjoint());
    EXPECT_EQ(cone.variables(), before + 1);
}

}  // namespace
}  // namespace keybound
