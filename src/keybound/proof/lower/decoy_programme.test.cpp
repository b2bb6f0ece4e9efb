// The certificates of yields: whatever lines and multipliers are offered, the bound holds for tables of yields that exist.
#include "keybound/proof/lower/decoy_programme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/opt/backends/clp.hpp"
#include "keybound/quantum/photon_number.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::Random;
using test::uniform;

// A table of yields, what can be known of its photon numbers, and its gains.
struct World {
    PhotonNumbers known;
    Gains gains;
    PhotonNumbers::Table yields{};
};

double sine_square(double angle) { return std::sin(angle) * std::sin(angle); }

World random_world(Random& random, bool complete) {
    World world;
    PhotonNumbers& known = world.known;
    known.intensities = 3 + static_cast<int>(random() % 2);
    known.numbers = 4 + static_cast<int>(random() % 4);
    known.complete = complete;
    const double means[] = {uniform(random, 0.4, 0.9), uniform(random, 0.05, 0.3), 0.01, 0.0};
    const double distance = random() % 3 == 0 ? 0.0 : log_uniform(random, 1e-9, 0.03);
    const double efficiency = log_uniform(random, 1e-4, 1.0), spread = log_uniform(random, 1e-9, 0.1);
    PhotonNumbers::Table angles{};
    for (int i = 0; i < known.intensities; ++i) {
        double sum = 0.0, gain = 0.0, low = 0.0;
        for (int n = 0; n < known.numbers; ++n) {
            const double p = complete ? pseudo_fock_probability(n, known.numbers, means[i]) : poisson(n, means[i]);
            double actual = std::clamp(p + distance * uniform(random, -1.0, 1.0), 0.0, 1.0 - sum);
            if (complete && n == known.numbers - 1) actual = 1.0 - sum;
            sum += actual;
            known.low[i][n] = random() % 2 == 0 ? actual : actual * uniform(random, 0.9, 1.0);
            known.high[i][n] = std::min(1.0, actual * uniform(random, 1.0, 1.1) + 1e-16);
            low += known.low[i][n];
            const double honest = std::asin(std::sqrt(std::min(1.0, 1e-6 - std::expm1(n * std::log1p(-0.999 * efficiency)))));
            angles[i][n] = std::clamp(honest + spread * uniform(random, -1.0, 1.0), 0.0, std::acos(-1.0) / 2.0);
            world.yields[i][n] = sine_square(angles[i][n]);
            gain += actual * world.yields[i][n];
        }
        if (!complete) gain += (1.0 - sum) * uniform(random, 0.0, 1.0);
        known.rest[i] = 1.0 - low + 1e-15;
        const double slack = random() % 2 == 0 ? 1e-15 : log_uniform(random, 1e-12, 0.1);
        world.gains.least[i] = gain * (1.0 - slack) - 1e-16;
        world.gains.largest[i] = gain * (1.0 + slack) + 1e-16;
    }
    for (int i = 0; i < known.intensities; ++i) {
        for (int k = 0; k < known.intensities; ++k) {
            for (int n = 0; n < known.numbers; ++n) {
                const double exact = sine_square(angles[i][n] - angles[k][n]);
                known.apart[i][k][n] = random() % 4 == 0 ? 1.0 : std::min(1.0, exact * (1.0 + 1e-9) + 1e-22);
            }
        }
    }
    return world;
}

std::array<double, max_photon_numbers> expected_of(const World& world) {
    std::array<double, max_photon_numbers> expected{};
    for (int n = 0; n < max_photon_numbers; ++n) expected[n] = std::max(1e-12, world.yields[0][n]);
    return expected;
}

