#include "keybound/proof/lower/phase_error_dual.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/lower/phase_error_lift.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound {

namespace {

constexpr double largest_plausible_multiplier = 1e3;
// Bit errors near the least that a source with this leakage can have deserve large multipliers; a cap that binds would hide
// that the data are beyond it, where the programme is unbounded.
constexpr double largest_plausible_z_multiplier = 1e5;
constexpr double largest_plausible_weight = 1e9;  // in the scaled coordinates, where the best is of order 1
constexpr double cheapest_outcome = 1e-6;         // probability per detection below which lifts are not made larger
constexpr double same_yield_within = 1e-12;       // of Bob's two bases, relative; rounding leaves 1e-15
constexpr const char* implausible = "the data are incompatible with the source model: implausible multipliers";

SmallMatrix product(const SmallMatrix& a, const SmallMatrix& b) { return a.lazyProduct(b); }

SmallMatrix hermitian_part(const SmallMatrix& matrix) { return 0.5 * (matrix + matrix.adjoint()); }

double entry_sum(const SmallMatrix& matrix) { return matrix.cwiseAbs().sum(); }

// A certificate for  h(F w F^dagger) = max || sum_a sum_j v_aj psi_j ||^2, from the multipliers of the candidate.
struct SourceTerm {
    double value;       // h, rounded outward; NaN or infinite if the candidate is nonsense
    double ket_shift;   // added to the diagonal of P
    double gram_shift;  // added to every y_j
    double hidden;      // length of sum_j v_j psi_j that the null space misses or rounding hides
};

SourceTerm source_term(const Link& link, const DualFrame& frame, const SmallMatrix& weight,
                       const PhaseErrorMultipliers& candidate) {
    const Source& source = link.source;
    const int n = source.settings();
    const int m = static_cast<int>(weight.rows());
    const SmallMatrix states = source.states();
    const int d = candidate.ket_part.rows() > 0 ? static_cast<int>(states.rows()) : 0;  // 0: nothing is charged to the kets

    // L F, row by row. Columns of the null space miss the kets up to rounding, which is charged at the end.
    SmallMatrix image = SmallMatrix::Zero(d + n, m);
    SmallMatrix missed = product(shortened_states(source), frame.basis.leftCols(m));
    for (int c = 0; c < m; ++c) missed.col(c) *= frame.scale(c);
    if (d > 0 && m > frame.null_dimensions) {
        image.topRows(d).rightCols(m - frame.null_dimensions) = missed.rightCols(m - frame.null_dimensions);
    }
    const double residual = d > 0 ? missed.leftCols(std::min(m, frame.null_dimensions)).norm() : missed.norm();
    double frame_size = 0.0;
    for (int c = 0; c < m; ++c) {
        for (int j = 0; j < n; ++j) image(d + j, c) = std::sqrt(source.leakage(j)) * frame.basis(j, c) * frame.scale(c);
        frame_size = std::hypot(frame_size, frame.scale(c));
    }

    // Congruence with one number for the kets and one for the leaked parts makes all entries of order 1.
    const double yield = link.statistics.key_yield();
    const SmallMatrix ket_part = hermitian_part(candidate.ket_part);
    const SmallVector& gram_part = candidate.gram_part;
    double ket_unit = 1e-3 * yield, gram_unit = 1e-3 * yield * frame.weight_unit;
    for (int a = 0; a < d; ++a) ket_unit += std::fabs(ket_part(a, a).real()) / d;
    for (int j = 0; j < n; ++j) gram_unit += std::fabs(gram_part(j)) / n;
    if (!(ket_unit < 1e300 && gram_unit < 1e300)) return {std::nan(""), 0.0, 0.0, 0.0};
    for (int r = 0; r < d + n; ++r) image.row(r) /= std::sqrt(r < d ? ket_unit : gram_unit);
    SmallMatrix slack = -product(product(image, weight), image.adjoint());
    double magnitude = 0.0;
    for (int r = 0; r < d + n; ++r) magnitude += image.row(r).squaredNorm();
    magnitude *= entry_sum(weight);
    double overlaps = 0.0;
    for (int a = 0; a < d; ++a) {
        for (int b = 0; b < d; ++b) slack(a, b) += ket_part(a, b) / ket_unit;
        for (int j = 0; j < n && candidate.overlap_part.size() == n; ++j) {
            const Complex entry = candidate.overlap_part(j) * states(a, j) / std::sqrt(ket_unit) / std::sqrt(gram_unit);
            slack(a, d + j) += entry;
            slack(d + j, a) += std::conj(entry);
        }
    }
    for (int j = 0; j < n; ++j) {
        slack(d + j, d + j) += gram_part(j) / gram_unit;
        if (d > 0 && candidate.overlap_part.size() == n) overlaps += std::abs(candidate.overlap_part(j));
    }
    const double scaled_overlaps = d > 0 ? overlaps / std::sqrt(ket_unit) / std::sqrt(gram_unit) : 0.0;
    const double shift = std::max(0.0, -certify_psd(slack)) +
                         (d + n) * rounding::margin(16.0 * (m + 4), magnitude + scaled_overlaps + 2.0 * (d + n));
    SourceTerm term{0.0, d > 0 ? rounding::up(shift * ket_unit, 4) : 0.0, rounding::up(shift * gram_unit, 4), 0.0};
    double sum = 0.0;
    for (int r = 0; r < d + n; ++r) {
        const double repaired = r < d ? ket_part(r, r).real() + term.ket_shift : gram_part(r - d) + term.gram_shift;
        term.value += repaired;
        sum += std::fabs(repaired);
    }
    // The kets of the characterisation are doubles: z_j phi_j is orthogonal to the leaked part up to their rounding.
    term.value += rounding::margin(64, sum) + rounding::margin(32, overlaps);
    // || sum v_j psi_j || <= || what the certificate covers || + || what the null space misses and rounding hides ||
    term.hidden = (rounding::up(residual, 8) + rounding::margin(32, frame_size)) * std::sqrt(entry_sum(weight));
    const double root = std::sqrt(std::fmax(0.0, term.value)) + term.hidden;
    term.value = !std::isnan(term.value) ? rounding::up(root * root, 16) : std::nan("");
    return term;
}

}  // namespace

