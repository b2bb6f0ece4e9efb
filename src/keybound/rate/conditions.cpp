#include "keybound/rate/conditions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "keybound/finite/catalog.hpp"
#include "keybound/proof/assumptions.hpp"
#include "keybound/rate/evaluate.hpp"

namespace keybound {

namespace {

// Of protocols without prepared states, what leaks of their outcomes.
const OutcomeLeak* outcome_leak(const Link& link) {
    if (link.correlations) return nullptr;  // untrusted devices leak nothing, or there is no key at all
    if (link.shared) return &*link.shared;
    return link.measured ? &*link.measured : nullptr;
}

bool names(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

// As one number, not as the sum of side channels.
bool leakage_is_given(const Link& link) {
    const auto& parts = link.source.budget.contributions;
    return std::all_of(parts.begin(), parts.end(), [](const Contribution& part) { return part.kind == "given"; });
}

// What a run assumes instead of infinitely many rounds.
std::vector<std::string> finite_assumptions(const Proof& proof, const Scenario& scenario) {
    const FiniteMethod& method = *find_finite_method(scenario.finite.method);
    std::vector<std::string> assumptions = finite_source_assumptions();
    for (const std::string& text : proof.assumptions) {
        if (!names(asymptotic_source_assumptions(), text)) assumptions.push_back(text);
    }
    assumptions.insert(assumptions.end(), method.assumptions.begin(), method.assumptions.end());
    return assumptions;
}

std::vector<std::string> assumptions_without_source(const Proof& proof, const Link& link) {
    std::vector<std::string> assumptions = proof.assumptions_in(link.protocol);
    if (link.correlations) std::erase(assumptions, leaks_of_outcomes);
    const OutcomeLeak* leak = outcome_leak(link);
    if (leak != nullptr && leak->leak_probability == 0.0) {
        assumptions.insert(assumptions.begin(), "no leak: leak.probability = 0");
    }
    if (link.shared && link.shared->chain.repeaters > 0) {
        assumptions.emplace_back(
            "repeaters swap and do nothing else: no purification, error correction or multiplexing at nodes");
    }
    if (link.correlations && link.correlations->local_visibility && names(proof.quantities, "local_visibility")) {
        assumptions.push_back(fmt::format(
            "correlations.local_visibility = {}: all settings that are tested, the key settings included, have a local model "
            "at this visibility; claimed by the user",
            *link.correlations->local_visibility));
    }
    return assumptions;
}

}  // namespace

std::vector<std::string> assumptions_of(const Proof& proof, const Scenario& scenario, const Link& link) {
    if (!link.has_source()) return assumptions_without_source(proof, link);
    std::vector<std::string> assumptions =
        is_finite_row(proof, scenario) ? finite_assumptions(proof, scenario) : proof.assumptions;
    if (proof.direction() == Direction::upper) {
        if (scenario.finite.pulses) assumptions.emplace_back("finite keys: of a fixed length, never aborted on this channel");
        return assumptions;
    }
    if (link.source.largest_leakage() == 0.0) {
        assumptions.insert(assumptions.begin(), leakage_is_given(link)
                                                    ? "no leakage: source.leakage = 0"
                                                    : "no leakage: the side channels of source.side_channel leak nothing");
    }
    const auto& claims = link.source.budget.assumptions;
    assumptions.insert(assumptions.end(), claims.begin(), claims.end());
    if (!scenario.protocol.z_basis_probability && !is_finite_row(proof, scenario)) {
        assumptions.emplace_back("basis choice in the limit z_basis_probability -> 1: test rounds cost nothing");
    }
    return assumptions;
}

std::vector<std::string> warnings_of(const Link& link) {
    std::vector<std::string> warnings;
    const OutcomeLeak* leak = outcome_leak(link);
    if (leak != nullptr && leak->leak_probability == 0.0) {
        warnings.emplace_back("leak.probability = 0: the rates hold only for devices that leak no outcome");
    } else if (link.has_source() && link.source.largest_leakage() == 0.0) {
        warnings.emplace_back(
            leakage_is_given(link)
                ? "source.leakage = 0: the rates hold only for a source that leaks nothing"
                : "source.side_channel: none of them leaks, so the rates hold only for a source that does not");
    }
    if (link.correlations && link.correlations->counted) {
        warnings.push_back(
            fmt::format("correlations.file holds counts: the table without signalling next to the frequencies of {:.15g} "
                        "rounds is taken for "
                        "the probabilities, statistical uncertainty is not counted",
                        link.correlations->counted->total));
    }
    if (link.private_state && link.private_state->copies > 1) {
        warnings.push_back(fmt::format(
            "private_state.copies = {}: conditional_rate and gap are about the state that is left if advantage distillation "
            "succeeds; rates per copy count the failures",
            link.private_state->copies));
    }
    return warnings;
}

}  // namespace keybound
