#include "keybound/rate/finite_key.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/quantum/entropy.hpp"
#include "keybound/scenario/finite_table.hpp"

namespace keybound {

namespace {

// Shares of rounds that are given to tests, on which searches are even.
constexpr double least_share = 1e-5, largest_share = 0.7;
constexpr double first_z_test_fraction = 1e-3;

const FiniteMethod& method_of(const Scenario& scenario) {
    const FiniteMethod* method = find_finite_method(scenario.finite.method);
    KEYBOUND_CHECK(method != nullptr);
    return *method;
}

}  // namespace

Outcome<KeySecurity> security_of(const FiniteTable& table) {
    const SecrecySplit split = secrecy_split(table);
    if (!(split.privacy_secrecy > 0.0 && split.failure_probability > 0.0)) {
        return Outcome<KeySecurity>::undecided("the secrecy leaves a failure probability too small for double precision");
    }
    return Outcome<KeySecurity>::proved({table.correctness, split.privacy_secrecy, split.failure_probability});
}

FiniteKey finite_key(const Link& link, RunPlan plan, const KeySecurity& security) {
    const double sifted = expected_counts(link, plan.choices).sifted_key;
    const double errors = plan.phase_errors;
    const double leak =
        rounding::up(link.error_correction_efficiency * sifted * binary_entropy(link.statistics.bit_error_rate()), 16);
    const double rate = rounding::up(errors / sifted, 2);
    const double capped = rate >= 0.0 && rate < 0.5 ? rate : 0.5;
    const double constants = std::log2(2.0 / security.correctness) - 2.0 * std::log2(2.0 * security.privacy);
    // The sifted key is a number of the model: it may be a little too large by rounding.
    const double roundings = 32.0 + 4.0 * std::fabs(std::log(link.statistics.key_yield()));
    const double length = rounding::down(sifted * (1.0 - binary_entropy(capped)) - leak - constants, roundings,
                                         2.0 * sifted + leak + std::fabs(constants));
    FiniteKey key{std::move(plan), security, sifted, leak, capped, LowerBound{0.0}, "", length};
    if (!(rate >= 0.0)) {
        key.no_key_because =
            "the run aborts: the data are incompatible with the source model (negative number of phase errors)";
    } else if (!(rate < 0.5)) {
        key.no_key_because = "no key: half of the sifted key or more may be phase errors";
        key.length_before_floor = -sifted * (1.0 + std::min(rate, 1e3)) - leak;
    } else if (!(length >= 1.0)) {
        key.no_key_because = "no key: privacy amplification, error correction and the security terms leave less than one bit";
    } else {
        key.key_length_bits = LowerBound{std::floor(length)};
    }
    return key;
}

Outcome<FiniteKey> best_finite_key(const Link& link, const Scenario& scenario, const RunProof& proof) {
    using Result = Outcome<FiniteKey>;
    const FiniteTable& table = scenario.finite;
    KEYBOUND_CHECK(table.pulses.has_value());
    const FiniteMethod& method = method_of(scenario);
    const auto shares = security_of(table);
    if (!shares.has_value()) return shares.as<FiniteKey>();
    const KeySecurity& security = shares.value();
    const FixedParameters fixed{table.tilt, table.coin_probability, table.hoelder_exponent, table.dual_weight};
    // The longest key of all that were tried; places are visited in a fixed order, each beginning at its neighbour's plan.
    Outcome<FiniteKey> best = Result::undecided("no run was tried");
    std::optional<RunPlan> neighbour;
    const auto length_for = [&](double z_basis_probability, double z_test_fraction) {
        const RunChoices choices{*table.pulses, z_basis_probability, z_test_fraction};
        auto plan = plan_run(link, proof, method, choices, security.failure, fixed, neighbour ? &*neighbour : nullptr);
        if (!plan.has_value()) {
            if (!best.has_value()) best = plan.as<FiniteKey>();
            return std::nan("");
        }
        neighbour = plan.value();
        FiniteKey key = finite_key(link, plan.value(), security);
        const double length = key.length_before_floor;
        if (!best.has_value() || length > best.value().length_before_floor) best = Result::proved(std::move(key));
        return length;
    };
    const bool choose_z = !scenario.protocol.z_basis_probability;
    const bool choose_tests = proof.uses_z_tests && !table.test_fraction;
    double tests = proof.uses_z_tests ? table.test_fraction.value_or(first_z_test_fraction) : 0.0;
    double x_share = choose_z ? 0.1 : 1.0 - *scenario.protocol.z_basis_probability;  // of rounds in the X basis
    const auto shorter_by_basis = [&](double logarithm) { return -length_for(1.0 - std::exp(logarithm), tests); };
    const auto shorter_by_tests = [&](double logarithm) {
        return -length_for(choose_z ? 1.0 - x_share : *scenario.protocol.z_basis_probability, std::exp(logarithm));
    };
    const double lower = std::log(least_share), upper = std::log(largest_share);
    if (choose_z) x_share = std::exp(minimise_after_scan(shorter_by_basis, lower, upper, 12, choose_tests ? 5 : 10).x);
    if (choose_tests) tests = std::exp(minimise_after_scan(shorter_by_tests, lower, upper, 8, 6).x);
    if (choose_z && choose_tests) {
        const auto refine = [&](const auto& shorter, double at, double reach, int evaluations) {
            const double from = std::max(lower, std::log(at) - reach), to = std::min(upper, std::log(at) + reach);
            return std::exp(minimise_between(shorter, from, to, evaluations).x);
        };
        x_share = refine(shorter_by_basis, x_share, 1.2, 7);
        tests = refine(shorter_by_tests, tests, 1.5, 6);
        refine(shorter_by_basis, x_share, 0.3, 4);
    }
    if (!choose_z && !choose_tests) length_for(*scenario.protocol.z_basis_probability, tests);
    return best;
}

namespace {

double number_in(const std::vector<EvidenceItem>& items, std::string_view name) {
    for (const EvidenceItem& item : items) {
        if (item.name == name && item.real.size() == 1 && item.imaginary.empty()) return item.real[0];
    }
    return std::nan("");
}

bool as_fixed(const std::optional<double>& fixed, double value) { return !fixed || *fixed == value; }

// What the scenario fixes is part of the run or of its analysis: evidence of another run says nothing about this one.
bool keeps_what_is_fixed(const Scenario& scenario, const RunProof& proof, const std::vector<EvidenceItem>& items) {
    const FiniteTable& table = scenario.finite;
    const auto kept = [&](const std::optional<double>& fixed, std::string_view name) {
        return as_fixed(fixed, number_in(items, name));
    };
    return kept(scenario.protocol.z_basis_probability, "z_basis_probability") &&
           (!proof.uses_z_tests || kept(table.test_fraction, "z_test_fraction")) && kept(table.tilt, "tilt") &&
           kept(table.coin_probability, "coin_probability") && kept(table.hoelder_exponent, "hoelder_exponent") &&
           kept(table.dual_weight, "dual_weight");
}

}  // namespace

Outcome<FiniteKey> concluded_finite_key(const Link& link, const Scenario& scenario, const RunProof& proof,
                                        const std::vector<EvidenceItem>& items) {
    using Result = Outcome<FiniteKey>;
    const FiniteTable& table = scenario.finite;
    const FiniteMethod& method = method_of(scenario);
    const RunChoices choices{*table.pulses, number_in(items, "z_basis_probability"), number_in(items, "z_test_fraction")};
    if (!(choices.z_basis_probability > 0.0 && choices.z_basis_probability < 1.0 && choices.z_test_fraction >= 0.0 &&
          choices.z_test_fraction < 1.0) ||
        (!proof.uses_z_tests && choices.z_test_fraction != 0.0) || !keeps_what_is_fixed(scenario, proof, items)) {
        return Result::undecided("the evidence describes no run of this scenario");
    }
    const auto bound = proof.conclude(link, items);
    if (!bound.has_value()) return bound.as<FiniteKey>();
    RunPlan plan{choices,
                 bound.value(),
                 {number_in(items, "tilt"), number_in(items, "coin_probability"), number_in(items, "hoelder_exponent")},
                 0.0};
    const auto shares = security_of(table);
    if (!shares.has_value()) return shares.as<FiniteKey>();
    const KeySecurity& security = shares.value();
    const auto errors = planned_phase_errors(link, plan, method, security.failure, expected_counts(link, choices));
    if (!errors.has_value()) return errors.as<FiniteKey>();
    plan.phase_errors = errors.value().value;
    return Result::proved(finite_key(link, std::move(plan), security));
}

LowerBound key_per_pulse(const FiniteKey& key) {
    return LowerBound{std::fmax(0.0, rounding::down(key.key_length_bits.value / key.plan.choices.pulses, 1))};
}

Evidence finite_evidence(const FiniteKey& key) {
    Evidence evidence = key.plan.bound.evidence;
    const RunPlan& plan = key.plan;
    evidence.add("z_basis_probability", plan.choices.z_basis_probability);
    evidence.add("z_test_fraction", plan.choices.z_test_fraction);
    evidence.add("tilt", plan.parameters.tilt);
    evidence.add("coin_probability", plan.parameters.coin_probability);
    evidence.add("hoelder_exponent", plan.parameters.hoelder_exponent);
    evidence.add("phase_errors_bound", plan.phase_errors);
    return evidence;
}

const std::vector<std::string>& finite_quantity_names() {
    static const std::vector<std::string> names = {"phase_errors_bound",  "sifted_key_bits", "error_correction_leakage_bits",
                                                   "z_basis_probability", "test_fraction",   "tilt",
                                                   "coin_probability",    "hoelder_exponent"};
    return names;
}

NamedNumbers finite_quantities(const FiniteKey& key, const FiniteMethod& method, const RunProof& proof) {
    const RunPlan& plan = key.plan;
    NamedNumbers numbers = {
        {"phase_error_rate", key.phase_error_rate},        {"phase_errors_bound", plan.phase_errors},
        {"sifted_key_bits", key.sifted_key_bits},          {"error_correction_leakage_bits", key.error_correction_leakage_bits},
        {"failure_phase_errors", key.security.failure},    {"failure_privacy_amplification", key.security.privacy},
        {"failure_correctness", key.security.correctness}, {"z_basis_probability", plan.choices.z_basis_probability}};
    if (proof.uses_z_tests) numbers.emplace_back("test_fraction", plan.choices.z_test_fraction);
    for (const std::string& name : method.parameters) {
        if (name == "tilt") numbers.emplace_back(name, plan.parameters.tilt);
        if (name == "coin_probability") numbers.emplace_back(name, plan.parameters.coin_probability);
        if (name == "hoelder_exponent") numbers.emplace_back(name, plan.parameters.hoelder_exponent);
    }
    return numbers;
}

bool bounds_runs(const RateCeiling& ceiling, const Scenario& scenario) {
    return scenario.finite.pulses && ceiling.is_relative_entropy;
}

UpperBound finite_ceiling(UpperBound relative_entropy_per_pulse, const FiniteTable& table) {
    const double twice = rounding::up(2.0 * (table.secrecy + table.correctness), 4);
    if (!(twice < 0.5 && table.pulses)) return UpperBound{std::numeric_limits<double>::infinity()};
    const double extra = rounding::up(binary_entropy(twice) / *table.pulses, 16);
    return UpperBound{rounding::up((relative_entropy_per_pulse.value + extra) / rounding::down(1.0 - twice, 2), 4)};
}

}  // namespace keybound
