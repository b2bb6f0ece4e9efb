// From a scenario to all its bounds: the function that the command line, sweeps and programs call.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keybound/core/named_numbers.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {

// One proof's answer for one scenario.
struct Bound {
    const Proof* proof = nullptr;
    Verdict verdict = Verdict::undecided;
    std::string reason;  // empty if proved
    std::string regime = "asymptotic";
    std::string per = "pulse";
    std::optional<double> rate_bits_per_pulse;   // empty: not applicable, or an upper bound that is not finite
    std::optional<double> rate_bits_per_second;  // empty too if the rate is not per pulse
    std::optional<double> key_length_bits;       // of the run; empty in the asymptotic regime
    NamedNumbers quantities;                     // e.g. phase_error_rate
    std::string restricted_to;                   // a class of protocols narrower than the scenario's, or ""
    std::vector<std::string> assumptions;
    Evidence evidence;
};

struct Result {
    Scenario scenario;
    std::string hash;
    NamedNumbers statistics;
    LeakageBudget leakage;
    std::vector<Bound> bounds;              // in catalog order
    std::optional<std::size_t> best_lower;  // index into bounds; by bits per second, proved rows of one regime, for its devices
    std::optional<std::size_t> best_upper;
    std::vector<std::string> warnings;

    bool proved_something() const { return best_lower.has_value() || best_upper.has_value(); }
};

// The names that scenario files may use, from the catalogs.
Vocabulary vocabulary();

// Reads, includes, validates. Throws UserError.
Scenario load_scenario(const std::string& file, const std::vector<std::string>& overrides = {});
Scenario parse_scenario(const std::string& toml_text, const std::vector<std::string>& overrides = {});

// What Alice and Bob see, by the names of docs/formats/result.md.
NamedNumbers statistics_of(const Link& link);

// Why nothing about this link is proved, whatever a proof says; "" if there is no such reason.
std::string not_vouched_for(const Link& link);

// What a lower bound reports, by the names of docs/formats/result.md.
NamedNumbers quantities_of(const PhaseErrorBound& found);

// Whether this proof gives the key of a run for this scenario: it has [finite], and does not ask for another dual.
bool is_finite_row(const Proof& proof, const Scenario& scenario);

// Whether the scenario asks for this proof: by its name, or by naming none and being one that the proof is for. A run of
// finitely many pulses is for those that give its key, or a ceiling; others are evaluated if named, in the asymptotic regime.
bool is_evaluated(const Proof& proof, const Scenario& scenario);

// Evaluates every proof of the scenario. Deterministic: the digits depend on the scenario alone.
Result evaluate(const Scenario& scenario);

}  // namespace keybound
