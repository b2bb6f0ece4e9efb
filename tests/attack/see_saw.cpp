#include "attack/see_saw.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <vector>

#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"

namespace keybound::test {

namespace {

using Matrix = Eigen::Matrix<Amplitude, Eigen::Dynamic, Eigen::Dynamic>;
using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
using Eigensystem = Eigen::SelfAdjointEigenSolver<Matrix>;

Ket ket_of(const Source& source, int j) {
    Ket ket{};
    ket[0] = source.kets(0, j);
    ket[1] = source.kets(1, j);
    return ket;
}

Ket unit(const Ket& ket) { return combine(1 / std::sqrt(inner(ket, ket).real()), ket, 0, ket); }

Ket orthogonal_to(const Ket& ket, Ket vector) {
    for (int pass = 0; pass < 2; ++pass) vector = combine(1, vector, -inner(ket, vector) / inner(ket, ket), ket);
    return vector;
}

Ket emitted(const Source& source, int j, const Ket& side) {
    const Real leakage = source.leakage(j);
    return combine(std::sqrt(1 - leakage), ket_of(source, j), std::sqrt(leakage), side);
}

// Sum over columns c of B of  B_jc psi_j.
Ket combination(const Matrix& basis, int column, const std::array<Ket, 4>& states) {
    Ket sum{};
    for (int j = 0; j < basis.rows(); ++j) sum = combine(1, sum, basis(j, column), states[j]);
    return sum;
}

std::array<Ket, 4> emitted(const Source& source, const SideChannel& side) {
    std::array<Ket, 4> states{};
    for (int j = 0; j < source.settings(); ++j) states[j] = emitted(source, j, side[j]);
    return states;
}

// Coordinates in which the programme is well scaled: directions in which the kets cancel and little is left to distinguish get
// a large unit for Omega (`unit`) and a small one for the measurement (`shrink`).
struct Coordinates {
    Matrix basis;
    std::vector<Real> unit, shrink;

    explicit Coordinates(const Link& link) {
        const Source& source = link.source;
        const int n = source.settings();
        Matrix gram(n, n);
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) {
                gram(j, k) = std::sqrt((1 - Real(source.leakage(j))) * (1 - Real(source.leakage(k)))) *
                             inner(ket_of(source, j), ket_of(source, k));
            }
        }
        const Eigensystem system(gram);
        basis = system.eigenvectors();
        for (int c = 0; c < n; ++c) {
            const Real size = c < n - qubit_dimensions ? Real(0) : system.eigenvalues()(c);
            const Real price = (size + std::max(Real(source.largest_leakage()), Real(1e-14) * yield(link))) / yield(link);
            unit.push_back(price < 1 ? 1 / std::sqrt(std::sqrt(price)) : 1 / std::sqrt(price));
            shrink.push_back(std::min(Real(1), 1 / unit.back()));
        }
    }
    static Real yield(const Link& link) { return link.statistics.key_yield(); }
};

struct Candidate {
    SideChannel side{};
    Matrix price;  // of the entries of w: unit_c unit_d <f_c|f_d> / Y_Z, f_c = sum_j B_jc psi_j
};

Candidate candidate_of(const Link& link, const Coordinates& at, const SideChannel& side) {
    const int n = link.source.settings();
    const auto states = emitted(link.source, side);
    Candidate result{side, Matrix(n, n)};
    std::vector<Ket> f;
    for (int c = 0; c < n; ++c) f.push_back(combination(at.basis, c, states));
    for (int c = 0; c < n; ++c) {
        for (int d = 0; d < n; ++d) {
            result.price(c, d) = at.unit[c] * at.unit[d] * inner(f[c], f[d]) / Coordinates::yield(link);
        }
    }
    return result;
}

