// Kernels for matrices of a few rows, real or complex, on plain memory: row by row, N rows where N is known when compiling
// and `n` otherwise. Loops with constant bounds beat anything general at this size. Only the solver uses them; what is
// certified is certified elsewhere (quantum/certify_psd).
#pragma once

#include <cmath>
#include <complex>
#include <type_traits>

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

// a b without the library's detour for infinities and NaN, which costs as much as the product.
inline double times(double a, double b) { return a * b; }
inline Complex times(const Complex& a, const Complex& b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
// conj(a) b
inline double dot(double a, double b) { return a * b; }
inline Complex dot(const Complex& a, const Complex& b) {
    return {a.real() * b.real() + a.imag() * b.imag(), a.real() * b.imag() - a.imag() * b.real()};
}
// Re(conj(a) b)
inline double real_dot(double a, double b) { return a * b; }
inline double real_dot(const Complex& a, const Complex& b) { return a.real() * b.real() + a.imag() * b.imag(); }

// lower <- Cholesky factor of the Hermitian matrix whose lower triangle is given (the same memory is allowed); its diagonal
// holds the inverse pivots. False if the matrix is not positive definite (NaN included).
template <int N, class Scalar>
bool factor(const Scalar* a, Scalar* lower, int rows = N) {
    const int n = N > 0 ? N : rows;
    for (int j = 0; j < n; ++j) {
        double pivot = real_part(a[j * n + j]);
        for (int k = 0; k < j; ++k) pivot -= real_dot(lower[j * n + k], lower[j * n + k]);
        if (!(pivot > 0.0 && pivot < 1e300)) return false;
        const double inverse = 1.0 / std::sqrt(pivot);
        lower[j * n + j] = inverse;
        for (int i = j + 1; i < n; ++i) {
            Scalar sum = a[i * n + j];
            for (int k = 0; k < j; ++k) sum -= dot(lower[j * n + k], lower[i * n + k]);
            lower[i * n + j] = sum * inverse;
        }
    }
    return true;
}

// inverse <- (L L^dagger)^-1 for L from factor().
template <int N, class Scalar>
void invert(const Scalar* __restrict lower, Scalar* __restrict inverse, int rows = N) {
    const int n = N > 0 ? N : rows;
    Scalar triangle[(N > 0 ? N : max_settings) * (N > 0 ? N : max_settings)];  // L^-1
    for (int c = 0; c < n; ++c) {
        triangle[c * n + c] = lower[c * n + c];
        for (int i = c + 1; i < n; ++i) {
            Scalar sum(0.0);
            for (int k = c; k < i; ++k) sum -= times(lower[i * n + k], triangle[k * n + c]);
            triangle[i * n + c] = sum * real_part(lower[i * n + i]);
        }
    }
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j <= i; ++j) {
            Scalar sum(0.0);
            for (int k = i; k < n; ++k) sum += dot(triangle[k * n + i], triangle[k * n + j]);
            inverse[i * n + j] = sum;
            inverse[j * n + i] = conjugate(sum);
        }
    }
}

template <int N, class Scalar>
void multiply(const Scalar* __restrict a, const Scalar* __restrict b, Scalar* __restrict product, int rows = N) {
    const int n = N > 0 ? N : rows;
    for (int i = 0; i < n; ++i) {
        Scalar* row = product + i * n;
        for (int j = 0; j < n; ++j) row[j] = times(a[i * n], b[j]);
        for (int k = 1; k < n; ++k) {
            const Scalar left = a[i * n + k];
            for (int j = 0; j < n; ++j) row[j] += times(left, b[k * n + j]);
        }
    }
}

template <int N, class Scalar>
void take_hermitian_part(Scalar* a, int rows = N) {
    const int n = N > 0 ? N : rows;
    for (int i = 0; i < n; ++i) {
        a[i * n + i] = real_part(a[i * n + i]);
        for (int j = 0; j < i; ++j) {
            const Scalar mean = 0.5 * (a[i * n + j] + conjugate(a[j * n + i]));
            a[i * n + j] = mean;
            a[j * n + i] = conjugate(mean);
        }
    }
}

// Re Tr(a b) for Hermitian a and any b.
template <int N, class Scalar>
double trace_product(const Scalar* __restrict a, const Scalar* __restrict b, int rows = N) {
    const int size = N > 0 ? N * N : rows * rows;
    // Tr(a b) = sum_ij a_ij b_ji, and its real part that of sum_ij conj(a_ji) b_ji
    double sum = 0.0;
    for (int k = 0; k < size; ++k) sum += real_dot(a[k], b[k]);
    return sum;
}

}  // namespace keybound::small_dense
