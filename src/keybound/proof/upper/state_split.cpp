#include "keybound/proof/upper/state_split.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double rounding_of_zero = 1e-13;  // eigenvalues of a state below it

// Roundings of a product of three matrices of at most 16 rows and norm 1, as an error in norm.
double product_error(double rows) { return rows * rounding::margin(8.0 * rows, 1.0); }

// The largest change of x log2 x on [0, 2] if x moves by at most `error`.
double moment_error(double error) { return error > 0.0 ? 2.0 * error * (2.0 - std::log2(error)) : 0.0; }

double moment(double x) { return x > 0.0 ? x * std::log2(x) : 0.0; }

// F(P) in bits, rounded upward; each cell is known to within `error`.
double correlations_above(const std::vector<double>& cells, const std::vector<int>& outcomes, double error) {
    double sum = 0.0, total = 0.0;
    for (const double cell : cells) {
        sum += moment(cell);
        total += cell;
    }
    const double count = static_cast<double>(cells.size());
    const auto parties = static_cast<double>(outcomes.size());
    double marginals = 0.0, numbers = count + 1.0;
    std::size_t inner = cells.size();
    for (const int mine : outcomes) {
        inner /= static_cast<std::size_t>(mine);  // how far apart two outcomes of this party are
        std::vector<double> seen(static_cast<std::size_t>(mine), 0.0);
        for (std::size_t a = 0; a < cells.size(); ++a) seen[a / inner % static_cast<std::size_t>(mine)] += cells[a];
        for (const double x : seen) marginals += moment(x);
        numbers += mine;
    }
    const double value = sum + (parties - 1.0) * moment(total) - marginals;
    // each of them is a sum of cells: count * error; and rounding of some 2 count terms of at most 1
    const double margin = parties * numbers * (moment_error(count * error) + rounding::margin(4.0 * count, 1.0));
    return std::max(0.0, value) + margin;
}

std::vector<double> clipped(const std::vector<double>& forgotten, const std::vector<double>& leaked) {
    std::vector<double> result(leaked.size(), 0.0);
    for (std::size_t a = 0; a < leaked.size() && a < forgotten.size(); ++a) {
        if (forgotten[a] > 0.0) result[a] = std::min(forgotten[a], std::max(0.0, rounding::down(leaked[a], 1)));
    }
    return result;
}

// The second one's outcome counts fastest.
std::vector<SmallMatrix> joint_elements(const std::vector<SmallMatrix>& first, const std::vector<SmallMatrix>& second) {
    std::vector<SmallMatrix> joint;
    for (const SmallMatrix& one : first) {
        for (const SmallMatrix& other : second) joint.push_back(tensor_product(one, other));
    }
    return joint;
}

}  // namespace

SupportedState supported(const MeasuredState& measured) {
    const Spectrum spectrum = spectrum_of(measured.state);
    SupportedState state;
    state.dimensions = measured.dimensions;
    const int all = static_cast<int>(spectrum.values.size());
    int first = 0;
    while (first < all && !(spectrum.values(first) > rounding_of_zero)) ++first;
    state.weights = spectrum.values.tail(all - first);
    state.vectors = spectrum.vectors.rightCols(all - first);
    const double left_out = spectrum.values.head(first).cwiseAbs().sum(), missing = std::fabs(1.0 - state.weights.sum());
    // doubt about the matrix, and about operators on it, is in Frobenius' norm
    const double given = (2.0 + std::sqrt(all)) * measured.doubt;
    state.doubt = rounding::up(left_out + missing + given + 2.0 * all * spectrum.error, 4.0 * all, 1.0);
    if (first == all) state.doubt = infinity;
    return state;
}

// docs/theory/convex-combination-optimal.md, 4: the square roots of the two states differ by no more than doubt/sqrt(least
// weight) where this one has weight.
double SupportedState::doubt_of_parts() const {
    return rank() == 0 ? infinity : rounding::up(doubt + 2.0 * doubt / std::sqrt(weights.minCoeff()), 8);
}

