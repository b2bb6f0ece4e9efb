#include <algorithm>
#include <cmath>

#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/upper/local_strategies.hpp"

namespace keybound {

namespace {

// The equations of a table without signalling: marginals and pairs, without each last outcome, and the sum.
class FreeEntries {
 public:
    explicit FreeEntries(const CorrelationTable& t) : row_(t.probabilities.size(), -1) {
        for (int x = 0; x < t.alice_settings; ++x) {
            for (int y = 0; y < t.bob_settings; ++y) {
                for (int a = 0; a < t.alice_outcomes; ++a) {
                    for (int b = 0; b < t.bob_outcomes; ++b) {
                        const bool last_a = a + 1 == t.alice_outcomes, last_b = b + 1 == t.bob_outcomes;
                        // One entry stands for each marginal: that of the other's setting 0 and last outcome.
                        if ((last_a && x != 0) || (last_b && y != 0)) continue;
                        row_[t.index(x, y, a, b)] = rows_++;
                    }
                }
            }
        }
    }
    int rows() const { return rows_; }
    int row(std::size_t entry) const { return row_[entry]; }

 private:
    std::vector<int> row_;
    int rows_ = 0;
};

}  // namespace

LocalCandidate propose_local_visibility(const NoisyTables& line) {
    LocalCandidate result;
    if (!usable(line)) return result;
    const LocalStrategies strategies(line.full);
    const FreeEntries free(line.full);
    const CorrelationTable noise = table_of(line.full, line.noise);
    Lp lp;
    for (int k = 0; k < strategies.count(); ++k) {
        lp.add_column(0.0, 0.0, Lp::infinity);
        strategies.for_entries(k, [&](std::size_t e) {
            if (free.row(e) >= 0) lp.entries.push_back({free.row(e), k, 1.0});
        });
    }
    const int v = lp.add_column(-1.0, 0.0, 1.0);
    lp.row_lower.resize(static_cast<std::size_t>(free.rows()));
    for (std::size_t e = 0; e < noise.probabilities.size(); ++e) {
        if (free.row(e) < 0) continue;
        lp.row_lower[static_cast<std::size_t>(free.row(e))] = noise.probabilities[e];
        const double slope = line.full.probabilities[e] - noise.probabilities[e];
        if (slope != 0.0) lp.entries.push_back({free.row(e), v, -slope});
    }
    lp.row_upper = lp.row_lower;
    const LpSolution found = solve_clp(lp, {.refine = false});
    result.value = found.x.back();
    result.weights.assign(found.x.begin(), found.x.end() - 1);
    result.inequality.assign(noise.probabilities.size(), 0.0);
    for (std::size_t e = 0; e < result.inequality.size(); ++e) {
        if (free.row(e) >= 0) result.inequality[e] = found.row_duals[static_cast<std::size_t>(free.row(e))];
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
