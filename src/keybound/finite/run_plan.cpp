#include "keybound/finite/run_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/opt/minimise.hpp"

namespace keybound {

namespace {

constexpr double settled = 1e-5;  // relative change of the bound below which the turns end

RunDesign design_of(const Link& link, const RunChoices& choices, double failure, const FixedParameters& fixed,
                    const RunPlan* neighbour) {
    RunDesign design;
    const int n = link.source.settings();
    for (int j = 0; j < n; ++j) {
        const double setting = setting_probability(j, n, choices.z_basis_probability);
        design.x[j] = 1.0 / (setting * x_label_probability(choices));
        const double label = z_test_label_probability(choices);
        if (j < 2 && label > 0.0) design.z_test[j] = 1.0 / (setting * label);
    }
    design.phase_error = 1.0 / (choices.z_basis_probability * key_label_probability(choices));
    design.pulses = choices.pulses;
    design.failure_term = -std::log(failure);
    design.tilt = fixed.tilt;
    design.dual_weight = fixed.dual_weight;
    if (neighbour != nullptr) {
        design.guessed_tilt = neighbour->bound.tilt;
        const double rounds = neighbour->choices.z_basis_probability * key_label_probability(neighbour->choices);
        design.guessed_errors = neighbour->phase_errors / (rounds * design.phase_error);  // the same phase-error rate
    }
    return design;
}

double value_or_nan(const Outcome<UpperBound>& bound) {
    return bound.has_value() ? bound.value().value : std::numeric_limits<double>::quiet_NaN();
}

// The parameters of a method other than the tilt of e-value, one after the other on the scales where they are even.
MethodParameters tuned(const CountingProblem& problem, const FiniteMethod& method, const FixedParameters& fixed, double tilt) {
    struct Free {
        double MethodParameters::*member;
        bool logarithmic;
    };
    MethodParameters best{fixed.tilt.value_or(tilt), fixed.coin_probability.value_or(0.3),
                          fixed.hoelder_exponent.value_or(0.85)};
    std::vector<Free> free;
    for (const std::string& name : method.parameters) {
        if (name == "tilt" && !fixed.tilt) free.push_back({&MethodParameters::tilt, true});
        if (name == "coin_probability" && !fixed.coin_probability) free.push_back({&MethodParameters::coin_probability, false});
        if (name == "hoelder_exponent" && !fixed.hoelder_exponent) free.push_back({&MethodParameters::hoelder_exponent, false});
    }
    double least = value_or_nan(method.phase_errors(problem, best));
    for (int turn = 0; turn < 8 && !free.empty(); ++turn) {
        const double before = least;
        for (const Free& parameter : free) {
            MethodParameters trial = best;
            const auto errors = [&](double x) {
                trial.*parameter.member = parameter.logarithmic ? std::exp(x) : 1.0 / (1.0 + std::exp(-x));
                return value_or_nan(method.phase_errors(problem, trial));
            };
            const double at = best.*parameter.member;
            const double centre = parameter.logarithmic ? std::log(at) : std::log(at / (1.0 - at));
            const Minimum found = minimise_after_scan(errors, centre - 4.0, centre + 4.0, 17, 14);
            if (!(found.value < least) && !std::isnan(least)) continue;
            errors(found.x);
            best = trial;
            least = found.value;
        }
        if (free.size() == 1 || !(least < before - settled * std::fabs(before))) break;
    }
    return best;
}

}  // namespace

Outcome<RunPlan> plan_run(const Link& link, const RunProof& proof, const FiniteMethod& method, const RunChoices& choices,
                          double failure, const FixedParameters& fixed, const RunPlan* neighbour) {
    using Result = Outcome<RunPlan>;
    const auto bound = proof.prove(link, design_of(link, choices, failure, fixed, neighbour));
    if (!bound.has_value()) return bound.as<RunPlan>();
    const Counts expected = expected_counts(link, choices);
    const CountingProblem problem = counting_problem(bound.value().bound, link, choices, failure, expected, expected);
    RunPlan plan{choices, bound.value(), {.tilt = bound.value().tilt}, 0.0};
    if (method.parameters != std::vector<std::string>{"tilt"}) plan.parameters = tuned(problem, method, fixed, plan.bound.tilt);
    const auto has = [&](const char* name) {
        return std::find(method.parameters.begin(), method.parameters.end(), name) != method.parameters.end();
    };
    if (!has("tilt")) plan.parameters.tilt = 0.0;
    if (!has("coin_probability")) plan.parameters.coin_probability = 0.0;
    if (!has("hoelder_exponent")) plan.parameters.hoelder_exponent = 0.0;
    const auto errors = method.phase_errors(problem, plan.parameters);
    if (!errors.has_value()) return Result::undecided(errors.reason());
    plan.phase_errors = errors.value().value;
    return Result::proved(std::move(plan));
}

Outcome<UpperBound> planned_phase_errors(const Link& link, const RunPlan& plan, const FiniteMethod& method, double failure,
                                         const Counts& observed) {
    const Counts expected = expected_counts(link, plan.choices);
    const CountingProblem problem = counting_problem(plan.bound.bound, link, plan.choices, failure, expected, observed);
    return method.phase_errors(problem, plan.parameters);
}

}  // namespace keybound
