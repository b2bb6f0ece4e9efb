#include "keybound/proof/upper/local_polytope.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/local_strategies.hpp"

namespace keybound {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tolerated_signalling = 1e-9;
constexpr double table_rounding = 0x1p-50;

bool is_probability(double p) { return p >= -tolerated_signalling && p <= 1.0 + tolerated_signalling; }

double marginal_of_alice(const CorrelationTable& t, int x, int y, int a) {
    double sum = 0.0;
    for (int b = 0; b < t.bob_outcomes; ++b) sum += t(x, y, a, b);
    return sum;
}

double marginal_of_bob(const CorrelationTable& t, int x, int y, int b) {
    double sum = 0.0;
    for (int a = 0; a < t.alice_outcomes; ++a) sum += t(x, y, a, b);
    return sum;
}

// Weight of white noise in independent answers: outcomes times the least probability, for each party. 0 if they are none.
double white_part(const CorrelationTable& shape, const LocalNoise& noise) {
    const auto part = [](const std::vector<double>& p, int settings, int outcomes) {
        if (static_cast<int>(p.size()) != settings * outcomes) return 0.0;
        double least = 1.0;
        for (int s = 0; s < settings; ++s) {
            double sum = 0.0;
            for (int k = 0; k < outcomes; ++k) {
                const double value = p[static_cast<std::size_t>(s * outcomes + k)];
                if (!(value >= 0.0)) return 0.0;
                sum += value;
                least = std::min(least, value);
            }
            if (!(std::fabs(sum - 1.0) <= table_rounding)) return 0.0;
        }
        return least * outcomes;
    };
    const double both =
        part(noise.alice, shape.alice_settings, shape.alice_outcomes) * part(noise.bob, shape.bob_settings, shape.bob_outcomes);
    return std::min(1.0, rounding::down(both, 4));
}

}  // namespace

double uncertainty_of(const CorrelationTable& t) {
    if (strategies_of(t) == 0) return infinity;
    double worst = 0.0;
    const auto compare = [&](double p, double q) { worst = std::fabs(p - q) <= worst ? worst : std::fabs(p - q); };
    for (int x = 0; x < t.alice_settings; ++x) {
        for (int y = 0; y < t.bob_settings; ++y) {
            double total = 0.0;
            for (int a = 0; a < t.alice_outcomes; ++a) {
                total += marginal_of_alice(t, x, y, a);
                compare(marginal_of_alice(t, x, y, a), marginal_of_alice(t, x, 0, a));
            }
            for (int b = 0; b < t.bob_outcomes; ++b) compare(marginal_of_bob(t, x, y, b), marginal_of_bob(t, 0, y, b));
            compare(total, 1.0);
        }
    }
    if (!std::all_of(t.probabilities.begin(), t.probabilities.end(), is_probability)) return infinity;
    return worst <= tolerated_signalling ? 4.0 * worst + table_rounding : infinity;
}

CorrelationTable table_of(const CorrelationTable& shape, const LocalNoise& noise) {
    CorrelationTable result = shape;
    for (int x = 0; x < shape.alice_settings; ++x) {
        for (int y = 0; y < shape.bob_settings; ++y) {
            for (int a = 0; a < shape.alice_outcomes; ++a) {
                for (int b = 0; b < shape.bob_outcomes; ++b) {
                    result.probabilities[shape.index(x, y, a, b)] =
                        noise.alice[static_cast<std::size_t>(x * shape.alice_outcomes + a)] *
                        noise.bob[static_cast<std::size_t>(y * shape.bob_outcomes + b)];
                }
            }
        }
    }
    return result;
}

bool usable(const NoisyTables& line) {
    return std::isfinite(uncertainty_of(line.full)) && white_part(line.full, line.noise) > 0.0;
}

LocalNoise white_noise(const CorrelationTable& shape) {
    LocalNoise noise;
    noise.alice.assign(static_cast<std::size_t>(shape.alice_settings * shape.alice_outcomes), 1.0 / shape.alice_outcomes);
    noise.bob.assign(static_cast<std::size_t>(shape.bob_settings * shape.bob_outcomes), 1.0 / shape.bob_outcomes);
    return noise;
}

int strategies_of(const CorrelationTable& shape) {
    if (shape.alice_settings < 1 || shape.bob_settings < 1 || shape.alice_outcomes < 2 || shape.bob_outcomes < 2) return 0;
    const int alice = LocalStrategies::power(shape.alice_outcomes, shape.alice_settings);
    const int bob = LocalStrategies::power(shape.bob_outcomes, shape.bob_settings);
    if (alice > LocalStrategies::most || bob > LocalStrategies::most / alice) return 0;
    const auto entries = static_cast<std::size_t>(shape.alice_settings * shape.bob_settings) *
                         static_cast<std::size_t>(shape.alice_outcomes * shape.bob_outcomes);
    return shape.probabilities.size() == entries ? alice * bob : 0;
}

