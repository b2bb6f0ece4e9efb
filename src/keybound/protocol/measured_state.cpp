#include "keybound/protocol/measured_state.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "keybound/core/rounding.hpp"
#include "keybound/protocol/matrix_file.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

using Basis = std::vector<SmallMatrix>;  // rank-one projectors

constexpr double roundings = 16.0;  // of what is written down below: entries of a few roundings of at most 1

SmallMatrix projector(const std::vector<Complex>& ket) {
    const auto n = static_cast<Eigen::Index>(ket.size());
    SmallMatrix result(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index k = 0; k < n; ++k) {
            result(i, k) = ket[static_cast<std::size_t>(i)] * std::conj(ket[static_cast<std::size_t>(k)]);
        }
    }
    return result;
}

// (|0..0> + ... )/sqrt(d) and so on are written without roots: a projector's entries are 1/d.
SmallMatrix ghz(int d, int parties) {
    const int n = static_cast<int>(std::lround(std::pow(d, parties)));
    SmallMatrix result = SmallMatrix::Zero(n, n);
    const int step = (n - 1) / (d - 1);  // 1 + d + d^2 + ...
    for (int i = 0; i < d; ++i) {
        for (int k = 0; k < d; ++k) result(i * step, k * step) = 1.0 / d;
    }
    return result;
}

// phi+, phi-, psi+, psi-
SmallMatrix bell(int which) {
    SmallMatrix result = SmallMatrix::Zero(4, 4);
    const int first = which < 2 ? 0 : 1, second = 3 - first;
    const double sign = which % 2 == 0 ? 1.0 : -1.0;
    result(first, first) = result(second, second) = 0.5;
    result(first, second) = result(second, first) = 0.5 * sign;
    return result;
}

SmallMatrix noisy(const SmallMatrix& state, double visibility) {
    const Eigen::Index n = state.rows();
    SmallMatrix result = visibility * state;
    for (Eigen::Index i = 0; i < n; ++i) result(i, i) += (1.0 - visibility) / static_cast<double>(n);
    return result;
}

// phi+ whose second qubit decays with this probability: sqrt(1-p) of |1> stays, sqrt(p) becomes |0>.
SmallMatrix amplitude_damped(double p) {
    SmallMatrix result = SmallMatrix::Zero(4, 4);
    result(0, 0) = 0.5;
    result(0, 3) = result(3, 0) = 0.5 * std::sqrt(1.0 - p);
    result(3, 3) = 0.5 * (1.0 - p);
    result(2, 2) = 0.5 * p;
    return result;
}

// |f_m> = sum_j exp(2 pi i j m/d) |j>/sqrt(d), or its conjugate.
Basis fourier_basis(int d, bool conjugate) {
    Basis basis;
    for (int m = 0; m < d; ++m) {
        SmallMatrix element(d, d);
        for (int i = 0; i < d; ++i) {
            for (int k = 0; k < d; ++k) {
                const int turns = (((conjugate ? k - i : i - k) * m) % d + d) % d;
                const double angle = 2.0 * std::numbers::pi * turns / d;
                element(i, k) = Complex(std::cos(angle) / d, std::sin(angle) / d);
            }
        }
        basis.push_back(element);
    }
    return basis;
}

Basis computational_basis(int d) {
    Basis basis;
    for (int m = 0; m < d; ++m) {
        basis.push_back(SmallMatrix::Zero(d, d));
        basis.back()(m, m) = 1.0;
    }
    return basis;
}

Basis y_basis(bool conjugate) {
    const Complex i(0.0, conjugate ? -0.5 : 0.5);
    Basis basis(2, SmallMatrix::Zero(2, 2));
    for (int m = 0; m < 2; ++m) {
        const Complex turned = m == 0 ? i : -i;
        basis[static_cast<std::size_t>(m)] << 0.5, std::conj(turned), turned, 0.5;
    }
    return basis;
}

// Along `angle` from Z towards X on the sphere; real, hence its own conjugate.
Basis plane_basis(double angle) {
    const double c = std::cos(0.5 * angle), s = std::sin(0.5 * angle);
    return {projector({c, s}), projector({-s, c})};
}

KeySetting z_setting(const std::vector<int>& dimensions) {
    KeySetting setting{std::string(dimensions.size(), 'Z'), {}};
    for (const int d : dimensions) setting.elements.push_back(computational_basis(d));
    return setting;
}

KeySetting x_setting(const std::vector<int>& dimensions) {
    KeySetting setting{std::string(dimensions.size(), 'X'), {}};
    for (const int d : dimensions) setting.elements.push_back(fourier_basis(d, !setting.elements.empty()));
    return setting;
}

KeySetting y_setting() { return {"YY", {y_basis(false), y_basis(true)}}; }

KeySetting plane_setting(const std::string& label, double angle) { return {label, {plane_basis(angle), plane_basis(angle)}}; }