SmallMatrix phase_error_operator(int outcome, Complex phase, int settings) {
    SmallMatrix result = SmallMatrix::Zero(settings, settings);
    result(0, 0) = result(1, 1) = 0.25;
    result(1, 0) = (outcome == 1 ? 0.25 : -0.25) * phase;
    result(0, 1) = std::conj(result(1, 0));
    return result;
}

Outcome<CertifiedDual> certify_phase_error_dual(const Link& link, const PhaseErrorMultipliers& candidate) {
    using Result = Outcome<CertifiedDual>;
    const int n = link.source.settings();
    const double key_yield = link.statistics.key_yield();
    if (!(key_yield > least_yield)) return Result::undecided("nothing is detected, or too rarely for double precision");
    const auto frame = dual_frame(link);
    const auto phase = virtual_phase(link.source);
    if (!frame || !phase) return Result::not_applicable("the states are degenerate: two settings send the same state");
    const int m = static_cast<int>(candidate.weight.rows());
    const auto square = [](const SmallMatrix& matrix, int size) { return matrix.rows() == size && matrix.cols() == size; };
    const bool fits =
        square(candidate.weight, m) && (m == n || m == frame->null_dimensions) && candidate.gram_part.size() == n &&
        (candidate.mismatch.size() == 0 || square(candidate.mismatch, n)) &&
        (m == n ? square(candidate.ket_part, static_cast<int>(link.source.states().rows())) : candidate.ket_part.rows() == 0) &&
        (candidate.overlap_part.size() == 0 || (m == n && candidate.overlap_part.size() == n));
    if (!fits) return Result::undecided("the multipliers have another shape");

    // Omega >= 0 by a lift of w.
    SmallMatrix weight = hermitian_part(candidate.weight);
    const double lift = std::max(0.0, -certify_psd(weight));
    if (!(lift <= largest_plausible_multiplier)) return Result::undecided(implausible);
    const double weight_shift = lift > 0.0 ? rounding::up(lift, 4, lift + entry_sum(weight)) : 0.0;
    for (int r = 0; r < m; ++r) weight(r, r) += weight_shift;
    if (!(entry_sum(weight) <= largest_plausible_weight)) return Result::undecided(implausible);

    // Lambda^Z_b + M >= 0 by a lift of M.
    const bool assisted = candidate.mismatch.size() > 0;
    SmallMatrix mismatch = assisted ? hermitian_part(candidate.mismatch) : SmallMatrix(SmallMatrix::Zero(n, n));
    CertifiedDual certified;
    LinearBound& bound = certified.bound;
    double mismatch_shift = 0.0;
    if (assisted) {
        // Seen through D = diag(1, .., (1 + |lambda^Z|)^(-1/2), ..) a lift by delta costs M delta and lambda^Z delta
        // |lambda^Z|.
        const auto& lambda_z = candidate.lambda_z;
        double lift_z = 0.0;
        const double size = entry_sum(mismatch);
        for (int b = 0; b < 2; ++b) {
            const int erring = 1 - b;  // outcome 0 is the bit error of 1Z, outcome 1 that of 0Z
            if (!(std::fabs(lambda_z[b]) <= largest_plausible_z_multiplier)) return Result::undecided(implausible);
            SmallMatrix slack = mismatch;
            slack(erring, erring) += lambda_z[b];
            const double scale = 1.0 / std::sqrt(1.0 + std::fabs(lambda_z[b]));
            slack.row(erring) *= scale;
            slack.col(erring) *= scale;
            lift_z = std::max(lift_z, -certify_psd(slack) + n * rounding::margin(16, size + 1.0));
        }
        if (!(size <= 1e6 && lift_z <= largest_plausible_multiplier)) return Result::undecided(implausible);
        mismatch_shift = rounding::up(lift_z, 4, 1.0 + size);
        for (int j = 0; j < n; ++j) mismatch(j, j) += mismatch_shift;
        for (int b = 0; b < 2; ++b) {
            const double size_z = std::fabs(lambda_z[b]);
            bound.lambda_z[b][1 - b] = rounding::up(lambda_z[b] + mismatch_shift * size_z, 4, size_z);
        }
    }

    // Lambda_b + Omega - M >= C_b by the least lift of Lambda_b and w: multipliers of rare outcomes and of what only leaked are
    // lifted more than others, for they cost less.
    const auto& lambda = candidate.lambda;
    std::array<double, 2> lifts{};
    Lift lift_of{SmallVector(n), SmallVector(m)};
    for (int k = 0; k < m; ++k) lift_of.weight(k) = k < frame->null_dimensions ? 1.0 / frame->weight_unit : 1.0;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < n; ++j) {
            if (!(std::fabs(lambda[b][j]) <= largest_plausible_multiplier)) return Result::undecided(implausible);
            lift_of.lambda(j) = 1.0 / std::fmax(link.statistics.x[j][b] / key_yield, cheapest_outcome);
        }
        lifts[b] = least_lift(*frame, std::span(lambda[b].data(), static_cast<std::size_t>(n)), weight,
                              phase_error_operator(b, *phase, n) + mismatch, lift_of);
        for (int j = 0; j < n; ++j) {
            const double by = lifts[b] * lift_of.lambda(j);
            bound.lambda[b][j] = rounding::up(lambda[b][j] + by, 4, std::fabs(lambda[b][j]) + by);
        }
    }
    for (int k = 0; k < m; ++k) {
        const double by = std::max(lifts[0], lifts[1]) * lift_of.weight(k);
        weight(k, k) = rounding::up(weight(k, k).real() + by, 4, std::fabs(weight(k, k).real()) + by);
    }

    SmallMatrix left = frame->basis.leftCols(m);
    for (int c = 0; c < m; ++c) left.col(c) *= frame->scale(c);
    bound.omega = product(product(left, weight), left.adjoint());
    const SourceTerm h = source_term(link, *frame, weight, candidate);
    bound.source_term = h.value;
    certified.margins = {lifts[0], lifts[1], mismatch_shift, weight_shift, h.ket_shift, h.gram_shift, h.hidden};
    certified.phase = *phase;
    return Result::proved(std::move(certified));
}

