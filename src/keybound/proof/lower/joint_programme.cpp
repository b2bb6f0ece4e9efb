#include "keybound/proof/lower/joint_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/lower/decoy_evidence.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

constexpr int most_rounds = 40;
constexpr double worth = 3e-6;  // of the bound, below which a round has gained nothing
constexpr std::array<double, 8> first_tangents = {0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25};
constexpr double log2_of_e = 1.4426950408889634;

bool usable(const OverlapPlane& plane, const JointProgramme& programme) {
    const auto in_range = [](double t) { return t >= least_t && t <= largest_t; };
    return programme.has_pair(plane.basis, plane.intensity) && std::all_of(plane.t.begin(), plane.t.end(), in_range);
}

JointBound concluded(const JointProgramme& programme, const std::vector<double>& tangents,
                     const std::vector<double>& multipliers, std::size_t first_tangent) {
    const double value = conclude_lp(programme.lp(), multipliers).value * programme.unit();
    if (!(value > 0.0 && value <= 1.0)) return {LowerBound{0.0}, 0.5};
    // Multipliers of tangents mix them into one: P_1 and P_ph weigh as at the rate e with log2((1 - e)/e) their mean slope.
    double weight = 0.0, slope = 0.0;
    for (std::size_t k = 0; k < tangents.size(); ++k) {
        const double w = std::max(0.0, multipliers[first_tangent + k]);
        weight += w;
        slope += w * log2_of_e * (std::log1p(-tangents[k]) - std::log(tangents[k]));
    }
    const double rate = weight > 0.0 ? 1.0 / (1.0 + std::exp2(slope / weight)) : 0.5;
    return {LowerBound{value}, rate};
}

// The rows that press, tangents before planes.
JointCertificate ordered(const std::vector<double>& tangents, const std::vector<OverlapPlane>& planes,
                         const std::vector<bool>& is_tangent, std::size_t common, const std::vector<double>& multipliers) {
    JointCertificate result;
    result.multipliers.assign(multipliers.begin(), multipliers.begin() + static_cast<std::ptrdiff_t>(common));
    std::vector<double> of_planes;
    std::size_t tangent = 0, plane = 0;
    for (std::size_t k = 0; k < is_tangent.size(); ++k) {
        const double multiplier = multipliers[common + k];
        if (is_tangent[k] && multiplier != 0.0) {
            result.tangents.push_back(tangents[tangent]);
            result.multipliers.push_back(multiplier);
        } else if (multiplier != 0.0) {
            result.planes.push_back(planes[plane]);
            of_planes.push_back(multiplier);
        }
        ++(is_tangent[k] ? tangent : plane);
    }
    result.multipliers.insert(result.multipliers.end(), of_planes.begin(), of_planes.end());
    return result;
}

}  // namespace

double JointProgramme::least_product(double c, const Interval& p) {
    return c == 0.0 ? 0.0 : rounding::down(c * (c > 0.0 ? p.least : p.largest), 8, std::fabs(c) * p.largest);
}

void JointProgramme::add_order(int smaller, int larger) {
    lp_.add_row(0.0, Lp::infinity, {{0, larger, 1.0}, {0, smaller, -1.0}});
}

void JointProgramme::add_tangent(double e) {
    const double keeps = 1.0 + log2_of_e * std::log1p(-e), costs = log2_of_e * (std::log1p(-e) - std::log(e));
    lp_.add_row(0.0, Lp::infinity,
                {{0, objective_, 1.0},
                 {0, single_, -rounding::down(keeps, 8, 2.0)},
                 {0, phase_errors_, rounding::up(costs, 8, costs + 2.0)}});
}

JointBound certified_bound(JointProgramme& programme, const JointCertificate& certificate) {
    const JointBound nothing{LowerBound{0.0}, 0.5};
    const auto first_tangent = static_cast<std::size_t>(programme.lp().rows());
    for (const double e : certificate.tangents) {
        if (!(e > 0.0 && e <= 0.5)) return nothing;
        programme.add_tangent(e);
    }
    for (const OverlapPlane& plane : certificate.planes) {
        if (!usable(plane, programme)) return nothing;
        programme.add_plane(plane);
    }
    if (certificate.multipliers.size() != programme.lp().row_lower.size()) return nothing;
    return concluded(programme, certificate.tangents, certificate.multipliers, first_tangent);
}

JointCertificate find_certificate(JointProgramme& programme, const std::vector<OverlapPlane>& first, LpSolver solve) {
    const auto common = static_cast<std::size_t>(programme.lp().rows());
    // Rows in the order in which they come about: true for a tangent.
    std::vector<bool> is_tangent;
    std::vector<double> tangents;
    std::vector<OverlapPlane> planes;
    const auto add_tangent = [&](double e) {
        programme.add_tangent(e);
        tangents.push_back(e);
        is_tangent.push_back(true);
    };
    const auto add_plane = [&](const OverlapPlane& plane) {
        programme.add_plane(plane);
        planes.push_back(plane);
        is_tangent.push_back(false);
    };
    for (const double e : first_tangents) add_tangent(e);
    for (const OverlapPlane& plane : first) add_plane(plane);

    JointCertificate best;
    double best_bound = -1.0;
    LpSolution solution;
    LpOptions options;
    options.refine = false;  // at first; a few digits are enough to see which planes matter
    int stalled = 0;
    for (int round = 0; round < most_rounds; ++round) {
        solution = solve(programme.lp(), options);
        options.start = &solution;
        const auto rows = static_cast<std::size_t>(programme.lp().rows());
        if (solution.row_duals.size() != rows || solution.x.size() != programme.lp().cost.size()) break;
        const double bound = conclude_lp(programme.lp(), solution.row_duals).value;
        stalled = bound > best_bound + worth * std::fabs(best_bound) ? 0 : stalled + 1;
        if (bound > best_bound) {
            best_bound = bound;
            best = ordered(tangents, planes, is_tangent, common, solution.row_duals);
        }
        const auto value = [&](int j) { return solution.x[static_cast<std::size_t>(j)]; };
        const double single = value(programme.single()), wrong = value(programme.phase_errors());
        const double rate = single > 0.0 ? std::clamp(wrong / single, 1e-9, 0.5) : 0.5;
        const double kept = single * (1.0 - binary_entropy(rate));
        const bool bends = kept > value(programme.objective()) * (1.0 + violated);
        const std::vector<OverlapPlane> more = programme.violated_planes(solution.x);
        if (bends) add_tangent(rate);
        for (const OverlapPlane& plane : more) add_plane(plane);
        if ((bends || !more.empty()) && stalled < 2) continue;
        if (options.refine) break;
        options.refine = true;
        stalled = 0;
    }
    return best;
}

PhaseErrorBound finding_of(const JointBound& bound, const JointCertificate& certificate, double single_photon_probability) {
    PhaseErrorBound result{UpperBound{0.5}};
    SinglePhotons single{LowerBound{0.0}, LowerBound{0.0}, std::nullopt};
    const double kept = 1.0 - binary_entropy(bound.phase_error_rate);
    if (bound.private_bits.value > 0.0 && kept > 1e-6) {
        const double detected = bound.private_bits.value / kept;
        result.phase_error_rate = UpperBound{bound.phase_error_rate};
        single.detected = LowerBound{rounding::down(detected, 8, detected / kept)};
        single.yield = LowerBound{rounding::down(single.detected.value / single_photon_probability, 2)};
    }
    result.single_photons = single;
    add_certificate(result.evidence, certificate);
    result.evidence.add("private_bits", bound.private_bits.value);
    return result;
}

}  // namespace keybound
