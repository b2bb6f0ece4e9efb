#include <algorithm>
#include <cmath>

#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/upper/local_strategies.hpp"

namespace keybound {

namespace {

// Whether both parties may count their outcomes from another one on: it leaves the table as it is.
bool is_cyclic(const CorrelationTable& t) {
    if (t.alice_outcomes != t.bob_outcomes) return false;
    const int d = t.alice_outcomes;
    for (int x = 0; x < t.alice_settings; ++x) {
        for (int y = 0; y < t.bob_settings; ++y) {
            for (int a = 0; a < d; ++a) {
                for (int b = 0; b < d; ++b) {
                    if (!(std::fabs(t(x, y, a, b) - t(x, y, 0, (b - a + d) % d)) <= 1e-13)) return false;
                }
            }
        }
    }
    return true;
}

// Which equation an entry of a table belongs to. Without signalling, marginals and pairs without each last outcome, and the
// sum, are all there is; of cyclic tables, differences of outcomes are.
class Equations {
 public:
    Equations(const CorrelationTable& t, bool cyclic)
        : cyclic_(cyclic),
          outcomes_(t.alice_outcomes),
          settings_(t.alice_settings + t.bob_settings),
          row_(t.probabilities.size(), -1) {
        for (int x = 0; x < t.alice_settings; ++x) {
            for (int y = 0; y < t.bob_settings; ++y) {
                if (cyclic) {
                    add_differences(t, x, y);
                } else {
                    add_pairs(t, x, y);
                }
            }
        }
    }

    int rows() const { return rows_; }
    int row(std::size_t entry) const { return row_[entry]; }
    // Strategies are the multiples of this, each with those that count their outcomes from another one on.
    int step() const { return cyclic_ ? outcomes_ : 1; }
    int shifted(int k, int by) const {
        if (by == 0) return k;
        int result = 0, place = 1;
        for (int s = 0; s < settings_; ++s, k /= outcomes_, place *= outcomes_) {
            result += (k % outcomes_ + by) % outcomes_ * place;
        }
        return result;
    }

 private:
    void add_pairs(const CorrelationTable& t, int x, int y) {
        for (int a = 0; a < t.alice_outcomes; ++a) {
            for (int b = 0; b < t.bob_outcomes; ++b) {
                const bool last_a = a + 1 == t.alice_outcomes, last_b = b + 1 == t.bob_outcomes;
                // One entry stands for each marginal: that of the other's setting 0 and last outcome.
                if ((last_a && x != 0) || (last_b && y != 0)) continue;
                row_[t.index(x, y, a, b)] = rows_++;
            }
        }
    }
    void add_differences(const CorrelationTable& t, int x, int y) {
        for (int c = 0; c < outcomes_; ++c) {
            if (c + 1 == outcomes_ && (x != 0 || y != 0)) continue;
            for (int a = 0; a < outcomes_; ++a) row_[t.index(x, y, a, (a + c) % outcomes_)] = rows_;
            ++rows_;
        }
    }

    bool cyclic_;
    int outcomes_, settings_;
    std::vector<int> row_;
    int rows_ = 0;
};

}  // namespace

LocalCandidate propose_local_visibility(const NoisyTables& line) {
    LocalCandidate result;
    if (!usable(line)) return result;
    const LocalStrategies strategies(line.full);
    const CorrelationTable noise = table_of(line.full, line.noise);
    const Equations equations(line.full, is_cyclic(line.full) && is_cyclic(noise));
    Lp lp;
    for (int k = 0; k < strategies.count(); k += equations.step()) {
        const int column = lp.add_column(0.0, 0.0, Lp::infinity);
        strategies.for_entries(k, [&](std::size_t e) {
            if (equations.row(e) >= 0) lp.entries.push_back({equations.row(e), column, 1.0});
        });
    }
    const int v = lp.add_column(-1.0, 0.0, 1.0);
    std::vector<double> slopes(static_cast<std::size_t>(equations.rows()), 0.0);
    lp.row_lower = slopes;
    for (std::size_t e = 0; e < noise.probabilities.size(); ++e) {
        if (equations.row(e) < 0) continue;
        const auto row = static_cast<std::size_t>(equations.row(e));
        lp.row_lower[row] += noise.probabilities[e];
        slopes[row] += line.full.probabilities[e] - noise.probabilities[e];
    }
    for (int row = 0; row < equations.rows(); ++row) lp.entries.push_back({row, v, -slopes[static_cast<std::size_t>(row)]});
    lp.row_upper = lp.row_lower;
    const LpSolution found = solve_clp(lp, {.refine = false});
    result.value = found.x.back();
    result.weights.assign(static_cast<std::size_t>(strategies.count()), 0.0);
    for (int column = 0; column < v; ++column) {
        const double weight = found.x[static_cast<std::size_t>(column)] / equations.step();
        for (int by = 0; by < equations.step(); ++by) {
            result.weights[static_cast<std::size_t>(equations.shifted(column * equations.step(), by))] = weight;
        }
    }
    result.inequality.assign(noise.probabilities.size(), 0.0);
    for (std::size_t e = 0; e < result.inequality.size(); ++e) {
        if (equations.row(e) >= 0) result.inequality[e] = found.row_duals[static_cast<std::size_t>(equations.row(e))];
    }
    return result;
}

LocalCandidate propose_local_weight(const CorrelationTable& table) {
    LocalCandidate result;
    if (!std::isfinite(uncertainty_of(table))) return result;
    const LocalStrategies strategies(table);
    Lp lp;
    for (int k = 0; k < strategies.count(); ++k) {
        lp.add_column(-1.0, 0.0, Lp::infinity);
        strategies.for_entries(k, [&](std::size_t e) { lp.entries.push_back({static_cast<int>(e), k, 1.0}); });
    }
    for (const double p : table.probabilities) {
        lp.row_lower.push_back(-Lp::infinity);
        lp.row_upper.push_back(std::max(0.0, p));
    }
    const LpSolution found = solve_clp(lp);
    for (const double weight : found.x) result.value += weight;
    result.weights = found.x;
    for (const double dual : found.row_duals) result.inequality.push_back(-dual);
    return result;
}

}  // namespace keybound
