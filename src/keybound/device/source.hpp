// The transmitter as the proofs see it: characterised kets and how far the emitted states may be from them.
#pragma once

#include <vector>

#include "keybound/device/leakage/budget.hpp"
#include "keybound/device/states_file.hpp"
#include "keybound/quantum/qubit.hpp"
#include "keybound/quantum/small_matrix.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

struct Source {
    QubitKets kets;       // column j: the characterised ket of setting j, order 0Z 1Z 0X (1X); no columns if they span more
    SmallVector leakage;  // epsilon_j: 1 - fidelity of the emitted state with ket j
    double repetition_rate_hz;
    SmallMatrix wide_kets = {};  // the characterised kets where they span more than two dimensions: at least 3 rows
    LeakageBudget budget = {};   // where the leakage comes from

    int settings() const { return static_cast<int>(leakage.size()); }
    Qubit ket(int setting) const { return {kets(0, setting), kets(1, setting)}; }
    bool are_qubits() const { return wide_kets.size() == 0; }
    SmallMatrix states() const { return are_qubits() ? SmallMatrix(kets) : wide_kets; }
    double largest_leakage() const { return leakage.maxCoeff(); }
};

// The characterised kets of `settings` settings (3 or 4) in the modes that Bob's receiver does not tell apart: from
// source.states_file, from source.states, or from source.modulation_error_rad as in Eq. (3) of Curras-Lorenzo et al., Optica
// Quantum (2025). Two amplitudes per mode.
std::vector<ModeKet> emitted_kets(const SourceTable& table, int settings);

// The same source as the proofs see it: without modes that do nothing, and as qubits if the kets span two dimensions. Its
// leakage is source.leakage, or that of its side channels together.
Source make_source(const SourceTable& table, int settings, const EmittedLight& light = {});

}  // namespace keybound
