#include "keybound/proof/lower/phase_error_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/opt/backends/dense_primal_dual.hpp"

namespace keybound {

namespace {

constexpr double largest_z_multiplier = 5e4;  // inside of what conclude_phase_error_dual takes for plausible

// A real parameter of a Hermitian matrix: value |row><column| + h.c., or the diagonal entry.
struct HermitianDirection {
    int row;
    int column;  // <= row
    Complex value;
};

std::vector<HermitianDirection> hermitian_directions(int size, bool real) {
    std::vector<HermitianDirection> directions;
    for (int r = 0; r < size; ++r) {
        for (int c = 0; c <= r; ++c) {
            directions.push_back({r, c, 1.0});
            if (!real && c < r) directions.push_back({r, c, Complex(0.0, 1.0)});
        }
    }
    return directions;
}

// The lower triangle of value a b^dagger + h.c. (a a^dagger once if both are the same column).
std::vector<SdpEntry> pair_entries(const SmallMatrix& columns, const HermitianDirection& direction, double sign) {
    std::vector<SdpEntry> entries;
    const int n = static_cast<int>(columns.rows());
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j <= i; ++j) {
            Complex value = direction.value * columns(i, direction.row) * std::conj(columns(j, direction.column));
            if (direction.row != direction.column) {
                value += std::conj(direction.value) * columns(i, direction.column) * std::conj(columns(j, direction.row));
            }
            if (value != 0.0) entries.push_back({i, j, sign * value});
        }
    }
    return entries;
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

// Where each kind of variable begins.
struct Layout {
    int lambda, weight, gram, overlap, ket, lambda_z, mismatch, count;
};

Layout layout_of(DualFamily family, int n, int m, int d, bool real) {
    const auto hermitian = [real](int size) { return real ? size * (size + 1) / 2 : size * size; };
    Layout at{};
    at.weight = at.lambda + 2 * n;
    at.gram = at.weight + hermitian(m);
    at.overlap = at.gram + n;
    at.ket = at.overlap + (family.whole_space ? (real ? n : 2 * n) : 0);
    at.lambda_z = at.ket + (family.whole_space ? hermitian(d) : 0);
    at.mismatch = at.lambda_z + (family.z_errors ? 2 : 0);
    at.count = at.mismatch + (family.z_errors ? hermitian(n) : 0);
    return at;
}

bool is_real(const PhaseErrorProgramme& programme, const SmallMatrix& states, Complex phase) {
    return phase.imag() == 0.0 && states.imag().cwiseAbs().maxCoeff() == 0.0 &&
           programme.frame.basis.imag().cwiseAbs().maxCoeff() == 0.0;
}

// Lambda_b + Omega - M >= C_b in the coordinates of the frame, rows divided by max(1, scale).
void add_phase_error_blocks(PhaseErrorProgramme& programme, const Layout& at, const Link& link, Complex phase, bool real,
                            int m) {
    const DualFrame& frame = programme.frame;
    const int n = programme.settings;
    SmallVector shrink(n), omega_scale(n);
    for (int k = 0; k < n; ++k) {
        shrink(k) = std::min(1.0, 1.0 / frame.scale(k));
        omega_scale(k) = shrink(k) * frame.scale(k);
    }
    SmallMatrix rows = frame.basis.adjoint();  // column j: setting j in the frame
    for (int k = 0; k < n; ++k) rows.row(k) *= shrink(k);
    for (int b = 0; b < 2; ++b) {
        SdpBlock block;
        block.size = n;
        block.coefficients.resize(static_cast<std::size_t>(at.count));
        const SmallMatrix errors = phase_error_operator(b, phase, n);
        const SmallMatrix left = rows.lazyProduct(errors);
        block.constant = lower_triangle(left.lazyProduct(rows.adjoint()), -1.0);
        for (int j = 0; j < n; ++j) {
            const int variable = at.lambda + b * n + j;
            block.coefficients[variable] = pair_entries(rows, {j, j, 1.0}, 1.0);
            programme.problem.cost[variable] = link.statistics.x[j][b] / programme.key_yield;
            programme.start[variable] = programme.family.z_errors ? 3.0 : 0.8;
        }
        int variable = at.weight;
        for (const HermitianDirection& w : hermitian_directions(m, real)) {
            block.coefficients[variable++] = {{w.row, w.column, w.value * omega_scale(w.row) * omega_scale(w.column)}};
        }
        if (programme.family.z_errors) {
            variable = at.mismatch;
            for (const HermitianDirection& d : hermitian_directions(n, real)) {
                block.coefficients[variable++] = {{d.row, d.column, -d.value * shrink(d.row) * shrink(d.column)}};
            }
        }
        programme.problem.blocks.push_back(std::move(block));
    }
}

// w >= 0 and [[P, z phi], [., diag y]] >= L F w F^dagger L^dagger, kets in units of Y_Z and leaked parts in units of s Y_Z.
void add_source_blocks(PhaseErrorProgramme& programme, const Layout& at, const SmallMatrix& states, const Source& source,
                       bool real, int m) {
    const DualFrame& frame = programme.frame;
    const int n = programme.settings;
    const int d = programme.family.whole_space ? programme.dimensions : 0;
    const double ket_unit = std::sqrt(programme.key_yield);
    const double gram_unit = std::sqrt(programme.key_yield * frame.weight_unit);
    SdpBlock weight, source_block;
    weight.size = m;
    source_block.size = d + n;
    for (SdpBlock* block : {&weight, &source_block}) block->coefficients.resize(static_cast<std::size_t>(at.count));
    SmallMatrix image = SmallMatrix::Zero(d + n, m);
    for (int c = 0; c < m; ++c) {
        for (int a = 0; a < d && c >= frame.null_dimensions; ++a) {
            Complex sum = 0.0;
            for (int j = 0; j < n; ++j) sum += states(a, j) * std::sqrt(1.0 - source.leakage(j)) * frame.basis(j, c);
            image(a, c) = sum * frame.scale(c) / ket_unit;
        }
        for (int j = 0; j < n; ++j)
            image(d + j, c) = std::sqrt(frame.leakage(j)) * frame.basis(j, c) * frame.scale(c) / gram_unit;
    }
    int variable = at.weight;
    for (const HermitianDirection& w : hermitian_directions(m, real)) {
        weight.coefficients[variable] = {{w.row, w.column, w.value}};
        source_block.coefficients[variable] = pair_entries(image, w, -1.0);
        if (w.row == w.column) programme.start[variable] = 1.0;
        ++variable;
    }
    const double above = 1.2 * image.squaredNorm() + 0.1;
    for (int j = 0; j < n; ++j) {
        source_block.coefficients[at.gram + j] = {{d + j, d + j, 1.0}};
        programme.problem.cost[at.gram + j] = frame.weight_unit;
        programme.start[at.gram + j] = above;
    }
    for (int part = 0; d > 0 && part < (real ? 1 : 2); ++part) {
        for (int j = 0; j < n; ++j) {
            auto& entries = source_block.coefficients[at.overlap + part * n + j];
            for (int a = 0; a < d; ++a) {
                const Complex value = std::conj((part == 0 ? Complex(1.0, 0.0) : Complex(0.0, 1.0)) * states(a, j));
                if (value != 0.0) entries.push_back({d + j, a, value});
            }
        }
    }
    variable = at.ket;
    if (d > 0) {
        for (const HermitianDirection& p : hermitian_directions(d, real)) {
            source_block.coefficients[variable] = {{p.row, p.column, p.value}};
            if (p.row == p.column) {
                programme.problem.cost[variable] = 1.0;
                programme.start[variable] = above;
            }
            ++variable;
        }
    }
    programme.problem.blocks.push_back(std::move(weight));
    programme.problem.blocks.push_back(std::move(source_block));
}

// Lambda^Z_b + M >= 0 in the coordinates of the frame, and Lambda^Z not beyond what is plausible.
void add_z_blocks(PhaseErrorProgramme& programme, const Layout& at, const Link& link, bool real) {
    const int n = programme.settings;
    const SmallMatrix rows = programme.frame.basis.adjoint();
    for (int b = 0; b < 2; ++b) {
        SdpBlock block, limit;
        block.size = n;
        limit.size = 1;
        for (SdpBlock* any : {&block, &limit}) any->coefficients.resize(static_cast<std::size_t>(at.count));
        block.coefficients[at.lambda_z + b] = pair_entries(rows, {1 - b, 1 - b, 1.0}, 1.0);
        limit.constant = {{0, 0, 1.0}};
        limit.coefficients[at.lambda_z + b] = {{0, 0, -1.0 / largest_z_multiplier}};
        programme.problem.cost[at.lambda_z + b] = link.statistics.z[1 - b][b] / programme.key_yield;
        programme.start[at.lambda_z + b] = 1.0;
        int variable = at.mismatch;
        for (const HermitianDirection& d : hermitian_directions(n, real)) {
            block.coefficients[variable] = {{d.row, d.column, d.value}};
            if (d.row == d.column) programme.start[variable] = 0.5;
            ++variable;
        }
        programme.z_blocks[b] = static_cast<int>(programme.problem.blocks.size());
        programme.problem.blocks.push_back(std::move(block));
        programme.problem.blocks.push_back(std::move(limit));
    }
}

SmallMatrix hermitian_matrix(const std::vector<double>& x, int from, int size, bool real) {
    SmallMatrix result = SmallMatrix::Zero(size, size);
    for (const HermitianDirection& d : hermitian_directions(size, real)) {
        result(d.row, d.column) += x[static_cast<std::size_t>(from)] * d.value;
        if (d.row != d.column) result(d.column, d.row) += x[static_cast<std::size_t>(from)] * std::conj(d.value);
        ++from;
    }
    return result;
}

}  // namespace

