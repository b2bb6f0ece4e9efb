#include "keybound/proof/upper/channel_entanglement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "support/channels.hpp"

namespace keybound {
namespace {

using test::channel_link;

ChoiState damped(double g) { return *channel_link("amplitude-damping", g).channel_map->choi_state; }

// What is reported is what the operator says, whoever proposed it: separable, above every state within the doubt, and of the
// size that is claimed.
void expect_certificate(const SeparableCover& found, const ChoiState& choi) {
    const int a = choi.input_dimension, b = choi.output_dimension;
    EXPECT_GE(certify_psd(found.cover - choi.matrix), choi.doubt);
    EXPECT_GE(certify_psd(partial_transpose(found.cover, {a, b}, {1})), -1e-12);
    const double norm = -certify_psd(-partial_trace(found.cover, {a, b}, {0}));
    EXPECT_GE(found.bits.value, std::log2(a * norm) - 1e-12);
}

TEST(SeparableCover, IsCertified) {
    for (const double g : {0.0, 0.3, 0.7, 1.0}) {
        const ChoiState choi = damped(g);
        const auto found = separable_cover(choi);
        ASSERT_TRUE(found.has_value()) << g;
        expect_certificate(*found, choi);
    }
}

// A solver that returns anything at all costs tightness, never safety: 1 bit is what a qubit can carry.
TEST(SeparableCover, NoSolverCanProveTooLittle) {
    using Options = SolverOptions;
    const SdpSolver solvers[] = {
        [](const Sdp& p, const std::vector<double>&, const Options&) {
            return ApproxSolution{std::vector<double>(p.cost.size(), 0.0), {}, SolverStop::converged, 1, 0.0};
        },
        [](const Sdp& p, const std::vector<double>&, const Options&) {
            return ApproxSolution{std::vector<double>(p.cost.size(), std::numeric_limits<double>::quiet_NaN()),
                                  {},
                                  SolverStop::converged,
                                  1,
                                  0.0};
        },
        [](const Sdp& p, const std::vector<double>& start, const Options& options) {
            ApproxSolution s = solve_dense_primal_dual(p, start, options);
            for (std::size_t k = 0; k < s.x.size(); ++k) s.x[k] += 1e-3 * std::sin(7.0 * static_cast<double>(k));
            return s;
        },
        [](const Sdp& p, const std::vector<double>& start, const Options& options) {
            ApproxSolution s = solve_dense_primal_dual(p, start, options);
            for (double& x : s.x) x *= 0.9;
            return s;
        },
        [](const Sdp&, const std::vector<double>&, const Options&) { return ApproxSolution{}; },
        [](const Sdp& p, const std::vector<double>&, const Options&) {
            return ApproxSolution{std::vector<double>(p.cost.size(), -1e9), {}, SolverStop::converged, 1, 0.0};
        },
    };
    for (const double g : {0.1, 0.5}) {
        const ChoiState choi = damped(g);
        const double honest = separable_cover(choi)->bits.value;
        for (const SdpSolver solve : solvers) {
            const auto found = separable_cover(choi, solve);
            ASSERT_TRUE(found.has_value());
            EXPECT_GE(found->bits.value, honest - 1e-7);
            EXPECT_LE(found->bits.value, 1.0 + 1e-9);  // one side dephased
            expect_certificate(*found, choi);
        }
    }
}

TEST(StaysPositive, IsDecidedOutsideOfTheDoubt) {
    const auto of = [](double p) { return stays_positive(*channel_link("depolarising", p).channel_map->choi_state); };
    EXPECT_EQ(of(0.6), Transposable::no);
    EXPECT_EQ(of(0.7), Transposable::yes);
    EXPECT_EQ(of(2.0 / 3.0), Transposable::undecided);
    ChoiState choi = *channel_link("depolarising", 0.7).channel_map->choi_state;
    choi.doubt = 0.1;
    EXPECT_EQ(stays_positive(choi), Transposable::undecided);
}

// v phi + (1-v)/9, the Choi state of a qutrit channel with white noise: no programme, one side dephased.
TEST(SeparableCover, OfMoreThanTwoByThreeDephasesOneSide) {
    for (const double v : {0.0, 0.5, 1.0}) {
        SmallMatrix matrix = SmallMatrix::Identity(9, 9) * ((1.0 - v) / 9.0);
        for (const int i : {0, 4, 8}) {
            for (const int k : {0, 4, 8}) matrix(i, k) += v / 3.0;
        }
        const ChoiState choi{matrix, 3, 3, 1e-14};
        const auto found = separable_cover(choi);
        ASSERT_TRUE(found.has_value());
        expect_certificate(*found, choi);
        // on the span of |ii> the dephased state is (v/3 + (1-v)/9) times the identity, and phi needs v + (1-v)/9
        const double factor = (v + (1.0 - v) / 9.0) / (v / 3.0 + (1.0 - v) / 9.0);
        EXPECT_NEAR(found->bits.value, std::log2(factor), 1e-6) << v;
    }
}

}  // namespace
}  // namespace keybound
