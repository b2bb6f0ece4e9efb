// Whatever planes, tangents and multipliers are offered, the bound holds for pulses that exist; and the certificates that are
// found come close to the worst of them.
#include "keybound/proof/lower/joint_decoy_programme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "keybound/opt/backends/clp.hpp"
#include "keybound/quantum/entropy.hpp"
#include "keybound/quantum/photon_number.hpp"
#include "support/joint_certificates.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::damaged;
using test::garbage;
using test::log_uniform;
using test::Random;
using test::samples;
using test::uniform;
using Outcomes = std::array<double, max_outcomes>;

// Ideal pulses, and leaky ones that are as far from them as the deficit allows: all numbers of the programme.
struct World {
    ReferencePulses reference;
    SeenOfPulses seen;
    double single = 0.0, phase_errors = 0.0;

    double private_bits() const {
        if (!(phase_errors < 0.5 * single)) return 0.0;
        return single * (1.0 - binary_entropy(phase_errors / single));
    }
};

// What makes a world: numbers without bounds, so that a search can move them.
struct Seed {
    std::array<double, 3> means;
    double leakage, efficiency, dark, error;
    bool complete;
    std::vector<double> yields, errors;         // relative to honest ones, per photon number
    std::array<std::array<Outcomes, 3>, 2> to;  // where each pulse is turned, in the space of roots of probabilities
    bool worst;                                 // turn the signal in Z towards fewer photons and more errors
};

Seed random_seed(Random& random) {
    Seed seed{};
    seed.means = {uniform(random, 0.3, 0.8), uniform(random, 0.05, 0.25), random() % 2 == 0 ? 0.0 : 0.002};
    seed.efficiency = log_uniform(random, 1e-4, 1.0);
    seed.leakage = random() % 8 == 0 ? 0.0 : log_uniform(random, 1e-8, 1e-2) * seed.efficiency;
    seed.dark = log_uniform(random, 1e-9, 1e-5) * seed.efficiency;
    seed.error = log_uniform(random, 1e-4, 0.05);
    seed.complete = random() % 2 == 0;
    for (int n = 0; n < 13; ++n) {
        seed.yields.push_back(random() % 2 == 0 ? 1.0 : uniform(random, 0.7, 1.4));
        seed.errors.push_back(random() % 2 == 0 ? 1.0 : uniform(random, 0.2, 2.0));
    }
    for (auto& basis : seed.to) {
        for (auto& intensity : basis) {
            for (double& t : intensity) t = uniform(random, -1.0, 1.0);
        }
    }
    seed.worst = random() % 2 == 0;
    return seed;
}

// `from` turned by the whole angle in the direction that is nearest to `towards`.
Outcomes turned(const Outcomes& from, const Outcomes& towards, double angle, int outcomes_from) {
    Outcomes direction{}, result = from;
    double along = 0.0, norm = 0.0, square = 0.0;
    for (int o = outcomes_from; o < max_outcomes; ++o) {
        along += from[o] * towards[o];
        square += from[o] * from[o];
    }
    for (int o = outcomes_from; o < max_outcomes; ++o) {
        direction[o] = towards[o] - along / square * from[o];
        norm += direction[o] * direction[o];
    }
    if (!(norm > 1e-20)) return from;
    for (int o = outcomes_from; o < max_outcomes; ++o) {
        result[o] = std::fabs(std::cos(angle) * from[o] + std::sin(angle) * direction[o] / std::sqrt(norm));
    }
    return result;
}

World world_of(const Seed& seed) {
    World world;
    PhotonNumbers& known = world.reference.numbers;
    known.intensities = 3;
    known.numbers = seed.complete ? 8 : 13;
    known.complete = seed.complete;
    std::array<double, 13> y{}, w{};
    for (int n = 0; n < known.numbers; ++n) {
        const double honest = seed.dark - std::expm1(n * std::log1p(-0.999 * seed.efficiency));
        y[n] = std::clamp(honest * std::fabs(seed.yields[static_cast<std::size_t>(n)]), 0.0, 1.0);
        const double share = n == 0 ? 0.5 : std::min(1.0, seed.error * std::fabs(seed.errors[static_cast<std::size_t>(n)]));
        w[n] = share * y[n];
    }
    for (int i = 0; i < 3; ++i) {
        double sum = 0.0, clicks = 0.0, wrong = 0.0;
        for (int n = 0; n < known.numbers; ++n) {
            const double norm = seed.complete ? 1.0 - poisson_tail(known.numbers, seed.means[i]) : 1.0;
            const double p = poisson(n, seed.means[i]) / norm;
            known.low[i][n] = p * (1.0 - 1e-15);
            known.high[i][n] = std::min(1.0, p * (1.0 + 1e-15));
            sum += p;
            clicks += p * y[n];
            wrong += p * w[n];
        }
        known.rest[i] = std::max(0.0, 1.0 - sum) + 1e-14;
        for (const int basis : {0, 1}) {
            world.reference.deficit[basis][i] = seed.leakage;
            const double angle = std::asin(std::sqrt(seed.leakage)) * (1.0 - 1e-9);
            Outcomes ideal{};
            if (basis == 0) {
                ideal = {std::sqrt(wrong), std::sqrt(clicks - wrong), 0.0, std::sqrt(1.0 - clicks)};
            } else if (i == 0) {
                const double one = known.low[0][1] * y[1], bad = known.low[0][1] * w[1];
                ideal = {std::sqrt(bad), std::sqrt(one - bad), std::sqrt(clicks - one), std::sqrt(1.0 - clicks)};
            } else {
                ideal = {0.0, 0.0, std::sqrt(clicks), std::sqrt(1.0 - clicks)};
            }
            Outcomes to = seed.to[basis][i];
            if (seed.worst && basis == 1 && i == 0) to = {1.0, -0.3, 0.3, 0.0};
            const Outcomes actual = turned(ideal, to, angle, basis == 1 && i > 0 ? 2 : 0);
            const double gain = 1.0 - actual[3] * actual[3];
            const auto store = [&](Gains& gains, double value) {
                gains.least[i] = value * (1.0 - 1e-14);
                gains.largest[i] = value * (1.0 + 1e-14) + 1e-300;
            };
            if (basis == 0) {
                store(world.seen.x_detections, actual[0] * actual[0] + actual[1] * actual[1]);
                store(world.seen.x_errors, actual[0] * actual[0]);
            } else {
                store(world.seen.z_detections, i == 0 ? gain : actual[2] * actual[2]);
            }
            if (basis == 1 && i == 0) {
                world.phase_errors = actual[0] * actual[0];
                world.single = actual[0] * actual[0] + actual[1] * actual[1];
                store(world.seen.z_detections, world.single + actual[2] * actual[2]);
            }
        }
    }
    return world;
}