// An honest certificate with lines and multipliers replaced, scaled and moved at random.
YieldCertificate garbage(Random& random, const World& world, YieldSide side) {
    const bool from_solver = random() % 2 == 0;
    YieldCertificate certificate;
    if (from_solver) {
        certificate = find_yield_certificate(world.known, world.gains, side, expected_of(world), solve_clp);
        const double noise = log_uniform(random, 1e-12, 1.0);
        for (Line& line : certificate.lines) {
            if (random() % 3 == 0) line.at = std::clamp(line.at * (1.0 + noise * uniform(random, -1.0, 1.0)), 0.0, 1.0);
        }
        for (double& multiplier : certificate.multipliers) {
            if (random() % 2 == 0) multiplier *= 1.0 + noise * uniform(random, -1.0, 1.0);
        }
        return certificate;
    }
    const int count = static_cast<int>(random() % 20);
    for (int k = 0; k < count; ++k) {
        const int from = static_cast<int>(random() % world.known.intensities);
        const int to = (from + 1) % world.known.intensities;
        const int number = static_cast<int>(random() % world.known.numbers);
        if (!(world.known.apart[from][to][number] < 1.0)) continue;
        certificate.lines.push_back({number, from, to, log_uniform(random, 1e-10, 1.0)});
    }
    const std::size_t rows = world.known.intensities * (world.known.complete ? 2 : 1) + 2 * certificate.lines.size();
    const double size = log_uniform(random, 1e-3, 1e3);
    for (std::size_t k = 0; k < rows; ++k) certificate.multipliers.push_back(size * uniform(random, -1.0, 1.0));
    return certificate;
}

TEST(DecoyProgramme, GarbageNeverProvesTooMuch) {
    Random random(11);
    int count = 0, something = 0;
    double closest = 0.0;
    for (int i = 0; i < test::samples(120); ++i) {
        const World world = random_world(random, i % 2 == 0);
        const double truth = world.yields[0][1];
        const double least =
            certified_yield(world.known, world.gains, YieldSide::least, garbage(random, world, YieldSide::least));
        const double largest =
            certified_yield(world.known, world.gains, YieldSide::largest, garbage(random, world, YieldSide::largest));
        ASSERT_LE(least, truth) << i;
        ASSERT_GE(largest, truth) << i;
        ++count;
        something += least > 0.1 * truth;
        closest = std::max(closest, least / truth);
    }
    RecordProperty("closest_approach", std::to_string(closest));
    EXPECT_GT(something, count / 5);
    EXPECT_GT(closest, 0.99);
}

TEST(DecoyProgramme, SolvedCertificatesHoldAndSaySomething) {
    Random random(12);
    int count = 0, something = 0;
    for (int i = 0; i < test::samples(60); ++i) {
        const World world = random_world(random, i % 2 == 0);
        const double truth = world.yields[0][1];
        for (const YieldSide side : {YieldSide::least, YieldSide::largest}) {
            const auto certificate = find_yield_certificate(world.known, world.gains, side, expected_of(world), solve_clp);
            const double bound = certified_yield(world.known, world.gains, side, certificate);
            if (side == YieldSide::least) {
                ASSERT_LE(bound, truth) << i;
                something += bound > 0.5 * truth;
            } else {
                ASSERT_GE(bound, truth) << i;
            }
        }
        ++count;
    }
    EXPECT_GT(something, count / 4);
}

