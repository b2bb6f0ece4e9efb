#include "keybound/proof/lower/quantum_coin.hpp"

#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/coin_inequality.hpp"

namespace keybound {

namespace {

// || Psi_Z - Psi_X || of the characterised kets. The overall sign of each ket is a convention, so the best signs are taken.
double basis_distance(const QubitKets& kets) {
    const double root_half = std::sqrt(0.5);
    double best = 4.0;
    for (int signs = 0; signs < 8; ++signs) {
        const double s1 = (signs & 1) != 0 ? -1.0 : 1.0;
        const double s2 = (signs & 2) != 0 ? -1.0 : 1.0;
        const double s3 = (signs & 4) != 0 ? -1.0 : 1.0;
        double square = 0.0;
        for (int row = 0; row < 2; ++row) {
            square += std::norm(0.5 * kets(row, 0) + 0.5 * s1 * kets(row, 1) - root_half * s2 * kets(row, 2));
            square += std::norm(0.5 * kets(row, 0) - 0.5 * s1 * kets(row, 1) + root_half * s3 * kets(row, 3));
        }
        best = std::fmin(best, square);
    }
    return rounding::up(std::sqrt(best), 8) + rounding::margin(8, 2.0);
}

}  // namespace

Outcome<PhaseErrorBound> prove_quantum_coin(const Link& link) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.source.are_qubits()) return Result::not_applicable(needs_qubits);
    if (link.source.settings() != 4) return Result::not_applicable("needs both X states; this protocol sends only 0X");
    const double leakage = link.source.largest_leakage();
    const double flaws = basis_distance(link.source.kets);
    const double distance = rounding::up(std::sqrt(1.0 - leakage) * flaws + 2.0 * std::sqrt(leakage), 8);
    const Statistics& seen = link.statistics;
    const CoinObservation observed{seen.key_yield(),
                                   0.5 * (seen.yield_x(0) + seen.yield_x(1)),
                                   0.0,
                                   0.5 * (seen.x[2][1] + seen.x[3][0]),
                                   0.5 * (seen.x[2][0] + seen.x[3][1]),
                                   1.0,
                                   1.0};
    const Outcome<UpperBound> bound = coin_phase_error(observed, distance);
    if (!bound.has_value()) return Result::undecided(bound.reason());
    PhaseErrorBound result{bound.value()};
    result.coin_imbalance = 0.25 * distance * distance;
    result.evidence.add("basis_distance", flaws);
    result.evidence.add("distance", distance);
    result.evidence.add("x_error", observed.reference_error);
    result.evidence.add("x_ok", observed.reference_ok);
    return Result::proved(std::move(result));
}

}  // namespace keybound
