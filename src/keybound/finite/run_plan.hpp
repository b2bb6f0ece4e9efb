// Multipliers and free parameters of a run, chosen on what an honest run is expected to show, before it begins.
#pragma once

#include <optional>

#include "keybound/finite/catalog.hpp"
#include "keybound/proof/run_proof.hpp"

namespace keybound {

// What the user fixed; the rest is chosen so that the bound on the phase errors is small.
struct FixedParameters {
    std::optional<double> tilt, coin_probability, hoelder_exponent, dual_weight;
};

struct RunPlan {
    RunChoices choices;
    RunBound bound;
    MethodParameters parameters;
    double phase_errors;  // bound on n_ph if the run shows what is expected
};

// Every choice is safe; these are good ones. Multipliers are optimised jointly with the tilt of e-value and serve every method;
// then the method's own parameters are. `neighbour`: a plan of a similar run to begin
// with.
Outcome<RunPlan> plan_run(const Link& link, const RunProof& proof, const FiniteMethod& method, const RunChoices& choices,
                          double failure, const FixedParameters& fixed, const RunPlan* neighbour = nullptr);

// The bound that this plan proves for these counts.
Outcome<UpperBound> planned_phase_errors(const Link& link, const RunPlan& plan, const FiniteMethod& method, double failure,
                                         const Counts& observed);

}  // namespace keybound