double bound_of(const World& world) {
    const JointCertificate certificate = find_joint_certificate(world.reference, world.seen, solve_clp);
    return certified_joint_bound(world.reference, world.seen, certificate).private_bits.value;
}

TEST(JointDecoyProgramme, HoldsForPulsesThatExist) {
    Random random(7001);
    int meaningful = 0;
    const int count = samples(150);
    for (int i = 0; i < count; ++i) {
        const World world = world_of(random_seed(random));
        const double proved = bound_of(world), truth = world.private_bits();
        ASSERT_LE(proved, truth * (1.0 + 1e-9) + 1e-18) << i;
        meaningful += proved > 0.1 * truth && truth > 0.0;
    }
    EXPECT_GT(meaningful, count / 4);
}

// A search over worlds for the one that the bound of its own data comes closest to.
TEST(JointDecoyProgramme, ComesCloseToTheWorstPulses) {
    Random random(7002);
    double closest = 0.0;
    for (int start = 0; start < samples(3); ++start) {
        Seed best = random_seed(random);
        best.worst = false;
        best.leakage = 1e-3 * best.efficiency;
        const auto closeness = [](const Seed& seed) {
            const World world = world_of(seed);
            const double truth = world.private_bits();
            return truth > 1e-3 * world.single ? bound_of(world) / truth : 0.0;
        };
        double value = closeness(best), step = 0.5;
        for (int round = 0; round < 250; ++round) {
            Seed next = best;
            const auto move = [&](double& x) {
                if (random() % 3 == 0) x += step * uniform(random, -1.0, 1.0);
            };
            for (double& x : next.yields) move(x);
            for (double& x : next.errors) move(x);
            for (auto& basis : next.to) {
                for (auto& intensity : basis) std::for_each(intensity.begin(), intensity.end(), move);
            }
            const double reached = closeness(next);
            ASSERT_LE(reached, 1.0 + 1e-9);
            if (reached > value) {
                best = next;
                value = reached;
            } else {
                step = std::max(0.02, 0.99 * step);
            }
        }
        closest = std::max(closest, value);
    }
    std::printf("[ closest  ] bound on private bits %.6f of the truth\n", closest);
    EXPECT_GT(closest, 0.95);
}

TEST(JointDecoyProgramme, NoCertificateProvesTooMuch) {
    Random random(7003);
    int proved = 0;
    for (int i = 0; i < samples(400); ++i) {
        const World world = world_of(random_seed(random));
        const JointCertificate good = find_joint_certificate(world.reference, world.seen, solve_clp);
        const JointCertificate certificate = damaged(random, good, i);
        const double truth = world.private_bits();
        const double bound = certified_joint_bound(world.reference, world.seen, certificate).private_bits.value;
        ASSERT_LE(bound, truth * (1.0 + 1e-9) + 1e-18) << i;
        proved += bound > 0.0;
    }
    EXPECT_GT(proved, 50);
}

TEST(JointDecoyProgramme, GarbageProvesNothing) {
    Random random(7004);
    Seed seed = random_seed(random);
    seed.leakage = 1e-5 * seed.efficiency;
    const World world = world_of(seed);
    const JointCertificate good = find_joint_certificate(world.reference, world.seen, solve_clp);
    const auto bound = [&](const JointCertificate& c) {
        return certified_joint_bound(world.reference, world.seen, c).private_bits.value;
    };
    ASSERT_GT(bound(good), 0.0);
    ASSERT_FALSE(good.planes.empty());
    for (const auto& [what, bad] : garbage(good, {{2, 0}, {-1, 0}, {0, 3}, {1, -1}})) EXPECT_EQ(bound(bad), 0.0) << what;
}

}  // namespace
}  // namespace keybound
