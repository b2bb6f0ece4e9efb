// What an evidence file would say of a scenario, without the file.
#pragma once

#include <string>
#include <vector>

#include "keybound/core/version.hpp"
#include "keybound/rate/check.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/laser_rate.hpp"

namespace keybound::test {

inline std::vector<ClaimedItem> claimed(const Evidence& evidence) {
    std::vector<ClaimedItem> result;
    for (const EvidenceItem& item : evidence.items()) {
        result.push_back({std::string(item.name),
                          item.rows,
                          item.columns,
                          {item.real.begin(), item.real.end()},
                          {item.imaginary.begin(), item.imaginary.end()}});
    }
    return result;
}

inline EvidenceDocument document_of(const Result& result) {
    EvidenceDocument document{version, result.scenario, result.hash, result.statistics, {}, {}};
    document.link = claimed(link_evidence(shown_link(result.scenario)));
    for (const Bound& bound : result.bounds) {
        if (bound.verdict != Verdict::proved) continue;
        document.bounds.push_back({bound.proof->name, bound.proof->direction() == Direction::lower ? "lower" : "upper",
                                   bound.rate_bits_per_pulse, bound.quantities, claimed(bound.evidence)});
    }
    return document;
}

inline EvidenceDocument document_of(const std::string& toml) { return document_of(evaluate(parse_scenario(toml))); }

inline std::string reasons(const CheckResult& result) {
    std::string text;
    for (const auto& objection : result.objections) text += objection + "\n";
    for (const auto& bound : result.bounds) text += bound.verified ? "" : bound.proof + ": " + bound.reason + "\n";
    return text;
}

}  // namespace keybound::test