TEST(DecoyProgramme, IncompleteCertificatesProveNothing) {
    Random random(13);
    const World world = random_world(random, true);
    const auto good = find_yield_certificate(world.known, world.gains, YieldSide::least, expected_of(world), solve_clp);
    const auto least = [&](const YieldCertificate& certificate) {
        return certified_yield(world.known, world.gains, YieldSide::least, certificate);
    };
    ASSERT_GT(least(good), 0.0);
    YieldCertificate bad = good;
    bad.multipliers.pop_back();
    EXPECT_EQ(least(bad), 0.0);
    bad = good;
    bad.multipliers.push_back(0.0);
    EXPECT_EQ(least(bad), 0.0);
    for (const double value : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        for (std::size_t k = 0; k < good.multipliers.size(); ++k) {
            bad = good;
            bad.multipliers[k] = value;
            EXPECT_EQ(least(bad), 0.0);
            EXPECT_EQ(certified_yield(world.known, world.gains, YieldSide::largest, bad), 1.0);
        }
    }
    ASSERT_FALSE(good.lines.empty());
    for (const Line& line :
         {Line{-1, 0, 1, 0.5}, Line{99, 0, 1, 0.5}, Line{1, 0, 0, 0.5}, Line{1, 0, 9, 0.5}, Line{1, -1, 0, 0.5}}) {
        bad = good;
        bad.lines[0] = line;
        EXPECT_EQ(least(bad), 0.0);
    }
    bad = good;  // a line that touches nowhere is no line
    for (Line& line : bad.lines) line.at = std::nan("");
    EXPECT_LE(least(bad), world.yields[0][1]);
    Gains unknown = world.gains;
    unknown.least[0] = unknown.largest[0] = std::nan("");
    EXPECT_EQ(certified_yield(world.known, unknown, YieldSide::least, good), 0.0);
}

// Ideal pulses of intensities mu > nu > 0: the programme is never below
//   Y_1 >= mu / (mu nu - nu^2) [Q_nu e^nu - nu^2/mu^2 Q_mu e^mu - (1 - nu^2/mu^2) Q_0],   W_1 <= (E_nu e^nu - E_0) / nu
// (Ma, Qi, Zhao, Lo, PRA 72, 012326 (2005)), and equal to it where no Y_n is at 1.
TEST(DecoyProgramme, ThreeIntensitiesGiveTheClosedForm) {
    Random random(14);
    for (int i = 0; i < test::samples(100); ++i) {
        const double mu = uniform(random, 0.3, 0.8), nu = uniform(random, 0.02, 0.2);
        const double eta = log_uniform(random, 1e-4, 0.03), dark = log_uniform(random, 1e-9, 1e-6);
        PhotonNumbers known;
        known.intensities = 3;
        known.numbers = 13;
        Gains clicks, errors;
        const double means[] = {mu, nu, 0.0};
        double gain[3], error[3];
        for (int k = 0; k < 3; ++k) {
            for (int n = 0; n < known.numbers; ++n) known.low[k][n] = poisson(n, means[k]);
            known.rest[k] = poisson_tail(13, means[k]) + 1e-15;
            for (int n = 0; n < known.numbers; ++n) {
                for (int other = 0; other < 3; ++other) known.apart[k][other][n] = n > 0 && (k == 2 || other == 2) ? 1.0 : 0.0;
            }
            gain[k] = dark - std::expm1(-eta * means[k]);
            error[k] = 0.5 * dark - 0.01 * std::expm1(-eta * means[k]);
            clicks.least[k] = clicks.largest[k] = gain[k];
            errors.least[k] = errors.largest[k] = error[k];
        }
        std::array<double, max_photon_numbers> expected{};
        for (int n = 0; n < max_photon_numbers; ++n) expected[n] = dark - std::expm1(n * std::log1p(-eta));
        const double ratio = nu * nu / mu / mu;
        const double y =
            mu / (mu * nu - nu * nu) * (gain[1] * std::exp(nu) - ratio * gain[0] * std::exp(mu) - (1.0 - ratio) * gain[2]);
        const double w = (error[1] * std::exp(nu) - error[2]) / nu;
        const auto bound = [&](const Gains& gains, YieldSide side) {
            return certified_yield(known, gains, side, find_yield_certificate(known, gains, side, expected, solve_clp));
        };
        EXPECT_NEAR(bound(clicks, YieldSide::least), y, 1e-7 * y) << mu << ' ' << nu << ' ' << eta;
        const double largest = bound(errors, YieldSide::largest);  // the signal bounds it too
        EXPECT_LE(largest, w * (1.0 + 1e-6)) << mu << ' ' << nu << ' ' << eta;
        EXPECT_GE(largest, 0.01 * eta) << mu << ' ' << nu << ' ' << eta;
    }
}

}  // namespace
}  // namespace keybound