double doubt_in_bits(double distance, const std::vector<int>& dimensions) {
    if (!(distance < 0.1)) return infinity;
    double all = 1.0;
    for (const int d : dimensions) all *= d;
    // twice what it need be: distance log2 D + (1 + distance) h(distance/(1 + distance)); log2(1 + x) <= x/ln 2
    const double spread = (1.0 + distance) * distance / std::numbers::ln2;
    return rounding::up(distance * std::log2(all) + entropy_term_above(distance, 0.0).value + spread, 8);
}

std::optional<SmallMatrix> repaired_part(const SupportedState& state, const SmallMatrix& candidate) {
    const int r = state.rank();
    if (r == 0 || candidate.rows() != r || candidate.cols() != r) return std::nullopt;
    const SmallVector roots = state.weights.cwiseSqrt();
    const auto scaled = [&](const SmallMatrix& m, bool back) {
        SmallMatrix result(r, r);
        for (int i = 0; i < r; ++i) {
            for (int j = 0; j < r; ++j) {
                const Complex entry = i == j ? Complex(m(i, i).real()) : 0.5 * (m(i, j) + std::conj(m(j, i)));
                result(i, j) = back ? entry * roots(i) * roots(j) : entry / (roots(i) * roots(j));
            }
        }
        return result;
    };
    const Spectrum share = spectrum_of(scaled(candidate, false));
    if (!(candidate.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() < infinity) || !(share.error < infinity)) return std::nullopt;
    // what scaling back rounds: a few units of each entry, of at most 1
    const double rounded = rounding::margin(8.0 * r, 1.0);
    for (double inside = 1e-14 * r; inside < 0.1; inside *= 4.0) {
        SmallMatrix part = SmallMatrix::Zero(r, r);
        for (int i = 0; i < r; ++i) {
            part += std::clamp(share.values(i), inside, 1.0 - inside) * share.vectors.col(i) * share.vectors.col(i).adjoint();
        }
        const SmallMatrix rest = SmallMatrix::Identity(r, r) - part;
        if (certify_psd(part) >= rounded && certify_psd(rest) >= rounded) return scaled(part, true);
    }
    return std::nullopt;
}

int cuts_of(const MeasuredState& measured) {
    return measured.dimensions.size() == 2 ? 1 : static_cast<int>(measured.dimensions.size());
}

MeasuredState across_cut(const MeasuredState& measured, int party) {
    MeasuredState sides = measured;
    if (measured.dimensions.size() == 2) return sides;
    const auto chosen = static_cast<std::size_t>(party);
    // row |i..k> of the state is this row of the one with `party` first
    const int all = static_cast<int>(measured.state.rows()), mine = measured.dimensions[chosen];
    int inner = 1;
    for (std::size_t i = chosen + 1; i < measured.dimensions.size(); ++i) inner *= measured.dimensions[i];
    const auto moved = [&](int row) { return row / inner % mine * (all / mine) + row / (inner * mine) * inner + row % inner; };
    for (int row = 0; row < all; ++row) {
        for (int column = 0; column < all; ++column) sides.state(moved(row), moved(column)) = measured.state(row, column);
    }
    sides.dimensions = {mine, all / mine};
    for (KeySetting& setting : sides.settings) {
        std::vector<SmallMatrix> others = {SmallMatrix::Identity(1, 1)};
        for (std::size_t i = 0; i < setting.elements.size(); ++i) {
            if (i != chosen) others = joint_elements(others, setting.elements[i]);
        }
        setting.elements = {setting.elements[chosen], std::move(others)};
    }
    return sides;
}

SplitProblem split_problem(const MeasuredState& sides, const SupportedState& state, const KeySetting& setting) {
    SplitProblem problem{state, {}, {}, 1.0 - sides.one_side_leaks(), sides.all_leak()};
    for (const auto& side : setting.elements) problem.outcomes.push_back(static_cast<int>(side.size()));
    const auto joint = joint_elements(setting.elements[0], setting.elements[1]);
    for (const SmallMatrix& element : joint) problem.seen.emplace_back(state.vectors.adjoint() * element * state.vectors);
    return problem;
}

double nonnegative(UpperBound bound) { return bound.value >= 0.0 ? bound.value : bound.value < 0.0 ? 0.0 : infinity; }

