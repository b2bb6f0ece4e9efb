// The bounds for any kets in the X-Z plane and any leakages, to 50 digits and more, from the decimal numbers of a scenario.
//
// exact_bounds.hpp starts from the published closed forms of the built-in states. Here nothing is taken from a closed form: the
// relation is solved, target and reference are aligned, the worst-case Gram value is searched, so that each checks the other.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "oracle/ball.hpp"

namespace keybound::test {

// Decimal numbers, so that the roundings of reading them are on the program's account.
struct PlanarScenario {
    int settings = 4;  // 4: bb84, 3: three-state
    std::string modulation_error_rad = "0.0";
    std::vector<std::string> theta;  // kets (cos theta, sin theta) instead of the built-in ones
    std::vector<std::string> leakage = {"0.0"};
    std::string fibre_km = "0.0";
    std::string dark_count_probability = "1e-8";
    std::string misalignment_rad = "0.0";
    std::string efficiency = "0.73";
    std::string attenuation_db_per_km = "0.2";
    std::string error_correction_efficiency = "1.16";

    std::string toml() const;
};

// Not above the exact formula: what is searched is searched from below, usually to 30 digits. Unequal leakages can make the
// search for the worst-case Gram value slow; its distance from the verified dual is then at most 1e-14.
struct PlanarBounds {
    Ball yield;
    Ball bit_error_rate;
    // Phase-error rates, at most 1/2.
    std::optional<Ball> loss_tolerant;     // no leakage
    std::optional<Ball> quantum_coin;      // four settings
    std::optional<Ball> three_state_form;  // three settings, 0X balanced
    Ball loss_tolerant_coin;
    Ball reference_technique;
    Ball repeaterless;
    Ball correction;

    Ball key_rate(const Ball& phase_error_rate) const;  // may be negative
};

PlanarBounds planar_bounds(const PlanarScenario& scenario);

using Square4 = std::array<std::array<Ball, 4>, 4>;

// g(V) = max { sum V_jk H_jk } over correlation matrices. `from_below` is reached by explicit unit vectors; the exactly
// verified dual lies above it by the relative `excess`.
struct ExactGram {
    Ball from_below;
    double excess = 0.0;
};
ExactGram exact_gram(const Square4& v, int n);

}  // namespace keybound::test
