// Links, families and candidates for the tests of the proofs that share phase_error_dual: what conclude() makes of multipliers
// that a solver found, and of the same with something wrong in them.
#pragma once

#include <array>
#include <complex>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"
#include "support/links.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// What the three proofs ask of prove_by_dual.
inline const std::array<std::pair<const char*, DualFamily>, 3> dual_families = {{
    {"null space", {}},
    {"null space with Z errors", {.whole_space = false, .z_errors = true}},
    {"whole space", {.whole_space = true, .z_errors = false}},
}};

// No bound is the trivial one.
inline double error_of(const Outcome<PhaseErrorBound>& outcome) {
    return outcome.has_value() ? outcome.value().phase_error_rate.value : 0.5;
}

struct NamedLink {
    std::string name;
    Link link;
};

// Four and three settings, flat and complex kets, equal and unequal leakages, low and high yield.
inline std::vector<NamedLink> various_links() {
    const std::vector<std::array<double, 2>> out_of_plane = {{0.03, 0.0}, {1.58, 0.06}, {0.81, 0.05}, {2.30, -0.04}};
    std::vector<std::array<double, 2>> three = out_of_plane;
    three.pop_back();
    return {
        {"bb84", link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = 100})},
        {"bb84 without flaws", link_of({.leakage = {1e-7}, .fibre_km = 50})},
        {"bb84 at 5 km", link_of({.modulation_error_rad = 0.2, .leakage = {1e-4}, .fibre_km = 5})},
        {"bb84, unequal", link_of({.modulation_error_rad = 0.063, .leakage = {1e-6, 2e-6, 5e-7, 4e-6}, .fibre_km = 100})},
        {"bb84, one setting leaks nothing",
         link_of({.modulation_error_rad = -0.1, .leakage = {1e-6, 0.0, 3e-6, 2e-7}, .fibre_km = 80})},
        {"out of plane", link_of({.leakage = {2e-6}, .fibre_km = 80, .states = out_of_plane})},
        {"out of plane, unequal", link_of({.leakage = {2e-6, 1e-7, 8e-7, 3e-7}, .fibre_km = 60, .states = out_of_plane})},
        {"three-state", link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = 100}, 3)},
        {"three-state, out of plane", link_of({.leakage = {3e-7, 1e-6, 5e-7}, .fibre_km = 70, .states = three}, 3)},
    };
}

inline Link random_link(Random& random) {
    const int settings = uniform(random, 0, 1) < 0.3 ? 3 : 4;
    LinkSetup setup;
    setup.fibre_km = uniform(random, 0, 180);
    const double yield = 0.73 * std::pow(10.0, -0.02 * setup.fibre_km);
    const double bearable = settings == 4 ? 0.03 * yield : 0.002 * yield;
    setup.leakage = {log_uniform(random, 1e-6 * bearable, bearable)};
    if (uniform(random, 0, 1) < 0.5) {
        for (int j = 1; j < settings; ++j) setup.leakage.push_back(setup.leakage[0] * uniform(random, 0, 1));
    }
    if (uniform(random, 0, 1) < 0.3) {
        for (const double turns : {0.0, 2.0, 1.0, 3.0}) {
            if (static_cast<int>(setup.states.size()) == settings) break;
            setup.states.push_back({turns * std::acos(-1.0) / 4 + uniform(random, -0.05, 0.05), uniform(random, -0.1, 0.1)});
        }
    } else {
        setup.modulation_error_rad = uniform(random, -0.3, 0.3);
    }
    return link_of(setup, settings);
}

// Every number of the multipliers that the proof reads, to be changed in place. Parts that are empty have none.
inline std::vector<double*> numbers_of(PhaseErrorMultipliers& multipliers, int settings) {
    std::vector<double*> numbers;
    const auto add = [&](auto& matrix) {
        for (int k = 0; k < matrix.size(); ++k) {
            double* parts = reinterpret_cast<double*>(matrix.data() + k);  // a complex number is its two parts
            numbers.push_back(parts);
            numbers.push_back(parts + 1);
        }
    };
    for (auto& row : multipliers.lambda) {
        for (int j = 0; j < settings; ++j) numbers.push_back(&row[static_cast<std::size_t>(j)]);
    }
    if (multipliers.mismatch.size() > 0) {
        for (double& value : multipliers.lambda_z) numbers.push_back(&value);
    }
    add(multipliers.mismatch);
    add(multipliers.weight);
    add(multipliers.ket_part);
    add(multipliers.overlap_part);
    for (int j = 0; j < multipliers.gram_part.size(); ++j) numbers.push_back(&multipliers.gram_part(j));
    return numbers;
}

// Every number times 1 + something of the given size.
inline PhaseErrorMultipliers perturbed(PhaseErrorMultipliers multipliers, int settings, double relative, Random& random) {
    for (double* number : numbers_of(multipliers, settings)) *number *= 1.0 + relative * uniform(random, -1, 1);
    return multipliers;
}

// A link with what our solver found for it.
struct SolvedLink {
    SolvedLink(const Link& of, DualFamily family)
        : link(of),
          programme(state_phase_error_dual(of, family).value()),
          solution(solve_dense_primal_dual(programme.problem, programme.start)),
          multipliers(programme.multipliers(solution.x)),
          bound(conclude(multipliers)) {}

    double conclude(const PhaseErrorMultipliers& changed) const { return error_of(conclude_phase_error_dual(link, changed)); }
    int settings() const { return link.source.settings(); }
    double solver_value() const { return cost_at(programme.problem, solution.x); }
    // No valid bound lies below the optimum. The solver came near to it: 1e-6 and better, but for leakages that the programme
    // rounds up to what its scaling can carry (a few 1e-6), and with Z errors, where its slack drifts (1e-5).
    double least_valid() const { return bound * (1.0 - (programme.family.z_errors ? 1e-4 : 5e-6)) - 1e-11; }

    Link link;
    PhaseErrorProgramme programme;
    ApproxSolution solution;
    PhaseErrorMultipliers multipliers;
    double bound;
};

}  // namespace keybound::test
