// What programmes of split states minimise, with gradients and Hessians. In nats; nothing here is trusted.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "keybound/proof/upper/separable_cone.hpp"
#include "keybound/proof/upper/state_split.hpp"
#include "keybound/quantum/matrix_logarithm.hpp"

namespace keybound {

using HessianView = Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

// Re Tr(A^dagger B)
double real_dot(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b);

// D(S || Z) + Tr Z - Tr S  of S = V T V^dagger with T = sum_i x_i E_i in the basis of hermitian_basis, or, where `whole`, of
// the whole state. The variables of Z follow those of T.
class RelativeEntropyFunction {
 public:
    RelativeEntropyFunction(const SupportedState& state, const SeparableCone& cone, bool whole);

    int variables() const { return variables_ + cone_.variables(); }
    int first_of_cone() const { return variables_; }

    Eigen::MatrixXcd flagged(const double* x) const;

    // G such that 1 - <mu|G|mu> is the slope where Z moves towards the ket mu.
    Eigen::MatrixXcd pull(const double* x) const;

    // weight times the value; adds to gradient and Hessian (lower triangle) if they are asked for.
    double add(const double* x, double weight, double* gradient, HessianView* hessian) const;

 private:
    void add_derivatives(const MatrixLogarithm& log_t, const MatrixLogarithm& log_z, const Eigen::MatrixXcd& s, double weight,
                         double* gradient, HessianView& hessian) const;
    void add_cone_curvature(const MatrixLogarithm& log_z, const Eigen::MatrixXcd& s, const std::vector<Eigen::MatrixXcd>& z,
                            double weight, HessianView& hessian) const;

    Eigen::MatrixXcd v_, whole_;
    const SeparableCone& cone_;
    int rank_, variables_;
    std::vector<Eigen::MatrixXcd> parts_;
};

// F(P) of state_split.hpp for P = constant + slopes x; the Hessian is that of F with the marginals inside of its logarithms
// held fixed, which touches F from above. NaN where a cell is not positive.
class CorrelationFunction {
 public:
    CorrelationFunction(Eigen::VectorXd constant, Eigen::MatrixXd slopes, std::vector<int> outcomes);

    double add(const Eigen::Map<const Eigen::VectorXd>& x, double weight, double* gradient, HessianView* hessian) const;

 private:
    Eigen::VectorXd constant_;
    Eigen::MatrixXd slopes_;
    std::vector<int> outcomes_;
};

}  // namespace keybound
