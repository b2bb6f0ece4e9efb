#include "attack/laser_measurements.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

#include "support/eigensystem.hpp"
#include "support/matrices.hpp"

namespace keybound::test {

namespace {

using Outcomes = std::array<Operator, 2>;

Operator identity(Eigen::Index size) { return Operator::Identity(size, size); }

Operator random_operator(Random& random, int rows, int columns) {
    return Operator::NullaryExpr(rows, columns, [&] { return normal(random); });
}

Operator haar_unitary(Random& random, int size) { return unitary_part(random_operator(random, size, size)); }

Outcomes behind(const Operator& filter, const Operator& sign) {
    const Operator all = identity(sign.rows());
    return {0.5 * filter.adjoint() * (all + sign) * filter, 0.5 * filter.adjoint() * (all - sign) * filter};
}

// f of the eigenvalues.
template <typename F>
Operator function_of(const Operator& matrix, F f) {
    const Eigensystem solver(matrix);
    const Eigen::VectorXd values = solver.eigenvalues().unaryExpr(f);
    return solver.eigenvectors() * values.cast<std::complex<double>>().asDiagonal() * solver.eigenvectors().adjoint();
}

// Eve looks for superpositions: single photons of one setting, turned a little towards or away from another.
void look_for_superpositions(Random& random, const LaserAttack& attack, Operator& filter) {
    const int size = attack.space.dimension();
    const auto looks = static_cast<int>(random() % 4);
    for (int round = 0; round < looks; ++round) {
        Ket w = Ket::Zero(size);
        const int parts = 1 + static_cast<int>(random() % 2);
        for (int p = 0; p < parts; ++p) {
            const auto intensity = static_cast<int>(random() % 2), setting = static_cast<int>(random() % 4);
            Ket part = random_operator(random, size, 1);
            if (random() % 3 != 0) {
                part = attack.registers == 1 ? eigen_state(attack, intensity, setting)
                                             : Ket(fourier_states(attack, intensity, 1)[setting].col(0));
            }
            if (!(part.norm() > 0.0)) continue;
            w += std::polar(1.0, random() % 2 == 0 ? 0.0 : uniform(random, 0.0, 6.3)) * part / part.norm();
        }
        if (w.norm() < 1e-3) continue;
        w /= w.norm();
        const double depth = random() % 2 == 0 ? 1.0 : log_uniform(random, 1e-3, 1.0);
        filter = (identity(size) - depth * w * w.adjoint()) * filter;
    }
}

// The kets' common space, an orthonormal basis.
Operator span_of(const LaserAttack& attack) {
    Operator sum = Operator::Zero(attack.space.dimension(), attack.space.dimension());
    for (const auto& settings : attack.emitted) {
        for (const Operator& kets : settings) sum += kets * kets.adjoint();
    }
    const Eigensystem solver(sum);
    const double least = 1e-13 * solver.eigenvalues().maxCoeff();
    const auto rank = (solver.eigenvalues().array() > least).count();
    return solver.eigenvectors().rightCols(rank);
}

// Ensembles of the emitted kets and of the virtual protocol, seen from a smaller space.
Operator mixture(const Operator& basis, const Operator& kets) {
    const Operator inside = basis.adjoint() * kets;
    return inside * inside.adjoint();
}

// POVM elements X_0, X_1 (and none) with nearly the largest Tr(X_0 L_0) + Tr(X_1 L_1): the iteration of Jezek, Rehacek,
// Fiurasek, PRA 65, 060301 (2002), whose every step is a POVM, from the best that measures the sign first.
Outcomes best_outcomes(const Outcomes& worth) {
    const Operator sign = function_of(worth[0] - worth[1], [](double x) { return x >= 0.0 ? 1.0 : -1.0; });
    const auto step = [](double x) { return x > 0.0 ? 1.0 : 0.0; };
    Outcomes found;
    for (int b = 0; b < 2; ++b) {
        const Operator side = 0.5 * (identity(sign.rows()) + (b == 0 ? 1.0 : -1.0) * sign);
        found[b] = side * function_of(side * worth[b] * side, step) * side;  // not what rounding leaves on the other side
    }
    const Operator all = identity(sign.rows());
    double scale = 0.0;
    for (const Operator& w : worth) scale = std::max(scale, w.norm());
    // Not quite a projector, so that the iteration can leave it.
    constexpr double soft = 0.02;
    std::array<Operator, 3> x = {found[0], found[1], all - found[0] - found[1]};
    for (Operator& element : x) element = (1.0 - soft) * element + soft / 3.0 * all;
    const std::array<Operator, 3> g = {worth[0] + 0.5 * scale * all, worth[1] + 0.5 * scale * all, 0.5 * scale * all};
    const auto value = [&](const Operator& zero, const Operator& one) {
        return (zero * worth[0]).trace().real() + (one * worth[1]).trace().real();
    };
    for (int round = 0; round < 12; ++round) {
        Operator sum = Operator::Zero(all.rows(), all.cols());
        std::array<Operator, 3> moved;
        for (int o = 0; o < 3; ++o) {
            moved[o] = g[o] * x[o] * g[o].adjoint();
            sum += moved[o];
        }
        const Operator root = function_of(sum, [](double s) { return s > 0.0 ? 1.0 / std::sqrt(s) : 0.0; });
        for (int o = 0; o < 3; ++o) x[o] = root * moved[o] * root;
    }
    if (value(x[0], x[1]) > value(found[0], found[1])) found = {x[0], x[1]};
    return found;
}

}  // namespace

void measure_like_detectors(Random& random, LaserAttack& attack) {
    const FockSpace& space = attack.space;
    const double efficiency = random() % 3 == 0 ? uniform(random, 0.5, 1.0) : log_uniform(random, 0.003, 1.0);
    const double dark = log_uniform(random, 1e-9, 1e-4), noise = log_uniform(random, 1e-5, 0.03);
    std::vector<int> rule(static_cast<std::size_t>(space.levels()), 0);  // 0: honest, 1: always, 2: never
    for (std::size_t level = 1; level < rule.size(); ++level) rule[level] = static_cast<int>(random() % 3);
    // Photon numbers may be blocked in darkness: Eve counts.
    const auto cheat = static_cast<int>(random() % 4);
    Eigen::VectorXd passes(space.dimension());
    for (int k = 0; k < space.dimension(); ++k) {
        const int n = space.photons(k), level = space.level(k);
        double yield = 1.0 - (1.0 - dark) * std::pow(1.0 - efficiency, n);
        if (level == 0 && cheat == 1 && n == 1) yield *= 0.7;
        if (level == 0 && cheat == 2 && n >= 2) yield = std::min(1.0, 1.5 * yield);
        if (rule[static_cast<std::size_t>(level)] == 1) yield = 1.0;
        if (rule[static_cast<std::size_t>(level)] == 2) yield = 0.0;
        passes[k] = std::sqrt(yield);
    }
    Operator filter = passes.cast<std::complex<double>>().asDiagonal();
    look_for_superpositions(random, attack, filter);
    const bool flips = random() % 2 == 0;
    const auto sign_of = [&](int basis) {
        Operator sign = space.sign_between(mode_of(attack.encoding, 2 * basis), mode_of(attack.encoding, 2 * basis + 1));
        for (int k = 0; k < space.dimension(); ++k) {
            if (flips && space.level(k) > 0) sign.col(k) *= -1.0;  // blocks of one level: stays Hermitian
        }
        return Operator((1.0 - 2.0 * noise) * sign);
    };
    attack.z = behind(filter, sign_of(0));
    attack.x = behind(filter, sign_of(1));
}

void measure_at_random(Random& random, LaserAttack& attack) {
    const int size = attack.space.dimension();
    const double depth = log_uniform(random, 1e-3, 1.0);
    const auto reflection = [&] {
        const Operator turn = haar_unitary(random, size);
        const Eigen::VectorXd sides = Eigen::VectorXd::NullaryExpr(size, [&] { return random() % 2 == 0 ? 1.0 : -1.0; });
        return Operator(turn * sides.cast<std::complex<double>>().asDiagonal() * turn.adjoint());
    };
    const Operator turn = haar_unitary(random, size);
    const double most = log_uniform(random, 1e-2, 1.0);
    const Eigen::VectorXd passes =
        Eigen::VectorXd::NullaryExpr(size, [&] { return std::sqrt(most * uniform(random, 1.0 - depth, 1.0)); });
    const Operator filter = turn * passes.cast<std::complex<double>>().asDiagonal() * turn.adjoint();
    attack.z = behind(filter, reflection());
    attack.x = behind(filter, reflection());
}

void measure_as_wished(LaserAttack& attack, const Numbered& one, const Wish& wish) {
    const Operator basis = span_of(attack);
    Operator any = Operator::Zero(basis.cols(), basis.cols());
    for (int b = 0; b < 2; ++b) any += 0.5 * wish.key_events * mixture(basis, one[b]);
    Outcomes worth = {any, any};
    for (int c = 0; c < 2; ++c) {
        if (wish.phase_errors != 0.0) worth[1 - c] += 0.5 * wish.phase_errors * mixture(basis, virtual_state(attack, one, c));
    }
    for (std::size_t i = 0; i < attack.emitted.size(); ++i) {
        for (int j = 0; j < 4; ++j) {
            const Operator& kets = attack.emitted[i][j];
            const Operator rho = mixture(basis, kets) / static_cast<double>(kets.cols());
            const double basis_weight = 1.0 + (j < 2 ? 1.0 : -1.0) * wish.z_before_x;
            for (Operator& w : worth) w += 0.25 * basis_weight * wish.gains[i] * rho;
            if (j >= 2) worth[3 - j] += 0.5 * wish.errors[i] * rho;
        }
    }
    const Outcomes found = best_outcomes(worth);
    for (int b = 0; b < 2; ++b) attack.x[b] = basis * found[b] * basis.adjoint();
    const Operator half = 0.5 * (attack.x[0] + attack.x[1]);
    attack.z = {half, half};
}

}  // namespace keybound::test
