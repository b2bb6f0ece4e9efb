#include "keybound/proof/lower/pair_decoy_programme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "keybound/opt/backends/clp.hpp"
#include "support/phase_registers.hpp"

namespace keybound {
namespace {

using test::phase_registers;
using test::PhaseRegisters;
using test::PhaseRegisterSeed;
using test::Random;
using test::random_phase_registers;
using test::samples;
using test::uniform;

double pair_bound(const PhaseRegisters& world) {
    const JointCertificate certificate = find_pair_certificate(world.reference, world.seen, solve_clp);
    return certified_pair_bound(world.reference, world.seen, certificate).private_bits.value;
}

double joint_bound(const PhaseRegisters& world) {
    const JointCertificate certificate = find_joint_certificate(world.reference, world.seen, solve_clp);
    return certified_joint_bound(world.reference, world.seen, certificate).private_bits.value;
}

// Every distance and cap, for pulses that exist.
TEST(PairDecoyProgramme, PulsesAreAsNearAsTheyAreSaidToBe) {
    using Pulse = PhaseRegisters::Pulse;
    Random random(7201);
    double nearest = 0.0;
    for (int k = 0; k < samples(300); ++k) {
        const PhaseRegisters world = phase_registers(random_phase_registers(random));
        const PulsePairs pairs = pulse_pairs(world.reference);
        const int numbers = world.reference.numbers.numbers;
        for (const int z : {0, 1}) {
            const int first = z == 1 ? 0 : 2;
            std::array<double, 4> shows{};
            for (int bit = 0; bit < 2; ++bit) {
                for (int value = 0; value < PhaseRegisters::values; ++value) {
                    shows[value] += 0.5 * world.pulses[0][first + bit].col(value).squaredNorm();
                }
            }
            double others = 0.0;
            for (int value = 0; value < PhaseRegisters::values; ++value) {
                if (value < numbers) {
                    EXPECT_LE(shows[value], pairs.most[z][value] * (1.0 + 1e-12));
                } else {
                    others += shows[value];
                }
            }
            EXPECT_LE(others, pairs.most_others[z] * (1.0 + 1e-12) + 1e-30);
            for (int i = 1; i < PhaseRegisters::intensities; ++i) {
                double square = 0.0;
                for (int bit = 0; bit < 2; ++bit) {
                    const Pulse &signal = world.pulses[0][first + bit], &decoy = world.pulses[i][first + bit];
                    for (int value = 0; value < PhaseRegisters::values; ++value) {
                        // p_n(i) / p_n(signal) = (p_0(i) / p_0(signal)) (mean / mean)^n; nothing for n < 0
                        double filter = 0.0;
                        if (value < 3) {
                            const double ratio = pairs.pass_high[i][0];
                            filter = std::sqrt(ratio * std::pow(pairs.pass_high[i][1] / ratio, value));
                        }
                        square += 0.5 * (filter * signal.col(value) - decoy.col(value)).squaredNorm();
                    }
                }
                EXPECT_LE(std::sqrt(square), pairs.distance[z][i] * (1.0 + 1e-9) + 1e-13);
                if (pairs.distance[z][i] > 0.0) nearest = std::max(nearest, std::sqrt(square) / pairs.distance[z][i]);
            }
        }
    }
    EXPECT_GT(nearest, 0.6);
}

TEST(PairDecoyProgramme, DistancesByHand) {
    ReferencePulses reference;
    PhotonNumbers& known = reference.numbers;
    known.intensities = 2;
    known.numbers = 2;
    known.complete = true;
    known.low[0] = known.high[0] = {0.5, 0.5};
    known.low[1] = known.high[1] = {0.8, 0.2};
    reference.deficit[1] = {0.0199, 0.009975};  // overlaps 0.99 and 0.995
    reference.deficit[0] = {0.0396, 0.0};       // 0.98 and 1
    const PulsePairs pairs = pulse_pairs(reference);
    EXPECT_NEAR(pairs.pass_high[1][0], 1.6, 1e-14);
    EXPECT_NEAR(pairs.pass_low[1][1], 0.4, 1e-14);
    EXPECT_NEAR(pairs.distance[1][1], std::sqrt(1.6 * 0.02) + std::sqrt(0.01), 1e-12);
    EXPECT_NEAR(pairs.distance[0][1], std::sqrt(1.6 * 0.04), 1e-12);
    EXPECT_NEAR(pairs.bases, std::sqrt(0.02) + std::sqrt(0.04), 1e-12);
    EXPECT_NEAR(pairs.most[1][1], std::pow(std::sqrt(0.5) + std::sqrt(0.02), 2), 1e-12);
    EXPECT_NEAR(pairs.most[0][1], std::pow(std::sqrt(0.5) + 0.2, 2), 1e-12);
    EXPECT_EQ(pairs.most_others[1], 0.0);
    known.complete = false;
    known.rest[0] = 1e-3;
    EXPECT_NEAR(pulse_pairs(reference).most_others[0], std::pow(std::sqrt(1e-3) + 0.2, 2), 1e-12);
    // A brighter decoy has no filter.
    std::swap(known.low[0], known.low[1]);
    std::swap(known.high[0], known.high[1]);
    EXPECT_EQ(pulse_pairs(reference).distance[1][1], std::numeric_limits<double>::infinity());
}

TEST(PairDecoyProgramme, HoldsForPulsesThatExist) {
    Random random(7202);
    int meaningful = 0, joint_meaningful = 0, below = 0;
    const int count = samples(200);
    for (int k = 0; k < count; ++k) {
        const PhaseRegisters world = phase_registers(random_phase_registers(random));
        const double proved = pair_bound(world), joint = joint_bound(world), truth = world.private_bits();
        ASSERT_LE(proved, truth * (1.0 + 1e-9) + 1e-18) << k;
        ASSERT_LE(joint, truth * (1.0 + 1e-9) + 1e-18) << k;
        EXPECT_LE(proved, joint * (1.0 + 1e-5) + 1e-18) << k;
        meaningful += proved > 0.1 * truth && truth > 0.0;
        joint_meaningful += joint > 0.1 * truth && truth > 0.0;
        below += proved < 0.99 * joint;
    }
    std::printf("[ meaning  ] pair %d, joint %d of %d; pair clearly below %d\n", meaningful, joint_meaningful, count, below);
    EXPECT_GT(meaningful, count / 4);
    EXPECT_GT(below, count / 10);
}

// A search over pulses and measurements for those that the bounds of their own data come closest to.
TEST(PairDecoyProgramme, ComesCloseToTheWorstPulses) {
    Random random(7203);
    std::array<double, 2> closest{};
    for (int start = 0; start < samples(4); ++start) {
        const bool joint = start % 2 == 1;
        PhaseRegisterSeed best = random_phase_registers(random);
        best.leakage.fill(1e-4 * best.efficiency);
        best.complete = start % 4 < 2;
        const auto closeness = [&](const PhaseRegisterSeed& seed) {
            const PhaseRegisters world = phase_registers(seed);
            const double truth = world.private_bits();
            return truth > 1e-3 * world.single ? (joint ? joint_bound(world) : pair_bound(world)) / truth : 0.0;
        };
        double value = closeness(best), step = 0.5;
        for (int round = 0; round < 120; ++round) {
            PhaseRegisterSeed next = best;
            for (double& x : next.numbers) {
                if (random() % 12 == 0) x += step * uniform(random, -1.0, 1.0);
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
        closest[joint ? 1 : 0] = std::max(closest[joint ? 1 : 0], value);
    }
    std::printf("[ closest  ] pair %.6f, joint %.6f of the truth\n", closest[0], closest[1]);
    EXPECT_GT(closest[0], 0.5);
    EXPECT_GT(closest[1], 0.7);
}

TEST(PairDecoyProgramme, NoCertificateProvesTooMuch) {
    Random random(7204);
    int proved = 0;
    for (int k = 0; k < samples(400); ++k) {
        const PhaseRegisters world = phase_registers(random_phase_registers(random));
        JointCertificate certificate = find_pair_certificate(world.reference, world.seen, solve_clp);
        switch (k % 4) {
            case 0:
                for (OverlapPlane& plane : certificate.planes) {
                    for (double& t : plane.t) t = t * uniform(random, 0.8, 1.2) + 1e-9 * uniform(random, -1.0, 1.0);
                }
                break;
            case 1:
                for (double& e : certificate.tangents) e = std::clamp(e * uniform(random, 0.5, 2.0), 1e-9, 0.5);
                break;
            case 2:
                for (double& m : certificate.multipliers) m *= uniform(random, 0.98, 1.02);
                break;
            default:
                for (double& m : certificate.multipliers) m += 1e-4 * uniform(random, -1.0, 1.0);
        }
        const double bound = certified_pair_bound(world.reference, world.seen, certificate).private_bits.value;
        ASSERT_LE(bound, world.private_bits() * (1.0 + 1e-9) + 1e-18) << k;
        proved += bound > 0.0;
    }
    EXPECT_GT(proved, 50);
}

TEST(PairDecoyProgramme, GarbageProvesNothing) {
    Random random(7205);
    PhaseRegisterSeed seed = random_phase_registers(random);
    seed.leakage.fill(1e-5 * seed.efficiency);
    const PhaseRegisters world = phase_registers(seed);
    const JointCertificate good = find_pair_certificate(world.reference, world.seen, solve_clp);
    const auto bound = [&](const JointCertificate& c) {
        return certified_pair_bound(world.reference, world.seen, c).private_bits.value;
    };
    ASSERT_GT(bound(good), 0.0);
    ASSERT_FALSE(good.planes.empty());
    const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
    const auto with = [&](auto change) {
        JointCertificate bad = good;
        change(bad);
        return bound(bad);
    };
    for (const double t : {-1.0, -2.0, nan, infinity, -infinity}) {
        EXPECT_EQ(with([&](JointCertificate& c) { c.planes[0].t[0] = t; }), 0.0) << t;
    }
    for (const double e : {0.0, -0.1, 0.6, nan}) EXPECT_EQ(with([&](JointCertificate& c) { c.tangents[0] = e; }), 0.0) << e;
    for (const double m : {nan, infinity}) EXPECT_EQ(with([&](JointCertificate& c) { c.multipliers.back() = m; }), 0.0) << m;
    // Pairs that there are not: the signal with itself, a fourth basis, an intensity too many.
    for (const auto& [basis, intensity] : {std::pair{1, 0}, {0, 0}, {2, 1}, {3, 0}, {0, 3}, {-1, 1}}) {
        const auto change = [b = basis, i = intensity](JointCertificate& c) {
            c.planes[0].basis = b, c.planes[0].intensity = i;
        };
        EXPECT_EQ(with(change), 0.0) << basis << ' ' << intensity;
    }
    EXPECT_EQ(with([](JointCertificate& c) { c.multipliers.pop_back(); }), 0.0);
    EXPECT_EQ(bound(JointCertificate{}), 0.0);
}

}  // namespace
}  // namespace keybound
