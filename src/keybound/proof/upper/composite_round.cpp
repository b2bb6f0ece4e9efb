#include "keybound/proof/upper/composite_round.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "keybound/core/range.hpp"
#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/local_strategies.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

namespace {

double sign_of_bit(int bits, std::size_t bit) { return ((bits >> bit) & 1) != 0 ? -1.0 : 1.0; }

Moments of_signs(const std::array<double, 2>& alice, const std::array<double, 3>& bob) {
    Moments m{};
    for (std::size_t x = 0; x < 2; ++x) {
        m[alice_mean(x)] = alice[x];
        for (std::size_t y = 0; y < 3; ++y) m[correlator(x, y)] = alice[x] * bob[y];
    }
    for (std::size_t y = 0; y < 3; ++y) m[bob_mean(y)] = bob[y];
    return m;
}

}  // namespace

std::optional<KnownMoments> moments_of(const CorrelationTable& t) {
    if (t.alice_settings != 2 || t.bob_settings != 3 || t.alice_outcomes != 2 || t.bob_outcomes != 2) return std::nullopt;
    const double entry = uncertainty_of(t);
    if (!std::isfinite(entry)) return std::nullopt;
    KnownMoments known{{}, 0.0};
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            const double same = t(x, y, 0, 0) - t(x, y, 1, 1), other = t(x, y, 0, 1) - t(x, y, 1, 0);
            const auto i = static_cast<std::size_t>(x), j = static_cast<std::size_t>(y);
            known.value[correlator(i, j)] = (t(x, y, 0, 0) - t(x, y, 0, 1)) + (t(x, y, 1, 1) - t(x, y, 1, 0));
            known.value[alice_mean(i)] += (same + other) / 3.0;
            known.value[bob_mean(j)] += (same - other) / 2.0;
        }
    }
    if (known.value[correlator(0, 2)] < 0.0) {
        for (const std::size_t k : {bob_mean(2), correlator(0, 2), correlator(1, 2)}) known.value[k] = -known.value[k];
    }
    // Each mean is a sum of four entries, or the average of such sums, and at most a dozen roundings.
    const auto moments = static_cast<double>(known.value.size());
    known.uncertainty = rounding::up(moments * (4.0 * entry + rounding::margin(12.0, 1.0)), 4);
    return known;
}

Moments moments_of_strategy(int k) {
    return of_signs({sign_of_bit(k, 0), sign_of_bit(k, 1)}, {sign_of_bit(k, 2), sign_of_bit(k, 3), sign_of_bit(k, 4)});
}

bool CompositeRound::in_range() const {
    return closed(0.0, 1.0).contains(coherence) && closed(0.0, 0.5).contains(flip) && closed(0.0, 2.0).contains(local_rounds) &&
           std::isfinite(alice_angle) && std::isfinite(bob_angles[0]) && std::isfinite(bob_angles[1]) && answers >= 0 &&
           answers < 8;
}

Moments moments_of(const CompositeRound& round) {
    const bool along_z = round.key_axis == CompositeRound::KeyAxis::z;
    // Components of the measurements along Z and X; the latter come with the coherence.
    using Axis = std::array<double, 2>;
    const Axis key = along_z ? Axis{1.0, 0.0} : Axis{0.0, 1.0};
    const auto axis = [](double angle) { return Axis{std::cos(angle), std::sin(angle)}; };
    const std::array<Axis, 2> alice = {key, axis(round.alice_angle)};
    const std::array<Axis, 3> bob = {axis(round.bob_angles[0]), axis(round.bob_angles[1]), key};
    // Differing key bits, each of them as often 0 as 1.
    const Moments local =
        of_signs({1.0, sign_of_bit(round.answers, 0)}, {sign_of_bit(round.answers, 1), sign_of_bit(round.answers, 2), -1.0});
    Moments m{};
    for (std::size_t x = 0; x < 2; ++x) {
        for (std::size_t y = 0; y < 3; ++y) {
            const double quantum = alice[x][0] * bob[y][0] + round.coherence * alice[x][1] * bob[y][1];
            const double kept = y == 2 ? 1.0 - 2.0 * round.flip : 1.0;
            const std::size_t k = correlator(x, y);
            m[k] = (kept * quantum + round.local_rounds * local[k]) / (1.0 + round.local_rounds);
        }
    }
    return m;
}

UpperBound key_of(const CompositeRound& round) {
    if (!round.in_range()) return UpperBound{std::numeric_limits<double>::quiet_NaN()};
    if (round.flip == 0.5) return UpperBound{0.0};  // a coin: x is at most 1/2, and Y at least 1
    const double kept = 1.0 - round.flip, c = round.coherence;
    const double x =
        round.key_axis == CompositeRound::KeyAxis::z ? kept * (0.5 + 0.5 * c) : 0.5 + 0.5 * c * (kept - round.flip);
    const double peak = rounding::up(x, 6), total = 1.0 + round.local_rounds;
    const double rest = std::fmax(0.0, rounding::down(total - x, 8, total));
    const double key = peaked_information(peak, rest, 2.0).value;
    return UpperBound{key == 0.0 ? 0.0 : rounding::up(key / total, 3)};
}

}  // namespace keybound
