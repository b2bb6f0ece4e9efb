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
