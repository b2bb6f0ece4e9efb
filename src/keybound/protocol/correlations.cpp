#include "keybound/protocol/correlations.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

constexpr int alice = 2, bob = 3;

// Probability to read 1 where the ideal measurement gives 0 or 1.
std::array<double, 2> reads_one(double efficiency, double dark) {
    const double hit = efficiency + (1.0 - efficiency) * dark;  // the detector of the ideal outcome clicks
    const double both = 0.5 * hit * dark;
    return {(1.0 - hit) * dark + both, hit * (1.0 - dark) + both};
}

// Bob's settings in the Z-X plane: the cosines of their angles with Alice's Z and X.
constexpr double diagonal = 0.5 * std::numbers::sqrt2;
constexpr double along[alice][bob] = {{diagonal, diagonal, 1.0}, {diagonal, -diagonal, 0.0}};

std::size_t index(int setting) { return static_cast<std::size_t>(setting); }

// Frequencies of one pair of settings.
struct PairCounts {
    double rounds = 0.0, mean_of_alice = 0.0, mean_of_bob = 0.0, correlator = 0.0;

    PairCounts() = default;
    PairCounts(const CorrelationTable& n, int x, int y)
        : rounds(n(x, y, 0, 0) + n(x, y, 0, 1) + n(x, y, 1, 0) + n(x, y, 1, 1)) {
        mean_of_alice = (n(x, y, 0, 0) + n(x, y, 0, 1) - n(x, y, 1, 0) - n(x, y, 1, 1)) / rounds;
        mean_of_bob = (n(x, y, 0, 0) + n(x, y, 1, 0) - n(x, y, 0, 1) - n(x, y, 1, 1)) / rounds;
        correlator = n.correlator(x, y) / rounds;
    }
};

// A mean of signs, over all rounds with one's own setting.
class PooledMean {
 public:
    void add(double mean, double rounds) {
        sum_ += mean * rounds;
        rounds_ += rounds;
    }
    double mean() const { return std::clamp(sum_ / rounds_, -1.0, 1.0); }
    // How far from it a part of those rounds is, in its standard deviations.
    double deviation(double part, double rounds) const {
        const double distance = std::fabs(part - mean());
        return distance <= 1e-12 ? 0.0 : distance / std::sqrt((1.0 - mean() * mean()) / rounds);
    }

 private:
    double sum_ = 0.0, rounds_ = 0.0;
};

}  // namespace

double CorrelationTable::correlator(int x, int y) const {
    const CorrelationTable& p = *this;
    return p(x, y, 0, 0) + p(x, y, 1, 1) - p(x, y, 0, 1) - p(x, y, 1, 0);
}

double Correlations::violation_above() const {
    const double s = std::fabs(chsh_value);
    return roundings == 0.0 ? s : rounding::up(s, roundings, 4.0);
}

double Correlations::violation_below() const {
    const double s = std::fabs(chsh_value);
    return roundings == 0.0 ? s : rounding::down(s, roundings, 4.0);
}

// 1 - Q is exact from one half on.
double Correlations::error_above() const {
    const double q = std::min(quantum_bit_error_rate, 1.0 - quantum_bit_error_rate);
    return roundings == 0.0 || std::isnan(q) ? q : std::min(0.5, rounding::up(q, roundings, 1.0));
}

double Correlations::error_below() const {
    const double q = std::min(quantum_bit_error_rate, 1.0 - quantum_bit_error_rate);
    return roundings == 0.0 || std::isnan(q) ? q : std::max(0.0, rounding::down(q, roundings, 1.0));
}

Correlations correlations_of(CorrelationTable table) {
    Correlations seen;
    for (int minus = 0; minus < 4; ++minus) {
        double sum = 0.0;
        for (int k = 0; k < 4; ++k) sum += (k == minus ? -1.0 : 1.0) * table.correlator(k / 2, k % 2);
        seen.chsh_value = std::max(seen.chsh_value, std::fabs(sum));
    }
    seen.quantum_bit_error_rate = table(0, 2, 0, 1) + table(0, 2, 1, 0);
    seen.roundings = 16.0;
    seen.table = std::move(table);
    return seen;
}

Correlations correlations_of_counts(const CorrelationTable& counts) {
    std::array<std::array<PairCounts, bob>, alice> pairs;
    CountedRounds counted;
    for (int x = 0; x < alice; ++x) {
        for (int y = 0; y < bob; ++y) {
            pairs[index(x)][index(y)] = PairCounts(counts, x, y);
            counted.total += pairs[index(x)][index(y)].rounds;
        }
    }
    std::array<PooledMean, alice> of_alice;
    std::array<PooledMean, bob> of_bob;
    for (std::size_t x = 0; x < alice; ++x) {
        for (std::size_t y = 0; y < bob; ++y) {
            of_alice[x].add(pairs[x][y].mean_of_alice, pairs[x][y].rounds);
            of_bob[y].add(pairs[x][y].mean_of_bob, pairs[x][y].rounds);
        }
    }
    CorrelationTable table = counts;
    for (int x = 0; x < alice; ++x) {
        for (int y = 0; y < bob; ++y) {
            const PairCounts& pair = pairs[index(x)][index(y)];
            const PooledMean &a = of_alice[index(x)], &b = of_bob[index(y)];
            counted.deviations = std::max(
                {counted.deviations, a.deviation(pair.mean_of_alice, pair.rounds), b.deviation(pair.mean_of_bob, pair.rounds)});
            const double e =
                std::clamp(pair.correlator, std::fabs(a.mean() + b.mean()) - 1.0, 1.0 - std::fabs(a.mean() - b.mean()));
            for (const int i : {0, 1}) {
                for (const int k : {0, 1}) {
                    const double s = i == 0 ? 1.0 : -1.0, t = k == 0 ? 1.0 : -1.0;
                    table.probabilities[table.index(x, y, i, k)] = 0.25 * (1.0 + s * a.mean() + t * b.mean() + s * t * e);
                }
            }
        }
    }
    Correlations seen = correlations_of(std::move(table));
    seen.counted = counted;
    return seen;
}

CorrelationTable table_of_isotropic_state(double visibility, double efficiency, double dark_count_probability) {
    const std::array<double, 2> one = reads_one(efficiency, dark_count_probability);
    CorrelationTable table;
    table.probabilities.assign(static_cast<std::size_t>(alice * bob * 4), 0.0);
    for (int x = 0; x < alice; ++x) {
        for (int y = 0; y < bob; ++y) {
            for (int a = 0; a < 2; ++a) {
                for (int b = 0; b < 2; ++b) {
                    double sum = 0.0;
                    for (int ideal = 0; ideal < 4; ++ideal) {
                        const int i = ideal / 2, k = ideal % 2;
                        const double born = 0.25 * (1.0 + (i == k ? 1.0 : -1.0) * visibility * along[x][y]);
                        const double reads_a =
                            a == 1 ? one[static_cast<std::size_t>(i)] : 1.0 - one[static_cast<std::size_t>(i)];
                        const double reads_b =
                            b == 1 ? one[static_cast<std::size_t>(k)] : 1.0 - one[static_cast<std::size_t>(k)];
                        sum += born * reads_a * reads_b;
                    }
                    table.probabilities[table.index(x, y, a, b)] = sum;
                }
            }
        }
    }
    return table;
}

}  // namespace keybound
