// Random scenarios over the whole range, and what the laws ask of their results.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// The numbers of a scenario, changed one at a time by the laws and written out as a scenario file.
struct Draw {
    std::string protocol = "bb84";
    double modulation_error_rad = 0.0;
    std::vector<std::array<double, 2>> states;  // instead of modulation_error_rad if not empty
    std::vector<double> leakage = {0.0};
    double fibre_km = 0.0;
    double attenuation_db_per_km = 0.2;
    double misalignment_rad = 0.0;
    double efficiency = 0.73;
    double dark_count_probability = 1e-8;
    double error_correction_efficiency = 1.16;
    std::optional<double> z_basis_probability;
    double repetition_rate_hz = 2.5e9;

    int settings() const { return protocol == "bb84" ? 4 : 3; }
    std::string toml() const;
};

Result evaluate(const Draw& draw);

// Where a scenario comes from: `reach` in (0, 1] is the largest share of the useful distance and leakage that is drawn. Beyond
// it every rate is zero and every law is trivially true.
struct Region {
    std::vector<std::string> protocols = {"bb84", "three-state"};
    bool leaks = true;
    bool unequal = true;  // half of the draws get one leakage per setting
    bool kets = true;     // a third of the draws get random planar kets, a third of them out-of-plane ones
    double largest_flaw = 0.5;
};
Draw random_draw(Random& random, const Region& region);

const Bound* find(const Result& result, const std::string& proof);

// 1/2 if there is no bound on it: then there is no key.
double phase_error(const Bound* bound);
double rate(const Bound* bound);

// Neither trivial answer: a law between two zeros, or between two halves, says nothing.
bool meaningful(const Bound* bound);

// The lower proofs of the draw's protocol that are evaluated exactly. A bound that is the best of many, found by a solver, is
// proved wherever the solver stopped; a law about the optimum holds for it only as nearly as the optimum was reached.
std::vector<std::string> lower_proofs(const Draw& draw);

// Those that a solver finds, and how nearly: 1e-6 and better; a few 1e-6 where the programme rounds a leakage up to what its
// scaling can carry. With bit errors the multipliers reach thousands, and the solver keeps five digits less.
const std::vector<std::string>& solver_proofs();
double solver_slack(const std::string& name, double phase_error_rate);

}  // namespace keybound::test
