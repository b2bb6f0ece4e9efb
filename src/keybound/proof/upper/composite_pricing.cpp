#include "keybound/proof/upper/composite_pricing.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

using KeyAxis = CompositeRound::KeyAxis;

constexpr int coherences = 16;  // grid intervals
constexpr int angles = 32;
constexpr double finest_step = 1e-6;
constexpr double nothing_paid = 1e-6;
constexpr double no_slope = 1e-5;
constexpr int most_moves = 400;
constexpr std::size_t most_rounds = 4;

struct Place {
    double coherence, angle;
};

struct Priced {
    double value;  // reduced cost of one quantum round with its local ones
    CompositeRound round;
};

class Pricing {
 public:
    explicit Pricing(const Prices& prices) : y_(prices.moments) {
        local_ = -1e300;
        for (int answers = 0; answers < 8; ++answers) {
            const CompositeRound all_local{.local_rounds = 1.0, .answers = answers};
            const Moments m = moments_of(all_local), quantum = moments_of(CompositeRound{});
            double value = 0.0;
            for (std::size_t k = 5; k < m.size(); ++k) value += y_[k] * (2.0 * m[k] - quantum[k]);
            if (value > local_) {
                local_ = value;
                answers_ = answers;
            }
        }
        // d e/dY = 1 + log2(1 - x/Y) is what one more local round costs; the multipliers pay this much for it.
        const double paid = local_ + prices.weight;
        paid_ = paid > -nothing_paid ? 0.0 : paid;
        best_share_ = 1.0 - std::exp2(paid_ - 1.0);
        slope_ = std::log2(best_share_ / (1.0 - best_share_));
    }

    double value_at(KeyAxis axis, const Place& place) const {
        return evaluate(axis, place, std::cos(place.angle), std::sin(place.angle), nullptr);
    }
    double value_at(KeyAxis axis, const Place& place, double cosine, double sine) const {
        return evaluate(axis, place, cosine, sine, nullptr);
    }
    Priced at(KeyAxis axis, const Place& place) const {
        Priced result{};
        result.value = evaluate(axis, place, std::cos(place.angle), std::sin(place.angle), &result.round);
        return result;
    }

 private:
    double price(std::size_t x, std::size_t y) const { return y_[correlator(x, y)]; }

    double evaluate(KeyAxis axis, const Place& place, double cosine, double sine, CompositeRound* round) const {
        const bool along_z = axis == KeyAxis::z;
        const double c = place.coherence;
        double value = local_;
        for (std::size_t y = 0; y < 2; ++y) {
            const double along = (along_z ? price(0, y) : 0.0) + price(1, y) * cosine;
            const double across = c * ((along_z ? 0.0 : price(0, y)) + price(1, y) * sine);
            value -= std::sqrt(along * along + across * across);
            if (round != nullptr) round->bob_angles[y] = std::atan2(across, along);
        }
        const double key = along_z ? price(0, 2) + price(1, 2) * cosine : c * (price(0, 2) + price(1, 2) * sine);
        // x falls from `largest` by s per flip.
        const double largest = 0.5 * (1.0 + c), s = along_z ? largest : c;
        const double x = best_peak(largest, s, key);
        const bool coin = s > 0.0 && x <= largest - 0.5 * s;
        const double flip = coin ? 0.5 : s > 0.0 ? std::clamp((largest - x) / s, 0.0, 0.5) : 0.0;
        const double total = std::max(1.0, x / best_share_);
        value += cost_of(x) - key * (1.0 - 2.0 * flip);
        if (round != nullptr) {
            round->key_axis = axis;
            round->coherence = c;
            round->alice_angle = place.angle;
            round->flip = flip;
            // A little more where the peak sinks to one half, so that it does in floating point.
            round->local_rounds = std::clamp(total * (paid_ == 0.0 ? 1.0 + 1e-14 : 1.0) - 1.0, 0.0, 2.0);
            round->answers = answers_;
        }
        return value;
    }

