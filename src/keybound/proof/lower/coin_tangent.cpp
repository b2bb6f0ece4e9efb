#include "keybound/proof/lower/coin_tangent.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/phase_error_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound {

namespace {

constexpr double rounding_size = 1e-13;  // of relation coefficients, as in loss_tolerant_coin.cpp
constexpr double exact_within = 1e-12;   // trace norm of what a relation leaves over
constexpr double largest_lift = 1e-6;    // what certification may add; rounding needs about 1e-15

// The best mu is about distance / sqrt(R_e): of three states, whose reference errs often, and little leakage it is small. Below
// the first it saves nothing that a rate would show, the last makes errors of the reference count ten thousandfold.
constexpr double least_mu = 1e-8, largest_mu = 1e4;

Outcome<RunBound> run_bound(const Link& link, CoinRelation relation, const CoinPair& pair, double mu, double share) {
    const auto bound = coin_linear_bound(pair, link.source.settings(), mu, share);
    if (!bound) return Outcome<RunBound>::undecided("the coin's operator inequalities could not be certified");
    RunBound result{*bound, 0.0, {}};
    result.evidence.add("dual_weight", mu);
    result.evidence.add("first_inequality_share", share);
    result.evidence.add("general_position", relation == CoinRelation::general_position ? 1.0 : 0.0);
    return Outcome<RunBound>::proved(std::move(result));
}

Outcome<RunBound> degenerate(const Source& source) {
    return Outcome<RunBound>::not_applicable(source.are_qubits() ? "the states are degenerate: two settings send the same state"
                                                                 : needs_qubits);
}

// Those that exist; only the coplanar one if it is exact.
std::vector<CoinRelation> relations_of(const Source& source) {
    std::vector<CoinRelation> relations;
    if (!source.are_qubits()) return relations;
    const auto coplanar = coplanar_relation(source.kets);
    if (coplanar) relations.push_back(CoinRelation::coplanar);
    if (coplanar && coplanar->operator_residual <= exact_within) return relations;
    if (generic_relation(source.kets)) relations.push_back(CoinRelation::general_position);
    return relations;
}

}  // namespace

std::optional<CoinPair> coin_pair(const Source& source, CoinRelation which) {
    if (!source.are_qubits()) return std::nullopt;
    const auto relation = which == CoinRelation::coplanar ? coplanar_relation(source.kets) : generic_relation(source.kets);
    if (!relation) return std::nullopt;
    CoinPair pair{make_target_reference(source.kets, *relation, rounding_size), 0.0};
    pair.distance = coin_distance(pair.states, source).distance;
    return pair;
}

std::optional<CoinPair> coin_pair(const Source& source) {
    const std::vector<CoinRelation> relations = relations_of(source);
    return relations.empty() ? std::nullopt : coin_pair(source, relations.back());
}

std::optional<LinearBound> coin_linear_bound(const CoinPair& pair, int settings, double mu, double share) {
    if (!(mu > 1e-100 && mu < 1e100 && share > 0.0 && share <= 1.0)) return std::nullopt;
    const Relation& relation = pair.states.relation;
    const double w = share * (1.0 + 1.0 / mu);
    const double rest = 1.0 - share;
    const double ok_share = rest > 0.0 ? rest * w / (rest + w) : 0.0;  // (1 - alpha) / (1 + kappa), kappa = (1 - alpha) / w
    LinearBound bound;
    const SmallMatrix unscaled = pair.states.difference.transpose();
    bound.omega = w * unscaled;
    for (int b = 0; b < 2; ++b) {
        SmallMatrix slack = bound.omega - phase_error_operator(b, relation.phase, settings);
        double magnitude = 1.0 + w * unscaled.cwiseAbs().sum();
        for (int j = 0; j < settings; ++j) {
            // Outcome b is an error of the virtual state 1 - b.
            const double erring = relation.coefficients[1 - b][j], right = relation.coefficients[b][j];
            const double both = std::max(0.0, -erring) + std::max(0.0, -right) + (j < 2 ? 0.5 : 0.0);
            bound.lambda[b][j] = share * (1.0 + mu) * std::max(0.0, erring) + rest * both - ok_share * std::max(0.0, right) -
                                 std::max(0.0, -erring);
            slack(j, j) += bound.lambda[b][j];
            magnitude += std::fabs(bound.lambda[b][j]) + (1.0 + mu) * std::fabs(erring) + std::fabs(right);
        }
        const double lift = std::max(0.0, -certify_psd(slack)) + settings * rounding::margin(16, magnitude);
        if (!(lift <= largest_lift * magnitude)) return std::nullopt;
        for (int j = 0; j < settings; ++j) bound.lambda[b][j] = rounding::up(bound.lambda[b][j] + lift, 4, magnitude);
    }
    bound.source_term = rounding::up(rounding::up(w, 8) * pair.distance * pair.distance, 8);
    return bound;
}

