#include "keybound/proof/upper/channel_entanglement.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

SmallMatrix identity(int n) { return SmallMatrix::Identity(n, n); }

int size_of(const ChoiState& choi) { return choi.input_dimension * choi.output_dimension; }

// The norm of a partial transpose is at most sqrt(n) times the norm: Frobenius' does not change.
double transposed_doubt(const ChoiState& choi) { return rounding::up(std::sqrt(size_of(choi)) * choi.doubt, 4); }

SmallMatrix transposed(const SmallMatrix& matrix, const ChoiState& of) {
    return partial_transpose(matrix, {of.input_dimension, of.output_dimension}, {1});
}

// log2(a ||Tr_B S||), at least 0; NaN for NaN.
double bits_of(const SmallMatrix& cover, const ChoiState& choi) {
    const int a = choi.input_dimension, b = choi.output_dimension;
    const SmallMatrix input = partial_trace(cover, {a, b}, {0});
    const double norm = rounding::up(-certify_psd(-input), 4.0 * a * b, std::max(1.0, input.cwiseAbs().maxCoeff()));
    const double value = rounding::up(std::log2(rounding::up(a * norm, 2)), 4);
    return value > 0.0 || std::isnan(value) ? value : 0.0;
}

// Lifted by a multiple of the identity, which is separable, until it is certified to be at least J and, if that is what makes
// it separable, to have a positive partial transpose.
std::optional<SeparableCover> certified(const SmallMatrix& candidate, const ChoiState& choi, bool separable_already) {
    const int n = size_of(choi);
    SmallMatrix cover = 0.5 * (candidate + candidate.adjoint());
    for (int pass = 0; pass < 4; ++pass) {
        // the difference rounds entries of order 1
        const double over = certify_psd(cover - choi.matrix) - choi.doubt - rounding::margin(n, 1.0);
        const double transpose = separable_already ? 0.0 : certify_psd(transposed(cover, choi));
        const double least = std::min(over, transpose);
        if (least >= 0.0) return SeparableCover{cover, UpperBound{bits_of(cover, choi)}};
        if (!(least > -1e3)) return std::nullopt;
        cover += (rounding::up(-least, 4) + rounding::margin(4.0 * n, 1.0)) * identity(n);
    }
    return std::nullopt;
}

void keep_better(std::optional<SeparableCover>& best, const std::optional<SeparableCover>& other) {
    if (other && other->bits.value >= 0.0 && (!best || other->bits.value < best->bits.value)) best = other;
}

// sum_i |i><i| J_i, with the blocks of the dephased side alone: separable whatever they are, if J is a state.
SmallMatrix dephased(const ChoiState& choi, bool output) {
    const int b = choi.output_dimension;
    SmallMatrix result = choi.matrix;
    for (int row = 0; row < result.rows(); ++row) {
        for (int column = 0; column < result.cols(); ++column) {
            const bool same = output ? row % b == column % b : row / b == column / b;
            if (!same) result(row, column) = 0.0;
        }
    }
    return result;
}

std::optional<SeparableCover> dephased_cover(const ChoiState& choi, bool output) {
    const int n = size_of(choi);
    // J may have negative eigenvalues of the size of its doubt, and so may what is left of it
    const SmallMatrix state = dephased(choi, output) + 2.0 * n * choi.doubt * identity(n);
    const double most = output ? choi.output_dimension : choi.input_dimension;  // d times the dephased J is at least J
    const auto trace = [&](double factor) { return factor + n * std::max(0.0, -certify_psd(factor * state - choi.matrix)); };
    const double factor = minimise_after_scan(trace, 1.0, most, 9, 60).x;
    return certified(factor * state, choi, true);
}

// Real parameters of a Hermitian matrix, as entries of its lower triangle.
std::vector<SdpEntry> hermitian_directions(int n) {
    std::vector<SdpEntry> directions;
    for (int r = 0; r < n; ++r) {
        for (int c = 0; c <= r; ++c) {
            directions.push_back({r, c, 1.0});
            if (c < r) directions.push_back({r, c, Complex(0.0, 1.0)});
        }
    }
    return directions;
}