std::optional<PhaseErrorProgramme> state_phase_error_dual(const Link& link, DualFamily family) {
    const auto frame = dual_frame(link);
    const auto phase = virtual_phase(link.source);
    if (!frame || !phase || (!family.whole_space && frame->null_dimensions == 0)) return std::nullopt;
    PhaseErrorProgramme programme;
    programme.family = family;
    programme.frame = *frame;
    programme.settings = link.source.settings();
    programme.key_yield = link.statistics.key_yield();
    const SmallMatrix states = link.source.states();
    programme.dimensions = static_cast<int>(states.rows());
    const int m = family.whole_space ? programme.settings : frame->null_dimensions;
    programme.real = is_real(programme, states, *phase);
    const Layout at = layout_of(family, programme.settings, m, programme.dimensions, programme.real);
    programme.problem.cost.assign(static_cast<std::size_t>(at.count), 0.0);
    programme.start.assign(static_cast<std::size_t>(at.count), 0.0);
    programme.problem.blocks.reserve(8);
    add_phase_error_blocks(programme, at, link, *phase, programme.real, m);
    add_source_blocks(programme, at, states, link.source, programme.real, m);
    if (family.z_errors) add_z_blocks(programme, at, link, programme.real);
    programme.first_lambda_z = at.lambda_z;
    return programme;
}

