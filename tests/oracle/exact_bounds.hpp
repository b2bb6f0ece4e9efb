// The bounds for the built-in states, computed a second time with 80 digits from the decimal numbers of a scenario.
//
// Written from the theory pages and not from the program: published closed coefficients where the program solves for them,
// closed distances where it searches, and the worst-case Gram value from below, by explicit side-channel states.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "oracle/ball.hpp"

namespace keybound::test {

struct ExactScenario {
    std::string modulation_error_rad = "0";
    std::string leakage = "0";
    std::string fibre_km = "0";
    std::string dark_count_probability = "1e-8";
    std::string efficiency = "0.73";
    std::string attenuation_db_per_km = "0.2";
    std::string error_correction_efficiency = "1.16";
    int settings = 4;
};

// The same as a scenario file.
std::string toml_of(const ExactScenario& scenario);

class ExactBounds {
 public:
    explicit ExactBounds(const ExactScenario& scenario);

    const Ball& yield() const { return yield_; }
    const Ball& x(int setting, int outcome) const { return x_[setting][outcome]; }
    const Ball& z(int setting, int outcome) const { return z_[setting][outcome]; }
    const Ball& ket(int setting, int component) const { return kets_[setting][component]; }
    const Ball& correction() const { return correction_; }
    Ball bit_error_rate() const;

    // Phase-error rates. 1/2 or more means no key.
    Ball loss_tolerant() const;
    Ball quantum_coin() const;  // four settings
    Ball loss_tolerant_coin() const;
    Ball reference_technique() const;
    Ball three_state_form() const;  // three settings

    // The tangent of the loss-tolerant coin with multiplier mu and this share of its first inequality
    // (docs/theory/finite-key.md).
    struct Tangent {
        std::array<std::array<Ball, 4>, 2> lambda;  // lambda_bj
        Ball source_term;                           // h
    };
    Tangent tangent(const Ball& mu, const Ball& share) const;

    Ball key_rate(const Ball& phase_error_rate) const;  // may be negative
    Ball repeaterless() const;

 private:
    struct Weights {  // the coin relation: |c_Dj| of target (a) and reference (r)
        std::array<std::array<Ball, 4>, 2> target;
        std::array<std::array<Ball, 4>, 2> reference;
        Ball nu;
        Ball distance_square;  // 4 Delta_u
    };
    Weights weights() const;
    Ball by_angle(const Weights& weights, const Ball& total_of_nu) const;

    int settings_;
    bool flawless_;
    Ball delta_, epsilon_, eta_, dark_, correction_;
    Ball kappa_pi_;  // kappa pi = pi + delta
    Ball yield_;
    std::array<std::array<Ball, 2>, 4> kets_;
    std::array<std::array<Ball, 2>, 4> x_, z_;
};

Ball exact_entropy(const Ball& p);

// max Tr(V H) over correlation matrices from below, by unit vectors: proved, and near the maximum.
Ball gram_value_from_below(const std::array<std::array<Ball, 4>, 4>& v);

}  // namespace keybound::test