void read_strategy(const CorrelationTable& shape, int k, std::vector<int>& outcomes) {
    outcomes.clear();
    for (int x = 0; x < shape.alice_settings; ++x, k /= shape.alice_outcomes) outcomes.push_back(k % shape.alice_outcomes);
    for (int y = 0; y < shape.bob_settings; ++y, k /= shape.bob_outcomes) outcomes.push_back(k % shape.bob_outcomes);
}

UpperBound noise_that_hides(const CorrelationTable& r, double error) {
    const int da = r.alice_outcomes, db = r.bob_outcomes;
    double needed = 0.0;
    int operations = 0;
    const auto take = [&](double most_missing, double times_error, int outcomes) {
        needed += outcomes * (std::max(0.0, most_missing) + times_error * error);
        operations += 2 * (da + db + 4);
    };
    // std::max keeps its first argument if the second is NaN; so NaN is added instead of compared.
    double poison = 0.0;
    for (const double value : r.probabilities) poison += 0.0 * value;
    for (int x = 0; x < r.alice_settings; ++x) {
        double missing = 0.0;
        for (int a = 0; a < da; ++a) missing = std::max(missing, -marginal_of_alice(r, x, 0, a));
        take(missing, db, da);
    }
    for (int y = 0; y < r.bob_settings; ++y) {
        double missing = 0.0;
        for (int b = 0; b < db; ++b) missing = std::max(missing, -marginal_of_bob(r, 0, y, b));
        take(missing, da, db);
    }
    for (int x = 0; x < r.alice_settings; ++x) {
        for (int y = 0; y < r.bob_settings; ++y) {
            double missing = 0.0;
            for (int a = 0; a < da; ++a) {
                for (int b = 0; b < db; ++b) {
                    const double rest = r(x, y, a, b) - marginal_of_alice(r, x, 0, a) / db - marginal_of_bob(r, 0, y, b) / da;
                    missing = std::max(missing, -rest);
                }
            }
            take(missing, 3.0, da * db);
        }
    }
    double largest = error;
    for (const double value : r.probabilities) largest = std::max(largest, std::fabs(value));
    return UpperBound{rounding::up(needed + poison, operations, needed + largest * (da + db) * da * db)};
}

LowerBound conclude_local_visibility(const NoisyTables& line, double visibility, const std::vector<double>& weights) {
    const LowerBound nothing{0.0};
    if (!usable(line) || !(visibility > 0.0 && visibility <= 1.0)) return nothing;
    const LocalStrategies strategies(line.full);
    if (static_cast<int>(weights.size()) != strategies.count()) return nothing;
    double total = 0.0;
    int used = 0;
    for (const double weight : weights) {
        if (!(weight > 0.0)) continue;  // what is negative, or no number, is left out
        total += weight;
        ++used;
    }
    if (!(total > 0.0 && std::isfinite(total))) return nothing;
    CorrelationTable residual = table_of(line.full, line.noise);
    for (std::size_t e = 0; e < residual.probabilities.size(); ++e) {
        double& p = residual.probabilities[e];
        p = visibility * line.full.probabilities[e] + (1.0 - visibility) * p;
    }
    for (int k = 0; k < strategies.count(); ++k) {
        const double weight = weights[static_cast<std::size_t>(k)];
        if (!(weight > 0.0)) continue;
        strategies.for_entries(k, [&](std::size_t e) { residual.probabilities[e] -= weight / total; });
    }
    const double error = uncertainty_of(line.full) + rounding::margin(2.0 * used + 12.0, 1.0) + 2.0 * table_rounding;
    const double hidden = noise_that_hides(residual, error).value;
    const double noise = white_part(line.full, line.noise);
    // A share s of the mixture and 1 - s of the noise, in which s times the residual hides.
    const double bound = rounding::down(visibility * (noise / rounding::up(noise + hidden, 2)), 4);
    return bound > 0.0 ? LowerBound{bound} : nothing;
}

