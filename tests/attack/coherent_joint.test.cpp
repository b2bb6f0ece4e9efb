// The joint programme against coherent attacks: its multipliers on registers of states that are sent, the source and the attack
// that reach them, and the best attack on two rounds at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "attack/coherent_attacks.hpp"
#include "attack/joint_dual.hpp"
#include "keybound/opt/backends/clp.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound::test {
namespace {

// The signal sends Z and the decoy X: four registers per photon number.
JointModel four_registers(double leakage_x, double leakage_z) {
    return {2, {0.5, 0.1}, {{0, 0}, {0, 1}, {1, 2}, {1, 3}}, {leakage_x, leakage_z}, 0.2, 1e-4, 0.01};
}

// Both send both bases.
JointModel all_registers(int numbers, double leakage) {
    JointModel model{numbers, {0.5, 0.1}, {}, {leakage, 1.3 * leakage}, 0.1, 1e-5, 0.012};
    for (int i = 0; i < 2; ++i) {
        for (int a = 0; a < 4; ++a) model.registers.push_back({i, a});
    }
    return model;
}

struct Proved {
    JointCertificate certificate;
    double private_bits;
    JointDual dual;
    JointSource worst;

    // What the multipliers prove of alpha P_1 - beta P_ph, for all sources.
    double from_dual() const { return dual.observed - worst.at_most; }
};

Proved proved(const JointModel& model) {
    const ReferencePulses reference = reference_of(model);
    const SeenOfPulses seen = honest_statistics(model);
    Proved result;
    result.certificate = find_joint_certificate(reference, seen, solve_clp);
    result.private_bits = certified_joint_bound(reference, seen, result.certificate).private_bits.value;
    result.dual = dual_of(model, result.certificate);
    result.worst = worst_joint_source(model, result.dual.omega);
    return result;
}

TEST(CoherentJoint, MultipliersOnRegistersOfStatesThatAreSent) {
    for (const JointModel& model : {four_registers(1e-4, 2e-4), four_registers(3e-3, 1e-3), all_registers(2, 1e-4),
                                    all_registers(3, 1e-4), all_registers(3, 5e-4), all_registers(4, 3e-4)}) {
        const Proved p = proved(model);
        const JointDual& dual = p.dual;
        const std::string text = std::to_string(model.registers.size()) + " registers, n < " + std::to_string(model.numbers) +
                                 ", leakage " + std::to_string(model.leakage[0]);
        SCOPED_TRACE(text);
        std::printf("[ dual     ] %-44s certificate %.9f  multipliers %.9f  h <= %.9f, reached %.9f, formula %.9f\n",
                    text.c_str(), p.private_bits, p.from_dual(), p.worst.at_most, p.worst.reached, dual.source_formula);
        EXPECT_GT(p.private_bits, 0.0);
        EXPECT_LT(dual.repaired, 1e-9);
        for (int n = 0; n < model.numbers; ++n) {
            EXPECT_GE(certify_psd(dual.omega[n]), -1e-12);
            for (int b = 0; b < 2; ++b) EXPECT_GE(certify_psd(dual.omega[n] - dual.weights[b][n]), -1e-12);
        }
        EXPECT_LE(p.worst.at_most, dual.source_formula + 1e-8);
        EXPECT_GE(p.worst.reached, p.worst.at_most * (1.0 - 1e-3));
        EXPECT_LE(p.worst.reached, p.worst.at_most);
        EXPECT_NEAR(p.from_dual(), p.private_bits, 2e-5 * p.private_bits);
    }
}

// Alice's register with equal probabilities of what she sends; told n, which she tells Eve.
struct Rounds {
    std::vector<SmallMatrix> state;                   // [n]
    std::array<std::vector<SmallMatrix>, 2> weights;  // of outcome 0, 1
};

Rounds one_round(const JointModel& model, const JointDual& dual, const JointSource& source) {
    const double count = static_cast<double>(model.registers.size());
    Rounds rounds;
    for (int n = 0; n < model.numbers; ++n) {
        rounds.state.push_back(source.gram[n] / count);
        for (int b = 0; b < 2; ++b) rounds.weights[b].push_back(dual.weights[b][n] * count);
    }
    return rounds;
}

SmallMatrix identity(int size) { return SmallMatrix::Identity(size, size); }

struct Optimum {
    double at_most = 0.0, reached = 0.0, residual = 0.0;
    void add(const CoherentOptimum& part, double times = 1.0) {
        at_most += times * part.at_most;
        reached += times * part.reached;
        residual = std::max(residual, part.residual);
    }
};

// The expectation of a sum of weights (of nothing: 0), or of a product of 1 + tilt weight, less 1.
Optimum best_one(const Rounds& r, double tilt) {
    Optimum sum;
    for (std::size_t n = 0; n < r.state.size(); ++n) {
        const int size = static_cast<int>(r.state[n].rows());
        AveragedWeights weights{tilt > 0.0 ? 1.0 : 0.0, {}, {}};
        for (int b = 0; b < 2; ++b) {
            weights.x.push_back(tilt > 0.0 ? SmallMatrix(identity(size) + tilt * r.weights[b][n]) : r.weights[b][n]);
        }
        sum.add(best_coherent_attack(weights, r.state[n]));
    }
    return sum;
}

Optimum best_two(const Rounds& r, double tilt) {
    Optimum sum;
    for (std::size_t n = 0; n < r.state.size(); ++n) {
        for (std::size_t m = n; m < r.state.size(); ++m) {  // the other order is worth the same
            const int first = static_cast<int>(r.state[n].rows()), second = static_cast<int>(r.state[m].rows());
            AveragedWeights weights{tilt > 0.0 ? 1.0 : 0.0, {}, {}};
            for (int o = 1; o < 9; ++o) {  // outcomes 0, 1, none of each round; 0 is none in both
                const auto of = [&](int outcome, std::size_t photons, int size) {
                    SmallMatrix w = SmallMatrix::Zero(size, size);
                    if (outcome > 0) w = r.weights[outcome - 1][photons];
                    return tilt > 0.0 ? SmallMatrix(identity(size) + tilt * w) : w;
                };
                const SmallMatrix a = of(o % 3, n, first), b = of(o / 3, m, second);
                weights.x.push_back(tilt > 0.0 ? two_rounds(a, b)
                                               : SmallMatrix(two_rounds(a, identity(second)) + two_rounds(identity(first), b)));
            }
            sum.add(best_coherent_attack(weights, two_rounds(r.state[n], r.state[m])), n == m ? 1.0 : 2.0);
        }
    }
    return sum;
}

// Three numbers from three programmes: Omega of the certificate, the best Omega, and an attack on the source that is worst.
TEST(CoherentJoint, OneRoundReachesTheSourceTerm) {
    for (const JointModel& model : {four_registers(1e-4, 2e-4), four_registers(3e-3, 1e-3), all_registers(3, 5e-4)}) {
        const Proved p = proved(model);
        const JointSource source = worst_joint_source(model, p.dual.weights);
        const Optimum one = best_one(one_round(model, p.dual, source), 0.0);
        std::printf("[ attack   ] reaches %.9f, at most %.9f, best Omega %.9f, of the certificate %.9f\n", one.reached,
                    one.at_most, source.at_most, p.worst.at_most);
        EXPECT_LT(one.residual, 1e-6);
        EXPECT_LE(one.reached, p.worst.at_most * (1.0 + 1e-9));
        EXPECT_GE(one.reached, p.worst.at_most * (1.0 - 1e-3));
        EXPECT_NEAR(source.at_most, p.worst.at_most, 1e-4 * p.worst.at_most);
    }
}

TEST(CoherentJoint, TwoCoherentRoundsAreTwiceOneAndProductsTheSquare) {
    for (const JointModel& model : {four_registers(1e-4, 2e-4), four_registers(3e-3, 1e-3)}) {
        const JointDual dual = proved(model).dual;
        Rounds rounds = one_round(model, dual, worst_joint_source(model, dual.weights));
        // One pulse in a hundred tells all, for the sake of regular matrices: the claim is that of every state.
        for (SmallMatrix& state : rounds.state) {
            const SmallMatrix told = state.diagonal().asDiagonal();
            state = 0.99 * state + 0.01 * told;
        }
        const Optimum one = best_one(rounds, 0.0), two = best_two(rounds, 0.0);
        std::printf("[ two      ] sum: two rounds %.9f, twice one %.9f, at most %.9f\n", two.reached, 2.0 * one.reached,
                    two.at_most);
        EXPECT_LT(std::max(one.residual, two.residual), 1e-9);
        EXPECT_NEAR(two.reached, 2.0 * one.reached, 1e-6 * one.reached);
        EXPECT_LE(two.at_most, 2.0 * one.at_most * (1.0 + 1e-6));
        double largest = 0.0;  // weights of products must not be negative
        for (const auto& of_outcome : rounds.weights) {
            for (const SmallMatrix& w : of_outcome) largest = std::max(largest, w.norm());
        }
        const double tilt = 0.9 / largest;
        const Optimum a = best_one(rounds, tilt), b = best_two(rounds, tilt);
        const double square = a.reached * (2.0 + a.reached);
        std::printf("[ two      ] product: two rounds - 1 %.9f, square of one - 1 %.9f\n", b.reached, square);
        EXPECT_LT(std::max(a.residual, b.residual), 1e-9);
        EXPECT_NEAR(b.reached, square, 1e-6 * square);
        EXPECT_LE(b.at_most, a.at_most * (2.0 + a.at_most) * (1.0 + 1e-6));
    }
}

}  // namespace
}  // namespace keybound::test
