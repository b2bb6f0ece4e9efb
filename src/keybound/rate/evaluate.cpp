#include "keybound/rate/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/finite/catalog.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/protocol/channel_file.hpp"
#include "keybound/protocol/correlations_file.hpp"
#include "keybound/rate/conditions.hpp"
#include "keybound/rate/finite_key.hpp"
#include "keybound/rate/key_rate.hpp"
#include "keybound/rate/laser_rate.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {

NamedNumbers statistics_of(const Link& link) { return protocol_named(link.protocol).statistics(link); }

std::string not_vouched_for(const Link& link) {
    if (!link.shared || !link.shared->chain.as_published) return "";
    return "repeaters.convention = \"paper\": v^(2n) is not the visibility behind n repeaters";
}

NamedNumbers quantities_of(const PhaseErrorBound& found) {
    NamedNumbers numbers = {{"phase_error_rate", found.phase_error_rate.value}};
    if (found.coin_imbalance) numbers.emplace_back("coin_imbalance", *found.coin_imbalance);
    if (found.single_photons) {
        numbers.emplace_back("single_photon_yield", found.single_photons->yield.value);
        const auto& error_rate = found.single_photons->error_rate;
        if (error_rate) numbers.emplace_back("single_photon_error_rate", error_rate->value);
    }
    return numbers;
}

namespace {

// A link, and what its pulses would give if they did not leak; looked up by the first proof that needs it.
class JudgedLink {
 public:
    explicit JudgedLink(Link link) : link_(std::move(link)) {}

    const Link& link() const { return link_; }
    NamedNumbers losses_of(const PhaseErrorBound& found) {
        if (!found.single_photons) return {};
        if (!looked_up_) ideal_ = bound_without_leakage(link_);
        looked_up_ = true;
        return losses(link_, ideal_, found);
    }

