#include "keybound/protocol/channel_correlations.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "keybound/quantum/density_matrix.hpp"
#include "support/channels.hpp"
#include "support/matrices.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::channel_link;
using test::kraus_link;

TEST(ChannelCorrelations, OfTextbookChannels) {
    for (const double p : {0.0, 0.03, 0.2, 0.5}) {
        const double root = std::sqrt(1.0 - p), most = 2.0 * std::numbers::sqrt2;
        EXPECT_NEAR(channel_link("depolarising", p).correlations->chsh_value, most * (1.0 - p), 1e-14);
        EXPECT_NEAR(channel_link("depolarising", p).correlations->quantum_bit_error_rate, 0.5 * p, 1e-15);
        EXPECT_NEAR(channel_link("erasure", p).correlations->chsh_value, most * (1.0 - p), 1e-14);
        EXPECT_NEAR(channel_link("erasure", p).correlations->quantum_bit_error_rate, 0.5 * p, 1e-15);
        EXPECT_NEAR(channel_link("dephasing", p).correlations->chsh_value, 2.0 * std::hypot(1.0, 1.0 - 2.0 * p), 1e-14);
        EXPECT_EQ(channel_link("dephasing", p).correlations->quantum_bit_error_rate, 0.0);
        EXPECT_NEAR(channel_link("amplitude-damping", p).correlations->chsh_value, most * root, 1e-14);
        EXPECT_NEAR(channel_link("amplitude-damping", p).correlations->quantum_bit_error_rate, 0.5 * (1.0 - root), 1e-15);
    }
}

// The same channels as files: S and Q from the Choi state.
TEST(ChannelCorrelations, FromKrausOperators) {
    for (const double p : {0.0, 0.03, 0.2, 0.5}) {
        const std::string dephasing = fmt::format("{0:.17g},0,0,0,0,0,{0:.17g},0\n{1:.17g},0,0,0,0,0,{2:.17g},0\n",
                                                  std::sqrt(1.0 - p), std::sqrt(p), -std::sqrt(p));
        for (const auto& [file, kind] : {std::pair{dephasing, "dephasing"}, {test::damping_kraus(p), "amplitude-damping"}}) {
            const Correlations of_file = kraus_link(file).correlations.value(), of_kind = *channel_link(kind, p).correlations;
            EXPECT_NEAR(of_file.chsh_value, of_kind.chsh_value, 1e-14) << kind << p;
            EXPECT_NEAR(of_file.quantum_bit_error_rate, of_kind.quantum_bit_error_rate, 1e-14) << kind << p;
            EXPECT_LE(of_file.violation_below(), of_kind.violation_above()) << kind << p;
            EXPECT_LE(of_kind.violation_below(), of_file.violation_above()) << kind << p;
        }
    }
}

using Vector = std::array<double, 3>;
using Correlators = std::array<Vector, 3>;  // T_ij of the directions i of Alice, j of Bob

Vector image(const Correlators& t, const Vector& v, bool transposed) {
    Vector result{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) result[i] += (transposed ? t[j][i] : t[i][j]) * v[j];
    return result;
}
double unit_length(Vector& v) {
    const double length = std::hypot(v[0], v[1], v[2]);
    for (double& x : v) x /= length;
    return length;
}
Vector sum(const Vector& a, const Vector& b, double sign) {
    return {a[0] + sign * b[0], a[1] + sign * b[1], a[2] + sign * b[2]};
}

// Alice's best directions for Bob's, Bob's for Alice's, and so on.
double see_saw(const Correlators& t, std::array<Vector, 2> bob) {
    double value = 0.0;
    for (int round = 0; round < 300; ++round) {
        std::array<Vector, 2> alice = {image(t, sum(bob[0], bob[1], 1.0), false), image(t, sum(bob[0], bob[1], -1.0), false)};
        unit_length(alice[0]), unit_length(alice[1]);
        bob = {image(t, sum(alice[0], alice[1], 1.0), true), image(t, sum(alice[0], alice[1], -1.0), true)};
        value = unit_length(bob[0]) + unit_length(bob[1]);
    }
    return value;
}

TEST(ChannelCorrelations, NoSettingsViolateMore) {
    test::Random random(8101);
    for (int i = 0; i < test::samples(30); ++i) {
        const SmallMatrix u = test::random_unitary(random, 6);  // two columns are three operators, one below the other
        std::string file;
        for (int k = 0; k < 6; k += 2) {
            for (const int row : {k, k + 1}) {
                for (const int column : {0, 1})
                    file += fmt::format("{:.17g},{:.17g},", u(row, column).real(), u(row, column).imag());
            }
            file.back() = '\n';
        }
        const Link link = kraus_link(file);
        const SmallMatrix& j = link.channel_map->choi_state->matrix;
        // X, Y, Z of each side as signed places of the entries
        Correlators t{};
        for (int alice = 0; alice < 3; ++alice) {
            for (int bob = 0; bob < 3; ++bob) {
                for (int a = 0; a < 2; ++a) {
                    for (int b = 0; b < 2; ++b) {
                        const int other_a = alice == 2 ? a : 1 - a, other_b = bob == 2 ? b : 1 - b;
                        const auto factor = [](int axis, int from) {
                            if (axis == 0) return Complex(1.0, 0.0);
                            if (axis == 1) return Complex(0.0, from == 0 ? 1.0 : -1.0);  // Y|0> = i|1>
                            return Complex(from == 0 ? 1.0 : -1.0, 0.0);
                        };
                        t[static_cast<std::size_t>(alice)][static_cast<std::size_t>(bob)] +=
                            (factor(alice, a) * factor(bob, b) * j(2 * a + b, 2 * other_a + other_b)).real();
                    }
                }
            }
        }
        double best = 0.0;
        for (int start = 0; start < 12; ++start) {
            std::array<Vector, 2> bob;
            for (Vector& v : bob) {
                for (double& x : v) x = test::uniform(random, -1.0, 1.0);
                unit_length(v);
            }
            best = std::fmax(best, see_saw(t, bob));
        }
        EXPECT_NEAR(link.correlations->chsh_value, best, 1e-6) << file;
        EXPECT_LE(link.correlations->violation_below(), best + 1e-9) << file;
    }
}

TEST(ChannelCorrelations, OnlyOfQubits) {
    EXPECT_FALSE(test::private_channel_link(4.0).correlations.has_value());
    EXPECT_FALSE(kraus_link("dimensions,3,3\n1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0\n").correlations.has_value());
}

}  // namespace
}  // namespace keybound
