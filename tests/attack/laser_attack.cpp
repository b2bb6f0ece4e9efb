#include "attack/laser_attack.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "support/eigensystem.hpp"

namespace keybound::test {

namespace {

constexpr int signal = 0;

// Of all columns together.
double expectation(const Operator& effect, const Operator& kets) {
    return (kets.conjugate().cwiseProduct(effect * kets)).sum().real();
}

}  // namespace

Mode mode_of(DecoyPulses::Encoding encoding, int setting) {
    const double r = std::sqrt(0.5);
    if (encoding == DecoyPulses::Encoding::phase) {
        const std::complex<double> turns[] = {1.0, -1.0, {0.0, 1.0}, {0.0, -1.0}};
        return {r, r * turns[setting]};
    }
    const Mode modes[] = {{1.0, 0.0}, {0.0, 1.0}, {r, r}, {r, -r}};
    return modes[setting];
}

Link link_of(const LaserAttack& attack) {
    Link link;
    link.protocol = "decoy-bb84";
    link.source.leakage = SmallVector::Constant(4, attack.leakage);
    DecoyPulses pulses;
    pulses.intensities = attack.intensities;
    pulses.phases = attack.phases;
    pulses.encoding = attack.encoding;
    pulses.trojan_light = attack.light;
    pulses.other_leakage = attack.other_leakage;
    for (const auto& settings : attack.emitted) {
        Statistics seen;
        seen.settings = 4;
        for (int j = 0; j < 4; ++j) {
            const Operator& kets = settings[static_cast<std::size_t>(j)];
            const auto count = static_cast<double>(kets.cols());
            for (int b = 0; b < 2; ++b) {
                seen.x[j][b] = std::max(0.0, expectation(attack.x[b], kets) / count);
                seen.z[j][b] = std::max(0.0, expectation(attack.z[b], kets) / count);
            }
        }
        pulses.statistics.push_back(seen);
    }
    link.statistics = pulses.statistics.front();
    link.decoy = pulses;
    return link;
}

Ket eigen_state(const LaserAttack& attack, int intensity, int setting) {
    const Operator& kets = attack.emitted[intensity][setting];
    const auto count = static_cast<int>(kets.cols());
    const Eigensystem solver(kets.adjoint() * kets / static_cast<double>(count));
    Ket ket = kets * solver.eigenvectors().col(count - 2);
    ket *= std::sqrt(std::max(0.0, solver.eigenvalues()[count - 2])) / ket.norm();
    // Along the ideal state, of the photon numbers 1, N + 1, ...
    Ket ideal = Ket::Zero(attack.space.dimension());
    const Eigen::VectorXd amplitudes = attack.space.coherent_amplitudes(attack.intensities[intensity]);
    const int period = attack.phases > 0 ? attack.phases : static_cast<int>(amplitudes.size());
    for (int n = 1; n < amplitudes.size(); n += period) {
        ideal += amplitudes[n] * attack.space.in_side(attack.space.fock(mode_of(attack.encoding, setting), n), 0);
    }
    const std::complex<double> along = ideal.dot(ket);
    if (std::abs(along) > 0.0) ket *= std::conj(along) / std::abs(along);
    return ket;
}

Numbered eigen_states(const LaserAttack& attack) {
    Numbered one;
    for (int j = 0; j < 4; ++j) one[j] = eigen_state(attack, signal, j);
    return one;
}

Numbered fourier_states(const LaserAttack& attack, int intensity, int n) {
    Numbered states;
    for (int j = 0; j < 4; ++j) {
        const Operator& kets = attack.emitted[intensity][j];
        const int steps = attack.steps(intensity, j), registers = attack.registers;
        states[j] = Operator::Zero(kets.rows(), registers);
        for (int k = 0; k < steps; ++k) {
            const double theta = 2.0 * std::numbers::pi * k / steps;
            states[j] += std::polar(1.0 / steps, -n * theta) * kets.middleCols(k * registers, registers);
        }
        states[j] /= std::sqrt(static_cast<double>(registers));
    }
    return states;
}

Operator virtual_state(const LaserAttack& attack, const Numbered& one, int c) {
    // <c_X|b_Z> of her register: the amplitudes of one photon of setting c.
    const Mode to = mode_of(attack.encoding, 2 + c);
    Operator state = Operator::Zero(one[0].rows(), one[0].cols());
    for (int b = 0; b < 2; ++b) {
        const Mode from = mode_of(attack.encoding, b);
        state += (std::conj(from[0]) * to[0] + std::conj(from[1]) * to[1]) * one[b];
    }
    return state;
}

double LaserTruth::secret_bits() const {
    const double e = std::clamp(phase_error, 0.0, 0.5);
    return e > 0.0 ? key_events * (1.0 + e * std::log2(e) + (1.0 - e) * std::log2(1.0 - e)) : key_events;
}

LaserTruth truth_of(const LaserAttack& attack, const Numbered& one) {
    const Operator click = attack.z[0] + attack.z[1];
    LaserTruth truth{};
    for (int b = 0; b < 2; ++b) {
        truth.each[b] = expectation(click, one[b]);
        truth.yield[b] = truth.each[b] / one[b].squaredNorm();
        truth.key_events += 0.5 * truth.each[b];
    }
    double x_errors = 0.0, x_all = 0.0;
    for (int c = 0; c < 2; ++c) {
        truth.phase_errors += 0.5 * expectation(attack.x[1 - c], virtual_state(attack, one, c));
        x_errors += expectation(attack.x[1 - c], one[2 + c]);
        x_all += expectation(click, one[2 + c]);
    }
    truth.phase_error = truth.phase_errors / truth.key_events;
    truth.error_rate = x_errors / x_all;
    return truth;
}

}  // namespace keybound::test
