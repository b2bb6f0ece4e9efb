#include "keybound/protocol/measured_state.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/entanglement.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::state_link;

MeasuredState state_of(
    const std::string& kind, const std::string& key, void (*set)(Scenario&) = [](Scenario&) {}) {
    return state_link(kind,
                      [&](Scenario& s) {
                          s.settings.key = key;
                          set(s);
                      })
        .measured.value();
}

SmallMatrix rows(const std::vector<std::vector<Complex>>& entries) {
    const auto n = static_cast<Eigen::Index>(entries.size());
    SmallMatrix matrix(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index k = 0; k < n; ++k) {
            matrix(i, k) = entries[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)];
        }
    }
    return matrix;
}

void expect_state(const MeasuredState& state, const std::vector<std::vector<Complex>>& entries) {
    EXPECT_LE((state.state - rows(entries)).norm(), 1e-15);
}

TEST(MeasuredState, MatricesByHand) {
    expect_state(state_of("bell-diagonal", "z",
                          [](Scenario& s) {
                              s.state.weights = {0.5, 0.25, 0.15, 0.1};
                          }),
                 {{0.375, 0, 0, 0.125}, {0, 0.125, 0.025, 0}, {0, 0.025, 0.125, 0}, {0.125, 0, 0, 0.375}});
    // 0.8 psi- + 0.2/4
    expect_state(state_of("werner", "z", [](Scenario& s) { s.state.visibility = 0.8; }),
                 {{0.05, 0, 0, 0}, {0, 0.45, -0.4, 0}, {0, -0.4, 0.45, 0}, {0, 0, 0, 0.05}});
    // phi+ = (|00> + |11>)/sqrt 2; |11> becomes |10> with probability 0.36
    expect_state(state_of("amplitude-damped", "z", [](Scenario& s) { s.state.damping = 0.36; }),
                 {{0.5, 0, 0, 0.4}, {0, 0, 0, 0}, {0, 0, 0.18, 0}, {0.4, 0, 0, 0.32}});
    expect_state(state_of("dephased", "z", [](Scenario& s) { s.state.damping = 0.3; }),
                 {{0.5, 0, 0, 0.2}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0.2, 0, 0, 0.5}});
    expect_state(state_of("isotropic", "z", [](Scenario& s) { s.state.visibility = 0.6; }),
                 {{0.4, 0, 0, 0.3}, {0, 0.1, 0, 0}, {0, 0, 0.1, 0}, {0.3, 0, 0, 0.4}});
}

TEST(MeasuredState, WeightsAreNormalised) {
    const MeasuredState state = state_of("bell-diagonal", "z", [](Scenario& s) { s.state.weights = {0.7, 0.3 + 9e-10, 0, 0}; });
    EXPECT_NEAR(state.state.trace().real(), 1.0, 1e-15);
}

TEST(MeasuredState, GhzOfManyDimensionsAndParties) {
    const MeasuredState three = state_of("ghz-noise", "z", [](Scenario& s) {
        s.state.parties = 3;
        s.state.visibility = 0.9;
    });
    EXPECT_EQ(three.dimensions, (std::vector<int>{2, 2, 2}));
    EXPECT_NEAR(three.state(0, 7).real(), 0.45, 1e-15);
    EXPECT_NEAR(three.state(0, 0).real(), 0.4625, 1e-15);
    EXPECT_NEAR(three.state(3, 3).real(), 0.0125, 1e-15);
    EXPECT_EQ(three.state(0, 3), Complex(0.0));
    const MeasuredState ququarts = state_of("isotropic", "bbm92", [](Scenario& s) { s.state.dimension = 4; });
    EXPECT_NEAR(ququarts.state(0, 15).real(), 0.25, 1e-15);
    EXPECT_NEAR(ququarts.state(5, 10).real(), 0.25, 1e-15);
    EXPECT_EQ(ququarts.state(1, 1), Complex(0.0));
    EXPECT_NEAR(bit_error_rate(ququarts).value(), 0.0, 1e-15);
    EXPECT_NEAR(ghz_fidelity(ququarts).value(), 1.0, 1e-15);
}

// Rank-one projectors that add up to 1, for every key, party and dimension.
TEST(MeasuredState, SettingsAreProjectiveMeasurements) {
    int checked = 0;
    const auto expect = [&](const MeasuredState& state, std::size_t settings) {
        EXPECT_EQ(state.settings.size(), settings);
        EXPECT_TRUE(state.projective);
        for (const KeySetting& setting : state.settings) {
            ASSERT_EQ(setting.elements.size(), state.dimensions.size()) << setting.label;
            for (std::size_t party = 0; party < state.dimensions.size(); ++party) {
                const int d = state.dimensions[party];
                SmallMatrix sum = SmallMatrix::Zero(d, d);
                EXPECT_EQ(setting.elements[party].size(), static_cast<std::size_t>(d));
                for (const SmallMatrix& element : setting.elements[party]) {
                    EXPECT_LE((element - element.adjoint()).norm(), 1e-15);
                    EXPECT_LE((element * element - element).norm(), state.doubt) << setting.label;
                    EXPECT_NEAR(element.trace().real(), 1.0, 1e-15);
                    sum += element;
                    ++checked;
                }
                EXPECT_LE((sum - SmallMatrix::Identity(d, d)).norm(), state.doubt) << setting.label;
            }
        }
    };
    expect(state_of("isotropic", "y"), 1);
    expect(state_of("isotropic", "e91"), 2);
    expect(state_of("isotropic", "six-state"), 3);
    expect(state_of("isotropic", "bbm92", [](Scenario& s) { s.state.dimension = 3; }), 2);
    expect(state_of("isotropic", "bbm92", [](Scenario& s) { s.state.dimension = 4; }), 2);
    expect(state_of("ghz-noise", "x", [](Scenario& s) { s.state.parties = 4; }), 1);
    EXPECT_EQ(checked, 4 + 8 + 12 + 12 + 16 + 8);
}