SmallMatrix matrix_of(const SdpEntry& direction, int n) {
    SmallMatrix matrix = SmallMatrix::Zero(n, n);
    matrix(direction.row, direction.column) += direction.value;
    if (direction.row != direction.column) matrix(direction.column, direction.row) += std::conj(direction.value);
    return matrix;
}

std::vector<SdpEntry> lower_triangle(const SmallMatrix& matrix, double sign) {
    std::vector<SdpEntry> entries;
    for (int i = 0; i < matrix.rows(); ++i) {
        for (int j = 0; j <= i; ++j) {
            if (matrix(i, j) != 0.0) entries.push_back({i, j, sign * matrix(i, j)});
        }
    }
    return entries;
}

// Minimise t over S >= J, S^Gamma >= 0, t 1 >= Tr_B S; the last variable is t.
Sdp cover_programme(const ChoiState& choi, const std::vector<SdpEntry>& directions) {
    const int n = size_of(choi), a = choi.input_dimension, b = choi.output_dimension;
    Sdp programme;
    programme.cost.assign(directions.size() + 1, 0.0);
    programme.cost.back() = 1.0;
    programme.blocks = {{n, lower_triangle(choi.matrix, -1.0), {}}, {n, {}, {}}, {a, {}, {}}};
    for (const SdpEntry& direction : directions) {
        const SmallMatrix matrix = matrix_of(direction, n);
        programme.blocks[0].coefficients.push_back(lower_triangle(matrix, 1.0));
        programme.blocks[1].coefficients.push_back(lower_triangle(transposed(matrix, choi), 1.0));
        programme.blocks[2].coefficients.push_back(lower_triangle(partial_trace(matrix, {a, b}, {0}), -1.0));
    }
    for (int k = 0; k < 2; ++k) programme.blocks[k].coefficients.emplace_back();
    programme.blocks[2].coefficients.push_back(lower_triangle(identity(a), 1.0));
    return programme;
}

std::optional<SeparableCover> programmed_cover(const ChoiState& choi, SdpSolver solve) {
    const int n = size_of(choi);
    const std::vector<SdpEntry> directions = hermitian_directions(n);
    const Sdp programme = cover_programme(choi, directions);
    std::vector<double> start;  // S = 2, t = 2 b + 1
    for (const SdpEntry& direction : directions) start.push_back(direction.row == direction.column ? 2.0 : 0.0);
    start.push_back(2.0 * choi.output_dimension + 1.0);
    const ApproxSolution found = solve(programme, start, {});
    if (found.x.size() != start.size()) return std::nullopt;
    SmallMatrix candidate = SmallMatrix::Zero(n, n);
    for (std::size_t k = 0; k < directions.size(); ++k) candidate += found.x[k] * matrix_of(directions[k], n);
    return certified(candidate, choi, false);
}

}  // namespace

ChoiState transposed(const ChoiState& choi) {
    return {transposed(choi.matrix, choi), choi.input_dimension, choi.output_dimension, transposed_doubt(choi)};
}

Transposable stays_positive(const ChoiState& choi) {
    const Spectrum spectrum = spectrum_of(transposed(choi.matrix, choi));
    const double doubt = rounding::up(transposed_doubt(choi) + spectrum.error, 1);
    if (spectrum.values(0) > doubt) return Transposable::yes;
    return spectrum.values(0) < -doubt ? Transposable::no : Transposable::undecided;
}

std::optional<SeparableCover> separable_cover(const ChoiState& choi, SdpSolver solve) {
    std::optional<SeparableCover> best;
    for (const bool output : {false, true}) keep_better(best, dephased_cover(choi, output));
    if (decided_by_transposition(choi)) keep_better(best, programmed_cover(choi, solve));
    return best;
}

std::optional<SeparableCover> separable_cover(const ChoiState& choi) { return separable_cover(choi, solve_dense_primal_dual); }

}  // namespace keybound
