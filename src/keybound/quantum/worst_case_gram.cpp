#include "keybound/quantum/worst_case_gram.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound {

namespace {

constexpr double settled = 1e-11;     // relative change of the multipliers in one sweep; what it leaves over is repaired
constexpr double good_enough = 1e-9;  // relative gap between the primal value and the certified dual

// Rows L_j with sum_a L_ja conj(L_ka) = V_jk to rounding: pivoted Cholesky, which stops at the numerical rank.
// Returns the rank. Row j of L is the natural first guess for the side-channel state of setting j.
int factor(const SmallMatrix& v, SmallMatrix& rows) {
    const int n = static_cast<int>(v.rows());
    rows = SmallMatrix::Zero(n, n);
    SmallVector rest = v.diagonal().real();
    const double tolerance = 1e-13 * rest.sum();
    for (int rank = 0; rank < n; ++rank) {
        int pivot = 0;
        for (int j = 1; j < n; ++j) {
            if (rest(j) > rest(pivot)) pivot = j;
        }
        if (!(rest(pivot) > tolerance)) return rank;
        const double root = std::sqrt(rest(pivot));
        for (int j = 0; j < n; ++j) {
            Complex sum = v(j, pivot);
            for (int a = 0; a < rank; ++a) sum -= rows(j, a) * std::conj(rows(pivot, a));
            rows(j, rank) = sum / root;
            rest(j) -= std::norm(rows(j, rank));
        }
    }
    return n;
}

void normalise_row(SmallMatrix& rows, int j, int width) {
    double square = 0.0;
    for (int a = 0; a < width; ++a) square += std::norm(rows(j, a));
    if (square > 0.0) {
        const double scale = 1.0 / std::sqrt(square);
        for (int a = 0; a < width; ++a) rows(j, a) *= scale;
    } else {
        for (int a = 0; a < width; ++a) rows(j, a) = a == 0 ? 1.0 : 0.0;
    }
}

// Block-coordinate ascent: each unit row is replaced by the direction of sum_{k != j} V_jk row_k until the multipliers
// y_j = V_jj + |sum_{k != j} V_jk row_k| settle.
SmallVector ascend(const SmallMatrix& v, SmallMatrix& rows, int width, int max_sweeps) {
    const int n = static_cast<int>(v.rows());
    SmallVector y = SmallVector::Zero(n);
    for (int sweep = 0; sweep < max_sweeps; ++sweep) {
        double change = 0.0;
        for (int j = 0; j < n; ++j) {
            std::array<Complex, max_settings> pull;
            std::fill_n(pull.begin(), width, Complex(0.0, 0.0));
            for (int k = 0; k < n; ++k) {
                const Complex weight = v.coeff(j, k);  // coeff: this loop is hot, and its indices are checked by its bounds
                if (k == j || weight == 0.0) continue;
                for (int a = 0; a < width; ++a) pull[a] += weight * rows.coeff(k, a);
            }
            double square = 0.0;
            for (int a = 0; a < width; ++a) square += std::norm(pull[a]);
            const double length = std::sqrt(square);
            if (length > 0.0) {
                const double scale = 1.0 / length;
                for (int a = 0; a < width; ++a) rows.coeffRef(j, a) = pull[a] * scale;
            }
            const double updated = v(j, j).real() + length;
            change += std::fabs(updated - y(j));
            y(j) = updated;
        }
        if (!(change > settled * y.sum())) break;
    }
    return y;
}

}  // namespace

WorstCaseGram conclude_worst_case_gram(const SmallMatrix& v, const SmallVector& candidate) {
    const int n = static_cast<int>(v.rows());
    SmallMatrix difference = -v;
    for (int j = 0; j < n; ++j) difference(j, j) += candidate(j);
    const double least = certify_psd(difference, 0.0);
    SmallVector y = candidate;
    double total = 0.0;
    double scale = 0.0;
    for (int j = 0; j < n; ++j) {
        y(j) = rounding::up(candidate(j) + std::max(0.0, -least), 2, std::fabs(candidate(j)) + std::fabs(least));
        total += y(j);
        scale += std::fabs(y(j));
    }
    const double value = rounding::up(total, n, scale);
    return {value < std::numeric_limits<double>::infinity() ? value : std::numeric_limits<double>::infinity(), y};  // NaN too
}

WorstCaseGram worst_case_gram(const SmallMatrix& v) {
    const int n = static_cast<int>(v.rows());
    SmallMatrix rows;
    int width = std::max(1, factor(v, rows));
    for (int j = 0; j < n; ++j) normalise_row(rows, j, width);
    const SmallVector first = ascend(v, rows, width, 2000);
    WorstCaseGram best = conclude_worst_case_gram(v, first);
    if (best.value <= first.sum() * (1.0 + good_enough)) return best;

    // A stationary point that is not the maximum: leave the subspace of the first guess and climb again.
    for (int j = 0; j < n; ++j) {
        for (int a = 0; a < n; ++a) rows(j, a) = (a < width ? rows(j, a) : 0.0) + (a == j ? 0.5 : 0.0);
        normalise_row(rows, j, n);
    }
    const WorstCaseGram second = conclude_worst_case_gram(v, ascend(v, rows, n, 20000));
    return second.value < best.value ? second : best;
}

}  // namespace keybound
