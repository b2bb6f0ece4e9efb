// Leakage model "trojan-horse": light that Eve sends into the source and gets back.
//
// Claim, of every pulse: if at most n photons can enter, and the source treats them as passive linear optics that returns each
// with probability at most g = 10^(-isolation/10) whatever the setting, then what comes back differs from a state that does not
// depend on the setting by at most, with mu = n g,
//   1 - exp(-mu)  for coherent light of at most n photons on average, and mixtures of such light ("coherent"),
//   mu            for any state of at most n photons, with certainty, entangled or not ("any").
// The loss may depend on the setting. The limit is one on every pulse, not on an average (A1).
//
// Source: Curras-Lorenzo et al., Optica Quantum (2025), appendix A.2; proofs in docs/theory/leakage-budget.md, 3.
// Numerics: rounded upward.
#pragma once

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// mu: at least the largest mean photon number that comes back per pulse.
double trojan_horse_output(const SideChannel& entry);

double trojan_horse_leakage(const SideChannel& entry, const EmittedLight& light);

}  // namespace keybound
