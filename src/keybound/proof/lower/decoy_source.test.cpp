#include "keybound/proof/lower/decoy_source.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "keybound/protocol/decoy_bb84.hpp"
#include "keybound/quantum/photon_number.hpp"
#include "support/eigensystem.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;
using test::log_uniform;
using test::Random;
using test::uniform;

constexpr int levels = 9;                  // photon numbers kept; the means are small
constexpr double smallest_leakage = 1e-9;  // what is left out is far below

DecoyPulses pulses_of(std::vector<double> intensities, int phases = 0) {
    Scenario scenario;
    scenario.protocol.name = "decoy-bb84";
    scenario.source.intensities = std::move(intensities);
    scenario.source.phase_randomisation = phases == 0 ? "continuous" : "discrete";
    scenario.source.phases = phases == 0 ? 10.0 : phases;
    return *decoy_bb84_link(scenario).decoy;
}

// A mixed state of fidelity 1 - leakage with the Poisson mixture: from a purification that is off by a random vector, half of
// the time by one that mixes neighbouring photon numbers as much as it can.
Matrix perturbed(Random& random, double mean, double leakage) {
    Matrix ideal = Matrix::Zero(levels, levels);
    double whole = 0.0;
    for (int n = 0; n < levels; ++n) whole += poisson(n, mean);
    for (int n = 0; n < levels; ++n) ideal(n, n) = std::sqrt(poisson(n, mean) / whole);
    Matrix other = Matrix::Zero(levels, levels);
    if (random() % 2 == 0) {
        const int n = static_cast<int>(random() % 3);
        const std::complex<double> turn = std::polar(1.0, uniform(random, 0.0, 6.3));
        other(n, n + 1) = uniform(random, 0.0, 1.0) * turn;
        other(n + 1, n) = uniform(random, 0.0, 1.0) * std::conj(turn);
    } else {
        for (int i = 0; i < levels; ++i) {
            for (int j = 0; j < levels; ++j) other(i, j) = {uniform(random, -1.0, 1.0), uniform(random, -1.0, 1.0)};
        }
    }
    other -= ideal * (ideal.conjugate().cwiseProduct(other)).sum();
    other /= other.norm();
    const Matrix purification = std::sqrt(1.0 - leakage) * ideal + std::sqrt(leakage) * other;
    return purification * purification.adjoint();
}

TEST(DecoySource, EigenvaluesAndEigenvectorsOfPerturbedMixtures) {
    Random random(21);
    int compared = 0;
    double closest = 0.0;
    for (int i = 0; i < test::samples(1000); ++i) {
        const double mu = uniform(random, 0.2, 0.6), nu = uniform(random, 0.02, 0.15);
        const double leakage = log_uniform(random, 100.0 * smallest_leakage, 0.01);
        const DecoyPulses pulses = pulses_of({mu, nu, 0.0});
        const PhotonNumbers known = photon_numbers(pulses, leakage);
        Matrix vectors[3];
        for (int k = 0; k < 3; ++k) {
            const test::Eigensystem solver(perturbed(random, pulses.intensities[k], leakage));
            vectors[k] = solver.eigenvectors().rowwise().reverse();
            double rest = 1.0;
            for (int n = 0; n < levels; ++n) {
                const double p = solver.eigenvalues()[levels - 1 - n];
                EXPECT_GE(p, known.low[k][n] - 1e-12);
                EXPECT_LE(p, known.high[k][n] + 1e-12);
                rest -= known.low[k][n];
            }
            EXPECT_GE(known.rest[k], rest - 1e-13);
        }
        for (int n = 0; n < levels; ++n) {
            for (int a = 0; a < 3; ++a) {
                for (int b = 0; b < 3; ++b) {
                    if (a == b) continue;
                    const double overlap = std::abs(vectors[a].col(n).dot(vectors[b].col(n)));
                    const double apart = 1.0 - overlap * overlap;
                    ASSERT_LE(apart, known.apart[a][b][n] + 1e-12) << n << ' ' << a << ' ' << b << " leakage " << leakage;
                    compared += known.apart[a][b][n] < 1.0;
                    if (known.apart[a][b][n] < 1.0) closest = std::max(closest, apart / known.apart[a][b][n]);
                }
            }
        }
    }
    RecordProperty("closest_approach", std::to_string(closest));
    EXPECT_GT(compared, 3000);
    EXPECT_GT(closest, 0.1);
}

// No margin is missing: low and rest together are 1, to one side, for numbers of any size.
TEST(DecoySource, WhatIsLeftOutIsCounted) {
    Random random(22);
    for (int i = 0; i < test::samples(300); ++i) {
        const double mean = log_uniform(random, 1e-6, 5.0), leakage = i % 3 == 0 ? 0.0 : log_uniform(random, 1e-14, 1e-2);
        const PhotonNumbers known = photon_numbers(pulses_of({6.0, mean, 0.0}, i % 2 == 0 ? 0 : 2 + i % 23), leakage);
        for (int k = 0; k < 3; ++k) {
            long double rest = 1.0L;
            for (int n = 0; n < known.numbers; ++n) {
                rest -= known.low[k][n];
                EXPECT_GE(known.low[k][n], 0.0);
                EXPECT_LE(known.low[k][n], known.high[k][n]);
            }
            EXPECT_GE(static_cast<long double>(known.rest[k]), rest);
            EXPECT_LE(static_cast<long double>(known.rest[k]), rest + 1e-13L);
        }
    }
}