double touching_share(const CoinPair& pair, const Statistics& statistics, double mu) {
    const CoinObservation seen = observe(pair.states, statistics);
    const double reference = seen.reference_error + seen.reference_ok;
    const double target_error = (1.0 + mu) * (1.0 + mu) * seen.reference_error;
    if (!(reference > 0.0 && seen.target_total > target_error && seen.reference_ok > 0.0)) return 1.0;
    const double kappa = std::sqrt(seen.reference_ok / (seen.target_total - target_error)) - 1.0;
    if (!(kappa > 0.0)) return 1.0;
    return 1.0 / (1.0 + kappa * (1.0 + 1.0 / mu));
}

Outcome<RunBound> prove_run_by_coin(const Link& link, const RunDesign& design) {
    const Statistics& seen = link.statistics;
    const auto tilt_for = [&](const LinearBound& bound) { return design.tilt.value_or(best_tilt(bound, seen, design)); };
    Outcome<RunBound> best = degenerate(link.source);
    double least = 0.0;
    for (const CoinRelation relation : relations_of(link.source)) {
        const auto pair = coin_pair(link.source, relation);
        if (!pair) continue;
        const auto errors = [&](double log_mu) {
            const double mu = std::exp(log_mu);
            const auto bound = coin_linear_bound(*pair, seen.settings, mu, touching_share(*pair, seen, mu));
            return bound ? expected_phase_errors(*bound, seen, design, tilt_for(*bound)) : std::nan("");
        };
        const double mu = design.dual_weight.value_or(
            std::exp(minimise_after_scan(errors, std::log(least_mu), std::log(largest_mu), 22, 12).x));
        auto found = run_bound(link, relation, *pair, mu, touching_share(*pair, seen, mu));
        if (!found.has_value()) {
            if (!best.has_value()) best = std::move(found);
            continue;
        }
        RunBound result = found.value();
        result.tilt = tilt_for(result.bound);
        const double value = expected_phase_errors(result.bound, seen, design, result.tilt);
        if (best.has_value() && !(value < least)) continue;
        least = value;
        best = Outcome<RunBound>::proved(std::move(result));
    }
    return best;
}

Outcome<RunBound> conclude_run_by_coin(const Link& link, const std::vector<EvidenceItem>& items) {
    const auto number = [&](std::string_view name) {
        for (const EvidenceItem& item : items) {
            if (item.name == name && item.real.size() == 1) return item.real[0];
        }
        return std::nan("");
    };
    if (relations_of(link.source).empty()) return degenerate(link.source);
    const double general = number("general_position");
    if (!(general == 0.0 || general == 1.0)) return Outcome<RunBound>::undecided("the evidence names no relation");
    const CoinRelation relation = general == 1.0 ? CoinRelation::general_position : CoinRelation::coplanar;
    const auto pair = coin_pair(link.source, relation);
    if (!pair) return degenerate(link.source);
    return run_bound(link, relation, *pair, number("dual_weight"), number("first_inequality_share"));
}

}  // namespace keybound