 private:
    Link link_;
    std::optional<PhaseErrorBound> ideal_;
    bool looked_up_ = false;
};

void judge_lower(JudgedLink& judged, LowerProof prove, Bound& bound) {
    const Link& link = judged.link();
    const Outcome<PhaseErrorBound> outcome = prove(link);
    bound.verdict = outcome.verdict();
    bound.reason = outcome.reason();
    if (!outcome.has_value()) {
        if (bound.verdict == Verdict::undecided) bound.rate_bits_per_pulse = bound.rate_bits_per_second = 0.0;
        return;
    }
    const PhaseErrorBound& found = outcome.value();
    const double rate = asymptotic_key_rate(link, found).value;
    const double ceiling = found.repetition_rate_ceiling_hz.value_or(link.source.repetition_rate_hz);
    bound.rate_bits_per_pulse = rate;
    bound.rate_bits_per_second = std::fmax(0.0, rounding::down(rate * std::min(link.source.repetition_rate_hz, ceiling), 2));
    bound.quantities = quantities_of(found);
    for (auto& loss : judged.losses_of(found)) bound.quantities.push_back(std::move(loss));
    bound.evidence = found.evidence;
}

// The same at the intensities that suit the proof best.
void judge_lower_at_best_intensities(const Scenario& scenario, const Link& shown, LowerProof prove, Bound& bound) {
    const std::vector<double> intensities = best_intensities(scenario, shown.decoy->intensities, prove);
    JudgedLink judged(protocol_named(scenario.protocol.name).link(with_intensities(scenario, intensities)));
    judge_lower(judged, prove, bound);
    if (bound.verdict != Verdict::proved) return;
    for (auto& quantity : intensity_quantities(intensities)) bound.quantities.push_back(std::move(quantity));
    bound.evidence.add("intensities", std::span<const double>(intensities));
}

void judge_floor(const Link& link, FloorProof prove, Bound& bound) {
    const Outcome<RateFloor> outcome = prove(link);
    bound.verdict = outcome.verdict();
    bound.reason = outcome.reason();
    if (bound.verdict == Verdict::undecided) bound.rate_bits_per_pulse = 0.0;
    if (!outcome.has_value()) return;
    bound.rate_bits_per_pulse = outcome.value().rate_bits_per_pulse.value;
    bound.quantities = outcome.value().quantities;
    bound.evidence = outcome.value().evidence;
}

void judge_finite(const Link& link, const Scenario& scenario, const RunProof& proof, Bound& bound) {
    const auto outcome = best_finite_key(link, scenario, proof);
    bound.regime = "finite";
    bound.verdict = outcome.verdict();
    bound.reason = outcome.reason();
    if (!outcome.has_value()) {
        if (bound.verdict == Verdict::undecided) {
            bound.rate_bits_per_pulse = bound.rate_bits_per_second = bound.key_length_bits = 0.0;
        }
        return;
    }
    const FiniteKey& key = outcome.value();
    bound.reason = key.no_key_because;
    bound.key_length_bits = key.key_length_bits.value;
    bound.rate_bits_per_pulse = key_per_pulse(key).value;
    bound.rate_bits_per_second = std::fmax(0.0, rounding::down(*bound.rate_bits_per_pulse * link.source.repetition_rate_hz, 1));
    bound.quantities = finite_quantities(key, *find_finite_method(scenario.finite.method), proof);
    bound.evidence = finite_evidence(key);
}

void judge_upper(const Link& link, const Scenario& scenario, UpperProof prove, Bound& bound) {
    const Outcome<RateCeiling> outcome = prove(link);
    bound.verdict = outcome.verdict();
    bound.reason = outcome.reason();
    if (!outcome.has_value()) return;
    double rate = outcome.value().rate_bits_per_pulse.value;
    if (bounds_runs(outcome.value(), scenario)) {
        rate = finite_ceiling(outcome.value().rate_bits_per_pulse, scenario.finite).value;
        bound.regime = "finite";
        if (!std::isfinite(rate)) {
            bound.verdict = Verdict::not_applicable;
            bound.reason = "secrecy + correctness is 1/4 or more: too little security for a ceiling";
            return;
        }
        bound.key_length_bits = rounding::up(rate * *scenario.finite.pulses, 1);
    }
    bound.rate_bits_per_pulse = rate;
    if (link.has_source()) bound.rate_bits_per_second = rounding::up(rate * link.source.repetition_rate_hz, 1);
    bound.quantities = outcome.value().quantities;
    bound.restricted_to = outcome.value().restricted_to;
    bound.evidence = outcome.value().evidence;
}

// Rates of shared states are not per second.
double compared_rate(const Bound& bound) { return bound.rate_bits_per_second.value_or(*bound.rate_bits_per_pulse); }

// The proved row with the best rate per second: the largest lower bound, the smallest upper bound.
std::optional<std::size_t> best_of(const std::vector<Bound>& bounds, Direction direction, const std::string& regime,
                                   Devices devices) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const Bound& bound = bounds[i];
        if (bound.verdict != Verdict::proved || bound.regime != regime || bound.proof->direction() != direction ||
            !bound.rate_bits_per_pulse || !bound.restricted_to.empty() || !bound.proof->bounds_keys_of(devices)) {
            continue;
        }
        if (!best) {
            best = i;
            continue;
        }
        const double challenger = compared_rate(bound);
        const double champion = compared_rate(bounds[*best]);
        if (direction == Direction::lower ? challenger > champion : challenger < champion) best = i;
    }
    return best;
}

}  // namespace

bool is_finite_row(const Proof& proof, const Scenario& scenario) {
    return scenario.finite.pulses && proof.run && (scenario.finite.dual.empty() || scenario.finite.dual == proof.run->dual);
}

bool is_evaluated(const Proof& proof, const Scenario& scenario) {
    const auto& wanted = scenario.analysis.proofs;
    if (!wanted.empty()) return std::find(wanted.begin(), wanted.end(), proof.name) != wanted.end();
    const bool for_this_run =
        !scenario.finite.pulses || proof.direction() == Direction::upper || is_finite_row(proof, scenario);
    return proof.applies_to(scenario.protocol.name) && for_this_run;
}

