#include "keybound/proof/lower/devetak_winter_general.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/proof/lower/devetak_winter.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/matrices.hpp"
#include "support/samples.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::normal;
using test::Random;
using test::random_unitary;
using test::state_link;
using test::turned;
using test::uniform;

double key(const Link& link) { return prove_devetak_winter(link).value().rate_bits_per_pulse.value; }

template <class Set>
double key(const std::string& kind, Set set) {
    return key(state_link(kind, set));
}

double term(double x) { return x > 0.0 ? -x * std::log2(x) : 0.0; }

TEST(DevetakWinterGeneral, AgreesWithTheClosedForm) {
    Random random(91);
    int positive = 0;
    for (int i = 0; i < test::samples(300); ++i) {
        const std::vector<std::pair<int, int>> sizes = {{2, 2}, {3, 2}, {4, 2}, {2, 3}, {2, 4}};
        const auto [d, parties] = sizes[static_cast<std::size_t>(i) % sizes.size()];
        const bool repeaters = parties == 2 && i % 3 == 0;
        const double v = uniform(random, 0.7, 0.97), leak = uniform(random, 0.0, 0.3) / parties;
        const auto set = [&, dimension = d, count = parties](Scenario& s) {
            s.state.visibility = v;
            s.state.dimension = dimension;
            s.state.parties = count;
            s.leak.probability = leak;
            s.leak.pattern = i % 3 == 0 ? "same" : i % 3 == 1 ? "independent" : "disjoint";
            if (repeaters) s.repeaters.count = 1;
        };
        const double closed = key("isotropic", set);
        for (const char* settings : {"z", "x", "bbm92", "six-state", "e91", "y"}) {
            const bool any = settings[0] == 'z' || (parties == 2 && (settings[0] == 'x' || settings[0] == 'b'));
            if (!any && !(d == 2 && parties == 2)) continue;
            const double general = key("isotropic", [&](Scenario& s) {
                set(s);
                s.settings.key = settings;
            });
            EXPECT_LE(general, closed + 1e-13) << settings << d << parties;
            EXPECT_NEAR(general, closed, d * parties == 4 ? 1e-12 : 1e-10) << settings << d << parties;
        }
        positive += closed > 0.0 ? 1 : 0;
    }
    EXPECT_GE(positive, test::samples(300) / 2);
    EXPECT_NEAR(key("isotropic", [](Scenario& s) { s.settings.key = "z"; }), 1.0, 1e-11);
    EXPECT_LE(key("isotropic", [](Scenario& s) { s.settings.key = "z"; }), 1.0);
}

// S(A|E) = 1 + h(e) - H(weights) with the error rate e of the basis, H(A|B) = h(e).
TEST(DevetakWinterGeneral, BellDiagonalByHand) {
    const std::vector<double> w = {0.86, 0.07, 0.045, 0.025};
    double spectrum = 0.0;
    for (const double x : w) spectrum += term(x);
    const double z = w[2] + w[3], x = w[1] + w[3], y = w[1] + w[2];
    const auto by_hand = [&](double e, double leak) {
        return std::max(0.0, (1.0 - leak) * (1.0 + binary_entropy(e) - spectrum) - binary_entropy(e));
    };
    const auto found = [&](const char* settings, double leak) {
        return key("bell-diagonal", [&](Scenario& s) {
            s.state.weights = w;
            s.settings.key = settings;
            s.leak.probability = leak;
        });
    };
    for (const double leak : {0.0, 0.03, 0.2, 1.0}) {
        EXPECT_NEAR(found("z", leak), by_hand(z, leak), 2e-12);
        EXPECT_NEAR(found("x", leak), by_hand(x, leak), 2e-12);
        EXPECT_NEAR(found("y", leak), by_hand(y, leak), 2e-12);
        EXPECT_NEAR(found("six-state", leak), (by_hand(z, leak) + by_hand(x, leak) + by_hand(y, leak)) / 3.0, 2e-12);
        EXPECT_LE(found("z", leak), by_hand(z, leak));
    }
    EXPECT_GT(by_hand(y, 0.03), 0.0);
    EXPECT_GT(by_hand(z, 0.03), by_hand(y, 0.03) + 1e-3);  // so that exchanged bases show
}

