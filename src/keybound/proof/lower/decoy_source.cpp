#include "keybound/proof/lower/decoy_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/photon_number.hpp"

namespace keybound {

namespace {

constexpr int continuous_numbers = 13;  // photon numbers that the programme distinguishes
constexpr int looked_at = 60;           // eigenvalues beyond are below every one that matters
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double roundings = 64;  // of probabilities and angles here

double probability(const DecoyPulses& pulses, int n, int i) {
    const double mean = pulses.intensities[static_cast<std::size_t>(i)];
    if (pulses.phases == 0) return poisson(n, mean);
    return n < pulses.phases ? pseudo_fock_probability(n, pulses.phases, mean) : 0.0;
}

// The angle between the ideal and the emitted state of n photons, at most; infinite if it can be anything.
double eigenvector_angle(const DecoyPulses& pulses, int n, int i, double distance) {
    if (distance == 0.0) return probability(pulses, n, i) > 0.0 ? 0.0 : infinity;
    const double p = probability(pulses, n, i);
    double gap = p;  // to the eigenvalue 0
    for (int m = 0; m < looked_at; ++m) {
        if (m != n) gap = std::min(gap, std::fabs(p - probability(pulses, m, i)));
    }
    const double sine = rounding::up(2.0 * distance / rounding::down(gap, roundings, 1.0), 4);
    return gap > 0.0 && sine < 1.0 && sine >= 0.0 ? rounding::up(std::asin(sine), 4) : infinity;
}

// Between ideal states of n photons of two intensities.
double ideal_angle(const DecoyPulses& pulses, int n, int i, int k) {
    if (pulses.phases == 0) return 0.0;
    const double deficit = pseudo_fock_overlap_deficit(n, pulses.phases, pulses.intensities[static_cast<std::size_t>(i)],
                                                       pulses.intensities[static_cast<std::size_t>(k)]);
    return rounding::up(2.0 * std::asin(std::sqrt(std::min(1.0, rounding::up(0.5 * deficit, roundings)))), 4);
}

// 1 - the overlap of the ideal single-photon states of the two bases with Alice's bit: 0 for one photon; pseudo-Fock states
// also hold N + 1, 2N + 1, ... photons, whose modes differ.
double ideal_basis_dependence(const DecoyPulses& pulses) {
    if (pulses.phases == 0) return 0.0;
    const double mean = pulses.intensities.front();
    const double whole = pseudo_fock_probability(1, pulses.phases, mean);
    double sum = 0.0;
    for (int l = 1; l * pulses.phases < 200; ++l) {
        const int more = l * pulses.phases;
        double sign = more % 2 == 0 ? 1.0 : 0.5;
        if (pulses.encoding == DecoyPulses::Encoding::phase) sign = std::cos(0.25 * more * std::numbers::pi);
        sum += poisson(more + 1, mean) / whole * (1.0 - sign * std::exp2(-0.5 * more));
    }
    return sum;
}

// 1 - |<Psi|Psi'>| of the single-photon state of one basis and the emitted one, Eq. (28).
double eigenvector_dependence(const DecoyPulses& pulses, double distance) {
    if (distance == 0.0) return 0.0;
    const double p = probability(pulses, 1, 0);
    const double angle = eigenvector_angle(pulses, 1, 0, distance);
    if (!(angle < infinity && distance < p)) return 1.0;
    const double ratio = distance / p;
    const double square = 0.5 * ratio * ratio / (1.0 + std::sqrt(1.0 - ratio * ratio));  // 1 - r^2
    const double weights = square / (1.0 + std::sqrt(1.0 - square));                     // 1 - r
    const double states = 2.0 * std::sin(0.5 * angle) * std::sin(0.5 * angle);           // 1 - cos
    return states + weights - states * weights;
}

}  // namespace

PhotonNumbers photon_numbers(const DecoyPulses& pulses, double leakage) {
    const double distance = leakage > 0.0 ? rounding::up(std::sqrt(leakage), 2) : 0.0;
    PhotonNumbers known;
    known.intensities = static_cast<int>(pulses.intensities.size());
    known.complete = pulses.phases > 0;
    known.numbers = known.complete ? pulses.phases : continuous_numbers;
    std::array<std::array<double, max_photon_numbers>, max_intensities> angle{};
    for (int i = 0; i < known.intensities; ++i) {
        double lost = 0.0;
        for (int n = 0; n < known.numbers; ++n) {
            const double p = probability(pulses, n, i);
            known.low[i][n] = std::max(0.0, rounding::down(p - distance, roundings, p));
            known.high[i][n] = std::min(1.0, rounding::up(p + distance, roundings, p + distance));
            lost += p - known.low[i][n];
            angle[i][n] = eigenvector_angle(pulses, n, i, distance);
        }
        if (!known.complete) lost += poisson_tail(known.numbers, pulses.intensities[static_cast<std::size_t>(i)]);
        // The probabilities have roundings of their own; not those of the vacuum, which are 0 and 1.
        const double size = pulses.intensities[static_cast<std::size_t>(i)] > 0.0 ? 1.0 : lost;
        known.rest[i] = rounding::up(lost, roundings) + rounding::margin(roundings, size);
    }
    for (int i = 0; i < known.intensities; ++i) {
        for (int k = 0; k < known.intensities; ++k) {
            for (int n = 0; n < known.numbers; ++n) {
                const double sum = angle[i][n] + ideal_angle(pulses, n, i, k) + angle[k][n];
                const double sine = std::sin(sum);
                known.apart[i][k][n] = sum < 0.5 * std::numbers::pi ? std::min(1.0, rounding::up(sine * sine, 16)) : 1.0;
                if (sum == 0.0) known.apart[i][k][n] = 0.0;
            }
        }
    }
    return known;
}

Gains gains_of(const DecoyPulses& pulses, bool errors, bool z_basis) {
    Gains gains;
    const int first = z_basis ? 0 : 2;
    for (std::size_t i = 0; i < pulses.statistics.size(); ++i) {
        const auto& seen = z_basis ? pulses.statistics[i].z : pulses.statistics[i].x;
        double least = 1.0, largest = 0.0;
        bool sensible = true;  // of NaN nothing is known
        for (int bit = 0; bit < 2; ++bit) {
            const auto& row = seen[first + bit];
            const double gain = errors ? row[1 - bit] : row[0] + row[1];
            least = std::min(least, gain);
            largest = std::max(largest, gain);
            sensible = sensible && gain >= 0.0 && gain <= 1.0 + 1e-12;
        }
        gains.least[i] = sensible ? std::max(0.0, rounding::down(least, 16)) : 0.0;
        gains.largest[i] = sensible ? rounding::up(largest, 16) : 1.0;
    }
    return gains;
}

std::array<double, max_photon_numbers> expected_yields(const DecoyPulses& pulses, bool errors, bool z_basis) {
    const Statistics &signal = pulses.statistics.front(), &last = pulses.statistics.back();
    const double mean = pulses.intensities.front(), least = pulses.intensities.back();
    // ln(1 - Q) = ln(1 - Y_0) - eta mu
    const double slope = (std::log1p(-signal.key_yield()) - std::log1p(-last.key_yield())) / (mean - least);
    const double dark = -std::expm1(std::log1p(-last.key_yield()) - slope * least);
    const Gains wrong = gains_of(pulses, true, z_basis), any = gains_of(pulses, false, z_basis);
    const double background = 0.5 * dark;
    const double share = std::clamp((wrong.least[0] - background) / std::max(any.least[0] - dark, 1e-300), 1e-6, 0.5);
    std::array<double, max_photon_numbers> yields{};
    for (int n = 0; n < max_photon_numbers; ++n) {
        const double clicks = -std::expm1(n * slope);
        yields[n] = errors ? background + share * clicks : dark + (1.0 - dark) * clicks;
        yields[n] = std::clamp(yields[n], 1e-300, 1.0 - 1e-12);
    }
    return yields;
}

double basis_dependence(const DecoyPulses& pulses, double leakage) {
    const double distance = leakage > 0.0 ? rounding::up(std::sqrt(leakage), 2) : 0.0;
    const double one = std::sqrt(2.0 * eigenvector_dependence(pulses, distance));  // Bures distances
    const double middle = std::sqrt(2.0 * ideal_basis_dependence(pulses));
    const double whole = 2.0 * one + middle;
    return whole == 0.0 ? 0.0 : std::min(1.0, rounding::up(0.5 * whole * whole, roundings));
}

}  // namespace keybound