Evidence dual_evidence(const PhaseErrorMultipliers& candidate, const CertifiedDual& certified) {
    Evidence evidence;
    const auto n = static_cast<std::size_t>(candidate.gram_part.size());
    for (int b = 0; b < 2; ++b) evidence.add(b == 0 ? "lambda_0" : "lambda_1", std::span(candidate.lambda[b].data(), n));
    if (candidate.mismatch.size() > 0) {
        evidence.add("lambda_z", {candidate.lambda_z[0], candidate.lambda_z[1]});
        evidence.add_matrix("mismatch", candidate.mismatch);
    }
    evidence.add_matrix("weight", candidate.weight);
    if (candidate.ket_part.size() > 0) evidence.add_matrix("ket_part", candidate.ket_part);
    if (candidate.overlap_part.size() > 0) evidence.add_matrix("overlap_part", candidate.overlap_part);
    evidence.add("gram_part", std::span(candidate.gram_part.data(), n));
    evidence.add("margins", std::span<const double>(certified.margins));
    evidence.add("h_omega", certified.bound.source_term);
    evidence.add_matrix("omega", certified.bound.omega);
    evidence.add("virtual_phase", {certified.phase.real(), certified.phase.imag()});
    return evidence;
}

Outcome<PhaseErrorBound> conclude_phase_error_dual(const Link& link, const PhaseErrorMultipliers& candidate) {
    using Result = Outcome<PhaseErrorBound>;
    for (int j = 0; j < link.statistics.settings; ++j) {
        const double x = link.statistics.yield_x(j), z = link.statistics.yield_z(j);
        if (!(std::fabs(x - z) <= same_yield_within * std::fmax(x, z))) {
            return Result::undecided("the data are incompatible with the source model: Bob's two bases detect unequally often");
        }
    }
    const auto certified = certify_phase_error_dual(link, candidate);
    if (!certified.has_value()) return certified.as<PhaseErrorBound>();
    const double key_yield = link.statistics.key_yield();
    const double bound = rounding::up(linear_bound_at(certified.value().bound, link.statistics) / key_yield, 8);
    if (!(bound >= 0.0)) return Result::undecided("the data are incompatible with the source model: negative phase-error rate");
    PhaseErrorBound result{UpperBound{bound < 0.5 ? bound : 0.5}};
    result.evidence = dual_evidence(candidate, certified.value());
    return Result::proved(std::move(result));
}

