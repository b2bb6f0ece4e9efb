// A cone of separable operators as variables of a convex programme.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "keybound/opt/sdp.hpp"
#include "keybound/proof/upper/separable_operator.hpp"

namespace keybound {

// Z = sum_i z_i basis_i: a basis of the Hermitian matrices, with Z and its partial transpose positive; or product kets with
// weights z_i >= 0, to which more can be added.
class SeparableCone {
 public:
    explicit SeparableCone(const std::vector<int>& dimensions);

    int variables() const { return static_cast<int>(basis_.size()); }
    bool is_ppt() const { return ppt_; }
    const Eigen::MatrixXcd& basis(int i) const { return basis_[static_cast<std::size_t>(i)]; }

    // Appends the cone's constraints on the variables first, first + 1, ... of the programme.
    void constrain(Sdp& problem, int first) const;
    // Inside of the cone, of trace 1.
    std::vector<double> centre() const;
    SeparableCandidate candidate(const double* z) const;
    Eigen::MatrixXcd matrix(const double* z) const;

    // Adds product kets with large <ket|m|ket>, from several climbs; the largest value that was found. Of mixtures only.
    double add_columns(const Eigen::MatrixXcd& m);

 private:
    void add_ket(const std::vector<Eigen::VectorXcd>& factors);

    std::vector<int> dimensions_;
    int all_;
    bool ppt_;
    std::vector<Eigen::MatrixXcd> basis_;
    std::vector<std::vector<Eigen::VectorXcd>> kets_;
};

// The entries (lower triangle) of the i-th matrix of a basis of the Hermitian n x n matrices; there are n^2.
std::vector<SdpEntry> hermitian_entries(int n, int i);
Eigen::MatrixXcd hermitian_basis(int n, int i);

}  // namespace keybound