// The source whose Gram matrix, of kets and side channel together, is the weighted mean of those given.
SideChannel mixture(const Source& source, const std::vector<Candidate>& candidates, const std::vector<Real>& weights) {
    const int n = source.settings();
    SideChannel result{};
    for (int j = 0; j < n; ++j) {
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            for (int a = 0; a < qubit_dimensions; ++a) result[j][a] += weights[i] * candidates[i].side[j][a];
        }
    }
    Matrix flags = Matrix::Zero(n, n);
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            for (std::size_t i = 0; i < candidates.size(); ++i) {
                flags(j, k) += weights[i] * inner(candidates[i].side[j], candidates[i].side[k]);
            }
            for (int a = 0; a < qubit_dimensions; ++a) flags(j, k) -= std::conj(result[j][a]) * result[k][a];
        }
    }
    const Eigensystem system(flags);
    for (int j = 0; j < n; ++j) {
        for (int c = 0; c < n; ++c) {
            const Real root = std::sqrt(std::max(Real(0), system.eigenvalues()(c)));
            result[j][qubit_dimensions + c] = root * std::conj(system.eigenvectors()(j, c));
        }
        result[j] = unit(orthogonal_to(ket_of(source, j), result[j]));
    }
    return result;
}

// Ascent of sum_jk Omega_kj <psi_j|psi_k>: one side-channel vector at a time has a best direction.
SideChannel ascend(const Source& source, const Matrix& omega, SideChannel side) {
    const int n = source.settings();
    auto states = emitted(source, side);
    const auto value = [&] {
        Real sum = 0;
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) sum += (omega(k, j) * inner(states[j], states[k])).real();
        }
        return sum;
    };
    Real before = value();
    for (int sweep = 1; sweep <= 400; ++sweep) {
        for (int j = 0; j < n; ++j) {
            Ket pull{};
            for (int k = 0; k < n; ++k) {
                if (k != j) pull = combine(1, pull, omega(k, j), states[k]);
            }
            pull = orthogonal_to(ket_of(source, j), pull);
            if (!(inner(pull, pull).real() > 0)) continue;
            side[j] = unit(pull);
            states[j] = emitted(source, j, side[j]);
        }
        if (sweep % 10 != 0) continue;
        const Real now = value();
        if (!(now - before > Real(1e-9) * std::abs(now))) break;
        before = now;
    }
    return side;
}

struct Direction {
    int row, column;
    Complex value;
};

std::vector<Direction> hermitian_directions(int size, bool real) {
    std::vector<Direction> result;
    for (int r = 0; r < size; ++r) {
        for (int c = 0; c <= r; ++c) {
            result.push_back({r, c, 1.0});
            if (!real && c < r) result.push_back({r, c, Complex(0.0, 1.0)});
        }
    }
    return result;
}

