// Kernels for matrices of a few rows, real or complex, without heap traffic once they are made: plain loops beat anything
// general at this size. Only the solver uses them; what is certified is certified elsewhere (quantum/certify_psd).
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound::small_dense {

template <class Scalar>
Scalar conjugate(const Scalar& x) {
    if constexpr (std::is_same_v<Scalar, double>)
        return x;
    else
        return std::conj(x);
}
template <class Scalar>
double real_part(const Scalar& x) {
    if constexpr (std::is_same_v<Scalar, double>)
        return x;
    else
        return x.real();
}
template <class Scalar>
Scalar scalar_of(Complex x) {
    if constexpr (std::is_same_v<Scalar, double>)
        return x.real();
    else
        return x;
}

// A square matrix of run-time size with rows one after the other; plain loops beat anything general at this size.
template <class Scalar>
struct Square {
    explicit Square(int rows = 0) : n(rows), data(static_cast<std::size_t>(rows) * rows) {}
    Scalar& operator()(int i, int j) { return data[static_cast<std::size_t>(i) * n + j]; }
    const Scalar& operator()(int i, int j) const { return data[static_cast<std::size_t>(i) * n + j]; }
    int n;
    std::vector<Scalar> data;
};

// lower <- Cholesky factor of a; false if a is not positive definite (NaN included).
template <class Scalar>
bool factor(const Square<Scalar>& a, Square<Scalar>& lower) {
    const int n = a.n;
    for (int j = 0; j < n; ++j) {
        double pivot = real_part(a(j, j));
        for (int k = 0; k < j; ++k) pivot -= real_part(lower(j, k) * conjugate(lower(j, k)));
        if (!(pivot > 0.0 && pivot < 1e300)) return false;
        const double root = std::sqrt(pivot);
        lower(j, j) = root;
        for (int i = j + 1; i < n; ++i) {
            Scalar sum = a(i, j);
            for (int k = 0; k < j; ++k) sum -= lower(i, k) * conjugate(lower(j, k));
            lower(i, j) = sum / root;
        }
    }
    return true;
}

// inverse <- (lower lower^dagger)^-1
template <class Scalar>
void invert(const Square<Scalar>& lower, Square<Scalar>& inverse) {
    const int n = lower.n;
    Scalar column[max_settings];
    for (int c = 0; c < n; ++c) {
        for (int i = 0; i < n; ++i) {
            Scalar sum = i == c ? Scalar(1.0) : Scalar(0.0);
            for (int k = c; k < i; ++k) sum -= lower(i, k) * column[k];
            column[i] = i < c ? Scalar(0.0) : sum / real_part(lower(i, i));
        }
        for (int i = n - 1; i >= 0; --i) {
            Scalar sum = column[i];
            for (int k = i + 1; k < n; ++k) sum -= conjugate(lower(k, i)) * column[k];
            column[i] = sum / real_part(lower(i, i));
            inverse(i, c) = column[i];
        }
    }
}

template <class Scalar>
void multiply(const Square<Scalar>& a, const Square<Scalar>& b, Square<Scalar>& product) {
    const int n = a.n;
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            Scalar sum(0.0);
            for (int k = 0; k < n; ++k) sum += a(i, k) * b(k, j);
            product(i, j) = sum;
        }
    }
}

template <class Scalar>
void take_hermitian_part(Square<Scalar>& a) {
    for (int i = 0; i < a.n; ++i) {
        a(i, i) = real_part(a(i, i));
        for (int j = 0; j < i; ++j) {
            const Scalar mean = 0.5 * (a(i, j) + conjugate(a(j, i)));
            a(i, j) = mean;
            a(j, i) = conjugate(mean);
        }
    }
}

template <class Scalar>
double trace_product(const Square<Scalar>& a, const Square<Scalar>& b) {
    double sum = 0.0;
    for (int i = 0; i < a.n; ++i) {
        for (int j = 0; j < a.n; ++j) sum += real_part(a(i, j) * b(j, i));
    }
    return sum;
}

}  // namespace keybound::small_dense
