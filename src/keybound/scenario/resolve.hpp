// From what was written to what is meant: types, ranges, unknown keys, contradictions, defaults.
#pragma once

#include <string>
#include <vector>

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// What the folders further down the flow know and the scenario file may name.
struct Vocabulary {
    struct ProtocolWord {
        std::string name;
        std::vector<std::string> settings;    // e.g. 0Z, 1Z, 0X, 1X
        std::vector<std::string> parameters;  // the keys it uses besides those common to all, e.g. "source.leakage"
    };
    std::vector<ProtocolWord> protocols;
    struct MethodWord {
        std::string name;
        std::vector<std::string> parameters;  // those of the method's own keys in [finite] that it has, e.g. "tilt"
    };
    struct SideChannelWord {
        std::string name;
        std::vector<std::string> parameters;             // the keys of an entry of this kind besides kind, name and product
        std::vector<std::vector<std::string>> required;  // exactly one key of each of these
        std::vector<std::string> protocols;              // for which its leakage is proved to be one; empty: all
        bool for_runs = true;                            // also with [finite]
    };
    std::vector<std::string> proofs;
    std::vector<MethodWord> finite_methods = {};
    std::vector<SideChannelWord> side_channels = {};
    void (*check_files)(const Scenario&, const ProtocolWord&) = nullptr;  // throws UserError for files that mean nothing
};

// Throws UserError for the first mistake found. The result names a known protocol and every value is within its range.
Scenario resolve(const RawScenario& raw, const Vocabulary& vocabulary);

}  // namespace keybound
