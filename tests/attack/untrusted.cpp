#include "attack/untrusted.hpp"

#include <cmath>

namespace keybound::test {

namespace {

double surprise(double p) { return p > 0.0 ? -p * std::log2(p) : 0.0; }

// Weight times entropy of the normalised state.
double entropy(const ComplexMatrix& tau) { return -relative_entropy(tau, identity(static_cast<int>(tau.rows()))); }

}  // namespace

ComplexMatrix observable(double theta, double phi) {
    ComplexMatrix result(2, 2);
    const std::complex<double> off = std::sin(theta) * std::polar(1.0, -phi);
    result << std::cos(theta), off, std::conj(off), -std::cos(theta);
    return result;
}

ComplexMatrix outcome_projector(const ComplexMatrix& observable, int outcome) {
    return 0.5 * (identity(2) + (outcome == 0 ? 1.0 : -1.0) * observable);
}

double QuantumPart::probability(int x, int y, int a, int b) const {
    const auto born = [&](int outcome) {
        const ComplexMatrix effect = kron(outcome_projector(alice[static_cast<std::size_t>(x)], a),
                                          outcome_projector(bob[static_cast<std::size_t>(y)], outcome));
        return (amplitudes.adjoint() * effect * amplitudes).trace().real();
    };
    return y == 2 ? (1.0 - flips) * born(b) + flips * born(1 - b) : born(b);
}

CorrelationTable Device::table() const {
    CorrelationTable result;
    result.probabilities.assign(24, 0.0);
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            for (int k = 0; k < 4; ++k) {
                double& p = result.probabilities[result.index(x, y, k / 2, k % 2)];
                for (const QuantumPart& part : quantum) p += part.weight * part.probability(x, y, k / 2, k % 2);
                for (const LocalPart& part : local) {
                    const bool here =
                        part.alice[static_cast<std::size_t>(x)] == k / 2 && part.bob[static_cast<std::size_t>(y)] == k % 2;
                    p += here ? part.weight : 0.0;
                }
            }
        }
    }
    return result;
}

ComplexMatrix bell_mixture(const std::array<double, 4>& weights) {
    ComplexMatrix bell(4, 4);
    bell << 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, -1, 1, -1, 0, 0;
    ComplexMatrix result = bell / std::sqrt(2.0);
    for (int k = 0; k < 4; ++k) result.col(k) *= std::sqrt(weights[static_cast<std::size_t>(k)]);
    return result;
}

QuantumPart best_part(double weight, double coherence, double flips) {
    const double theta = std::atan(coherence), quarter = std::acos(0.0);
    return {weight,
            bell_mixture({0.5 * (1.0 + coherence), 0.5 * (1.0 - coherence), 0.0, 0.0}),
            {observable(0.0), observable(quarter)},
            {observable(theta), observable(-theta), observable(0.0)},
            flips};
}

std::vector<LocalPart> saturating_strategies(double weight, double flips) {
    std::vector<LocalPart> parts;
    for (int k = 0; k < 16; ++k) {
        const int a0 = k & 1, a1 = (k >> 1) & 1, b0 = (k >> 2) & 1, b1 = (k >> 3) & 1;
        const auto same = [](int a, int b) { return a == b ? 1 : -1; };
        if (same(a0, b0) + same(a0, b1) + same(a1, b0) - same(a1, b1) != 2) continue;
        parts.push_back({weight * (1.0 - flips) / 8.0, {a0, a1}, {b0, b1, a0}});
        parts.push_back({weight * flips / 8.0, {a0, a1}, {b0, b1, 1 - a0}});
    }
    return parts;
}

double ignorance(const Device& device, double noise) {
    double sum = 0.0;
    for (const QuantumPart& part : device.quantum) {
        ComplexMatrix seen[2];
        for (int a = 0; a < 2; ++a) {
            seen[a] = part.amplitudes.adjoint() * kron(outcome_projector(part.alice[0], a), identity(2)) * part.amplitudes;
        }
        // S(A'E) - S(E), with weights: the total entropy of blocks counts the entropy of A' too
        double joint = 0.0;
        for (int a = 0; a < 2; ++a) {
            const ComplexMatrix block = (1.0 - noise) * seen[a] + noise * seen[1 - a];
            const double p = block.trace().real();
            joint += p > 0.0 ? entropy(block) + surprise(p) : 0.0;
        }
        sum += part.weight * (joint - entropy(seen[0] + seen[1]));
    }
    for (const LocalPart& part : device.local) sum += part.weight * (surprise(noise) + surprise(1.0 - noise));
    return sum;
}

double correction(const Device& device, double noise) {
    const CorrelationTable table = device.table();
    double sum = 0.0;
    for (int b = 0; b < 2; ++b) {
        const double p0 = table(0, 2, 0, b), p1 = table(0, 2, 1, b);
        const double q0 = (1.0 - noise) * p0 + noise * p1, q1 = (1.0 - noise) * p1 + noise * p0;
        sum += surprise(q0) + surprise(q1) - surprise(p0 + p1);
    }
    return sum;
}

}  // namespace keybound::test
