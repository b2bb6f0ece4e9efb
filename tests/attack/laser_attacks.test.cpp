// No leaking laser and no eavesdropper has less key than the decoy-state bounds say: fewer single photons, or more phase
// errors.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "attack/fock_space.hpp"
#include "attack/laser_judge.hpp"
#include "attack/laser_measurements.hpp"
#include "attack/laser_models.hpp"
#include "keybound/proof/lower/leaky_decoy.hpp"
#include "keybound/proof/lower/leaky_decoy_joint.hpp"
#include "keybound/proof/lower/leaky_decoy_pair.hpp"
#include "keybound/proof/lower/leaky_decoy_reference.hpp"

namespace keybound::test {
namespace {

TEST(FockSpace, IsWhatItSays) {
    const FockSpace space(6, 3);
    EXPECT_EQ(space.dimension(), 84);
    const Mode a = mode_of(DecoyPulses::Encoding::polarisation, 0), d = mode_of(DecoyPulses::Encoding::polarisation, 2);
    const Mode e = mode_of(DecoyPulses::Encoding::polarisation, 3);
    for (int n = 0; n <= 6; ++n) {
        EXPECT_NEAR(space.fock(d, n).norm(), 1.0, 1e-14);
        EXPECT_NEAR(std::abs(space.fock(a, n).dot(space.fock(d, n))), std::pow(0.5, 0.5 * n), 1e-14);
        if (n > 0) {
            EXPECT_NEAR(std::abs(space.fock(e, n).dot(space.fock(d, n))), 0.0, 1e-14);
        }
    }
    EXPECT_EQ(space.photons(0), 0);
    EXPECT_EQ(space.photons(28 + 2), 1);
    EXPECT_EQ(space.photons(3), 2);
    EXPECT_EQ(space.photons(27), 6);
    EXPECT_EQ(space.level(28), 1);
    const Operator sign = space.sign_between(d, e);
    EXPECT_NEAR((sign - sign.adjoint()).norm(), 0.0, 1e-13);
    EXPECT_NEAR((sign * space.in_side(space.fock(d, 3), 1) - space.in_side(space.fock(d, 3), 1)).norm(), 0.0, 1e-13);
    EXPECT_NEAR(space.fock(d, 2, e, 1).norm(), 1.0, 1e-14);
}

void judge(const LaserAttack& attack, LaserProof prove, const LaserTruth& truth, Claim claim, ClosestLasers& closest) {
    const Link link = link_of(attack);
    const auto outcome = prove(link);
    ASSERT_TRUE(outcome.has_value() || link.statistics.key_yield() < 1e-90) << outcome.reason() << ' ' << attack.recipe;
    const LaserContest found = contest(outcome, truth, claim);
    ASSERT_FALSE(found.refuted) << attack.recipe;
    closest.add(found);
}

TEST(LaserAttacks, NeverBeatTheBounds) {
    Random random(20250701);
    ClosestLasers eigen, reference, joint, pair;
    for (int i = 0; i < samples(180); ++i) {
        const LaserAttack attack = random_laser_attack(random);
        const LaserTruth fourier = fourier_truth_of(attack);
        judge(attack, prove_leaky_decoy, eigen_truth_of(attack), Claim::of_each_bit, eigen);
        judge(attack, prove_leaky_decoy_reference, fourier, Claim::of_weights, reference);
        if (i % 5 == 0) judge(attack, prove_leaky_decoy_joint, fourier, Claim::of_secrecy, joint);
        if (i % 5 == 1) judge(attack, prove_leaky_decoy_pair, fourier, Claim::of_secrecy, pair);
        if (HasFatalFailure()) return;
    }
    eigen.print("leaky-decoy");
    reference.print("leaky-decoy-reference");
    joint.print("leaky-decoy-joint");
    pair.print("leaky-decoy-pair");
    EXPECT_GT(eigen.keys, eigen.all / 3);
    EXPECT_GT(eigen.errors, eigen.all / 5);
    EXPECT_GT(eigen.best.key, 0.99);
    EXPECT_GT(eigen.best.error, 0.8);
    EXPECT_GT(reference.errors, reference.all / 4);
    EXPECT_GT(reference.best.secret, 0.9);
    EXPECT_GT(joint.keys, joint.all / 4);
    EXPECT_GT(joint.best.secret, 0.9);
    EXPECT_GT(pair.keys, pair.all / 4);
    EXPECT_GT(pair.best.secret, 0.9);
}

// Light that nobody has characterised, and more of no form beside it.
TEST(LaserAttacks, LightOfKnownKindIsALeakLikeOthers) {
    Random random(20250702);
    ClosestLasers eigen, reference;
    for (int i = 0; i < samples(40); ++i) {
        LaserAttack attack = random_pulses_with_light(random);
        if (attack.phases > 0 && i % 2 == 0) leak_more(random, attack, log_uniform(random, 1e-9, 1e-4));
        measure_like_detectors(random, attack);
        judge(attack, prove_leaky_decoy, eigen_truth_of(attack), Claim::of_each_bit, eigen);
        judge(attack, prove_leaky_decoy_reference, fourier_truth_of(attack), Claim::of_weights, reference);
        if (HasFatalFailure()) return;
    }
    eigen.print("leaky-decoy, light");
    reference.print("leaky-decoy-reference, light");
    EXPECT_GT(reference.errors, 5);
}

Operator projector(const Operator& kets) { return kets * kets.adjoint(); }

// Whatever Alice does with her register of phases, what leaves is the same mixture, and the ideal pulse's Fourier states are
// Fock states; the phases of the kets are those of (3) on the page of `leaky-decoy-reference`.
TEST(FourierEnsemble, SumsToWhatIsEmitted) {
    Random random(20250703);
    for (int i = 0; i < samples(20); ++i) {
        const bool light = i % 4 == 3;
        const LaserAttack attack = light ? random_pulses_with_light(random) : random_laser_attack(random);
        for (std::size_t intensity = 0; intensity < attack.intensities.size(); ++intensity) {
            const auto k = static_cast<int>(intensity);
            const Eigen::VectorXd amplitudes = attack.space.true_amplitudes(attack.intensities[intensity]);
            for (int j = 0; j < 4; ++j) {
                const int steps = attack.steps(k, j), first = attack.phases == 0 && !light ? -4 : 0;
                Operator sum = Operator::Zero(attack.space.dimension(), attack.space.dimension());
                std::complex<double> overlap = 0.0;
                for (int n = first; n < first + steps; ++n) {
                    const Operator chi = fourier_states(attack, k, n)[j];
                    sum += projector(chi);
                    for (int m = n < 0 ? n + steps : n; m < amplitudes.size(); m += steps) {
                        const Ket fock = attack.space.in_side(attack.space.fock(mode_of(attack.encoding, j), m), 0);
                        overlap += amplitudes[m] * fock.dot(chi.col(0));
                    }
                }
                EXPECT_LT((sum - projector(attack.emitted[k][j]) / steps).norm(), 1e-13) << attack.recipe;
                EXPECT_NEAR(overlap.imag(), 0.0, 1e-12) << attack.recipe;
                EXPECT_GE(overlap.real() * overlap.real(), 1.0 - attack.leakage - 2.0 * attack.space.missing(0.6))
                    << attack.recipe;
            }
        }
    }
}

// Without leaks eigenvectors are Fourier states.
TEST(FourierEnsemble, IsTheEigenEnsembleOfPulsesWithoutLeaks) {
    Random random(20250704);
    for (const int phases : {0, 6}) {
        LeakDesign design;
        design.phases = phases == 0 ? 16 : phases;
        design.leakage = 0.0;
        LaserAttack attack = designed_pulses(design);
        measure_like_detectors(random, attack);
        const LaserTruth eigen = eigen_truth_of(attack), fourier = fourier_truth_of(attack);
        EXPECT_NEAR(eigen.key_events, fourier.key_events, 1e-12);
        EXPECT_NEAR(eigen.phase_errors, fourier.phase_errors, 1e-12);
        EXPECT_NEAR(eigen.error_rate, fourier.error_rate, 1e-9);
        EXPECT_GT(fourier.key_events, 1e-6);
    }
}

}  // namespace
}  // namespace keybound::test