// min sum lambda p / Y + t  s.t.  Lambda_b + Omega - M >= C_b, Omega >= 0, t >= Tr(Omega G_i) / Y, Lambda^Z_b + M >= 0.
// Multipliers: the X_b of the best measurement, the weights of the sources, and the same for the Z basis.
class Programme {
 public:
    Programme(const Link& link, const Coordinates& at, Complex turn, bool z_errors) : n_(link.source.settings()), at_(at) {
        real_ = turn.imag() == 0.0 && at.basis.imag().cwiseAbs().maxCoeff() == 0;
        directions_ = hermitian_directions(n_, real_);
        const int weight = 2 * n_;
        t_ = weight + static_cast<int>(directions_.size());
        const int z = t_ + 1;
        const int mismatch = z + 2;
        count_ = z_errors ? mismatch + static_cast<int>(directions_.size()) : t_ + 1;
        problem_.cost.assign(count_, 0.0);
        start_.assign(count_, 0.0);
        const double yield = link.statistics.key_yield();
        for (int b = 0; b < 2; ++b) {
            SdpBlock block = empty_block(n_);
            Matrix errors = Matrix::Zero(n_, n_);
            errors(0, 0) = errors(1, 1) = Real(0.25);
            errors(1, 0) = (b == 1 ? Real(0.25) : -Real(0.25)) * Amplitude(turn);
            errors(0, 1) = std::conj(errors(1, 0));
            block.constant = entries(errors, -1.0);
            for (int j = 0; j < n_; ++j) {
                const int variable = b * n_ + j;
                Matrix corner = Matrix::Zero(n_, n_);
                corner(j, j) = 1;
                block.coefficients[variable] = entries(corner, 1.0);
                problem_.cost[variable] = link.statistics.x[j][b] / yield;
                start_[variable] = 3.0;
            }
            for (std::size_t k = 0; k < directions_.size(); ++k) {
                const auto& [r, c, value] = directions_[k];
                const double unit = static_cast<double>(at.shrink[r] * at.unit[r] * at.shrink[c] * at.unit[c]);
                block.coefficients[weight + k] = {{r, c, value * unit}};
                if (z_errors) block.coefficients[mismatch + k] = {{r, c, -value}};
            }
            problem_.blocks.push_back(block);
            if (!z_errors) continue;
            SdpBlock z_block = empty_block(n_);
            Matrix corner = Matrix::Zero(n_, n_);
            corner(1 - b, 1 - b) = 1;
            z_block.coefficients[z + b] = entries(corner, 1.0);
            problem_.cost[z + b] = link.statistics.z[1 - b][b] / yield;
            start_[z + b] = 1.0;
            for (std::size_t k = 0; k < directions_.size(); ++k) {
                const auto& [r, c, value] = directions_[k];
                z_block.coefficients[mismatch + k] = {{r, c, value}};
                if (r == c) start_[mismatch + k] = 0.5;
            }
            z_blocks_[b] = z_block;
        }
        SdpBlock omega = empty_block(n_);
        for (std::size_t k = 0; k < directions_.size(); ++k) {
            const auto& [r, c, value] = directions_[k];
            omega.coefficients[weight + k] = {{r, c, value}};
            if (r == c) start_[weight + k] = 1.0;
        }
        problem_.blocks.push_back(omega);
        if (z_errors) {
            for (const SdpBlock& block : z_blocks_) problem_.blocks.push_back(block);
        }
        // A source that cannot show the statistics makes the programme unbounded without these.
        for (int variable = 0; variable < weight; ++variable) {
            SdpBlock limit = empty_block(1);
            limit.constant = {{0, 0, 1.0}};
            limit.coefficients[variable] = {{0, 0, 1.0 / 300.0}};
            problem_.blocks.push_back(limit);
        }
        first_cut_ = problem_.blocks.size();
        problem_.cost[t_] = 1.0;
        weight_ = weight;
    }

    void add(const Candidate& candidate) {
        SdpBlock cut = empty_block(1);
        cut.coefficients[t_] = {{0, 0, 1.0}};
        double trace = 0.0;
        for (std::size_t k = 0; k < directions_.size(); ++k) {
            const auto& [r, c, value] = directions_[k];
            const Complex price(candidate.price(c, r));
            const double coefficient = r == c ? price.real() : 2.0 * (value * price).real();
            if (coefficient != 0.0) cut.coefficients[weight_ + k] = {{0, 0, -coefficient}};
            if (r == c) trace += coefficient;
        }
        start_[t_] = std::max(start_[t_], 1.0 + 2.0 * trace);
        problem_.blocks.push_back(cut);
    }

    void solve() {
        solution_ = solve_dense_primal_dual(problem_, start_, {.max_iterations = 80, .gap = 1e-10});
        value_ = cost_at(problem_, solution_.x);
        multipliers_.clear();
        for (const SmallMatrix& multiplier : solution_.multipliers) multipliers_.push_back(multiplier.cast<Amplitude>());
    }