PhaseErrorMultipliers PhaseErrorProgramme::multipliers(const std::vector<double>& x) const {
    const int n = settings;
    const int m = family.whole_space ? n : frame.null_dimensions;
    const Layout at = layout_of(family, n, m, dimensions, real);
    PhaseErrorMultipliers result;
    for (int b = 0; b < 2; ++b) std::copy_n(x.begin() + at.lambda + b * n, n, result.lambda[b].begin());
    result.weight = hermitian_matrix(x, at.weight, m, real);
    result.gram_part = key_yield * frame.weight_unit * Eigen::Map<const Eigen::VectorXd>(x.data() + at.gram, n);
    if (family.whole_space) {
        result.ket_part = key_yield * hermitian_matrix(x, at.ket, dimensions, real);
        result.overlap_part.resize(n);
        for (int j = 0; j < n; ++j) {
            const Complex z(x[at.overlap + j], real ? 0.0 : x[at.overlap + n + j]);
            result.overlap_part(j) = key_yield * std::sqrt(frame.weight_unit) * z;
        }
    }
    if (family.z_errors) {
        for (int b = 0; b < 2; ++b) result.lambda_z[b] = x[at.lambda_z + b];
        const SmallMatrix inner = hermitian_matrix(x, at.mismatch, n, real);
        const SmallMatrix left = frame.basis.lazyProduct(inner);
        result.mismatch = left.lazyProduct(frame.basis.adjoint());
    }
    return result;
}

std::optional<Outcome<PhaseErrorMultipliers>> no_multipliers(const Link& link, DualFamily family, bool stated) {
    using Result = Outcome<PhaseErrorMultipliers>;
    if (!(link.statistics.key_yield() > least_yield)) {
        return Result::undecided("nothing is detected, or too rarely for double precision");
    }
    if (stated) return std::nullopt;
    if (!link.source.are_qubits() && !family.whole_space) {
        return Result::not_applicable(
            "the characterised states are linearly independent: every Omega costs more than the leakage");
    }
    return Result::not_applicable("the states are degenerate: two settings send the same state");
}

Outcome<PhaseErrorBound> prove_by_dual(const Link& link, DualFamily family, SdpSolver solve) {
    using Result = Outcome<PhaseErrorBound>;
    const auto programme = state_phase_error_dual(link, family);
    if (const auto reason = no_multipliers(link, family, programme.has_value())) return reason->as<PhaseErrorBound>();
    const ApproxSolution candidate = solve(programme->problem, programme->start, {});
    if (candidate.stop == SolverStop::unbounded) {
        return Result::undecided("the data are incompatible with the source model: the programme is unbounded");
    }
    if (candidate.x.size() != programme->start.size()) return Result::undecided("the solver found no candidate");
    return conclude_phase_error_dual(link, programme->multipliers(candidate.x));
}

Outcome<PhaseErrorBound> prove_by_dual(const Link& link, DualFamily family) {
    return prove_by_dual(link, family, solve_dense_primal_dual);
}

}  // namespace keybound