TEST(DecoySource, OverlapsAreSymmetricAndLeakageOnlyHurts) {
    Random random(23);
    for (int i = 0; i < test::samples(200); ++i) {
        const DecoyPulses pulses =
            pulses_of({uniform(random, 0.3, 0.9), uniform(random, 0.01, 0.2), 0.0}, i % 2 == 0 ? 0 : 4 + i % 9);
        const double leakage = log_uniform(random, 1e-16, 1e-2);
        const PhotonNumbers one = photon_numbers(pulses, leakage), more = photon_numbers(pulses, 1.5 * leakage);
        const PhotonNumbers none = photon_numbers(pulses, 0.0);
        EXPECT_LE(basis_dependence(pulses, 0.0), basis_dependence(pulses, leakage));
        EXPECT_LE(basis_dependence(pulses, leakage), basis_dependence(pulses, 1.5 * leakage));
        for (int n = 0; n < one.numbers; ++n) {
            for (int a = 0; a < 3; ++a) {
                EXPECT_LE(more.low[a][n], one.low[a][n]);
                EXPECT_LE(one.low[a][n], none.low[a][n]);
                EXPECT_GE(more.high[a][n], one.high[a][n]);
                for (int b = 0; b < 3; ++b) {
                    EXPECT_NEAR(one.apart[a][b][n], one.apart[b][a][n], 1e-14 * one.apart[a][b][n]);
                    EXPECT_LE(one.apart[a][b][n], more.apart[a][b][n]);
                    EXPECT_LE(none.apart[a][b][n], one.apart[a][b][n]);
                }
            }
        }
    }
    EXPECT_EQ(basis_dependence(pulses_of({0.5, 0.1, 0.0}), 0.0), 0.0);
    EXPECT_EQ(basis_dependence(pulses_of({0.5, 0.1, 0.0}), 1.0), 1.0);
}

// The bits need not behave alike: every bound holds for each of them.
TEST(DecoySource, GainsSpanBothBits) {
    DecoyPulses pulses = pulses_of({0.5, 0.1, 0.0});
    pulses.statistics[1].z[0] = {0.3, 0.01};
    pulses.statistics[1].z[1] = {0.02, 0.2};
    pulses.statistics[1].x[2] = {0.05, 0.04};
    pulses.statistics[1].x[3] = {0.03, 0.07};
    const Gains z = gains_of(pulses, false, true), z_errors = gains_of(pulses, true, true);
    const Gains x = gains_of(pulses, false, false), x_errors = gains_of(pulses, true, false);
    EXPECT_NEAR(z.least[1], 0.22, 1e-14);
    EXPECT_NEAR(z.largest[1], 0.31, 1e-14);
    EXPECT_NEAR(z_errors.least[1], 0.01, 1e-14);
    EXPECT_NEAR(z_errors.largest[1], 0.02, 1e-14);
    EXPECT_NEAR(x.least[1], 0.09, 1e-14);
    EXPECT_NEAR(x.largest[1], 0.10, 1e-14);
    EXPECT_NEAR(x_errors.least[1], 0.03, 1e-14);
    EXPECT_NEAR(x_errors.largest[1], 0.04, 1e-14);
    EXPECT_LE(z.least[1], 0.22);
    EXPECT_GE(z.largest[1], 0.31);
}

TEST(DecoySource, GainsOfNonsenseAreUnknown) {
    for (const double nonsense : {std::nan(""), -0.1, 1.5}) {
        for (int bit = 0; bit < 2; ++bit) {
            DecoyPulses pulses = pulses_of({0.5, 0.1, 0.0});
            pulses.statistics[0].z[bit] = {nonsense, nonsense};
            for (const bool errors : {false, true}) {
                const Gains gains = gains_of(pulses, errors, true);
                EXPECT_EQ(gains.least[0], 0.0) << nonsense;
                EXPECT_EQ(gains.largest[0], 1.0) << nonsense;
            }
        }
    }
}

// Four phases and one photon: 1, 5, 9, ... photons together, whose modes differ by the power 1, 5, 9 of an overlap.
TEST(DecoySource, DiscretePhasesLeaveABasisDependence) {
    DecoyPulses pulses = pulses_of({0.5, 0.1, 0.0}, 4);
    using Complex = std::complex<double>;
    for (const bool phase_encoding : {false, true}) {
        pulses.encoding = phase_encoding ? DecoyPulses::Encoding::phase : DecoyPulses::Encoding::polarisation;
        Complex sum = 0.0;
        for (int b = 0; b < 2; ++b) {
            for (int c = 0; c < 2; ++c) {
                const double turn = std::numbers::pi * (0.5 + c - b);
                const Complex mode = phase_encoding ? 0.5 * (1.0 + std::polar(1.0, turn))
                                                    : Complex(b == 1 && c == 1 ? -1.0 : 1.0) / std::sqrt(2.0);
                for (int k = 1; k < 60; k += 4) {
                    sum += 0.5 * std::conj(mode) * std::pow(mode, k) * poisson(k, 0.5) / pseudo_fock_probability(1, 4, 0.5);
                }
            }
        }
        EXPECT_NEAR(basis_dependence(pulses, 0.0), 1.0 - std::abs(sum), 1e-12) << phase_encoding;
    }
}

}  // namespace
}  // namespace keybound
