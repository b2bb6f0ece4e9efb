// The semidefinite programmes whose solutions are candidates for conclude_phase_error_dual; docs/theory/phase-error-dual.md.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "keybound/opt/solver.hpp"
#include "keybound/proof/lower/phase_error_dual.hpp"

namespace keybound {

// Which multipliers are free. Omega in the frame's null space costs only what leaked; Z errors need Bob's Z-basis test data.
struct DualFamily {
    bool whole_space = false;
    bool z_errors = false;
};

struct PhaseErrorProgramme {
    Sdp problem;
    std::vector<double> start;  // strictly feasible
    DualFamily family;
    DualFrame frame;
    int settings = 0;
    int dimensions = 0;  // of the kets
    double key_yield = 0.0;
    bool real = true;  // whether all data are, so that imaginary parts are no variables

    // Where things stand: lambda_bj is variable b n + j, Lambda_b + .. block b.
    int first_lambda_z = 0;         // variable lambda_z[0]
    std::array<int, 2> z_blocks{};  // Lambda^Z_b + M

    // What a point of the programme means.
    PhaseErrorMultipliers multipliers(const std::vector<double>& x) const;
};

// Empty if the states are degenerate or nothing is ever detected, or if the family has no Omega (no null space).
std::optional<PhaseErrorProgramme> state_phase_error_dual(const Link& link, DualFamily family);

// Why there are no multipliers of this family, if there are none; `stated`: whether the programme could be stated.
std::optional<Outcome<PhaseErrorMultipliers>> no_multipliers(const Link& link, DualFamily family, bool stated);

// States, solves and concludes. `solve` may be any solver: it only proposes.
Outcome<PhaseErrorBound> prove_by_dual(const Link& link, DualFamily family, SdpSolver solve);
// The same with our own solver.
Outcome<PhaseErrorBound> prove_by_dual(const Link& link, DualFamily family);

}  // namespace keybound
