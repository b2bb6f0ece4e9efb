// The semidefinite programme of a run of finitely many pulses: multipliers and tilt together; docs/theory/finite-key.md.
//
// For a guess u of the bound on the phase errors, the multipliers times s, and s itself, minimise
//   ln(1/eps_f) + N s h - sum_i n_i ln(1 - s lambda_i x_i) - u ln(1 + s x_ph);
// the least value is 0 when u is the least bound, and each solution gives a better u (Dinkelbach's method for a ratio). Terms
// with logarithms keep the multipliers of rare outcomes small. The solver only proposes: whatever it gives is certified.
#pragma once

#include "keybound/proof/lower/phase_error_programme.hpp"
#include "keybound/proof/run_proof.hpp"

namespace keybound {

// The evidence holds the candidate, as that of the asymptotic bound does, and with Z tests the item "gauge": c_0, c_1 of the
// shift lambda_bj + c_j, lambda^Z_bj - c_j, which leaves all inequalities as they are.
Outcome<RunBound> prove_run_by_dual(const Link& link, DualFamily family, const RunDesign& design);

// The bound of the candidate in such evidence, without a solver.
Outcome<RunBound> conclude_run_by_dual(const Link& link, DualFamily family, const std::vector<EvidenceItem>& items);

}  // namespace keybound
