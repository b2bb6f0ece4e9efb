#include "keybound/protocol/run.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

TEST(Run, ProbabilitiesAddToOne) {
    test::Random random(20260431);
    for (int sample = 0; sample < 200; ++sample) {
        const RunChoices choices{1e9, test::uniform(random, 1e-3, 1.0 - 1e-3), test::uniform(random, 0.0, 0.999)};
        for (const int settings : {3, 4}) {
            double sum = 0.0;
            for (int j = 0; j < settings; ++j) sum += setting_probability(j, settings, choices.z_basis_probability);
            EXPECT_NEAR(sum, 1.0, 1e-15);
            EXPECT_EQ(setting_probability(0, settings, choices.z_basis_probability),
                      setting_probability(1, settings, choices.z_basis_probability));
        }
        const double labels = x_label_probability(choices) + z_test_label_probability(choices) + key_label_probability(choices);
        EXPECT_NEAR(labels, 1.0, 1e-15);
    }
}

TEST(Run, LabelsByHand) {
    const RunChoices choices{1e6, 0.8, 0.25};
    EXPECT_DOUBLE_EQ(setting_probability(0, 4, 0.8), 0.4);
    EXPECT_DOUBLE_EQ(setting_probability(3, 4, 0.8), 0.1);
    EXPECT_DOUBLE_EQ(setting_probability(2, 3, 0.8), 0.2);
    EXPECT_DOUBLE_EQ(x_label_probability(choices), 0.2);
    EXPECT_DOUBLE_EQ(z_test_label_probability(choices), 0.2);
    EXPECT_DOUBLE_EQ(key_label_probability(choices), 0.6);
}

// Probabilities that are all different, so that exchanged arguments show.
Link made_up(int settings) {
    Link link;
    link.statistics.settings = settings;
    link.statistics.x = {{{0.001, 0.002}, {0.003, 0.005}, {0.007, 0.011}, {0.013, 0.017}}};
    link.statistics.z = {{{0.019, 0.023}, {0.029, 0.031}, {0.037, 0.041}, {0.043, 0.047}}};
    return link;
}

TEST(Run, CountsByHand) {
    const Counts counts = expected_counts(made_up(4), {1e6, 0.8, 0.25});
    // sent: 4e5 of 0Z and 1Z each, 1e5 of 0X and 1X each; Bob measures X in 1 of 5
    EXPECT_NEAR(counts.x[0][0], 80.0, 1e-9);
    EXPECT_NEAR(counts.x[0][1], 160.0, 1e-9);
    EXPECT_NEAR(counts.x[1][1], 400.0, 1e-9);
    EXPECT_NEAR(counts.x[2][0], 140.0, 1e-9);
    EXPECT_NEAR(counts.x[3][1], 340.0, 1e-9);
    // a quarter of the rounds in which both chose Z is disclosed
    EXPECT_NEAR(counts.z_test[0][0], 1520.0, 1e-9);
    EXPECT_NEAR(counts.z_test[0][1], 1840.0, 1e-9);
    EXPECT_NEAR(counts.z_test[1][0], 2320.0, 1e-9);
    EXPECT_NEAR(counts.z_test[1][1], 2480.0, 1e-9);
    EXPECT_EQ(counts.z_test[2][0], 0.0);
    // 8e5 x 0.6 x (0.042 + 0.060)/2
    EXPECT_NEAR(counts.sifted_key, 24480.0, 1e-9);
    const double x = 0.2 * (4e5 * 0.003 + 4e5 * 0.008 + 1e5 * 0.018 + 1e5 * 0.030);
    const double z = 0.8 * (4e5 * 0.042 + 4e5 * 0.060 + 1e5 * 0.078 + 1e5 * 0.090);
    EXPECT_NEAR(counts.detected, x + z, 1e-6);
}

TEST(Run, CountsOfThreeStatesByHand) {
    const Counts counts = expected_counts(made_up(3), {2e6, 0.6, 0.0});
    EXPECT_NEAR(counts.x[2][1], 2e6 * 0.4 * 0.4 * 0.011, 1e-9);
    EXPECT_EQ(counts.x[3][0], 0.0);
    EXPECT_EQ(counts.z_test[0][0], 0.0);
    EXPECT_NEAR(counts.sifted_key, 2e6 * 0.36 * 0.051, 1e-9);
}

// Every detected round in which both chose Z is a key round or a test round, and none is both.
TEST(Run, TestsAreTakenFromTheKey) {
    test::Random random(20260432);
    const Link link = test::link_of({.modulation_error_rad = 0.1, .leakage = {1e-6}, .fibre_km = 37});
    for (int sample = 0; sample < 100; ++sample) {
        const RunChoices choices{1e9, test::uniform(random, 0.01, 0.99), test::uniform(random, 0.0, 0.9)};
        const Counts counts = expected_counts(link, choices);
        double disclosed = 0.0;
        for (int j = 0; j < 2; ++j) disclosed += counts.z_test[j][0] + counts.z_test[j][1];
        const double both_z = 1e9 * std::pow(choices.z_basis_probability, 2) * link.statistics.key_yield();
        EXPECT_NEAR(disclosed + counts.sifted_key, both_z, 1e-12 * both_z);
        EXPECT_LE(disclosed + counts.sifted_key, counts.detected * (1.0 + 1e-12));
        EXPECT_LE(counts.detected, choices.pulses);
    }
}

}  // namespace
}  // namespace keybound