    // The multipliers obey their equations (statistics, equal detection in both bases) as far as double precision carries;
    // from here, the nearest ones that obey them in long double, near in the sense that no small eigenvalue is changed much.
    void refine() {
        std::vector<Matrix> z;
        for (const SmallMatrix& multiplier : solution_.multipliers) z.push_back(multiplier.cast<Amplitude>());
        Vector residual(count_);
        RealMatrix system = RealMatrix::Zero(count_, count_);
        for (int i = 0; i < count_; ++i) residual(i) = problem_.cost[i];
        std::vector<std::vector<Matrix>> moved(z.size());
        for (std::size_t k = 0; k < z.size(); ++k) {
            const auto& coefficients = problem_.blocks[k].coefficients;
            for (int i = 0; i < count_; ++i) {
                residual(i) -= trace(coefficients[i], z[k]);
                if (coefficients[i].empty()) {
                    moved[k].emplace_back();
                    continue;
                }
                moved[k].push_back(z[k] * dense(coefficients[i], problem_.blocks[k].size) * z[k]);
                for (int j = 0; j <= i; ++j) system(i, j) += trace(coefficients[j], moved[k][i]);
            }
        }
        const Vector scale = system.diagonal().cwiseMax(Real(1e-300)).cwiseSqrt().cwiseInverse();
        system = scale.asDiagonal() * system * scale.asDiagonal();
        const Vector step = scale.asDiagonal() * system.ldlt().solve(scale.asDiagonal() * residual);
        for (std::size_t k = 0; k < z.size(); ++k) {
            for (int i = 0; i < count_; ++i) {
                if (moved[k][i].size() > 0) z[k] += step(i) * moved[k][i];
            }
        }
        multipliers_ = z;
    }

    double value() const { return value_; }
    double source_term() const { return solution_.x[t_]; }

    // Omega / Y on the settings.
    Matrix omega() const {
        Matrix w = Matrix::Zero(n_, n_);
        for (std::size_t k = 0; k < directions_.size(); ++k) {
            const auto& [r, c, value] = directions_[k];
            const Amplitude entry = Amplitude(value) * Real(solution_.x[weight_ + k]) * at_.unit[r] * at_.unit[c];
            w(r, c) += entry;
            if (r != c) w(c, r) += std::conj(entry);
        }
        return at_.basis * w * at_.basis.adjoint();
    }

    double trace_with(const Candidate& candidate) const {
        double sum = 0.0;
        for (std::size_t k = 0; k < directions_.size(); ++k) {
            const auto& [r, c, value] = directions_[k];
            const Complex price(candidate.price(c, r));
            sum += solution_.x[weight_ + k] * (r == c ? price.real() : 2.0 * (value * price).real());
        }
        return sum;
    }

    std::vector<Real> weights() const {
        std::vector<Real> result;
        Real sum = 0;
        for (std::size_t k = first_cut_; k < problem_.blocks.size(); ++k) {
            result.push_back(std::max(Real(0), multipliers_[k](0, 0).real()));
            sum += result.back();
        }
        for (Real& weight : result) weight /= sum;
        return result;
    }

    // <f_c|M|f_d> of effect `outcome`, over Y: basis X first, then Z.
    Matrix effect(bool z, int outcome) const {
        const Matrix& multiplier = multipliers_[z ? 3 + outcome : outcome];
        Matrix result(n_, n_);
        for (int c = 0; c < n_; ++c) {
            for (int d = 0; d < n_; ++d) result(c, d) = at_.shrink[c] * at_.shrink[d] * multiplier(c, d);
        }
        return result;
    }

 private:
    static Matrix dense(const std::vector<SdpEntry>& entries, int size) {
        Matrix result = Matrix::Zero(size, size);
        for (const SdpEntry& e : entries) {
            result(e.row, e.column) += Amplitude(e.value);
            if (e.row != e.column) result(e.column, e.row) += std::conj(Amplitude(e.value));
        }
        return result;
    }

    static Real trace(const std::vector<SdpEntry>& entries, const Matrix& z) {
        Real sum = 0;
        for (const SdpEntry& e : entries) {
            sum += (Amplitude(e.value) * z(e.column, e.row)).real() * (e.row == e.column ? Real(1) : Real(2));
        }
        return sum;
    }

    SdpBlock empty_block(int size) const {
        SdpBlock block;
        block.size = size;
        block.coefficients.resize(count_);
        return block;
    }

    // Lower triangle of  shrink B^dagger A B shrink.
    std::vector<SdpEntry> entries(const Matrix& a, double sign) const {
        const Matrix inside = at_.basis.adjoint() * a * at_.basis;
        std::vector<SdpEntry> result;
        for (int r = 0; r < n_; ++r) {
            for (int c = 0; c <= r; ++c) {
                const Complex value(at_.shrink[r] * at_.shrink[c] * inside(r, c));
                if (value != 0.0) result.push_back({r, c, sign * value});
            }
        }
        return result;
    }

