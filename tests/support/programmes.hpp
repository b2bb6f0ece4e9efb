// Semidefinite and linear programmes whose answers are known, for the tests of solvers.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "keybound/opt/lp.hpp"
#include "keybound/opt/solver.hpp"
#include "support/samples.hpp"

namespace keybound::test {

struct KnownSdp {
    std::string name;
    Sdp problem;
    std::vector<double> start;  // strictly feasible; empty where there is none
    double optimum = 0.0;
    SolverStop stop = SolverStop::converged;
};

inline std::vector<SdpEntry> entries_of(const SmallMatrix& matrix) {
    std::vector<SdpEntry> entries;
    for (int r = 0; r < matrix.rows(); ++r) {
        for (int c = 0; c <= r; ++c) {
            if (matrix(r, c) != 0.0) entries.push_back({r, c, matrix(r, c)});
        }
    }
    return entries;
}

// a . x >= bound
inline SdpBlock inequality(const std::vector<double>& a, double bound) {
    SdpBlock block{1, {}, std::vector<std::vector<SdpEntry>>(a.size())};
    if (bound != 0.0) block.constant = {{0, 0, -bound}};
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != 0.0) block.coefficients[i] = {{0, 0, a[i]}};
    }
    return block;
}

inline SmallMatrix random_hermitian(Random& random, int rows, bool complex) {
    SmallMatrix m(rows, rows);
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c <= r; ++c) {
            m(r, c) = Complex(uniform(random, -1, 1), complex && r != c ? uniform(random, -1, 1) : 0.0);
            m(c, r) = std::conj(m(r, c));
        }
    }
    return m;
}

// By Gram and Schmidt from random columns.
inline SmallMatrix random_unitary(Random& random, int rows, bool complex) {
    SmallMatrix u(rows, rows);
    for (int c = 0; c < rows; ++c) {
        for (int r = 0; r < rows; ++r) u(r, c) = Complex(uniform(random, -1, 1), complex ? uniform(random, -1, 1) : 0.0);
        for (int pass = 0; pass < 2; ++pass) {
            for (int e = 0; e < c; ++e) u.col(c) -= u.col(e).dot(u.col(c)) * u.col(e);
        }
        u.col(c) /= u.col(c).norm();
    }
    return u;
}

inline SmallMatrix with_eigenvalues(const SmallMatrix& unitary, const SmallVector& eigenvalues) {
    const SmallMatrix scaled = unitary * eigenvalues.cast<Complex>().asDiagonal();
    SmallMatrix m = scaled.lazyProduct(unitary.adjoint());
    return 0.5 * (m + m.adjoint());
}

// min x with ((x, c), (conj c, x)) >= 0: |c|.
inline KnownSdp two_by_two(Complex c) {
    return {"two by two, |c| = " + std::to_string(std::abs(c)),
            {{1.0}, {{2, {{1, 0, c}}, {{{0, 0, 1.0}, {1, 1, 1.0}}}}}},
            {3.0 + std::abs(c)},
            std::abs(c)};
}

// min t with t >= H: the largest eigenvalue.
inline KnownSdp largest_eigenvalue(Random& random, int rows, bool complex) {
    SmallVector eigenvalues(rows);
    for (int r = 0; r < rows; ++r) eigenvalues(r) = uniform(random, -1, 1);
    const SmallMatrix h = with_eigenvalues(random_unitary(random, rows, complex), eigenvalues);
    KnownSdp known{"largest eigenvalue", {{1.0}, {}}, {4.0}, eigenvalues.maxCoeff()};
    SmallMatrix one = SmallMatrix::Identity(rows, rows);
    known.problem.blocks.push_back({rows, entries_of(-h), {entries_of(one)}});
    return known;
}

// min (Tr P + Tr Q)/2 with ((P, M), (M^dagger, Q)) >= 0: the sum of the singular values of M; 2 n^2 (complex) variables.
inline KnownSdp nuclear_norm(Random& random, int rows, bool complex, double least_singular_value) {
    SmallVector singular(rows);
    for (int r = 0; r < rows; ++r) singular(r) = log_uniform(random, least_singular_value, 1.0);
    const SmallMatrix left = random_unitary(random, rows, complex) * singular.cast<Complex>().asDiagonal();
    const SmallMatrix m = left.lazyProduct(random_unitary(random, rows, complex));
    KnownSdp known{"nuclear norm", {}, {}, singular.sum()};
    SdpBlock block{2 * rows, {}, {}};
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < rows; ++c) block.constant.push_back({rows + r, c, std::conj(m(c, r))});
    }
    for (const int first : {0, rows}) {
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c <= r; ++c) {
                for (const Complex value : {Complex(1, 0), Complex(0, 1)}) {
                    if (value.imag() != 0.0 && (r == c || !complex)) continue;
                    block.coefficients.push_back({{first + r, first + c, value}});
                    known.problem.cost.push_back(r == c ? 0.5 : 0.0);
                    known.start.push_back(r == c ? 3.0 * rows : 0.0);
                }
            }
        }
    }
    known.problem.blocks.push_back(block);
    return known;
}