Vocabulary vocabulary() {
    Vocabulary words;
    for (const Protocol& protocol : protocols())
        words.protocols.push_back({protocol.name, protocol.settings, protocol.parameters});
    for (const Proof& proof : proofs()) words.proofs.push_back(proof.name);
    for (const LeakageModel& kind : leakage_models())
        words.side_channels.push_back({kind.name, kind.parameters, kind.required, kind.protocols, kind.for_runs});
    for (const FiniteMethod& method : finite_methods()) words.finite_methods.push_back({method.name, method.parameters});
    words.check_files = [](const Scenario& scenario, const Vocabulary::ProtocolWord& protocol) {
        const std::vector<FileReference> files = {scenario.state.file, scenario.settings.file};
        const bool of_a_state = std::any_of(files.begin(), files.end(), [](const auto& file) { return !file.path.empty(); });
        if (of_a_state) make_measured_state(scenario);
        if (!scenario.correlations.file.path.empty()) read_correlations(scenario.correlations.file);
        check_private_files(scenario);
        if (scenario.source.states_file.path.empty()) return;
        read_states(scenario.source.states_file, static_cast<int>(protocol.settings.size()));
    };
    return words;
}

Scenario load_scenario(const std::string& file, const std::vector<std::string>& overrides) {
    RawScenario raw = read_raw_scenario(file);
    for (const std::string& assignment : overrides) apply_override(raw, assignment);
    return resolve(raw, vocabulary());
}

Scenario parse_scenario(const std::string& toml_text, const std::vector<std::string>& overrides) {
    RawScenario raw = parse_raw_scenario(toml_text, "text");
    for (const std::string& assignment : overrides) apply_override(raw, assignment);
    return resolve(raw, vocabulary());
}

Result evaluate(const Scenario& scenario) {
    const Protocol& protocol = protocol_named(scenario.protocol.name);
    const bool optimises = optimises_intensities(scenario);
    JudgedLink judged(shown_link(scenario));
    const Link& link = judged.link();
    Result result;
    result.scenario = scenario;
    result.hash = scenario_hash(scenario);
    result.statistics = statistics_of(link);
    result.leakage = link.source.budget;
    for (const Proof& proof : proofs()) {
        if (!is_evaluated(proof, scenario)) continue;
        Bound bound;
        bound.proof = &proof;
        bound.per = protocol.per;
        bound.assumptions = assumptions_of(proof, scenario, link);
        if (!proof.applies_to(protocol.name)) {
            bound.verdict = Verdict::not_applicable;
            bound.reason = "is not a proof for the protocol " + protocol.name;
        } else if (is_finite_row(proof, scenario)) {
            judge_finite(link, scenario, *proof.run, bound);
        } else if (const auto* lower = std::get_if<LowerProof>(&proof.prove)) {
            optimises ? judge_lower_at_best_intensities(scenario, link, *lower, bound) : judge_lower(judged, *lower, bound);
        } else if (const auto* floor = std::get_if<FloorProof>(&proof.prove)) {
            judge_floor(link, *floor, bound);
        } else {
            judge_upper(link, scenario, std::get<UpperProof>(proof.prove), bound);
        }
        if (bound.verdict == Verdict::proved && !not_vouched_for(link).empty()) {
            bound.verdict = Verdict::as_printed;
            bound.reason = not_vouched_for(link);
        }
        result.bounds.push_back(std::move(bound));
    }
    const std::string regime = scenario.finite.pulses ? "finite" : "asymptotic";
    result.best_lower = best_of(result.bounds, Direction::lower, regime, protocol.devices);
    result.best_upper = best_of(result.bounds, Direction::upper, regime, protocol.devices);
    result.warnings = warnings_of(link);
    return result;
}

}  // namespace keybound