UpperBound relative_entropy_above(const SupportedState& state, const SmallMatrix& t, const SeparableOperator& z) {
    const auto rows = static_cast<double>(z.matrix.rows());
    const double error = product_error(rows);
    const SmallMatrix s = state.vectors * t * state.vectors.adjoint();
    const Spectrum spectrum = spectrum_of(z.matrix);
    const double z_norm = z.matrix.norm() + spectrum.values.norm();
    if (!(z.shift < 1.0) || !(spectrum.error < 1.0) || !(z_norm > 0.0)) return UpperBound{infinity};
    // Z + shift 1 within spectrum.error of Q diag(values) Q^dagger; a larger shift is separable too
    const double shift = z.shift + 4.0 * spectrum.error;
    const double turned = 2.0 * spectrum.error / z_norm + 2.0 * error;  // |Q - vectors|, see Spectrum
    double cross = 0.0, magnitude = 0.0, trace = 0.0;
    for (Eigen::Index j = 0; j < spectrum.values.size(); ++j) {
        const double floor = spectrum.values(j) + shift - 2.0 * spectrum.error;  // NaN and what is not positive give no bound
        const auto ket = spectrum.vectors.col(j);
        const double seen = (ket.adjoint() * s * ket)(0, 0).real();
        if (!(floor > 0.0) || !(std::fabs(seen) < infinity)) return UpperBound{infinity};
        const double weight = std::max(0.0, seen) + 4.0 * turned + 2.0 * error;
        const double bits = -std::log2(floor);
        // eigenvalues above 1 would need the weight from below; at most 1 + rounding is what we have
        cross += bits > 0.0 ? weight * bits : 0.0;
        magnitude += weight * (std::fabs(bits) + 1.0);
        trace += spectrum.values(j) + shift + spectrum.error;
    }
    // the spectrum of S without zeros is that of T to within the rounding of V^dagger V
    const double entropy = von_neumann_entropy_below(t, 4.0 * error).value;
    const double rest = (trace - t.trace().real() + 4.0 * error * rows) / std::numbers::ln2;
    return UpperBound{rounding::up(cross - entropy + rest, 8.0 * rows, magnitude + 4.0)};
}

UpperBound conclude_split(const SplitProblem& problem, const SplitCandidate& candidate) {
    const SupportedState& state = problem.state;
    const auto t = repaired_part(state, candidate.flagged);
    if (!t || problem.outcomes.size() < 2) return UpperBound{infinity};
    const SmallMatrix whole = state.whole(), rest = whole - *t;
    const auto rows = static_cast<double>(state.vectors.rows());
    double error = 4.0 * product_error(rows), total = 0.0;
    std::vector<double> leaked, cells;
    for (const SmallMatrix& element : problem.seen) {
        const double all = trace_of_product(whole, element), unflagged = trace_of_product(rest, element);
        if (!(std::fabs(all) <= 2.0 && std::fabs(unflagged) <= 2.0)) return UpperBound{infinity};
        leaked.push_back(std::max(0.0, problem.hidden * (all - error)));
        cells.push_back(std::max(0.0, problem.kept * unflagged));
        total += unflagged;
    }
    // of operators that do not add up to 1, some cell is wrong by no more than what is missing
    error += std::fabs(total - rest.trace().real()) + state.doubt_of_parts();
    const std::vector<double> forgotten = clipped(candidate.forgotten, leaked);
    for (std::size_t a = 0; a < cells.size(); ++a) cells[a] += forgotten[a];
    const double correlations = correlations_above(cells, problem.outcomes, error);
    const SeparableOperator z = certify_separable(candidate.separable, state.dimensions);
    // the multiple of 1 of the trace of S is separable too: at most Tr S log2 D
    const double with_noise = rounding::up(t->trace().real() * std::log2(rows), 2.0 * rows, 4.0);
    const double flagged = std::fmin(with_noise, nonnegative(relative_entropy_above(state, *t, z)));
    const double kept = std::min(1.0, rounding::up(problem.kept, 16, 1.0));
    const double bound = correlations + kept * flagged + doubt_in_bits(state.doubt_of_parts(), state.dimensions);
    return UpperBound{bound >= 0.0 ? rounding::up(bound, 8) : infinity};
}

}  // namespace keybound
