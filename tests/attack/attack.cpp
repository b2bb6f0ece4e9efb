#include "attack/attack.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "keybound/core/error.hpp"

namespace keybound::test {

Amplitude inner(const Ket& bra, const Ket& ket) {
    Amplitude sum = 0;
    for (int i = 0; i < dimensions; ++i) sum += std::conj(bra[i]) * ket[i];
    return sum;
}

Ket combine(Amplitude a, const Ket& x, Amplitude b, const Ket& y) {
    Ket result;
    for (int i = 0; i < dimensions; ++i) result[i] = a * x[i] + b * y[i];
    return result;
}

double largest_eigenvalue_bound(const std::vector<std::vector<Amplitude>>& rows) {
    const std::size_t n = rows.empty() ? 0 : rows.front().size();
    using Matrix = std::vector<std::complex<double>>;
    Matrix power(n * n), square(n * n);
    for (const auto& m : rows) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) power[i * n + j] += std::complex<double>(m[i] * std::conj(m[j]));
        }
    }
    // lambda_max(A) <= tr(A^k)^(1/k), here with k = 2^44: twelve dimensions cost a factor of 12^(1/k) = 1 + 1.4e-13.
    double logarithm = 0.0;
    double exponent = 1.0;
    for (int step = 0; step <= 44; ++step) {
        double trace = 0.0;
        for (std::size_t i = 0; i < n; ++i) trace += power[i * n + i].real();
        if (!(trace > 0.0)) return 0.0;
        logarithm += exponent * std::log(trace);
        if (step == 44) break;
        std::fill(square.begin(), square.end(), 0.0);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < n; ++k) {
                const auto factor = power[i * n + k] / (trace * trace);
                for (std::size_t j = 0; j < n; ++j) square[i * n + j] += factor * power[k * n + j];
            }
        }
        std::swap(power, square);
        exponent *= 0.5;
    }
    return std::exp(logarithm) * (1.0 + 1e-12);
}

double largest_eigenvalue_bound(const std::array<std::vector<Ket>, 2>& effects) {
    std::vector<std::vector<Amplitude>> rows;
    for (const auto& list : effects) {
        for (const Ket& m : list) rows.emplace_back(m.begin(), m.end());
    }
    return largest_eigenvalue_bound(rows);
}

namespace {

// The unit vector along the part of `raw` that is orthogonal to `ket`; the first flag if there is none.
Ket side_channel_state(const Ket& raw, const Ket& ket) {
    Ket result = raw;
    for (int pass = 0; pass < 2; ++pass) {  // twice is enough for orthogonality to rounding
        result = combine(1, result, -inner(ket, result) / inner(ket, ket), ket);
    }
    const Real norm = std::sqrt(inner(result, result).real());
    if (!(norm > 0)) {
        result = Ket{};
        result[qubit_dimensions] = 1;
        return result;
    }
    return combine(1 / norm, result, 0, result);
}

}  // namespace

Experiment::Experiment(const Attack& attack) : effects_(attack.effects), z_share_(attack.z_share) {
    const int n = attack.settings();
    for (int j = 0; j < n; ++j) {
        Ket ket{};
        ket[0] = attack.kets(0, j);
        ket[1] = attack.kets(1, j);
        const Real epsilon = attack.leakage(j);
        emitted_[j] = combine(std::sqrt(1 - epsilon), ket, std::sqrt(epsilon), side_channel_state(attack.side[j], ket));
    }
    const double largest = largest_eigenvalue_bound(effects_);
    if (largest > 1.0) {
        const Real scale = 1 / std::sqrt(static_cast<Real>(largest));
        for (auto& rows : effects_) {
            for (Ket& m : rows) m = combine(scale, m, 0, m);
        }
    }

    for (const auto& row : z_share_) KEYBOUND_CHECK(row.size() == effects_[0].size() + effects_[1].size());
    const double largest_share = largest_eigenvalue_bound(z_share_);
    if (largest_share > 1.0) {
        const Real scale = 1 / std::sqrt(static_cast<Real>(largest_share));
        for (auto& row : z_share_) {
            for (Amplitude& c : row) c *= scale;
        }
    }

    link_.protocol = n == 4 ? "bb84" : "three-state";
    link_.source = {attack.kets, attack.leakage, 1e9};
    link_.statistics.settings = n;
    for (int j = 0; j < n; ++j) {
        auto& x = link_.statistics.x[j];
        x = {static_cast<double>(detected(0, emitted_[j])), static_cast<double>(detected(1, emitted_[j]))};
        if (!z_share_.empty()) {
            const Real zero = detected_as_0z(emitted_[j]);
            const Real all = detected(0, emitted_[j]) + detected(1, emitted_[j]);
            link_.statistics.z[j] = {static_cast<double>(zero), static_cast<double>(all - zero)};
            continue;
        }
        const double yield = x[0] + x[1];  // basis-independent detection
        const double wrong = yield * attack.z_error;
        link_.statistics.z[j] =
            j == 1 ? std::array<double, 2>{wrong, yield - wrong} : std::array<double, 2>{yield - wrong, wrong};
    }
}

Real Experiment::detected(int outcome, const Ket& ket) const {
    Real sum = 0;
    for (const Ket& m : effects_[outcome]) sum += std::norm(inner(m, ket));
    return sum;
}

Real Experiment::detected_as_0z(const Ket& ket) const {
    Real sum = 0;
    for (const auto& c : z_share_) {
        Amplitude amplitude = 0;
        auto factor = c.begin();
        for (const auto& rows : effects_) {
            for (const Ket& m : rows) amplitude += std::conj(*factor++) * inner(m, ket);
        }
        sum += std::norm(amplitude);
    }
    return sum;
}

Real Experiment::phase_error_rate(Amplitude turn, bool padded) const {
    // The ancilla of setting j is a_j = (sqrt f_j, sqrt(1 - f_j)) with f_j = (1 - largest) / (1 - epsilon_j). It does not reach
    // Bob, but it makes the two key states more different, and so does it the virtual ones.
    Real errors = 0;
    const Real largest = link_.source.largest_leakage();
    const auto kept = [&](int j) { return padded ? std::sqrt((1 - largest) / (1 - Real(link_.source.leakage(j)))) : Real(1); };
    const auto moved = [&](int j) {
        const Real epsilon = link_.source.leakage(j);
        return padded ? std::sqrt((largest - epsilon) / (1 - epsilon)) : Real(0);
    };
    for (const auto& [of0, of1] : {std::array<Real, 2>{kept(0), kept(1)}, std::array<Real, 2>{moved(0), moved(1)}}) {
        const Amplitude second = turn * of1 / Real(2);
        errors += detected(1, combine(of0 / 2, emitted_[0], second, emitted_[1]));
        errors += detected(0, combine(of0 / 2, emitted_[0], -second, emitted_[1]));
    }
    return 2 * errors /
           (detected(0, emitted_[0]) + detected(1, emitted_[0]) + detected(0, emitted_[1]) + detected(1, emitted_[1]));
}

}  // namespace keybound::test
