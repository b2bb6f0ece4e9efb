// The semidefinite programme behind see_saw: the measurement that makes most phase errors on the best mixture of some sources.
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "attack/see_saw.hpp"
#include "keybound/opt/solver.hpp"

namespace keybound::test {

using Matrix = Eigen::Matrix<Amplitude, Eigen::Dynamic, Eigen::Dynamic>;

Ket ket_of(const Source& source, int j);
Ket orthogonal_to(const Ket& ket, Ket vector);
Ket unit(const Ket& ket);
Ket emitted(const Source& source, int j, const Ket& side);
std::array<Ket, 4> emitted(const Source& source, const SideChannel& side);
// Side-channel vectors with the given parts along the qubit and, as nearly as there are any, the given Gram matrix.
SideChannel side_channel_with(const Source& source, SideChannel along, Matrix gram);
// f_c = sum_j B_jc psi_j
Ket combination(const Matrix& basis, int column, const std::array<Ket, 4>& states);

// Coordinates in which the programme is well scaled: directions in which the kets cancel and little is left to distinguish get
// a large unit for Omega (`unit`) and a small one for the measurement (`shrink`).
struct Coordinates {
    Matrix basis;
    std::vector<Real> unit, shrink;
    Real yield;

    explicit Coordinates(const Link& link);
};

struct Candidate {
    SideChannel side{};
    Matrix price;  // of the entries of w: unit_c unit_d <f_c|f_d> / Y_Z
};

Candidate candidate_of(const Link& link, const Coordinates& at, const SideChannel& side);

// min sum lambda p / Y + t  s.t.  Lambda_b + Omega - M >= C_b, Omega >= 0, t >= Tr(Omega G_i) / Y, Lambda^Z_b + M >= 0.
// Multipliers: the X_b of the best measurement, the weights of the sources, and the same for the Z basis.
class BestMeasurement {
 public:
    BestMeasurement(const Link& link, const Coordinates& at, Complex turn, bool z_errors);

    void add(const Candidate& candidate);
    void solve();

    // The multipliers obey their equations (statistics, equal detection in both bases) as far as double precision carries;
    // from here, the nearest ones that obey them in long double, near in the sense that no small eigenvalue is changed much.
    void refine();

    double value() const { return value_; }
    double source_term() const { return solution_.x[t_]; }
    double trace_with(const Candidate& candidate) const;
    Matrix omega() const;  // over Y, on the settings
    std::vector<Real> weights() const;
    Matrix effect(bool z, int outcome) const;  // <f_c|M|f_d> / Y, of M_b or N_b

 private:
    struct Direction {
        int row, column;
        Complex value;
    };

    SdpBlock empty_block(int size) const;
    std::vector<SdpEntry> entries(const Matrix& a, double sign) const;  // lower triangle of  shrink B^dagger A B shrink
    void add_z_block(int outcome, int lambda_z, int mismatch, double error);

    int n_, t_ = 0, count_ = 0, weight_ = 0;
    const Coordinates& at_;
    std::vector<Direction> directions_;  // real parameters of a Hermitian matrix
    Sdp problem_;
    std::vector<double> start_;
    std::size_t first_cut_ = 0;
    ApproxSolution solution_;
    std::vector<Matrix> multipliers_;
    double value_ = 0.0;
};

}  // namespace keybound::test
