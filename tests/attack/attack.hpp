// An explicit attack: a leaky source down to its state vectors, and one measurement made by Eve and Bob together.
//
// Everything observable, and the phase-error rate that no one can observe, follows by linear algebra. Nothing here knows a
// bound or shares a formula with one: that is the point.
#pragma once

#include <array>
#include <complex>
#include <vector>

#include "keybound/protocol/link.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// Statistics are rounded once, to double; the 11 further bits keep interference that cancels almost completely exact.
using Real = long double;
using Amplitude = std::complex<Real>;

inline constexpr int qubit_dimensions = 2;
inline constexpr int flag_dimensions = 4;  // four side-channel states span no more, so nothing is lost
inline constexpr int dimensions = qubit_dimensions + flag_dimensions;
using Ket = std::array<Amplitude, dimensions>;

Amplitude inner(const Ket& bra, const Ket& ket);
Ket combine(Amplitude a, const Ket& x, Amplitude b, const Ket& y);

struct Attack {
    QubitKets kets;                             // characterised, one column per setting
    SmallVector leakage;                        // epsilon_j, all of which is used
    std::array<Ket, 4> side{};                  // chi_j; only the direction orthogonal to phi_j counts
    std::array<std::vector<Ket>, 2> effects{};  // M_b = sum_m |m><m|, both scaled down together if M_0 + M_1 exceeds 1
    double z_error = 0.0;                       // how the detections of the Z basis are split; no phase error depends on it

    // An explicit measurement of Bob's Z basis that detects with the same operator F = M_0 + M_1 = sum_i |r_i><r_i|, r_i the
    // rows of `effects`, outcome 0 first: N_0 = sum_ik |r_i> E_ik <r_k|, N_1 = F - N_0, where E = sum_c |c><c| is scaled down
    // if it exceeds 1. Empty: the fictitious split above.
    std::vector<std::vector<Amplitude>> z_share{};

    int settings() const { return static_cast<int>(kets.cols()); }
};

// The attack carried out: what Alice and Bob see, and what they cannot see.
class Experiment {
 public:
    explicit Experiment(const Attack& attack);

    const Link& link() const { return link_; }
    const std::array<Ket, 4>& emitted() const { return emitted_; }

    // True phase-error rate of the virtual protocol with  u_+- = (psi_0Z +- turn psi_1Z) / 2.
    // padded: of the source that also emits an ancilla which raises every leakage to the largest one.
    Real phase_error_rate(Amplitude turn, bool padded) const;

 private:
    Real detected(int outcome, const Ket& ket) const;
    Real detected_as_0z(const Ket& ket) const;

    Link link_;
    std::array<Ket, 4> emitted_{};
    std::array<std::vector<Ket>, 2> effects_{};
    std::vector<std::vector<Amplitude>> z_share_{};
};

// An upper bound on the largest eigenvalue of sum |m><m|, close to it.
double largest_eigenvalue_bound(const std::array<std::vector<Ket>, 2>& effects);
double largest_eigenvalue_bound(const std::vector<std::vector<Amplitude>>& rows);  // vectors of any one length

}  // namespace keybound::test
