// One block of the dense primal-dual solver: its matrices and what an iteration does with them.
//
// Sizes up to 6 are compiled with constant loop bounds. All memory is taken when a block is made. A block with a logarithm in
// the cost is one whose S Z shall become its weight instead of 0.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "keybound/opt/backends/small_dense.hpp"
#include "keybound/opt/sdp.hpp"

namespace keybound::small_dense {

inline constexpr double boundary_share = 0.95;  // of the way to the boundary that a step may go

class AnyBlock {
 public:
    virtual ~AnyBlock() = default;
    virtual bool has_logarithm() const = 0;
    // S <- the block at x; Z <- mu S^-1 (logarithm: its weight instead of mu, here and below). prepare() factors S; false if
    // it is not positive definite.
    virtual void set_s(const std::vector<double>& x) = 0;
    virtual bool prepare() = 0;
    virtual void set_z(double mu) = 0;
    virtual double sum_of_squared_centre() const = 0;  // sum_i (Tr A_i S^-1)^2
    // schur_ij += Re Tr(A_i Z A_j S^-1)
    virtual void add_schur(double* schur, int variables) = 0;
    // The right-hand side mu Tr(A S^-1) - Re Tr(A E), E = sym(dZ_p dS_p S^-1) of the predictor, kept for move().
    virtual void prepare_corrector() = 0;
    virtual void add_right_side(double mu, bool corrector, double* right_side) const = 0;
    // dS from dx, dZ = mu S^-1 - Z - sym(Z dS S^-1) - E
    virtual void find_direction(const double* dx, double mu, bool corrector) = 0;
    // A step of at most `limit` that keeps S (Z) positive definite, within `accuracy` of the longest.
    virtual double step_s(double limit, double accuracy) = 0;
    virtual double step_z(double limit, double accuracy) = 0;
    // What the block adds to the duality gap after these steps: Tr S Z, or w (d - ln(1 + d)) with S Z = w (1 + d).
    virtual double complementarity(double step_s, double step_z) const = 0;
    virtual double logarithm() const = 0;  // -weight ln S
    // Z by a step along dZ; S is taken from x again, so that it cannot drift away from what it stands for.
    virtual void move(const std::vector<double>& x, double step_z) = 0;
    virtual void add_dual_residual(double* residual) const = 0;  // residual_i -= Tr(A_i Z)
    virtual SmallMatrix multiplier() const = 0;
};

template <class Scalar, int N>
class Block final : public AnyBlock {
 public:
    Block(const SdpBlock& source, int variables) : source_(&source), n_(source.size), log_weight_(source.log_weight) {
        for (int i = 0; i < variables && i < static_cast<int>(source.coefficients.size()); ++i) {
            if (source.coefficients[i].empty()) continue;
            const auto& entries = source.coefficients[i];
            Coefficient c{i, entries.size() == 1 && entries[0].row == entries[0].column ? entries[0].row : -1, 0.0,
                          coefficients_.size()};
            if (c.diagonal >= 0) c.value = entries[0].value.real();
            active_.push_back(c);
            coefficients_.resize(coefficients_.size() + area());
            Scalar* a = coefficients_.data() + c.first;
            for (const SdpEntry& e : entries) {
                a[e.row * rows() + e.column] += scalar_of<Scalar>(e.value);
                if (e.row != e.column) a[e.column * rows() + e.row] += scalar_of<Scalar>(std::conj(e.value));
            }
            active_.back().dyad = c.diagonal < 0 ? append_dyad(c.first) : no_dyad;
        }
        memory_.resize(10 * area());
        Scalar* next = memory_.data();
        for (Scalar** part : {&s_, &z_, &s_inverse_, &lower_s_, &ds_, &dz_, &correction_, &work1_, &work2_, &work3_}) {
            *part = next;
            next += area();
        }
    }

    bool has_logarithm() const override { return log_weight_ > 0.0; }

    void set_s(const std::vector<double>& x) override {
        std::fill_n(s_, area(), Scalar(0.0));
        for (const SdpEntry& e : source_->constant) {
            s_[e.row * rows() + e.column] += scalar_of<Scalar>(e.value);
            if (e.row != e.column) s_[e.column * rows() + e.row] += scalar_of<Scalar>(std::conj(e.value));
        }
        for (const Coefficient& c : active_) add_multiple(x[c.variable], c, s_);
    }

    bool prepare() override {
        if (!factor<N>(s_, lower_s_, rows())) return false;
        invert<N>(lower_s_, s_inverse_, rows());
        return true;
    }