// min sum y with diag(y) >= Laplacian/4 of the cycle of n: the bound on its largest cut, n for even n and n (1 + cos(pi/n))/2
// for odd n.
inline KnownSdp cycle_cut(int n) {
    const double exact = n % 2 == 0 ? n : 0.5 * n * (1.0 + std::cos(std::numbers::pi / n));
    KnownSdp known{"cut of a cycle", {std::vector<double>(n, 1.0), {}}, std::vector<double>(n, 3.0), exact};
    SdpBlock block{n, {}, std::vector<std::vector<SdpEntry>>(n)};
    for (int j = 0; j < n; ++j) {
        block.constant.push_back({j, j, -0.5});
        block.constant.push_back({std::max(j, (j + 1) % n), std::min(j, (j + 1) % n), 0.25});
        block.coefficients[j] = {{j, j, 1.0}};
    }
    known.problem.blocks.push_back(block);
    return known;
}

// Random data around a chosen pair x, Z with S(x) Z = 0: the optimum is cost . x. The first coefficient is the identity, which
// makes a start, and |x_i - chosen x_i| <= 10 keeps the programme bounded.
inline KnownSdp constructed(Random& random, const std::vector<int>& rows, int variables, bool complex) {
    KnownSdp known{"constructed pair", {std::vector<double>(variables, 0.0), {}}, {}, 0.0};
    std::vector<double> x(variables);
    for (double& value : x) value = uniform(random, -1, 1);
    for (const int n : rows) {
        const SmallMatrix u = random_unitary(random, n, complex);
        const int rank = n == 1 ? static_cast<int>(random() % 2) : 1 + static_cast<int>(random() % (n - 1));
        SmallVector s = SmallVector::Zero(n), z = SmallVector::Zero(n);
        for (int r = 0; r < n; ++r) (r < rank ? s(r) : z(r)) = log_uniform(random, 0.1, 2.0);
        SmallMatrix constant = with_eigenvalues(u, s);
        const SmallMatrix multiplier = with_eigenvalues(u, z);
        SdpBlock block{n, {}, {}};
        for (int i = 0; i < variables; ++i) {
            SmallMatrix a = random_hermitian(random, n, complex);
            if (i == 0) a = SmallMatrix::Identity(n, n);
            constant -= x[i] * a;
            known.problem.cost[i] += multiplier.lazyProduct(a).trace().real();
            block.coefficients.push_back(entries_of(a));
        }
        block.constant = entries_of(constant);
        known.problem.blocks.push_back(block);
    }
    for (int i = 0; i < variables; ++i) {
        std::vector<double> unit(variables, 0.0);
        for (const double sign : {1.0, -1.0}) {
            unit[i] = sign;
            known.problem.blocks.push_back(inequality(unit, sign * x[i] - 10.0));
        }
    }
    known.optimum = cost_at(known.problem, x);
    known.start = x;
    known.start[0] += 1.0;
    return known;
}

struct KnownLp {
    Lp lp;
    double optimum = 0.0;
    std::vector<double> x;  // an optimal point
};

// Random data around a chosen pair: rows that are equations, tight on one side or slack, columns at a bound or between.
// `decades` spreads rows and columns over so many powers of ten.
inline KnownLp constructed_lp(Random& random, int rows, int columns, double decades) {
    KnownLp known;
    std::vector<double> row_scale(rows), column_scale(columns);
    for (double& s : row_scale) s = std::pow(10.0, uniform(random, -decades, 0));
    for (double& s : column_scale) s = std::pow(10.0, uniform(random, -decades, 0));
    std::vector<std::vector<double>> a(rows, std::vector<double>(columns, 0.0));
    std::vector<double> cost(columns, 0.0), activity(rows, 0.0);
    for (int j = 0; j < columns; ++j) {
        const int place = static_cast<int>(random() % 3);  // at the lower bound, at the upper one, between
        const double lower = uniform(random, -1, 1), width = uniform(random, 0.5, 2);
        const double share = place == 0 ? 0.0 : place == 1 ? 1.0 : 0.4;
        known.x.push_back((lower + share * width) * column_scale[j]);
        known.lp.add_column(0.0, lower * column_scale[j], (lower + width) * column_scale[j]);
        if (place == 1) known.x[j] = known.lp.column_upper[j];
        const double push = uniform(random, 0.1, 1) / column_scale[j];
        cost[j] = place == 0 ? push : place == 1 ? -push : 0.0;
    }
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < columns; ++j) {
            if (random() % 3 == 0) continue;
            a[i][j] = uniform(random, -1, 1) * row_scale[i] / column_scale[j];
            activity[i] += a[i][j] * known.x[j];
        }
        const int place = static_cast<int>(random() % 4);  // equation, tight below, tight above, slack
        const double room = row_scale[i];
        const double lower = place <= 1 ? activity[i] : activity[i] - room;
        const double upper = place == 0 || place == 2 ? activity[i] : place == 1 ? Lp::infinity : activity[i] + room;
        const int row = known.lp.add_row(lower, upper);
        double dual = place == 0 ? uniform(random, -1, 1) : place == 1 ? uniform(random, 0.1, 1) : 0.0;
        if (place == 2) dual = -uniform(random, 0.1, 1);
        dual /= row_scale[i];
        for (int j = 0; j < columns; ++j) {
            if (a[i][j] == 0.0) continue;
            known.lp.entries.push_back({row, j, a[i][j]});
            cost[j] += dual * a[i][j];
        }
    }
    known.lp.cost = cost;
    known.optimum = cost_at(known.lp, known.x);
    return known;
}

}  // namespace keybound::test