    int n_, t_ = 0, count_ = 0, weight_ = 0;
    bool real_ = true;
    const Coordinates& at_;
    std::vector<Direction> directions_;
    Sdp problem_;
    std::array<SdpBlock, 2> z_blocks_;
    std::vector<double> start_;
    std::size_t first_cut_ = 0;
    ApproxSolution solution_;
    std::vector<Matrix> multipliers_;
    double value_ = 0.0;
};

Matrix root_of(const Matrix& a, const auto& function) {
    const Eigensystem system(a);
    Matrix middle = Matrix::Zero(a.rows(), a.rows());
    for (int i = 0; i < a.rows(); ++i) middle(i, i) = function(system.eigenvalues()(i));
    return system.eigenvectors() * middle * system.eigenvectors().adjoint();
}

// Effects on the states, from what the programme wants to see of them: F = M_0 + M_1 is cut off at 1, and its directions that
// are rounding noise are dropped; the shares of the outcomes in F are cut off at 0 and 1. So it is a measurement, whatever the
// solver's accuracy.
void build_measurement(Attack& attack, const Link& link, const Coordinates& at, const Programme& programme, bool z_errors) {
    const int n = link.source.settings();
    const auto states = emitted(link.source, attack.side);
    Matrix f(dimensions, n);
    std::vector<Real> length(n);
    for (int c = 0; c < n; ++c) {
        const Ket column = combination(at.basis, c, states);
        length[c] = std::sqrt(inner(column, column).real());
        for (int a = 0; a < dimensions; ++a) f(a, c) = length[c] > 0 ? column[a] / length[c] : 0;
    }
    // f f^+ = Q: orthonormal basis of the span; f = Q r.
    const Eigensystem span(f.adjoint() * f);
    int from = 0;
    while (from < n && !(span.eigenvalues()(from) > Real(1e-13))) ++from;
    const int rank = n - from;
    Matrix inverse(n, rank);  // f inverse = Q
    for (int i = 0; i < rank; ++i) inverse.col(i) = span.eigenvectors().col(from + i) / std::sqrt(span.eigenvalues()(from + i));
    const Matrix q = f * inverse;
    const auto on_span = [&](bool z, int outcome) {
        Matrix seen = programme.effect(z, outcome) * Amplitude(Coordinates::yield(link));
        for (int c = 0; c < n; ++c) {
            for (int d = 0; d < n; ++d) seen(c, d) = length[c] * length[d] > 0 ? seen(c, d) / length[c] / length[d] : 0;
        }
        return Matrix(inverse.adjoint() * seen * inverse);
    };
    const Matrix zero = on_span(false, 0);
    const Matrix detected = zero + on_span(false, 1);
    const Eigensystem system(detected);
    int first = 0;
    while (first < rank && !(system.eigenvalues()(first) > Real(1e-17) * system.eigenvalues()(rank - 1))) ++first;
    const int m = rank - first;
    Matrix rows(dimensions, m), whitening(rank, m);
    for (int i = 0; i < m; ++i) {
        const Real value = system.eigenvalues()(first + i);
        whitening.col(i) = system.eigenvectors().col(first + i) / std::sqrt(value);
        rows.col(i) = q * system.eigenvectors().col(first + i) * std::sqrt(std::min(value, Real(1)));
    }
    const auto share = [&](const Matrix& effect) { return Matrix(whitening.adjoint() * effect * whitening); };
    const auto within = [](Real value) { return std::clamp(value, Real(0), Real(1)); };
    const Matrix x = share(zero);
    const std::array<Matrix, 2> roots = {root_of(x, [&](Real v) { return std::sqrt(within(v)); }),
                                         root_of(x, [&](Real v) { return std::sqrt(1 - within(v)); })};
    for (int b = 0; b < 2; ++b) {
        const Matrix effect = rows * roots[b];
        attack.effects[b].clear();
        for (int i = 0; i < m; ++i) {
            Ket row;
            for (int a = 0; a < dimensions; ++a) row[a] = effect(a, i);
            attack.effects[b].push_back(row);
        }
    }
    attack.z_share.clear();
    if (!z_errors) return;
    const Eigensystem z(share(on_span(true, 0)));
    for (int i = 0; i < m; ++i) {
        const auto column = z.eigenvectors().col(i) * std::sqrt(within(z.eigenvalues()(i)));
        std::vector<Amplitude> c;
        for (int b = 0; b < 2; ++b) {
            const Matrix part = roots[b].adjoint() * column;
            c.insert(c.end(), part.data(), part.data() + m);
        }
        attack.z_share.push_back(c);
    }
}

}  // namespace

