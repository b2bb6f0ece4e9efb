#include "keybound/proof/private_rows.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "keybound/core/error.hpp"
#include "keybound/proof/upper/partial_transpose.hpp"

namespace keybound {

namespace {

constexpr const char* state =
    "the state is rho_d exactly: key part and shields as stated, the shields' unitary exactly unitary with entries of modulus "
    "1/sqrt(d)";
constexpr const char* trusted =
    "devices are trusted: the parties know what they hold and measure, and the shields are in nobody else's hands; of keys of "
    "untrusted devices it says no more than that they are not longer";
constexpr const char* per_copy =
    "rates are per copy of rho_d, failures of advantage distillation included; conditional_rate and gap are about the state "
    "after it has succeeded; asymptotic, independent copies, public discussion in both directions";
constexpr const char* untrusted =
    "a bound on keys of untrusted devices alone, which are judged by what they show when they measure one copy at a time; keys "
    "of trusted devices may be longer";

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
           {{"private-state"}, {"success_probability", "conditional_rate"}, {state, trusted, per_copy}});
    extend(row_named(rows, "relative-entropy-of-entanglement"),
           {{"private-state"}, {"conditional_rate"}, {state, trusted, per_copy}});
    Proof transpose{"partial-transpose",
                    Origin::derived,
                    "Untrusted devices could hold the partially transposed state, whose key is bounded by that of a separable "
                    "state near it.",
                    "Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021), Eqs. (3) and (8), with another separable state",
                    "private-states.md",
                    {"private-state"},
                    {"published_bound", "dimension_threshold", "published_dimension_threshold", "gap", "conditional_rate"},
                    {state, untrusted, per_copy},
                    prove_partial_transpose};
    transpose.devices = Devices::untrusted;
    rows.push_back(std::move(transpose));
}

}  // namespace keybound
