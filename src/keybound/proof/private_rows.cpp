#include "keybound/proof/private_rows.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "keybound/core/error.hpp"
#include "keybound/proof/upper/max_relative_entropy.hpp"
#include "keybound/proof/upper/partial_transpose.hpp"

namespace keybound {

namespace {

constexpr const char* state =
    "the state is rho_d exactly: key part and shields as stated, the shields' unitary exactly unitary with entries of modulus "
    "1/sqrt(d)";
constexpr const char* trusted_shields =
    "devices are trusted: the parties know what they hold and measure, and the shields are in nobody else's hands; of keys of "
    "untrusted devices it says no more than that they are not longer";
constexpr const char* per_copy =
    "rates are per copy of rho_d, failures of advantage distillation included; conditional_rate and gap are about the state "
    "after it has succeeded; asymptotic, independent copies, public discussion in both directions";
constexpr const char* untrusted =
    "a bound on keys of untrusted devices alone, which are judged by what they show when they measure one copy at a time; keys "
    "of trusted devices may be longer";

constexpr const char* per_use =
    "rates are per use of the channel, which acts on every use alike and independently; asymptotic, free public discussion in "
    "both directions, quantum memories";
constexpr const char* channel =
    "the channel is exactly the one described; one from a file is the channel nearest to what the file rounds";
constexpr const char* trusted_ends =
    "devices at both ends are trusted, whatever they send and measure; keys of untrusted devices are not longer";
constexpr const char* trusted_key =
    "devices at both ends are trusted: Alice sends half of entangled pairs, or what amounts to it, and Bob measures; it says "
    "nothing of keys of untrusted devices";
constexpr const char* honest_ends =
    "Alice sends halves of phi+; both ends measure in the settings that make the CHSH value largest; a lost system counts "
    "as an outcome, and test rounds are not charged";
constexpr const char* unknown_devices =
    "nothing is assumed of the devices or the channel: laboratories are closed, settings free and unknown to the devices "
    "before their round; coherent attacks are covered (entropy accumulation)";
constexpr const char* untrusted_ends =
    "a bound on keys of untrusted devices alone, which are judged by what they show when they use and measure one system at a "
    "time; keys of trusted devices may be longer";

Proof& row_named(std::vector<Proof>& rows, const std::string& name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Proof& row) { return row.name == name; });
    KEYBOUND_CHECK(found != rows.end());
    return *found;
}

void extend(Proof& row, Elsewhere elsewhere) {
    row.protocols.insert(row.protocols.end(), elsewhere.protocols.begin(), elsewhere.protocols.end());
    row.elsewhere.push_back(std::move(elsewhere));
}

}  // namespace

void add_private_state_proofs(std::vector<Proof>& rows) {
    extend(row_named(rows, "devetak-winter"),
           {{"private-state"}, {"success_probability", "conditional_rate"}, {state, trusted_shields, per_copy}});
    extend(row_named(rows, "devetak-winter"), {{"quantum-channel"}, {}, {channel, trusted_key, per_use}});
    extend(row_named(rows, "relative-entropy-of-entanglement"),
           {{"private-state"}, {"conditional_rate"}, {state, trusted_shields, per_copy}});
    extend(row_named(rows, "relative-entropy-of-entanglement"),
           {{"quantum-channel"},
            {},
            {channel, trusted_ends, per_use, "the channel is simulated by teleportation over its Choi state (PLOB, 2017)"}});
    rows.push_back({"max-relative-entropy",
                    Origin::published,
                    "No channel gives more key than its max-relative entropy of entanglement, which one separable operator "
                    "above its Choi state bounds.",
                    "Christandl, Mueller-Hermes, Commun. Math. Phys. 353, 821 (2017), for the bound; the operators are derived",
                    "quantum-channels.md",
                    {"quantum-channel"},
                    {},
                    {channel, trusted_ends, per_use},
                    prove_max_relative_entropy,
                    nullptr,
                    conclude_max_relative_entropy});
    Proof transpose{"partial-transpose",
                    Origin::derived,
                    "Untrusted devices could hold the partially transposed state, whose key is bounded by that of a separable "
                    "state near it.",
                    "Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021), Eqs. (3) and (8), with another separable state",
                    "private-states.md",
                    {"private-state"},
                    {"published_bound", "dimension_threshold", "published_dimension_threshold", "gap", "conditional_rate"},
                    {state, untrusted, per_copy},
                    prove_partial_transpose,
                    nullptr,
                    conclude_partial_transpose};
    extend(transpose, {{"quantum-channel"},
                       {"published_bound", "dimension_threshold", "published_dimension_threshold", "gap"},
                       {channel, untrusted_ends, per_use}});
    extend(transpose,
           {{"entanglement"},
            {},
            {"the state is the one given, and its partial transpose is a state", untrusted,
             "rates are per copy of the state, which a key round takes; leaks of outcomes are not counted in anybody's "
             "favour; asymptotic, independent copies, public discussion in both directions"}});
    transpose.devices = Devices::untrusted;
    extend(row_named(rows, "chsh"), {{"quantum-channel"}, {}, {channel, honest_ends, unknown_devices}});
    extend(row_named(rows, "chsh-noisy-preprocessing"),
           {{"quantum-channel"}, {"flip_probability"}, {channel, honest_ends, unknown_devices}});
    extend(row_named(rows, "local-convex-combination"),
           {{"quantum-channel"},
            {},
            {channel, untrusted_ends, per_use,
             "the receiver's device has no more than quantum_channel.settings settings, for test and key together; Eve guesses "
             "which one is asked for and measures with it herself"}});
    rows.push_back(std::move(transpose));
}

}  // namespace keybound
