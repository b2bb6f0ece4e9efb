// Two optical modes of few photons beside a side channel with a few levels.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

#include "keybound/protocol/link.hpp"

namespace keybound::test {

// Amplitudes of one photon in the two modes.
using Mode = std::array<std::complex<double>, 2>;

Mode mode_of(DecoyPulses::Encoding encoding, int setting);

class FockSpace {
 public:
    FockSpace(int most, int levels) : most_(most), levels_(levels) {}

    int levels() const { return levels_; }
    int most() const { return most_; }
    int optical() const { return (most_ + 1) * (most_ + 2) / 2; }
    int dimension() const { return optical() * levels_; }
    int level(int index) const { return index / optical(); }
    int photons(int index) const {
        int n = 0;
        for (int rest = index % optical(); rest > n; ++n) rest -= n + 1;
        return n;
    }

    // All n photons in one mode: sum_k sqrt(n choose k) u^(n-k) v^k |n-k, k>.
    Eigen::VectorXcd fock(const Mode& mode, int n) const { return fock(mode, n, mode, 0); }

    // i photons in one mode and j in an orthogonal one.
    Eigen::VectorXcd fock(const Mode& first, int i, const Mode& second, int j) const {
        std::vector<std::complex<double>> polynomial = {1.0};  // of creation operators; index: power of the second mode
        const auto multiply = [&](const Mode& mode) {
            polynomial.push_back(0.0);
            for (std::size_t k = polynomial.size() - 1; k > 0; --k) {
                polynomial[k] = mode[0] * polynomial[k] + mode[1] * polynomial[k - 1];
            }
            polynomial[0] *= mode[0];
        };
        for (int k = 0; k < i; ++k) multiply(first);
        for (int k = 0; k < j; ++k) multiply(second);
        Eigen::VectorXcd ket = Eigen::VectorXcd::Zero(optical());
        const int n = i + j;
        for (int k = 0; k <= n; ++k) {
            const double weight =
                std::tgamma(n - k + 1.0) * std::tgamma(k + 1.0) / (std::tgamma(i + 1.0) * std::tgamma(j + 1.0));
            ket[n * (n + 1) / 2 + k] = polynomial[static_cast<std::size_t>(k)] * std::sqrt(weight);
        }
        return ket;
    }

    Eigen::VectorXcd in_side(const Eigen::VectorXcd& optical_ket, int level) const {
        Eigen::VectorXcd ket = Eigen::VectorXcd::Zero(dimension());
        ket.segment(level * optical(), optical()) = optical_ket;
        return ket;
    }

    // Roots of the Poisson weights, normalised in this space.
    Eigen::VectorXd coherent_amplitudes(double mean) const { return true_amplitudes(mean).normalized(); }
    // The same as they are, too short by what the space misses.
    Eigen::VectorXd true_amplitudes(double mean) const {
        Eigen::VectorXd amplitudes(most_ + 1);
        for (int n = 0; n <= most_; ++n)
            amplitudes[n] = std::exp(-0.5 * mean) * std::sqrt(std::pow(mean, n) / std::tgamma(n + 1.0));
        return amplitudes;
    }
    double missing(double mean) const {
        double sum = 0.0;
        for (int n = most_ + 1; n < most_ + 40; ++n) sum += std::exp(-mean) * std::pow(mean, n) / std::tgamma(n + 1.0);
        return sum;
    }

    // +1 where the first mode has more photons, -1 where the second has, and 0 where Bob tosses a coin.
    Eigen::MatrixXcd sign_between(const Mode& first, const Mode& second) const {
        Eigen::MatrixXcd sign = Eigen::MatrixXcd::Zero(dimension(), dimension());
        for (int i = 0; i <= most_; ++i) {
            for (int j = 0; i + j <= most_; ++j) {
                if (i == j) continue;
                const Eigen::VectorXcd ket = fock(first, i, second, j);
                for (int level = 0; level < levels_; ++level) {
                    sign.block(level * optical(), level * optical(), optical(), optical()) +=
                        (i > j ? 1.0 : -1.0) * ket * ket.adjoint();
                }
            }
        }
        return sign;
    }

 private:
    int most_, levels_;
};

}  // namespace keybound::test
