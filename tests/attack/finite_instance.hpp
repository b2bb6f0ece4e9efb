// A linear bound put to use in a run: what a finite-key method is told of it, and what its weights are to Alice's register.
//
// The second does not know the first: operators are built from labels and outcomes, as the virtual protocol has them.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "keybound/finite/counting_problem.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"
#include "keybound/protocol/run.hpp"

namespace keybound::test {

// e_ph Y_Z <= sum lambda[b][j] p_bj + lambda_z[0] p^Z_{0,1Z} + lambda_z[1] p^Z_{1,0Z} + source_term, for u_+- with `turn`.
struct FiniteInstance {
    std::string name;
    Link link;           // source, and the statistics that are expected
    RunChoices choices;  // the pulses are said where they are needed
    Complex turn = 1.0;
    std::array<std::array<double, 4>, 2> lambda{};
    std::array<double, 2> lambda_z{};
    double source_term = 0.0;
    SmallMatrix omega = {};

    int settings() const { return link.source.settings(); }
    double probability(int j) const { return setting_probability(j, settings(), choices.z_basis_probability); }
};

// BB84 with perfect kets and one leakage: the multipliers in closed form, for any mu > 0. lambda_{1,0X} = lambda_{0,1X} =
// (1 + mu)/2, h = 4 epsilon (1 + 1/mu).
FiniteInstance closed_form_instance(double leakage, double mu, double z_basis_probability);

// The multipliers that the proof of this family finds and repairs for the link.
FiniteInstance certified_instance(const std::string& name, const Link& link, DualFamily family, const RunChoices& choices);

// Classes: 2 j + b for Bob's outcome b in X; with Z tests 2 n for outcome 0 of 1Z and 2 n + 1 for outcome 1 of 0Z.
CountingProblem counting_problem(const FiniteInstance& instance, const Counts& counts, double pulses, double failure);

// The same with what other methods than `e-value` ask for.
CountingProblem full_counting_problem(const FiniteInstance& instance, const Counts& counts, double pulses, double failure);

// The bound of `e-value` for these counts. Throws if there is none.
double e_value_bound(const CountingProblem& problem, double tilt);

// 1 + s / (probability of a key round per detected Z setting): the weight of a phase error.
double phase_error_weight(const FiniteInstance& instance, double tilt);

// Operators on Alice's registers, one for each string of Bob's outcomes, averaged over labels and her outcomes; the string in
// which nothing is ever detected has a multiple of 1. With Z tests: one round, split by the basis of the label.
struct AveragedWeights {
    double nothing = 0.0;
    std::vector<SmallMatrix> x;  // all other strings
    std::vector<SmallMatrix> z;  // outcomes under the label "Z test"; empty without such tests
};

// What a run of one or two rounds is worth, given its counts.
using Worth = std::function<double(const Counts&, int phase_errors)>;
AveragedWeights averaged(const FiniteInstance& instance, int rounds, const Worth& worth);

}  // namespace keybound::test
