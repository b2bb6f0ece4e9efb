// Re-evaluates bounds from what was written about them, without a solver.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"

namespace keybound {

// A named array as an evidence file holds it, row by row; `imaginary` is empty for real ones.
struct ClaimedItem {
    std::string name;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> real;
    std::vector<double> imaginary;
};

struct ClaimedBound {
    std::string proof;
    std::string direction;
    std::optional<double> rate_bits_per_pulse;
    NamedNumbers quantities;
    std::vector<ClaimedItem> items;
};

// An evidence file (docs/formats/evidence.md), read but not believed.
struct EvidenceDocument {
    std::string version;
    Scenario scenario;
    std::string scenario_hash;
    NamedNumbers statistics;
    std::vector<ClaimedItem> link;
    std::vector<ClaimedBound> bounds;
};

struct CheckedBound {
    std::string proof;
    std::string direction;
    bool verified = false;
    std::string reason;  // why not; empty if verified
    std::optional<double> claimed_rate;
    std::optional<double> proved_rate;  // what the multipliers in the file prove, however large the claim
};

struct CheckResult {
    std::vector<std::string> objections;  // to the document as a whole; none if it describes one scenario consistently
    std::vector<CheckedBound> bounds;

    bool verified() const;
};

// What a link's evidence says of it: kets, leakage, and Bob's probabilities in both bases.
Evidence link_evidence(const Link& link);

// Rebuilds the link from the scenario and evaluates every claim again: solver-based proofs from the multipliers in the file,
// repaired anew; the others by their closed form. A claim that is better than what was proved, or an item that is not what the
// evaluation leaves, is not verified.
CheckResult check(const EvidenceDocument& document);

}  // namespace keybound
