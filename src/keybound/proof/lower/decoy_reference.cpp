#include "keybound/proof/lower/decoy_reference.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/lower/yield_transfer.hpp"
#include "keybound/quantum/photon_number.hpp"

namespace keybound {

namespace {

constexpr int continuous_numbers = 13;
constexpr double roundings = 64;

// Of a setting: 1 - the overlap itself, without cancellation.
double overlap_deficit(double leakage) { return leakage / (1.0 + std::sqrt(1.0 - leakage)); }

// Of a superposition of both bits with Alice's register: overlaps average, and squares come after.
double deficit_of_basis(const Source& source, int first) {
    const double mean = 0.5 * (overlap_deficit(source.leakage[first]) + overlap_deficit(source.leakage[first + 1]));
    return mean == 0.0 ? 0.0 : std::min(1.0, rounding::up(mean * (2.0 - mean), 16));
}

// Discrete phases emit pseudo-Fock states, whose part of n photons alone is the reference. Angles of deficits add up.
double sum_of_deficits(double one, double other) {
    if (one == 0.0 || other == 0.0) return std::max(one, other);
    const double angle = std::asin(std::sqrt(one)) + std::asin(std::sqrt(other));
    const double sine = std::sin(angle);
    return angle < 1.5707 ? std::min(1.0, rounding::up(sine * sine, 32)) : 1.0;
}

}  // namespace

Deficits deficits_of(const Link& link) {
    const DecoyPulses& pulses = *link.decoy;
    Deficits deficits{};
    for (const std::size_t z : {0, 1}) {
        const double leak = deficit_of_basis(link.source, z == 1 ? 0 : 2);
        for (std::size_t i = 0; i < pulses.intensities.size(); ++i) {
            const double beyond = pulses.phases > 0 ? poisson_tail(pulses.phases, pulses.intensities[i]) : 0.0;
            deficits[z][i] = sum_of_deficits(leak, beyond > 0.0 ? rounding::up(beyond, roundings) : 0.0);
        }
    }
    return deficits;
}

ProbabilityBounds photon_probability(const DecoyPulses& pulses, std::size_t i, int n) {
    const double mean = pulses.intensities[i];
    if (mean == 0.0) return n == 0 ? ProbabilityBounds{1.0, 1.0} : ProbabilityBounds{0.0, 0.0};
    const double p = poisson(n, mean) / (pulses.phases > 0 ? 1.0 - poisson_tail(pulses.phases, mean) : 1.0);
    return {std::max(0.0, rounding::down(p, roundings)), std::min(1.0, rounding::up(p, roundings))};
}

ReferencePulses reference_pulses(const Link& link) {
    const DecoyPulses& pulses = *link.decoy;
    ReferencePulses reference{{}, deficits_of(link)};
    PhotonNumbers& known = reference.numbers;
    known.intensities = static_cast<int>(pulses.intensities.size());
    known.complete = pulses.phases > 0;
    known.numbers = known.complete ? pulses.phases : continuous_numbers;
    for (int i = 0; i < known.intensities; ++i) {
        const auto index = static_cast<std::size_t>(i);
        for (int n = 0; n < known.numbers; ++n) {
            const ProbabilityBounds p = photon_probability(pulses, index, n);
            known.low[i][n] = p.low;
            known.high[i][n] = p.high;
        }
        const double mean = pulses.intensities[index];
        const double beyond = known.complete ? 0.0 : poisson_tail(known.numbers, mean);
        if (mean > 0.0) known.rest[i] = rounding::up(beyond + rounding::margin(2.0 * roundings, 1.0), roundings);
    }
    return reference;
}

Gains mean_gains(const DecoyPulses& pulses, bool errors, bool z_basis) {
    Gains gains;
    const int first = z_basis ? 0 : 2;
    for (std::size_t i = 0; i < pulses.statistics.size(); ++i) {
        const auto& seen = z_basis ? pulses.statistics[i].z : pulses.statistics[i].x;
        double sum = 0.0;
        for (int bit = 0; bit < 2; ++bit) {
            const auto& row = seen[first + bit];
            sum += 0.5 * (errors ? row[1 - bit] : row[0] + row[1]);
        }
        const bool sensible = sum >= 0.0 && sum <= 1.0 + 1e-12;  // of NaN nothing is known
        gains.least[i] = sensible ? std::max(0.0, rounding::down(sum, 16)) : 0.0;
        gains.largest[i] = sensible ? std::min(1.0, rounding::up(sum, 16)) : 1.0;
    }
    return gains;
}

double least_of_neighbour(double probability, double deficit) {
    if (deficit == 0.0) return probability;
    const double least = rounding::down(least_yield_of_neighbour(probability, deficit), 32, probability + deficit);
    return least > 0.0 ? least : 0.0;
}

double largest_of_neighbour(double probability, double deficit) {
    if (deficit == 0.0) return probability;
    const double largest = rounding::up(largest_yield_of_neighbour(probability, deficit), 32, probability + deficit);
    return largest < 1.0 ? largest : 1.0;
}

Gains gains_of_reference(const Gains& actual, const std::array<double, max_intensities>& deficit, int intensities) {
    Gains gains;
    for (int i = 0; i < intensities; ++i) {
        gains.least[i] = least_of_neighbour(actual.least[i], deficit[i]);
        gains.largest[i] = largest_of_neighbour(actual.largest[i], deficit[i]);
    }
    return gains;
}

}  // namespace keybound