UpperBound conclude_local_visibility(const NoisyTables& line, const std::vector<double>& inequality) {
    const UpperBound nothing{1.0};
    if (!usable(line) || inequality.size() != line.full.probabilities.size()) return nothing;
    const CorrelationTable noise = table_of(line.full, line.noise);
    double size = 0.0, at_noise = 0.0, slope = 0.0;
    for (std::size_t e = 0; e < inequality.size(); ++e) {
        if (!std::isfinite(inequality[e])) return nothing;
        size += std::fabs(inequality[e]);
        at_noise += inequality[e] * noise.probabilities[e];
        slope += inequality[e] * (line.full.probabilities[e] - noise.probabilities[e]);
    }
    const LocalStrategies strategies(line.full);
    double local = -infinity;
    for (int k = 0; k < strategies.count(); ++k) {
        double value = 0.0;
        strategies.for_entries(k, [&](std::size_t e) { value += inequality[e]; });
        local = std::max(local, value);
    }
    const auto operations = static_cast<double>(inequality.size()) + 8.0;
    const double error = rounding::margin(operations, size) + 2.0 * size * uncertainty_of(line.full);
    const double denominator = slope - error;
    if (!(denominator > 0.0)) return nothing;
    const double bound = rounding::up((local - at_noise + 2.0 * error) / denominator, 4);
    return bound < 1.0 ? UpperBound{std::max(0.0, bound)} : nothing;
}

LowerBound conclude_local_weight(const CorrelationTable& table, const std::vector<double>& weights) {
    const double error = uncertainty_of(table);
    if (!std::isfinite(error)) return LowerBound{0.0};
    const LocalStrategies strategies(table);
    if (static_cast<int>(weights.size()) != strategies.count()) return LowerBound{0.0};
    const auto weight_of = [&](int k) {
        const double weight = weights[static_cast<std::size_t>(k)];
        return weight > 0.0 && weight <= 1.0 ? weight : 0.0;
    };
    std::vector<double> used(table.probabilities.size(), 0.0);
    for (int k = 0; k < strategies.count(); ++k) {
        if (weight_of(k) == 0.0) continue;
        strategies.for_entries(k, [&](std::size_t e) { used[e] += weight_of(k); });
    }
    for (double& value : used) value = rounding::up(value, strategies.count() + 1.0);
    // Where strategies ask for more than there is, all that use the entry are cut by the same factor.
    double total = 0.0;
    for (int k = 0; k < strategies.count(); ++k) {
        double factor = 1.0;
        if (weight_of(k) == 0.0) continue;
        strategies.for_entries(k, [&](std::size_t e) {
            const double there = std::max(0.0, rounding::down(table.probabilities[e] - error, 2, 1.0));
            factor = std::min(factor, there / used[e]);
        });
        total += weight_of(k) * factor;
    }
    return LowerBound{std::max(0.0, std::min(1.0, rounding::down(total, strategies.count() + 4.0)))};
}

UpperBound conclude_local_weight_by(const CorrelationTable& table, const std::vector<double>& inequality) {
    const UpperBound nothing{1.0};
    const double error = uncertainty_of(table);
    if (!std::isfinite(error) || inequality.size() != table.probabilities.size()) return nothing;
    double value = 0.0, size = 0.0;
    std::vector<double> b = inequality;
    for (std::size_t e = 0; e < b.size(); ++e) {
        if (!std::isfinite(b[e])) return nothing;
        b[e] = std::max(0.0, b[e]);
        size += b[e];
        value += b[e] * (std::max(0.0, table.probabilities[e]) + error);
    }
    const LocalStrategies strategies(table);
    double local = infinity;
    for (int k = 0; k < strategies.count(); ++k) {
        double sum = 0.0;
        strategies.for_entries(k, [&](std::size_t e) { sum += b[e]; });
        local = std::min(local, sum);
    }
    const double margin = rounding::margin(static_cast<double>(b.size()) + 4.0, size);
    if (!(local - margin > 0.0)) return nothing;
    const double bound = rounding::up((value + margin) / (local - margin), 4);
    return bound < 1.0 ? UpperBound{bound} : nothing;
}

LocalInterval local_visibility(const NoisyTables& line) {
    const LocalCandidate found = propose_local_visibility(line);
    return {conclude_local_visibility(line, found.value, found.weights), conclude_local_visibility(line, found.inequality)};
}

LocalInterval local_weight(const CorrelationTable& table) {
    const LocalCandidate found = propose_local_weight(table);
    return {conclude_local_weight(table, found.weights), conclude_local_weight_by(table, found.inequality)};
}

LowerBound certified_local_visibility(const CorrelationTable& at_full_visibility) {
    const NoisyTables line{at_full_visibility, white_noise(at_full_visibility)};
    const LocalCandidate found = propose_local_visibility(line);
    return conclude_local_visibility(line, found.value, found.weights);
}

}  // namespace keybound