// From Bob to Alice 1 - h(p/2), the reverse coherent information; the other direction h((1-p)/2) - h(p/2) is less.
TEST(DevetakWinterGeneral, AmplitudeDampingTakesTheBetterDirection) {
    const double p = 0.2;
    const auto set = [&](double leak) {
        return [=](Scenario& s) {
            s.state.damping = p;
            s.leak.probability = leak;
        };
    };
    EXPECT_NEAR(key("amplitude-damped", set(0.0)), 1.0 - binary_entropy(0.5 * p), 1e-11);
    const double key_entropy = term(0.5 * (1.0 - p)) + 0.5 + term(0.5 * p) - binary_entropy(0.5 * p);
    EXPECT_NEAR(key("amplitude-damped", set(0.1)), 0.9 * key_entropy - 0.5 * binary_entropy(p), 1e-11);
    EXPECT_NEAR(key("amplitude-damped", set(1.0)), 0.0, 0.0);
    const auto evidence = prove_devetak_winter(state_link("amplitude-damped", set(0.1))).value().evidence;
    EXPECT_EQ(evidence.items()[0].name, "key_party");
    EXPECT_EQ(evidence.items()[0].real[0], 1.0);
}

TEST(DevetakWinterGeneral, WernerAndDephasedStates) {
    const double v = 0.9, f = v + 0.025;
    EXPECT_NEAR(key("werner", [&](Scenario& s) { s.state.visibility = v; }), 1.0 - term(f) - 3.0 * term(0.025), 1e-11);
    EXPECT_NEAR(key("dephased", [](Scenario& s) { s.state.damping = 0.1; }), 1.0 - binary_entropy(0.1), 1e-11);
    EXPECT_NEAR(key("dephased",
                    [](Scenario& s) {
                        s.state.damping = 0.1;
                        s.settings.key = "x";
                    }),
                1.0 - binary_entropy(0.1), 1e-11);
}

SmallMatrix random_state(Random& random, int n, int rank) {
    SmallMatrix state = SmallMatrix::Zero(n, n);
    for (int r = 0; r < rank; ++r) {
        SmallMatrix ket(n, 1);
        for (int i = 0; i < n; ++i) ket(i, 0) = normal(random);
        state += test::log_uniform(random, 1e-3, 1.0) * ket.lazyProduct(ket.adjoint());
    }
    state /= state.trace().real();
    return state;
}

// Projectors of a turned basis, mixed with a share of noise: operators of full rank.
std::vector<SmallMatrix> random_povm(Random& random, int d, double noise) {
    const SmallMatrix u = random_unitary(random, d);
    std::vector<SmallMatrix> elements;
    for (int m = 0; m < d; ++m) {
        SmallMatrix element = (1.0 - noise) * u.col(m) * u.col(m).adjoint() + noise / d * SmallMatrix::Identity(d, d);
        elements.push_back(element);
    }
    return elements;
}

Link random_link(Random& random, const std::vector<int>& dimensions, int rank, double noise) {
    int n = 1;
    for (const int d : dimensions) n *= d;
    Link link;
    link.protocol = "entanglement";
    MeasuredState state;
    state.parties = static_cast<int>(dimensions.size());
    state.dimensions = dimensions;
    state.state = random_state(random, n, rank);
    state.doubt = 1e-14;
    KeySetting setting{"random", {}};
    for (const int d : dimensions) setting.elements.push_back(random_povm(random, d, noise));
    state.settings = {setting};
    link.measured = state;
    return link;
}

// Eve's states from a purification sum_k sqrt(l_k) |v_k>|k>, and classical entropies, written down as they are defined.
double from_purification(const MeasuredState& state, std::size_t party) {
    const std::vector<int>& d = state.dimensions;
    const Spectrum spectrum = spectrum_of(state.state);
    const int n = static_cast<int>(state.state.rows());
    const auto& elements = state.settings[0].elements;
    double entropy = 0.0;
    const auto on_all = [&](std::size_t which, const SmallMatrix& element) {
        SmallMatrix all = SmallMatrix::Identity(1, 1);
        for (std::size_t i = 0; i < d.size(); ++i) {
            all = tensor_product(all, i == which ? element : SmallMatrix::Identity(d[i], d[i]));
        }
        return all;
    };
    for (const SmallMatrix& element : elements[party]) {
        const SmallMatrix e = on_all(party, element);
        SmallMatrix eve(n, n);
        for (int k = 0; k < n; ++k) {
            for (int l = 0; l < n; ++l) {
                const Complex overlap = (spectrum.vectors.col(l).adjoint() * e * spectrum.vectors.col(k))(0, 0);
                eve(k, l) = std::sqrt(std::max(0.0, spectrum.values(k)) * std::max(0.0, spectrum.values(l))) * overlap;
            }
        }
        for (const double x : spectrum_of(eve).values) entropy += term(x);
    }
    for (const double x : spectrum.values) entropy -= term(x);
    double error = 0.0;
    for (std::size_t other = 0; other < d.size(); ++other) {
        if (other == party) continue;
        double sum = 0.0;
        for (const SmallMatrix& b : elements[other]) {
            double marginal = 0.0;
            for (const SmallMatrix& a : elements[party]) {
                const SmallMatrix ab = on_all(party, a) * on_all(other, b);
                const double p = (ab * state.state).trace().real();
                sum += term(p);
                marginal += p;
            }
            sum -= term(marginal);
        }
        error = std::max(error, sum);
    }
    return (1.0 - state.some_outcome_leaks()) * entropy - error;
}