    void set_z(double mu) override {
        for (int k = 0; k < area(); ++k) z_[k] = goal(mu) * s_inverse_[k];
    }

    double sum_of_squared_centre() const override {
        double sum = 0.0;
        for (const Coefficient& c : active_) {
            const double value = inner(c, s_inverse_);
            sum += value * value;
        }
        return sum;
    }

    void add_schur(double* schur, int variables) override {
        const int n = rows();
        for (std::size_t a = 0; a < active_.size(); ++a) {
            const Coefficient& c = active_[a];
            // work2 = S^-1 A Z
            if (c.diagonal >= 0) {
                for (int i = 0; i < n; ++i) {
                    const Scalar left = c.value * s_inverse_[i * n + c.diagonal];
                    for (int j = 0; j < n; ++j) work2_[i * n + j] = times(left, z_[c.diagonal * n + j]);
                }
            } else if (c.dyad != no_dyad) {
                const Scalar* v = dyads_.data() + c.dyad;
                for (int i = 0; i < n; ++i) {
                    Scalar with_s(0.0), with_z(0.0);  // S^-1 v and (Z v)^dagger
                    for (int k = 0; k < n; ++k) {
                        with_s += times(s_inverse_[i * n + k], v[k]);
                        with_z += dot(v[k], z_[k * n + i]);
                    }
                    work1_[i] = c.value * with_s;
                    work1_[n + i] = with_z;
                }
                for (int i = 0; i < n; ++i) {
                    for (int j = 0; j < n; ++j) work2_[i * n + j] = times(work1_[i], work1_[n + j]);
                }
            } else {
                multiply<N>(s_inverse_, coefficients_.data() + c.first, work1_, n);
                multiply<N>(work1_, z_, work2_, n);
            }
            double* row = schur + static_cast<std::ptrdiff_t>(c.variable) * variables;
            for (std::size_t b = 0; b <= a; ++b) row[active_[b].variable] += inner(active_[b], work2_);
        }
    }

    void prepare_corrector() override {
        multiply<N>(dz_, ds_, work1_, rows());
        multiply<N>(work1_, s_inverse_, correction_, rows());
        take_hermitian_part<N>(correction_, rows());
    }

    void add_right_side(double asked, bool corrector, double* right_side) const override {
        const double mu = goal(asked);
        if (corrector) {
            for (int k = 0; k < area(); ++k) work3_[k] = mu * s_inverse_[k] - correction_[k];
            for (const Coefficient& c : active_) right_side[c.variable] += inner(c, work3_);
        } else if (mu != 0.0) {
            for (const Coefficient& c : active_) right_side[c.variable] += mu * inner(c, s_inverse_);
        }
    }

    void find_direction(const double* dx, double asked, bool corrector) override {
        const double mu = goal(asked);
        std::fill_n(ds_, area(), Scalar(0.0));
        for (const Coefficient& c : active_) add_multiple(dx[c.variable], c, ds_);
        multiply<N>(z_, ds_, work1_, rows());
        multiply<N>(work1_, s_inverse_, dz_, rows());
        take_hermitian_part<N>(dz_, rows());
        for (int k = 0; k < area(); ++k) dz_[k] = mu * s_inverse_[k] - z_[k] - dz_[k];
        if (corrector) {
            for (int k = 0; k < area(); ++k) dz_[k] -= correction_[k];
        }
    }

    double step_s(double limit, double accuracy) override { return step_length(s_, ds_, limit, accuracy); }
    double step_z(double limit, double accuracy) override { return step_length(z_, dz_, limit, accuracy); }

    double complementarity(double step_s, double step_z) const override {
        double sum = 0.0;
        for (int k = 0; k < area(); ++k) sum += real_dot(s_[k] + step_s * ds_[k], z_[k] + step_z * dz_[k]);
        if (!has_logarithm()) return sum;
        const double off = (sum - log_weight_) / log_weight_;
        return log_weight_ * (off - std::log1p(off));
    }

    double logarithm() const override { return has_logarithm() ? -log_weight_ * std::log(real_part(s_[0])) : 0.0; }

    void move(const std::vector<double>& x, double step_z) override {
        set_s(x);
        for (int k = 0; k < area(); ++k) z_[k] += step_z * dz_[k];
    }

    void add_dual_residual(double* residual) const override {
        for (const Coefficient& c : active_) residual[c.variable] -= inner(c, z_);
    }

