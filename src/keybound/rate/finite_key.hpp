// The key of a run of finitely many pulses: from a bound on phase errors to a length in bits, and the run that makes it long.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keybound/core/named_numbers.hpp"
#include "keybound/finite/run_plan.hpp"
#include "keybound/proof/catalog.hpp"

namespace keybound {

// What may fail, and how often: secrecy >= privacy + 2 sqrt(failure).
struct KeySecurity {
    double correctness;  // eps_cor: the two keys differ
    double privacy;      // eps_PA: privacy amplification
    double failure;      // eps_f: the bound on the phase errors
};
// Undecided if a double cannot hold what the secrecy leaves.
Outcome<KeySecurity> security_of(const FiniteTable& table);

struct FiniteKey {
    RunPlan plan;
    KeySecurity security;
    double sifted_key_bits;
    double error_correction_leakage_bits;
    double phase_error_rate;     // bound on n_ph over the sifted key, in [0, 1/2]
    LowerBound key_length_bits;  // a whole number, 0 if there is no key
    std::string no_key_because;  // empty if there is one
    double length_before_floor;  // may be negative; only guides searches
};

// floor( n_K (1 - h(n_ph/n_K)) - leak_EC - log2(2/eps_cor) - 2 log2(1/(2 eps_PA)) ), 0 if n_ph < 0 or n_ph >= n_K/2 or anything
// is no number. Source: Tomamichel, Renner, PRL 106, 110506 (2011); docs/theory/finite-key.md.
FiniteKey finite_key(const Link& link, RunPlan plan, const KeySecurity& security);

// The run and its key for one proof. Parameters that the scenario fixes stay; the others are chosen on expected counts.
Outcome<FiniteKey> best_finite_key(const Link& link, const Scenario& scenario, const RunProof& proof);

// The key that evidence describes, without a solver.
Outcome<FiniteKey> concluded_finite_key(const Link& link, const Scenario& scenario, const RunProof& proof,
                                        const std::vector<EvidenceItem>& items);

// The key over all pulses of the run, test rounds included; rounded downward.
LowerBound key_per_pulse(const FiniteKey& key);

// The evidence of the key: that of the multipliers, and the run.
Evidence finite_evidence(const FiniteKey& key);

// What results report of the key, by the names of docs/formats/result.md; `names`: those of every method, for tables.
NamedNumbers finite_quantities(const FiniteKey& key, const FiniteMethod& method, const RunProof& proof);
const std::vector<std::string>& finite_quantity_names();

// A ceiling on the key of a run, in bits per pulse, from a relative entropy of entanglement per pulse: a key of K bits that is
// within d of a perfect one has K <= (N E + h(2 d)) / (1 - 2 d). Source: Wilde, Tomamichel, Berta, IEEE Trans. Inf. Theory 63,
// 1792 (2017), with D_H^eps <= (D + h(eps)) / (1 - eps) (Wang, Renner, PRL 108, 200501 (2012)). Infinite
// for d >= 1/4, where it says little.
UpperBound finite_ceiling(UpperBound relative_entropy_per_pulse, const FiniteTable& table);

// Whether a ceiling is one for the keys of this scenario's runs: it has [finite], and the ceiling is a relative entropy.
bool bounds_runs(const RateCeiling& ceiling, const Scenario& scenario);

}  // namespace keybound