std::optional<PhaseErrorMultipliers> multipliers_of(const std::vector<EvidenceItem>& items) {
    PhaseErrorMultipliers result;
    bool complete = true;
    const auto find = [&](std::string_view name) {
        const auto found =
            std::find_if(items.begin(), items.end(), [&](const EvidenceItem& item) { return item.name == name; });
        return found == items.end() ? nullptr : &*found;
    };
    const auto numbers = [&](std::string_view name, double* target, std::size_t at_most) -> std::size_t {
        const EvidenceItem* item = find(name);
        complete = complete && item != nullptr && item->rows == 1 && item->columns <= at_most &&
                   item->real.size() == item->columns && item->imaginary.empty();
        if (!complete) return 0;
        std::copy(item->real.begin(), item->real.end(), target);
        return item->columns;
    };
    const auto matrix = [&](std::string_view name, auto& target) {
        const EvidenceItem* item = find(name);
        if (item == nullptr) return;
        complete = complete && item->rows >= 1 && item->rows <= max_settings && item->columns >= 1 &&
                   item->columns <= max_settings && item->real.size() == item->rows * item->columns &&
                   item->imaginary.size() == item->real.size();
        if (!complete) return;
        target.resize(static_cast<int>(item->rows), static_cast<int>(item->columns));
        for (std::size_t k = 0; k < item->real.size(); ++k) {
            target(static_cast<int>(k / item->columns), static_cast<int>(k % item->columns)) = {item->real[k],
                                                                                                item->imaginary[k]};
        }
    };
    for (int b = 0; b < 2; ++b) numbers(b == 0 ? "lambda_0" : "lambda_1", result.lambda[b].data(), max_settings);
    if (find("lambda_z") != nullptr) complete = numbers("lambda_z", result.lambda_z.data(), 2) == 2 && complete;
    matrix("mismatch", result.mismatch);
    matrix("weight", result.weight);
    matrix("ket_part", result.ket_part);
    SmallMatrix overlap;
    matrix("overlap_part", overlap);
    if (overlap.size() > 0 && overlap.cols() == 1) result.overlap_part = overlap.col(0);
    std::array<double, max_settings> gram{};
    const std::size_t settings = numbers("gram_part", gram.data(), max_settings);
    result.gram_part = Eigen::Map<const Eigen::VectorXd>(gram.data(), static_cast<int>(settings));
    if (!complete || result.weight.size() == 0) return std::nullopt;
    return result;
}

}  // namespace keybound
