// The proofs, one row each. A row is all that help, `keybound list`, the results and the all-rows tests need to know.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/run_proof.hpp"
#include "keybound/protocol/catalog.hpp"

namespace keybound {

enum class Direction { lower, upper };
enum class Origin { published, derived };

// Protocols in which a proof reports other quantities and assumes something else.
struct Elsewhere {
    std::vector<std::string> protocols;
    std::vector<std::string> quantities;
    std::vector<std::string> assumptions;
};

struct Proof {
    std::string name;
    Origin origin;
    std::string claim;                     // one sentence
    std::string published_as;              // citation with equation numbers; for derived proofs what they build on
    std::string theory_page;               // below docs/theory/
    std::vector<std::string> protocols;    // where it can apply at all
    std::vector<std::string> quantities;   // what it reports besides the rate, by the names of docs/formats/result.md
    std::vector<std::string> assumptions;  // under which the bound is proved, printed with every result
    std::variant<LowerProof, UpperProof, FloorProof> prove;
    // For proofs that use a solver: the bound from the multipliers in their evidence, without one.
    Outcome<PhaseErrorBound> (*conclude)(const Link&, const std::vector<EvidenceItem>&) = nullptr;
    // The same of ceilings.
    Outcome<RateCeiling> (*conclude_ceiling)(const Link&, const std::vector<EvidenceItem>&) = nullptr;
    std::optional<RunProof> run = std::nullopt;  // what it gives for a run of finitely many pulses
    Devices devices = Devices::trusted;          // whose key it bounds
    std::vector<Elsewhere> elsewhere = {};

    Direction direction() const { return std::holds_alternative<UpperProof>(prove) ? Direction::upper : Direction::lower; }
    bool applies_to(const std::string& protocol) const;
    const std::vector<std::string>& quantities_in(const std::string& protocol) const;
    const std::vector<std::string>& assumptions_in(const std::string& protocol) const;
    // Whether it also bounds keys of those devices: who needs to trust nothing has a key with trusted devices too, and what
    // bounds the key of trusted devices bounds that of untrusted ones.
    bool bounds_keys_of(Devices others) const;
};

const std::vector<Proof>& proofs();

// The row of that name, or nullptr.
const Proof* find_proof(const std::string& name);

}  // namespace keybound
