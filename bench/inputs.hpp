// Links that differ from one iteration to the next, so that nothing can be remembered.
#pragma once

#include <vector>

#include "keybound/protocol/link.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound::bench {

enum class Kind {
    bb84,               // four states in one plane: real programmes
    bb84_without_leak,  // the same, nothing leaks
    bb84_out_of_plane,  // complex programmes
    three_state,
};

inline constexpr int variety = 1024;

// Length, leakage and encoder error change together with i; any stretch of neighbours has short and long links.
Scenario scenario_number(int i, Kind kind);

// The links of the first `variety` of them.
const std::vector<Link>& links(Kind kind);

// Registers of the other files.
void register_proofs();
void register_programmes();
void register_study();
void register_finite();
void register_decoy();
void register_correlations();

}  // namespace keybound::bench
