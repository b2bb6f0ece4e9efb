#include "attack/virtual_protocols.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace keybound::test {

namespace {

constexpr double pi = std::numbers::pi;

// Row k of the register becomes row k + shift.
Operator shifted(const Operator& kets, int shift) {
    Operator moved(kets.rows(), kets.cols());
    for (Eigen::Index k = 0; k < kets.cols(); ++k) moved.col((k + shift) % kets.cols()) = kets.col(k);
    return moved;
}

std::complex<double> inner(const Operator& a, const Operator& b) { return a.conjugate().cwiseProduct(b).sum(); }

// The phases of 1Z, relative to 0Z, that make |<Psi_Z|Psi_X>| largest; those of the X states follow. Near a maximum the
// function is a parabola, and so a search for the angle ends at half of the digits, which is enough for the value.
std::vector<std::pair<double, double>> maxima(const std::array<std::array<std::complex<double>, 2>, 2>& term) {
    const auto value = [&](double phase) {
        const std::complex<double> turn = std::polar(1.0, -phase);
        return std::abs(term[0][0] + turn * term[1][0]) + std::abs(term[0][1] + turn * term[1][1]);
    };
    constexpr int grid = 48;
    std::vector<std::pair<double, double>> found;  // value, phase
    for (int k = 0; k < grid; ++k) {
        const double step = 2.0 * pi / grid;
        double low = (k - 1) * step, high = (k + 1) * step;
        if (!(value(k * step) >= value(low) && value(k * step) >= value(high))) continue;
        while (high - low > 1e-8) {
            const double a = low + 0.382 * (high - low), b = low + 0.618 * (high - low);
            (value(a) < value(b) ? low : high) = value(a) < value(b) ? a : b;
        }
        found.emplace_back(value(0.5 * (low + high)), 0.5 * (low + high));
    }
    return found;
}

}  // namespace

std::vector<VirtualProtocol> best_protocols(const LaserAttack& attack) {
    const Numbered own = fourier_states(attack, 0, 1);
    std::array<double, 4> norm{};
    for (int j = 0; j < 4; ++j) norm[j] = own[j].norm();
    struct Choice {
        double fidelity, phase;
        std::array<int, 4> shift;
    };
    std::vector<Choice> choices;
    const int count = attack.registers;
    for (int code = 0; code < count * count * count; ++code) {
        const std::array<int, 4> shift = {0, code % count, code / count % count, code / count / count};
        std::array<std::array<std::complex<double>, 2>, 2> term{};
        for (int b = 0; b < 2; ++b) {
            const Mode from = mode_of(attack.encoding, b);
            for (int c = 0; c < 2; ++c) {
                const Mode to = mode_of(attack.encoding, 2 + c);
                const std::complex<double> bits = from[0] * std::conj(to[0]) + from[1] * std::conj(to[1]);
                // Only differences of the labels count.
                term[b][c] = 0.5 * bits / (norm[b] * norm[2 + c]) *
                             inner(own[b], shifted(own[2 + c], (shift[2 + c] - shift[b] + count) % count));
            }
        }
        for (const auto& [fidelity, phase] : maxima(term)) choices.push_back({fidelity, phase, shift});
    }
    double best = 0.0;
    for (const Choice& choice : choices) best = std::max(best, choice.fidelity);
    std::vector<VirtualProtocol> protocols;
    for (const Choice& choice : choices) {
        if (choice.fidelity < best - 1e-9 * (1.0 - best) - 1e-15) continue;
        VirtualProtocol protocol{own, choice.fidelity};
        for (int j = 0; j < 4; ++j) protocol.one[j] = shifted(own[j], choice.shift[j]);
        protocol.one[1] *= std::polar(1.0, choice.phase);
        protocols.push_back(protocol);
    }
    return protocols;
}

}  // namespace keybound::test
