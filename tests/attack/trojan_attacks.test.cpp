// No Trojan-horse light of the known kind, and no measurement of pulse and light together, has less key than the proofs for
// characterised light say.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "attack/hill_climb.hpp"
#include "attack/laser_judge.hpp"
#include "attack/laser_measurements.hpp"
#include "attack/laser_models.hpp"
#include "attack/virtual_protocols.hpp"
#include "keybound/proof/lower/leaky_decoy_characterised.hpp"
#include "keybound/proof/lower/leaky_decoy_phase_modulator.hpp"

namespace keybound::test {
namespace {

double evidence(const PhaseErrorBound& bound, const std::string& name) {
    for (const EvidenceItem& item : bound.evidence.items()) {
        if (item.name == name) return item.real[0];
    }
    return std::nan("");
}

void judge(const LaserAttack& attack, LaserProof prove, ClosestLasers& closest) {
    const auto outcome = prove(link_of(attack));
    ASSERT_TRUE(outcome.has_value() || link_of(attack).statistics.key_yield() < 1e-90)
        << outcome.reason() << ' ' << attack.recipe;
    const auto protocols = best_protocols(attack);
    ASSERT_FALSE(protocols.empty());
    if (outcome.has_value()) {
        ASSERT_GE(evidence(outcome.value(), "basis_dependence"), 1.0 - protocols.front().fidelity - 1e-7) << attack.recipe;
    }
    for (const VirtualProtocol& protocol : protocols) {
        const LaserContest found = contest(outcome, truth_of(attack, protocol.one));
        ASSERT_FALSE(found.refuted) << attack.recipe;
        closest.add(found);
    }
}

// Weights of the order of what one photon weighs in each intensity.
Wish random_wish(Random& random, const LaserAttack& attack) {
    Wish wish;
    wish.phase_errors = 1.0;
    for (std::size_t i = 0; i < attack.intensities.size(); ++i) {
        const double mean = std::max(attack.intensities[i], 1e-2);
        const double ratio = attack.intensities[0] / mean * std::exp(mean - attack.intensities[0]);
        wish.errors[i] = (random() % 4 == 0 ? 1.0 : -1.0) * ratio * log_uniform(random, 1e-3, 30.0);
        wish.gains[i] = (random() % 4 == 0 ? 1.0 : -1.0) * ratio * log_uniform(random, 1e-4, 3.0);
        if (i > 1 || random() % 2 == 0) wish.errors[i] = 0.0;
        if (i > 1 || random() % 2 == 0) wish.gains[i] = 0.0;
    }
    if (random() % 2 == 0) wish.z_before_x = uniform(random, -2.0, 2.0);
    return wish;
}

void measure_somehow(Random& random, LaserAttack& attack) {
    const auto kind = random() % 8;
    if (kind == 0) {
        measure_at_random(random, attack);
    } else if (kind < 5) {
        measure_like_detectors(random, attack);
    } else {
        const auto protocols = best_protocols(attack);
        measure_as_wished(attack, protocols[random() % protocols.size()].one, random_wish(random, attack));
    }
}

// Climbs from the best of a few random wishes: as many of the phase errors that light makes as can be had.
LaserContest climb_with_light(unsigned seed, const std::function<LaserAttack(double)>& pulses, LaserProof prove) {
    Random random(seed);
    struct Try {
        double height;
        std::vector<double> at;
    } best{-1.0, {}};
    LaserContest closest;
    bool refuted = false;
    const auto height = [&](const std::vector<double>& x) {
        LaserAttack attack = pulses(std::clamp(std::exp(x[0]), 1e-7, 0.1));
        const VirtualProtocol protocol = best_protocols(attack).front();
        Wish wish;
        wish.phase_errors = 1.0;
        for (std::size_t i = 0; i < 3; ++i) {
            wish.gains[i] = x[1 + i];
            wish.errors[i] = x[4 + i];
        }
        wish.z_before_x = x[7];
        wish.key_events = x[8];
        measure_as_wished(attack, protocol.one, wish);
        const LaserContest found = contest(prove(link_of(attack)), truth_of(attack, protocol.one));
        refuted = refuted || found.refuted;
        if (found.coin > closest.coin) closest = found;
        return found.coin;
    };
    for (int i = 0; i < 20 || (!(best.height > 0.0) && i < 200); ++i) {
        const double light = log_uniform(random, 1e-4, 3e-2);
        const Wish wish = random_wish(random, pulses(light));
        std::vector<double> x = {std::log(light)};
        x.insert(x.end(), wish.gains.begin(), wish.gains.end());
        x.insert(x.end(), wish.errors.begin(), wish.errors.end());
        x.insert(x.end(), {wish.z_before_x, 0.0});
        const double there = height(x);
        if (there > best.height) best = {there, x};
    }
    climb_hill(random, best.at, height, samples(30));
    EXPECT_FALSE(refuted);
    std::printf("[ closest  ] angle of the light %.6f, phase errors %.6f, secret bits %.6f\n", closest.coin, closest.error,
                closest.secret);
    return closest;
}

// With anything else that leaks the light is not all that Eve has.
TEST(TrojanAttacks, MoreThanTheLightIsNotJudged) {
    Random random(20261108);
    LaserAttack attack = pulses_with_light({0.4, 0.1, 0.0}, 6, DecoyPulses::Encoding::polarisation, 1e-3);
    measure_like_detectors(random, attack);
    EXPECT_TRUE(prove_leaky_decoy_characterised(link_of(attack)).has_value());
    leak_more(random, attack, 1e-6);
    EXPECT_EQ(prove_leaky_decoy_characterised(link_of(attack)).verdict(), Verdict::not_applicable);
}

TEST(TrojanAttacks, ClimbWithLightThatFollowsThePulse) {
    for (const int phases : {0, 6}) {
        const auto pulses = [phases](double light) {
            return pulses_with_light({0.4, 0.1, 0.0}, phases, DecoyPulses::Encoding::polarisation, light);
        };
        EXPECT_GT(climb_with_light(20261103, pulses, prove_leaky_decoy_characterised).coin, 0.8);
    }
}

TEST(TrojanAttacks, ClimbWithLightBehindAModulator) {
    for (const int phases : {1, 4}) {
        const auto pulses = [phases](double light) {
            return pulses_behind_modulator({0.4, 0.1, 0.0}, {light, 0.3 * light, phases}, 2);
        };
        EXPECT_GT(climb_with_light(20261104, pulses, prove_leaky_decoy_phase_modulator).coin, 0.5);
    }
}

TEST(TrojanAttacks, LightThatFollowsThePulse) {
    Random random(20261101);
    ClosestLasers closest;
    for (int i = 0; i < samples(180); ++i) {
        LaserAttack attack = random_pulses_with_light(random);
        measure_somehow(random, attack);
        judge(attack, prove_leaky_decoy_characterised, closest);
        if (HasFatalFailure()) return;
    }
    closest.print("leaky-decoy-characterised");
    EXPECT_GT(closest.keys, closest.all / 3);
    EXPECT_GT(closest.errors, closest.all / 5);
    EXPECT_GT(closest.best.key, 0.99);
    EXPECT_GT(closest.best.secret, 0.99);
    EXPECT_GT(closest.best.error, 0.9);
    EXPECT_GT(closest.best.coin, 0.6);
}

TEST(TrojanAttacks, LightBehindAModulator) {
    Random random(20261102);
    ClosestLasers closest;
    for (int i = 0; i < samples(100); ++i) {
        LaserAttack attack = random_pulses_behind_modulator(random);
        measure_somehow(random, attack);
        judge(attack, prove_leaky_decoy_phase_modulator, closest);
        if (HasFatalFailure()) return;
    }
    closest.print("leaky-decoy-phase-modulator");
    EXPECT_GT(closest.keys, closest.all / 3);
    EXPECT_GT(closest.errors, closest.all / 5);
    EXPECT_GT(closest.best.key, 0.99);
    EXPECT_GT(closest.best.secret, 0.99);
    EXPECT_GT(closest.best.error, 0.9);
    EXPECT_GT(closest.best.coin, 0.6);
}

}  // namespace
}  // namespace keybound::test
