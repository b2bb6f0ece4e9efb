// States with a key part of two qubits and shields of d dimensions each, whose partial transpose is almost separable.
#pragma once

#include "keybound/core/named_numbers.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

struct Link;

// rho_d of Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021), "Examples": the weight p = 1/(sqrt(d) + 1) is in the cells
// where the key qubits differ. Nothing that is computed here depends on the unitary of the shields.
struct PrivateState {
    double dimension = 2.0;  // d
    int copies = 1;          // n of advantage distillation

    // p, within 6 roundings.
    double error() const { return error_after(1); }
    // That of the state which n copies become if advantage distillation succeeds: rho of d^n; within 6 roundings too.
    double distilled_error() const { return error_after(copies); }
    // (1-p)^n + p^n, within success_roundings() roundings.
    double success_probability() const;
    double success_roundings() const;

 private:
    double error_after(int n) const;
};

Link private_state_link(const Scenario& scenario);
NamedNumbers private_state_statistics(const Link& link);

}  // namespace keybound