    SmallMatrix multiplier() const override {
        SmallMatrix result(rows(), rows());
        for (int i = 0; i < rows(); ++i) {
            for (int j = 0; j < rows(); ++j) result(i, j) = z_[i * rows() + j];
        }
        return result;
    }

 private:
    struct Coefficient {
        int variable;
        int diagonal;  // the row of its only entry, or -1
        double value;  // that entry, or the sign of the dyad
        std::size_t first;
        std::size_t dyad = no_dyad;  // where v stands if the coefficient is value v v^dagger to rounding
    };
    static constexpr std::size_t no_dyad = static_cast<std::size_t>(-1);

    // Stores v if the coefficient beginning at `first` is +-v v^dagger to rounding.
    std::size_t append_dyad(std::size_t first) {
        const int n = rows();
        if (n < 2) return no_dyad;
        const Scalar* a = coefficients_.data() + first;
        int pivot = 0;
        for (int i = 1; i < n; ++i) {
            if (std::fabs(real_part(a[i * n + i])) > std::fabs(real_part(a[pivot * n + pivot]))) pivot = i;
        }
        const double diagonal = real_part(a[pivot * n + pivot]);
        const double sign = diagonal < 0.0 ? -1.0 : 1.0;
        if (diagonal == 0.0) return no_dyad;
        const std::size_t begin = dyads_.size();
        for (int i = 0; i < n; ++i) dyads_.push_back(a[i * n + pivot] * (sign / std::sqrt(std::fabs(diagonal))));
        const Scalar* v = dyads_.data() + begin;
        for (int i = 0; i < n; ++i) {
            for (int j = 0; j < n; ++j) {
                const Scalar left = a[i * n + j] - sign * times(v[i], conjugate(v[j]));
                if (std::abs(left) > 1e-15 * std::fabs(diagonal)) {
                    dyads_.resize(begin);
                    return no_dyad;
                }
            }
        }
        active_.back().value = sign;
        return begin;
    }

    int rows() const { return N > 0 ? N : n_; }
    int area() const { return rows() * rows(); }
    double goal(double mu) const { return has_logarithm() ? log_weight_ : mu; }

    double inner(const Coefficient& c, const Scalar* m) const {
        if (c.diagonal >= 0) return c.value * real_part(m[c.diagonal * (rows() + 1)]);
        return trace_product<N>(coefficients_.data() + c.first, m, rows());
    }

    void add_multiple(double factor, const Coefficient& c, Scalar* m) const {
        if (c.diagonal >= 0) {
            m[c.diagonal * (rows() + 1)] += factor * c.value;
            return;
        }
        const Scalar* a = coefficients_.data() + c.first;
        for (int k = 0; k < area(); ++k) m[k] += factor * a[k];
    }

    bool inside(const Scalar* base, const Scalar* direction, double step) {
        for (int k = 0; k < area(); ++k) work1_[k] = base[k] + step * direction[k];
        return factor<N>(work1_, work1_, rows());
    }

    double step_length(const Scalar* base, const Scalar* direction, double limit, double accuracy) {
        if (inside(base, direction, limit / boundary_share)) return limit;
        double good = 0.0, bad = limit / boundary_share;
        for (int attempt = 0; attempt < 40 && bad - good > accuracy * bad; ++attempt) {
            const double middle = good == 0.0 ? 0.6 * bad : 0.5 * (good + bad);
            (inside(base, direction, middle) ? good : bad) = middle;
        }
        return boundary_share * good;
    }

    const SdpBlock* source_;
    int n_;
    double log_weight_;
    std::vector<Coefficient> active_;
    std::vector<Scalar> coefficients_, dyads_, memory_;
    Scalar *s_, *z_, *s_inverse_, *lower_s_, *ds_, *dz_, *correction_, *work1_, *work2_, *work3_;
};

template <class Scalar>
std::unique_ptr<AnyBlock> make_block(const SdpBlock& source, int variables) {
    switch (source.size) {
        case 1:
            return std::make_unique<Block<Scalar, 1>>(source, variables);
        case 2:
            return std::make_unique<Block<Scalar, 2>>(source, variables);
        case 3:
            return std::make_unique<Block<Scalar, 3>>(source, variables);
        case 4:
            return std::make_unique<Block<Scalar, 4>>(source, variables);
        case 5:
            return std::make_unique<Block<Scalar, 5>>(source, variables);
        case 6:
            return std::make_unique<Block<Scalar, 6>>(source, variables);
        default:
            return std::make_unique<Block<Scalar, 0>>(source, variables);
    }
}

}  // namespace keybound::small_dense
