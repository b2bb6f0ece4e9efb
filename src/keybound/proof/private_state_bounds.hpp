// Closed forms for the private states rho_d and for channels whose Choi state is one; docs/theory/private-states.md.
//
// Everything depends on p alone, the weight of the cells in which the key qubits differ; d >= 2 has p < 1/2.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound {

// One-way key of rho_d: 1 - h(p) - p, at least 0.
LowerBound private_state_key(double error);

// Its relative entropy of entanglement is at most 1 - h(p).
UpperBound private_state_entanglement(double error);

// That of its partial transpose is at most p (1 + log2(1-p)); published: p.
UpperBound transposed_entanglement(double error);
UpperBound published_transposed_entanglement(double error);

// Max-relative entropies of entanglement of the channels with these Choi states: at most 1 + log2(1-p), and
// log2((1-p)(1+2p)) of the partial transpose; published: log2(1+p).
UpperBound private_channel_entanglement(double error);
UpperBound transposed_channel_entanglement(double error);
UpperBound published_transposed_channel_entanglement(double error);

// The smallest d for which the key of rho_d is above this bound on keys of untrusted devices.
double first_dimension_with_gap(UpperBound (*untrusted)(double error));

// The rows of private states in the proofs of these names.
Outcome<RateFloor> private_state_devetak_winter(const Link& link);
Outcome<RateCeiling> private_state_relative_entropy(const Link& link);

}  // namespace keybound