    // min over Y >= 1 of e(x, Y) - paid Y; e is homogeneous, so its slope in x is that of the best share from there on.
    double cost_of(double x) const {
        if (x > best_share_) return x * slope_;
        return (x > 0.5 ? 1.0 - binary_entropy(std::min(1.0, x)) : 0.0) - paid_;
    }

    double best_peak(double largest, double s, double key) const {
        if (!(s > 0.0)) return largest;
        const double wanted = 2.0 * key / s;  // slope of the cost in x that pays for a flip
        const double at_largest = largest > best_share_ ? slope_ : std::log2(largest / (1.0 - largest));
        if (wanted >= at_largest) return largest;
        // Near one half the key is of second order: there none at all is found by rounding.
        const double peak = wanted < no_slope ? (wanted < 0.0 ? 0.0 : 0.5 - 1e-15) : 1.0 / (1.0 + std::exp2(-wanted));
        return std::clamp(peak, largest - 0.5 * s, largest);
    }

    Moments y_;
    double local_, paid_, best_share_, slope_;
    int answers_ = 0;
};

Place moved(const Place& from, double coherence, double angle) {
    return {std::clamp(from.coherence + coherence, 0.0, 1.0), from.angle + angle};
}

Priced polished(const Pricing& pricing, KeyAxis axis, Place place, double value) {
    double dc = 0.5 / coherences, da = std::numbers::pi / angles;
    for (int moves = 0; da > finest_step && moves < most_moves; ++moves) {
        bool better = false;
        for (const auto& [c, a] :
             {std::pair{dc, 0.0}, {-dc, 0.0}, {0.0, da}, {0.0, -da}, {dc, da}, {dc, -da}, {-dc, da}, {-dc, -da}}) {
            const Place other = moved(place, c, a);
            const double there = pricing.value_at(axis, other);
            if (!(there < value)) continue;
            place = other;
            value = there;
            better = true;
            break;
        }
        if (better) continue;
        dc /= 2.0;
        da /= 2.0;
    }
    return pricing.at(axis, place);
}

}  // namespace

std::vector<CompositeRound> rounds_worth_adding(const Prices& prices, double tolerance) {
    const Pricing pricing(prices);
    std::vector<Priced> found;
    for (const KeyAxis axis : {KeyAxis::z, KeyAxis::x}) {
        const auto place = [](int c, int a) {
            return Place{static_cast<double>(c) / coherences, 2.0 * std::numbers::pi * a / angles};
        };
        std::array<std::array<double, angles>, coherences + 1> grid;
        for (int a = 0; a < angles; ++a) {
            const double cosine = std::cos(place(0, a).angle), sine = std::sin(place(0, a).angle);
            for (int c = 0; c <= coherences; ++c) {
                grid[static_cast<std::size_t>(c)][static_cast<std::size_t>(a)] =
                    pricing.value_at(axis, place(c, a), cosine, sine);
            }
        }
        for (int c = 0; c <= coherences; ++c) {
            for (int a = 0; a < angles; ++a) {
                const double here = grid[static_cast<std::size_t>(c)][static_cast<std::size_t>(a)];
                bool least = true;
                for (int i = std::max(0, c - 1); i <= std::min(coherences, c + 1) && least; ++i) {
                    for (int j = a + angles - 1; j <= a + angles + 1; ++j) {
                        least = least && here <= grid[static_cast<std::size_t>(i)][static_cast<std::size_t>(j % angles)];
                    }
                }
                if (least) found.push_back(polished(pricing, axis, place(c, a), here));
            }
        }
    }
    std::sort(found.begin(), found.end(), [](const Priced& p, const Priced& q) { return p.value < q.value; });
    std::vector<CompositeRound> result;
    for (const Priced& priced : found) {
        if (result.size() < most_rounds && priced.value < -tolerance) result.push_back(priced.round);
    }
    return result;
}

}  // namespace keybound
