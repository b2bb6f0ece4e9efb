#include "keybound/quantum/photon_number.hpp"

#include <algorithm>
#include <cmath>

namespace keybound {

namespace {

constexpr int most_terms = 200;      // beyond them terms of any mean below 10 vanish
constexpr double rounded = 0x1p-45;  // relative error of a root of a probability, with up to 200 roundings and more

}  // namespace

double poisson(int n, double mean) {
    if (mean == 0.0) return n == 0 ? 1.0 : 0.0;
    double value = std::exp(-mean);
    for (int k = 1; k <= n; ++k) value *= mean / k;
    return value;
}

double poisson_tail(int n, double mean) {
    double term = poisson(n, mean), sum = 0.0;
    for (int k = n; k < n + most_terms && term > 0x1p-60 * sum; ++k) {
        sum += term;
        term *= mean / (k + 1);
    }
    return sum;
}

double pseudo_fock_probability(int n, int phases, double mean) {
    double sum = 0.0;
    for (int k = n; k < n + most_terms; k += phases) sum += poisson(k, mean);
    return sum;
}

double pseudo_fock_overlap_deficit(int n, int phases, double mean_a, double mean_b) {
    // 1 - sum sqrt(P Q) = 1/2 sum (sqrt P - sqrt Q)^2 for normalised P and Q.
    const double a = pseudo_fock_probability(n, phases, mean_a), b = pseudo_fock_probability(n, phases, mean_b);
    if (!(a > 0.0 && b > 0.0)) return 1.0;
    double sum = 0.0;
    for (int k = n; k < n + most_terms; k += phases) {
        const double root_a = std::sqrt(poisson(k, mean_a) / a), root_b = std::sqrt(poisson(k, mean_b) / b);
        const double difference = std::fabs(root_a - root_b) + rounded * (root_a + root_b);
        sum += difference * difference;
    }
    return std::min(1.0, 0.5 * sum);
}

}  // namespace keybound
