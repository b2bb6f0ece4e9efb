// What proofs return. rate/ turns a phase-error bound into a key rate; nobody else does.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/core/evidence.hpp"
#include "keybound/core/named_numbers.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// What a decoy-state proof knows of the pulses of the signal that hold one photon. The phase-error rate beside it is of these.
struct SinglePhotons {
    LowerBound detected;                   // that a pulse is one and Bob detects it, in the key basis
    LowerBound yield;                      // that Bob detects one
    std::optional<UpperBound> error_rate;  // of those detected in the other basis, if the proof goes by it
};

// The result of a lower-bound proof of the prepare-and-measure family.
struct PhaseErrorBound {
    UpperBound phase_error_rate;                                      // in [0, 1/2]; at 1/2 there is no key
    std::optional<double> coin_imbalance = std::nullopt;              // Delta: P(coin reads X_C = 1)
    std::optional<double> repetition_rate_ceiling_hz = std::nullopt;  // if the published proof must run more slowly
    std::optional<SinglePhotons> single_photons = std::nullopt;       // if the rate above is that of single photons only
    Evidence evidence = {};
};

// The result of an upper-bound proof; the rate is per pulse, or what else the protocol counts.
struct RateCeiling {
    UpperBound rate_bits_per_pulse;
    Evidence evidence = {};
    bool is_relative_entropy = false;  // a relative entropy of entanglement per pulse bounds the keys of finite runs too
    NamedNumbers quantities = {};
    // A class of protocols narrower than the scenario's, if it bounds those alone: the bound then stands beside the best one.
    std::string restricted_to = {};
};

// The result of a lower-bound proof that knows no phase errors: the rate itself.
struct RateFloor {
    LowerBound rate_bits_per_pulse;
    Evidence evidence = {};
    NamedNumbers quantities = {};
};

using LowerProof = Outcome<PhaseErrorBound> (*)(const Link&);
using UpperProof = Outcome<RateCeiling> (*)(const Link&);
using FloorProof = Outcome<RateFloor> (*)(const Link&);

}  // namespace keybound