TEST(DevetakWinterGeneral, IsWhatAPurificationGives) {
    Random random(92);
    int positive = 0;
    for (int i = 0; i < test::samples(200); ++i) {
        const std::vector<std::vector<int>> sizes = {{2, 2}, {2, 3}, {4, 3}, {2, 2, 2}, {2, 2, 3}};
        const auto& d = sizes[static_cast<std::size_t>(i) % sizes.size()];
        Link link = random_link(random, d, 1 + i % 3, i % 4 == 0 ? 0.0 : uniform(random, 0.0, 0.2));
        if (i % 2 == 0) {  // so that there is key: a state near GHZ, measured near its bases
            SmallMatrix& state = link.measured->state;
            const int n = static_cast<int>(state.rows());
            SmallMatrix ghz = SmallMatrix::Zero(n, n);
            ghz(0, 0) = ghz(0, n - 1) = ghz(n - 1, 0) = ghz(n - 1, n - 1) = 0.5;
            state = SmallMatrix(0.05 * state + 0.95 * ghz);
            for (std::size_t party = 0; party < d.size(); ++party) {
                auto& elements = link.measured->settings[0].elements[party];
                for (std::size_t m = 0; m < elements.size(); ++m) {
                    SmallMatrix projector = SmallMatrix::Zero(d[party], d[party]);
                    projector(static_cast<int>(m), static_cast<int>(m)) = 0.98;
                    elements[m] = SmallMatrix(0.02 * elements[m] + projector);
                }
            }
        }
        link.measured->leak_probability = uniform(random, 0.0, 0.2);
        link.measured->leak_pattern = i % 2 == 0 ? OutcomeLeak::LeakPattern::same : OutcomeLeak::LeakPattern::independent;
        double best = 0.0;
        for (std::size_t party = 0; party < d.size(); ++party) best = std::max(best, from_purification(*link.measured, party));
        EXPECT_LE(key(link), best + 1e-13);
        EXPECT_NEAR(key(link), best, 1e-9);
        positive += best > 0.0 ? 1 : 0;
    }
    EXPECT_GE(positive, test::samples(200) / 3);
}

// A device that errs by itself, and is trusted to: Eve knows nothing of a pure state, whatever the rank of the operators.
TEST(DevetakWinterGeneral, OfOperatorsThatAreNotRankOne) {
    Link link = state_link("dephased", [](Scenario& s) { s.settings.key = "z"; });
    for (SmallMatrix& element : link.measured->settings[0].elements[0]) {
        element = SmallMatrix(0.9 * element + 0.05 * SmallMatrix::Identity(2, 2));
    }
    EXPECT_NEAR(key(link), 1.0 - binary_entropy(0.05), 1e-11);
}

TEST(DevetakWinterGeneral, IsTheSameInTurnedSystems) {
    Random random(93);
    for (int i = 0; i < test::samples(100); ++i) {
        Link link = state_link("bell-diagonal", [&](Scenario& s) {
            s.state.weights = {0.9, 0.05, 0.03, 0.02};
            s.settings.key = "six-state";
            s.leak.probability = 0.05;
        });
        const double before = key(link);
        const SmallMatrix u = random_unitary(random, 2), v = random_unitary(random, 2);
        link.measured->state = turned(link.measured->state, tensor_product(u, v));
        for (KeySetting& setting : link.measured->settings) {
            for (SmallMatrix& element : setting.elements[0]) element = turned(element, u);
            for (SmallMatrix& element : setting.elements[1]) element = turned(element, v);
        }
        EXPECT_NEAR(key(link), before, 2e-12);
        EXPECT_GT(before, 0.1);
    }
}

// Doubt costs key, and a state that is none proves nothing.
TEST(DevetakWinterGeneral, IsUndecidedAboutWhatIsNotFinite) {
    Link link = state_link("werner", [](Scenario& s) { s.state.visibility = 0.95; });
    const double before = key(link);
    link.measured->doubt = 1e-6;
    EXPECT_LT(key(link), before - 1e-5);
    EXPECT_GT(key(link), before - 1e-3);
    link.measured->state(2, 1) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(prove_devetak_winter(link).verdict(), Verdict::undecided);
    link = state_link("werner", [](Scenario&) {});
    link.measured->settings[0].elements[0][0](1, 1) = std::numeric_limits<double>::infinity();
    EXPECT_EQ(prove_devetak_winter(link).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