SideChannel random_side_channel(Random& random, const Source& source) {
    std::normal_distribution<double> normal;
    const bool flags_only = uniform(random, 0.0, 1.0) < 0.5;
    SideChannel side{};
    for (int j = 0; j < source.settings(); ++j) {
        for (int i = flags_only ? qubit_dimensions : 0; i < dimensions; ++i) side[j][i] = {normal(random), normal(random)};
        side[j] = unit(orthogonal_to(ket_of(source, j), side[j]));
    }
    return side;
}

std::optional<SideChannel> side_channel_of_programme(const Link& link, bool z_errors) {
    const auto programme = state_phase_error_dual(link, {.whole_space = true, .z_errors = z_errors});
    if (!programme) return std::nullopt;
    const ApproxSolution solution = solve_dense_primal_dual(programme->problem, programme->start, {});
    const SmallMatrix& gram = solution.multipliers[3];  // of (e_0, e_1, chi_0, ...), the latter in units of sqrt(weight_unit)
    const Real unit_of_side = std::sqrt(Real(programme->frame.weight_unit));
    const int n = link.source.settings();
    const int d = qubit_dimensions;
    Matrix flags(n, n);
    SideChannel side{};
    for (int j = 0; j < n; ++j) {
        for (int a = 0; a < d; ++a) side[j][a] = Amplitude(gram(a, d + j)) / unit_of_side;
    }
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            flags(j, k) = Amplitude(gram(d + j, d + k)) / unit_of_side / unit_of_side;
            for (int a = 0; a < d; ++a) flags(j, k) -= std::conj(side[j][a]) * side[k][a];
        }
    }
    const Eigensystem system(flags);
    for (int j = 0; j < n; ++j) {
        for (int c = 0; c < n; ++c) {
            side[j][d + c] = std::sqrt(std::max(Real(0), system.eigenvalues()(c))) * std::conj(system.eigenvectors()(j, c));
        }
        side[j] = unit(orthogonal_to(ket_of(link.source, j), side[j]));
    }
    return side;
}

SeeSaw see_saw(const Link& honest, Complex turn, bool z_errors, const SideChannel& start, int most_turns, double least_gain) {
    const Source& source = honest.source;
    const Coordinates at(honest);
    Programme programme(honest, at, turn, z_errors);
    std::vector<Candidate> candidates{candidate_of(honest, at, start)};
    programme.add(candidates.front());
    SeeSaw result;
    result.at_most = 1.0;
    for (result.turns = 1;; ++result.turns) {
        programme.solve();
        result.reached = programme.value();
        const SideChannel mixed = mixture(source, candidates, programme.weights());
        const Candidate next = candidate_of(honest, at, ascend(source, programme.omega(), mixed));
        const double gain = programme.trace_with(next) - programme.source_term();
        result.at_most = std::min(result.at_most, result.reached + std::max(0.0, gain));
        if (result.turns >= most_turns || !(gain > least_gain * result.reached)) break;
        candidates.push_back(next);
        programme.add(next);
    }
    programme.refine();
    result.attack.kets = source.kets;
    result.attack.leakage = source.leakage;
    result.attack.side = mixture(source, candidates, programme.weights());
    build_measurement(result.attack, honest, at, programme, z_errors);
    return result;
}

}  // namespace keybound::test