// phi+ shows no errors in any matched setting, and white noise errs like coins.
TEST(MeasuredState, SettingsAreMatched) {
    for (const char* key : {"z", "x", "y", "bbm92", "e91", "six-state"}) {
        EXPECT_NEAR(bit_error_rate(state_of("isotropic", key)).value(), 0.0, 1e-15) << key;
        EXPECT_NEAR(bit_error_rate(state_of("isotropic", key, [](Scenario& s) { s.state.visibility = 0.9; })).value(), 0.05,
                    1e-15)
            << key;
        EXPECT_TRUE(state_of("isotropic", key).matched);
    }
    for (const double d : {3.0, 4.0}) {
        const Link link = state_link("isotropic", [&](Scenario& s) {
            s.settings.key = "x";
            s.state.dimension = d;
            s.state.visibility = 0.8;
        });
        EXPECT_NEAR(bit_error_rate(*link.measured).value(), 0.2 * (1.0 - 1.0 / d), 1e-15);
    }
    EXPECT_FALSE(state_of("ghz-noise", "x", [](Scenario& s) { s.state.parties = 3; }).matched);
    EXPECT_TRUE(state_of("ghz-noise", "z", [](Scenario& s) { s.state.parties = 3; }).matched);
}

// Outcomes of psi- differ; the errors of Bell states are 0 or 1: phi- in X and Y', psi+ in Z and Y', psi- in Z and X.
TEST(MeasuredState, ErrorsOfBellStates) {
    EXPECT_NEAR(bit_error_rate(state_of("werner", "z")).value(), 1.0, 1e-15);
    EXPECT_NEAR(bit_error_rate(state_of("werner", "x")).value(), 1.0, 1e-15);
    const auto mixture = [](const char* key) {
        return bit_error_rate(state_of("bell-diagonal", key,
                                       [](Scenario& s) {
                                           s.state.weights = {0.7, 0.15, 0.1, 0.05};
                                       }))
            .value();
    };
    EXPECT_NEAR(mixture("z"), 0.15, 1e-15);
    EXPECT_NEAR(mixture("x"), 0.2, 1e-15);
    EXPECT_NEAR(mixture("y"), 0.25, 1e-15);
    EXPECT_NEAR(mixture("bbm92"), 0.175, 1e-15);
    EXPECT_NEAR(mixture("six-state"), 0.2, 1e-15);
    EXPECT_NEAR(mixture("e91"), 0.5 * ((0.5 * 0.15 + 0.5 * 0.1 + 0.05) + 0.2), 1e-15);
}

TEST(MeasuredState, IsThereWhereClosedFormsAreNotEnough) {
    EXPECT_FALSE(state_link("isotropic", [](Scenario&) {}).measured.has_value());
    EXPECT_FALSE(state_link("ghz-noise", [](Scenario&) {}).measured.has_value());
    const Link both = state_link("isotropic", [](Scenario& s) { s.settings.key = "z"; });
    EXPECT_TRUE(both.shared.has_value() && both.measured.has_value());
    const Link damped = state_link("amplitude-damped", [](Scenario&) {});
    EXPECT_FALSE(damped.shared.has_value());
    EXPECT_EQ(damped.measured.value().settings.front().label, "ZZ");
}

TEST(MeasuredState, OfAChainDoubtsItsVisibility) {
    const Link chain = state_link("isotropic", [](Scenario& s) {
        s.settings.key = "z";
        s.state.visibility = 0.9;
        s.repeaters.link_visibilities = std::vector<double>(1000, 0.999);
        s.repeaters.count = 999;
    });
    const Link link = state_link("isotropic", [](Scenario& s) { s.settings.key = "z"; });
    EXPECT_GT(chain.measured->doubt, link.measured->doubt + 1e-14);
    EXPECT_NEAR(ghz_fidelity(*chain.measured).value(), 0.25 + 0.75 * std::pow(0.999, 1000), 1e-12);
}

TEST(MeasuredState, Statistics) {
    const NamedNumbers numbers = entanglement_statistics(state_link("amplitude-damped", [](Scenario& s) {
        s.state.damping = 0.36;
        s.settings.key = "z";
        s.leak.probability = 0.2;
        s.leak.pattern = "independent";
    }));
    EXPECT_NEAR(test::quantity(numbers, "fidelity"), 0.25 * (1.0 + 2 * 0.8 + 0.64), 1e-15);
    EXPECT_NEAR(test::quantity(numbers, "purity"), 0.25 + 2 * 0.16 + 0.18 * 0.18 + 0.32 * 0.32, 1e-15);
    EXPECT_NEAR(test::quantity(numbers, "quantum_bit_error_rate"), 0.18, 1e-15);
    EXPECT_EQ(test::quantity(numbers, "leak_probability"), 0.2);
    EXPECT_NEAR(test::quantity(numbers, "leaked_round_probability"), 0.36, 1e-15);
}

}  // namespace
}  // namespace keybound