std::vector<KeySetting> named_settings(const std::string& key, const std::vector<int>& dimensions) {
    constexpr double pi = std::numbers::pi;
    if (key == "x") return {x_setting(dimensions)};
    if (key == "y") return {y_setting()};
    if (key == "bbm92") return {z_setting(dimensions), x_setting(dimensions)};
    if (key == "six-state") return {z_setting(dimensions), x_setting(dimensions), y_setting()};
    // Ekert's angles are 0, pi/4, pi/2 for Alice and pi/4, pi/2, 3 pi/4 for Bob
    if (key == "e91") return {plane_setting("A2B1", pi / 4.0), plane_setting("A3B2", pi / 2.0)};
    return {z_setting(dimensions)};
}

struct Described {
    std::vector<int> dimensions;
    SmallMatrix state;
    double doubt = rounding::margin(roundings, 1.0);
};

Described described_state(const Scenario& scenario) {
    const StateTable& table = scenario.state;
    const std::vector<int> qubits = {2, 2};
    if (table.kind == "werner") return {qubits, noisy(bell(3), table.visibility)};
    if (table.kind == "amplitude-damped") return {qubits, amplitude_damped(table.damping)};
    if (table.kind == "dephased") return {qubits, (1.0 - table.damping) * bell(0) + table.damping * bell(1)};
    if (table.kind == "bell-diagonal") {
        const double sum = std::accumulate(table.weights.begin(), table.weights.end(), 0.0);
        Described result{qubits, SmallMatrix::Zero(4, 4)};
        for (int k = 0; k < 4; ++k) result.state += table.weights[static_cast<std::size_t>(k)] / sum * bell(k);
        return result;
    }
    if (table.kind == "matrix") {
        Described result;
        for (const double d : table.dimensions) result.dimensions.push_back(static_cast<int>(d));
        const ReadState read = read_density_matrix(table.file, result.dimensions);
        result.state = read.state;
        result.doubt = read.doubt;
        return result;
    }
    const SharedState shared = make_shared_state(scenario);
    Described result{std::vector<int>(static_cast<std::size_t>(shared.parties), shared.dimension),
                     noisy(ghz(shared.dimension, shared.parties), shared.visibility)};
    // GHZ and white noise are less than 1 apart
    result.doubt += shared.visibility_above() - shared.visibility_below();
    return result;
}

double probability(const MeasuredState& state, const KeySetting& setting, int a, int b) {
    const SmallMatrix both =
        tensor_product(setting.elements[0][static_cast<std::size_t>(a)], setting.elements[1][static_cast<std::size_t>(b)]);
    return trace_of_product(both, state.state);
}

}  // namespace

bool has_measured_state(const Scenario& scenario) {
    const std::string& kind = scenario.state.kind;
    const bool closed_form = kind == "isotropic" || kind == "ghz-noise";
    return !closed_form || !scenario.settings.key.empty() || !scenario.settings.file.path.empty();
}

MeasuredState make_measured_state(const Scenario& scenario) {
    Described described = described_state(scenario);
    const auto parties = static_cast<int>(described.dimensions.size());
    MeasuredState result{make_outcome_leak(scenario, parties), described.dimensions, described.state, {}, described.doubt};
    if (scenario.settings.file.path.empty()) {
        result.settings = named_settings(scenario.settings.key, result.dimensions);
        result.projective = true;
        result.matched = parties == 2 || scenario.settings.key == "z" || scenario.settings.key.empty();
        return result;
    }
    ReadSettings read = read_povms(scenario.settings.file, result.dimensions);
    result.settings = std::move(read.settings);
    result.doubt = std::max(result.doubt, read.doubt);
    return result;
}

std::optional<double> bit_error_rate(const MeasuredState& state) {
    if (state.dimensions.size() != 2) return std::nullopt;
    double errors = 0.0;
    for (const KeySetting& setting : state.settings) {
        const auto outcomes = static_cast<int>(setting.elements[0].size());
        if (setting.elements[1].size() != setting.elements[0].size()) return std::nullopt;
        for (int a = 0; a < outcomes; ++a) {
            for (int b = 0; b < outcomes; ++b) errors += a == b ? 0.0 : probability(state, setting, a, b);
        }
    }
    return errors / static_cast<double>(state.settings.size());
}

std::optional<double> ghz_fidelity(const MeasuredState& state) {
    const int d = state.dimensions.front();
    const bool alike = std::all_of(state.dimensions.begin(), state.dimensions.end(), [&](int other) { return other == d; });
    if (!alike) return std::nullopt;
    return trace_of_product(ghz(d, static_cast<int>(state.dimensions.size())), state.state);
}

double purity(const MeasuredState& state) { return trace_of_product(state.state, state.state); }

}  // namespace keybound
