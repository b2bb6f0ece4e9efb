// How little key laser pulses can leave, by tangent planes: what `leaky-decoy-joint` and `leaky-decoy-pair` share.
//
// Smallest: P_1 (1 - h(P_ph / P_1)), of detected single photons and their phase errors. Known: linear rows, and that pairs of
// probabilities are near each other,
//   sum_o (sqrt(P_o) - sqrt(P_o'))^2 <= d^2,   o: outcomes.
// These constraints and the objective are replaced by tangent planes, added where a solution violates them. Any planes and any
// multipliers whatever give a bound: they are the certificate.
#pragma once

#include <array>
#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/opt/lp_solver.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound {

inline constexpr int max_outcomes = 4;
inline constexpr double least_t = -0.999999, largest_t = 1e6;

// For t_o > -1:  sum_o [ t_o / (1 + t_o) P_o - t_o P_o' ] <= d^2, the tangent plane where P_o = (1 + t_o)^2 P_o'. Which pairs
// a basis (1: Z) and an intensity stand for, and which outcomes they have, is up to the programme.
struct OverlapPlane {
    int basis;
    int intensity;
    std::array<double, max_outcomes> t;
};

struct JointCertificate {
    std::vector<OverlapPlane> planes;
    std::vector<double> tangents;     // phase-error rates in (0, 1/2] at which the objective is replaced by its tangent
    std::vector<double> multipliers;  // of the rows that the programme, the tangents and the planes give
};

// What the certificate proves: bits per pulse that privacy amplification leaves, and the phase-error rate of the worst case.
struct JointBound {
    LowerBound private_bits;
    double phase_error_rate;
};

class JointProgramme {
 public:
    virtual ~JointProgramme() = default;

    const Lp& lp() const { return lp_; }
    double unit() const { return unit_; }
    int single() const { return single_; }
    int phase_errors() const { return phase_errors_; }
    int objective() const { return objective_; }

    // objective >= P_1 (1 + log2(1 - e)) - P_ph log2((1 - e) / e)
    void add_tangent(double e);

    virtual bool has_pair(int basis, int intensity) const = 0;
    virtual void add_plane(const OverlapPlane& plane) = 0;  // of a pair that there is, with t in [least_t, largest_t]
    virtual std::vector<OverlapPlane> violated_planes(const std::vector<double>& point) const = 0;

 protected:
    struct Interval {
        double least, largest;
    };
    // c, known to a few roundings, times a number >= 0 of the interval: at least.
    static double least_product(double c, const Interval& p);

    void add_order(int smaller, int larger);

    Lp lp_;
    double unit_ = 1.0;                                     // of all probabilities; a power of two
    int single_ = -1, phase_errors_ = -1, objective_ = -1;  // columns
};

inline constexpr double violated = 1e-7;  // of the distance allowed, below which a plane is not worth adding

// Both add rows to the programme: each wants one that is as it was made.
JointBound certified_bound(JointProgramme& programme, const JointCertificate& certificate);
JointCertificate find_certificate(JointProgramme& programme, const std::vector<OverlapPlane>& first, LpSolver solve);

// What a proof returns, certificate included; `single_photon_probability`: at least that of the signal.
PhaseErrorBound finding_of(const JointBound& bound, const JointCertificate& certificate, double single_photon_probability);

}  // namespace keybound
