#include "keybound/opt/lp.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

constexpr double infinity = Lp::infinity;

void check_shape(const Lp& lp) {
    const std::size_t n = lp.cost.size(), m = lp.row_lower.size();
    KEYBOUND_CHECK(lp.column_lower.size() == n && lp.column_upper.size() == n && lp.row_upper.size() == m);
    for (const LpEntry& e : lp.entries) {
        KEYBOUND_CHECK(e.row >= 0 && e.row < lp.rows() && e.column >= 0 && e.column < lp.columns());
    }
}

// A sum and what its roundings have lost at most: nothing where every operation was exact.
struct TrackedSum {
    double value = 0.0;
    double lost = 0.0;
    int operations = 0;

    void add(double term) {  // D. E. Knuth's two-sum
        const double sum = value + term;
        const double part = sum - value;
        lost += std::fabs((value - (sum - part)) + (term - part));
        value = sum;
        ++operations;
    }
    void subtract_product(double a, double b) {
        const double product = a * b;
        const double error = std::fma(a, b, -product);  // exact unless it underflows
        const bool tiny = !(std::fabs(product) > 0x1p-960) && a != 0.0 && b != 0.0;
        lost += std::fabs(error) + (tiny ? std::numeric_limits<double>::denorm_min() : 0.0);
        add(-product);
    }
    double error() const { return lost == 0.0 ? 0.0 : rounding::up(lost, 4.0 * operations); }
};

// min of d x over low <= d <= high, lower <= x <= upper.
double least_product(double low, double high, double lower, double upper) {
    if (lower == -infinity && !(high <= 0.0)) return -infinity;
    if (upper == infinity && !(low >= 0.0)) return -infinity;
    double least = infinity;
    for (const double end : {lower, upper}) {
        if (std::isfinite(end)) least = std::min({least, low * end, high * end});
    }
    return least == infinity ? 0.0 : least;  // no end at all: d is exactly 0
}

bool bounds_make_sense(double lower, double upper) { return lower < infinity && upper > -infinity; }

}  // namespace

int Lp::add_column(double cost_of_one, double lower, double upper) {
    cost.push_back(cost_of_one);
    column_lower.push_back(lower);
    column_upper.push_back(upper);
    return columns() - 1;
}

int Lp::add_row(double lower, double upper, const std::vector<LpEntry>& row) {
    row_lower.push_back(lower);
    row_upper.push_back(upper);
    for (const LpEntry& e : row) entries.push_back({rows() - 1, e.column, e.value});
    return rows() - 1;
}

double cost_at(const Lp& lp, const std::vector<double>& x) {
    double value = 0.0;
    for (std::size_t j = 0; j < lp.cost.size(); ++j) value += lp.cost[j] * x[j];
    return value;
}

LowerBound conclude_lp(const Lp& lp, const std::vector<double>& row_duals) {
    check_shape(lp);
    const LowerBound nothing{-infinity};
    if (row_duals.size() != lp.row_lower.size()) return nothing;
    double value = 0.0, magnitude = 0.0;
    const auto add = [&](double term) {
        value += term;
        magnitude += std::fabs(term);
    };
    std::vector<double> y = row_duals;
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (!std::isfinite(y[i]) || !bounds_make_sense(lp.row_lower[i], lp.row_upper[i])) return nothing;
        const double bound = y[i] > 0.0 ? lp.row_lower[i] : lp.row_upper[i];
        if (!std::isfinite(bound)) y[i] = 0.0;
        if (y[i] != 0.0) add(y[i] * bound);
    }
    std::vector<TrackedSum> residual(lp.cost.size());
    for (std::size_t j = 0; j < lp.cost.size(); ++j) residual[j].value = lp.cost[j];
    for (const LpEntry& e : lp.entries) {
        if (!std::isfinite(e.value)) return nothing;
        if (y[e.row] != 0.0) residual[e.column].subtract_product(y[e.row], e.value);
    }
    for (std::size_t j = 0; j < residual.size(); ++j) {
        const double d = residual[j].value, error = residual[j].error();
        if (!std::isfinite(d) || !std::isfinite(error)) return nothing;
        if (!bounds_make_sense(lp.column_lower[j], lp.column_upper[j])) return nothing;
        const double low = error == 0.0 ? d : rounding::down(d - error, 1);
        const double high = error == 0.0 ? d : rounding::up(d + error, 1);
        const double least = least_product(low, high, lp.column_lower[j], lp.column_upper[j]);
        if (!(least > -infinity)) return nothing;
        add(least);
    }
    const double bound = rounding::down(value, 2.0 * static_cast<double>(y.size() + residual.size()) + 8.0, magnitude);
    return std::isfinite(bound) ? LowerBound{bound} : nothing;
}

}  // namespace keybound
