// Explicit devices against the bounds of diqkd-chsh: none has less key than a lower bound claims, and those of the upper bounds
// show the tables that they must and leave what is claimed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

#include "attack/untrusted.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/proof/lower/chsh.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "support/untrusted_links.hpp"

namespace keybound::test {
namespace {

const double threshold_of_flips = 1.0 / (2.0 - std::sqrt(0.5));

double upper(const std::string& proof, const Link& link) {
    return std::get<UpperProof>(find_proof(proof)->prove)(link).value().rate_bits_per_pulse.value;
}
double lower(const std::string& proof, const Link& link) {
    return std::get<FloorProof>(find_proof(proof)->prove)(link).value().rate_bits_per_pulse.value;
}

void expect_equal(const CorrelationTable& one, const CorrelationTable& other, double tolerance) {
    for (std::size_t k = 0; k < 24; ++k) EXPECT_NEAR(one.probabilities[k], other.probabilities[k], tolerance) << k;
}

// The perfect part of weight w with flips of B2, local strategies with S = 2 and flips of b2 for the rest.
Device composed(double w, double flips, double local_flips) {
    return {{best_part(w, 1.0, flips)}, saturating_strategies(1.0 - w, local_flips)};
}

// I(A:B|E') weighted, if Eve forgets which flips and local errors were hers, and knows the local rounds without error.
double information_left(double w, double flips, double local_errors) {
    Table table{
        {2, 2},
        {0.5 * w * (1.0 - flips), 0.5 * (w * flips + local_errors), 0.5 * (w * flips + local_errors), 0.5 * w * (1.0 - flips)}};
    return multi_information(table);
}

TEST(UntrustedDevices, ThereAreEightStrategiesAndTheyAreTheLocalTable) {
    const double local = local_visibility_of_chsh_table;
    const auto parts = saturating_strategies(1.0, 0.5 * (1.0 - std::sqrt(0.5)));
    EXPECT_EQ(parts.size(), 16U);  // with and without a flip
    expect_equal(Device{{}, parts}.table(), table_of_isotropic_state(local, 1.0, 0.0), 1e-15);
    EXPECT_LE(2.0 * static_cast<long double>(local) * local, 1.0L);
    EXPECT_GT(2.0 * static_cast<long double>(std::nextafter(local, 1.0)) * std::nextafter(local, 1.0), 1.0L);
}

TEST(UntrustedDevices, TheTableOfAnIsotropicStateIsBornsRule) {
    Random random(501);
    for (int i = 0; i < 20; ++i) {
        const double v = uniform(random, 0.0, 1.0), u = (1.0 - v) / 4.0;
        QuantumPart part = best_part(1.0, 1.0);
        part.amplitudes = bell_mixture({v + u, u, u, u});
        expect_equal(Device{{part}, {}}.table(), table_of_isotropic_state(v, 1.0, 0.0), 1e-14);
    }
}

TEST(UntrustedDevices, TheFlippedDeviceShowsTheIsotropicTable) {
    Random random(502);
    for (int i = 0; i < 100; ++i) {
        const double v = i == 0 ? threshold_of_flips : uniform(random, threshold_of_flips, 1.0);
        const double w = (v - std::sqrt(0.5)) / (1.0 - std::sqrt(0.5)), q = 0.5 * (1.0 - v);
        const Device device = composed(w, q / w, 0.0);
        expect_equal(device.table(), table_of_isotropic_state(v, 1.0, 0.0), 1e-12);
        EXPECT_NEAR(upper("key-flip", isotropic_link(v)), information_left(w, q / w, 0.0), 1e-12);
    }
    EXPECT_NEAR(information_left((threshold_of_flips - std::sqrt(0.5)) / (1.0 - std::sqrt(0.5)), 0.5, 0.0), 0.0, 1e-12);
    EXPECT_LE(upper("key-flip", isotropic_link(threshold_of_flips * (1.0 - 1e-12))), 0.0);
}

TEST(UntrustedDevices, TheDeviceOfTheConvexCombinationShowsTheIsotropicTable) {
    Random random(503);
    for (int i = 0; i < 100; ++i) {
        const double v = uniform(random, 0.745, 1.0);
        const double w = (v - std::sqrt(0.5)) / (1.0 - std::sqrt(0.5)), q = 0.5 * (1.0 - v);
        const Device device = composed(w, 0.0, q / (1.0 - w));
        expect_equal(device.table(), table_of_isotropic_state(v, 1.0, 0.0), 1e-12);
        EXPECT_NEAR(upper("local-convex-combination", isotropic_link(v)), information_left(w, 0.0, q), 1e-12);
        // one way, without preprocessing
        const double one_way = std::max(0.0, ignorance(device, 0.0) - correction(device, 0.0));
        EXPECT_NEAR(upper("local-convex-combination-one-way", isotropic_link(v)), one_way, 1e-10);
    }
}

std::span<const double> item(const std::vector<EvidenceItem>& items, const std::string& name) {
    for (const EvidenceItem& found : items) {
        if (found.name == name) return found.real;
    }
    throw std::runtime_error("no item " + name);
}

// Relative entropy of entanglement of a Bell-diagonal state with the largest weight first, as a distance: the largest weight is
// lowered to 1/2 and the others raised in proportion, which is separable.
double entanglement(const std::array<double, 4>& weights) {
    if (weights[0] <= 0.5) return 0.0;
    const double raised = 0.5 / (1.0 - weights[0]);
    const ComplexMatrix state = bell_mixture(weights);
    const ComplexMatrix near = bell_mixture({0.5, weights[1] * raised, weights[2] * raised, weights[3] * raised});
    return relative_entropy(state * state.adjoint(), near * near.adjoint() + 1e-300 * identity(4));
}

// The devices of chsh-value-and-error: S and Q by Born's rule, E_R of the state whose Z outcomes Alice and Bob have.
TEST(UntrustedDevices, TheComposedDeviceShowsSAndQ) {
    Random random(504);
    int positive = 0, two_kinds = 0;
    for (int i = 0; i < samples(200); ++i) {
        const double s = uniform(random, 2.05, 2.8), q = uniform(random, 0.001, 0.12);
        const Link link = chsh_link(s, q);
        const auto outcome = std::get<UpperProof>(find_proof("chsh-value-and-error")->prove)(link);
        const double bound = outcome.value().rate_bits_per_pulse.value;
        if (bound == 0.0) continue;
        const auto items = outcome.value().evidence.items();
        const double high = item(items, "composed_of")[0], low = item(items, "composed_of")[1];
        const double w = (s - low) / (high - low), flips = q / w;
        if (flips > 0.5) continue;
        ++positive;
        two_kinds += low > 2.0 ? 1 : 0;
        const auto coherence = [](double at) { return std::min(1.0, std::sqrt(std::max(0.0, at * at / 4.0 - 1.0))); };
        const double c = coherence(high), d = coherence(low);
        const Device device{{best_part(w, c, flips), best_part(1.0 - w, d)}, {}};
        const Correlations seen = correlations_of(device.table());
        EXPECT_NEAR(seen.chsh_value, s, 1e-12);
        EXPECT_NEAR(seen.quantum_bit_error_rate, q, 1e-12);
        const double left = w * entanglement({0.5 * (1.0 - flips) * (1.0 + c), 0.5 * (1.0 - flips) * (1.0 - c),
                                              0.5 * flips * (1.0 + c), 0.5 * flips * (1.0 - c)}) +
                            (1.0 - w) * entanglement({0.5 * (1.0 + d), 0.5 * (1.0 - d), 0.0, 0.0});
        EXPECT_NEAR(bound, left, 1e-7) << s << ' ' << q;
        // one-way key of this very device, of which Eve forgets nothing, is no more than that
        EXPECT_LE(ignorance(device, 0.0) - correction(device, 0.0), bound + 1e-9);
    }
    EXPECT_GE(positive, samples(200) / 3);
    EXPECT_GE(two_kinds, positive / 10);
}

Device random_device(Random& random) {
    Device device;
    const int parts = std::uniform_int_distribution<int>(1, 2)(random);
    const bool with_local = uniform(random, 0.0, 1.0) < 0.4;
    const double local = with_local ? log_uniform(random, 1e-3, 0.3) : 0.0;
    for (int k = 0; k < parts; ++k) {
        const double noise = log_uniform(random, 1e-3, 0.12), tilt = log_uniform(random, 1e-3, 0.3);
        const double c = uniform(random, 0.6, 1.0);
        QuantumPart part = best_part((1.0 - local) / parts, c, uniform(random, 0.0, 0.05));
        ComplexMatrix amplitudes = part.amplitudes + noise * random_gaussian(random, 4, 4);
        part.amplitudes = amplitudes / amplitudes.norm();
        const auto turned = [&](double theta) {
            return observable(theta + uniform(random, -tilt, tilt), uniform(random, -tilt, tilt));
        };
        const double theta = std::atan(c);
        part.alice = {turned(0.0), turned(std::acos(0.0))};
        part.bob = {turned(theta), turned(-theta), turned(0.0)};
        device.quantum.push_back(part);
    }
    if (with_local) device.local = saturating_strategies(local, uniform(random, 0.0, 0.2));
    return device;
}

TEST(UntrustedDevices, NoDeviceHasLessKeyThanTheLowerBounds) {
    Random random(505);
    int positive = 0, noisy_positive = 0;
    double closest = 1.0;
    for (int i = 0; i < samples(2000); ++i) {
        const Device device = random_device(random);
        Correlations seen = correlations_of(device.table());
        Link link;
        link.protocol = "diqkd-chsh";
        link.correlations = seen;
        const double key = ignorance(device, 0.0) - correction(device, 0.0);
        const double claimed = lower("chsh", link);
        EXPECT_LE(claimed, std::max(0.0, key) + 1e-9);
        positive += claimed > 0.0 ? 1 : 0;
        if (claimed > 0.0) closest = std::min(closest, key - claimed);
        const double noise = uniform(random, 0.0, 0.499);
        const double noisy = ignorance(device, noise) - correction(device, noise);
        if (seen.chsh_value <= 2.0) continue;
        EXPECT_LE(chsh_rate(seen.violation_below(), seen.error_above(), noise).value, noisy + 1e-9) << noise;
        // whatever is proved with flips is proved of the best flips of this device
        const auto outcome = std::get<FloorProof>(find_proof("chsh-noisy-preprocessing")->prove)(link);
        const double best = outcome.value().quantities.front().second;
        const double reached = ignorance(device, best) - correction(device, best);
        EXPECT_LE(outcome.value().rate_bits_per_pulse.value, std::max(0.0, reached) + 1e-9);
        noisy_positive += outcome.value().rate_bits_per_pulse.value > 0.0 ? 1 : 0;
    }
    EXPECT_GE(positive, samples(2000) / 10);
    EXPECT_GE(noisy_positive, positive);
    EXPECT_LE(closest, 0.05);
}

// The two Bell states are the worst devices: the bounds are reached.
TEST(UntrustedDevices, TwoBellStatesReachTheLowerBounds) {
    Random random(506);
    int positive = 0;
    for (int i = 0; i < 200; ++i) {
        const double c = uniform(random, 0.1, 1.0), q = uniform(random, 0.0, 0.1), noise = uniform(random, 0.0, 0.45);
        Device device{{best_part(1.0, c)}, {}};
        device.quantum[0].flips = q;
        const Correlations seen = correlations_of(device.table());
        EXPECT_NEAR(seen.chsh_value, 2.0 * std::sqrt(1.0 + c * c), 1e-12);
        const double truth = ignorance(device, noise) - correction(device, noise);
        EXPECT_NEAR(chsh_rate(seen.chsh_value, seen.quantum_bit_error_rate, noise).value, truth, 1e-8);
        positive += truth > 0.0 ? 1 : 0;
        EXPECT_LE(lower("chsh", chsh_link(seen.chsh_value, q)), upper("chsh-value-and-error", chsh_link(seen.chsh_value, q)));
    }
    EXPECT_GE(positive, 40);
}

// What a device with local rounds leaves is never less than the lower bounds claim.
TEST(UntrustedDevices, WhatAttacksLeaveIsAboveTheLowerBounds) {
    Random random(507);
    int meaningful = 0;
    for (int i = 0; i < samples(1000); ++i) {
        const double w = uniform(random, 0.3, 1.0), flips = uniform(random, 0.0, 0.2);
        const double local_flips = uniform(random, 0.0, 0.3);
        const Device device = composed(w, flips, local_flips);
        Link link;
        link.correlations = correlations_of(device.table());
        const double left = information_left(w, flips, (1.0 - w) * local_flips);
        EXPECT_LE(lower("chsh-noisy-preprocessing", link), left + 1e-12);
        EXPECT_LE(lower("chsh", link), left + 1e-12);
        // and the bounds on S and Q, which may choose another device, are no larger than this one leaves
        EXPECT_LE(upper("chsh-value-and-error", link), left + 1e-9);
        meaningful += left > 0.0 && lower("chsh", link) > 0.0 ? 1 : 0;
    }
    EXPECT_GE(meaningful, samples(1000) / 20);
}

}  // namespace
}  // namespace keybound::test
