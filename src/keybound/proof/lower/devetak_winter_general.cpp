#include "keybound/proof/lower/devetak_winter_general.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

using Elements = std::vector<SmallMatrix>;

// Square with K^dagger K close to the operator: the columns of its eigenvectors, weighted.
SmallMatrix factor_of(const SmallMatrix& element) {
    const Spectrum spectrum = spectrum_of(element);
    SmallMatrix result = spectrum.vectors.adjoint();
    for (Eigen::Index k = 0; k < result.rows(); ++k) result.row(k) *= std::sqrt(std::max(0.0, spectrum.values(k)));
    return result;
}

// An operator of one party on the space of all.
SmallMatrix on_all(const SmallMatrix& element, const std::vector<int>& dimensions, std::size_t party) {
    SmallMatrix result = SmallMatrix::Identity(1, 1);
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        result = tensor_product(result, i == party ? element : SmallMatrix::Identity(dimensions[i], dimensions[i]));
    }
    return result;
}

// Eve holds a purification; given the outcome of E = K^dagger K her state, un-normalised, has the spectrum of
// sqrt(rho) E sqrt(rho), and that of K rho K^dagger, whatever the measurement does to the system. So
// S(A|E) = sum_a S(K_a rho K_a^dagger) - S(rho), where the entropy of the outcomes is in the un-normalised states.
double key_entropy_below(const MeasuredState& state, const KeySetting& setting, std::size_t party) {
    const auto n = static_cast<double>(state.state.rows());
    double sum = 0.0, sizes = 0.0;
    for (const SmallMatrix& element : setting.elements[party]) {
        const SmallMatrix factor = factor_of(element);
        const SmallMatrix left = factor.adjoint().lazyProduct(factor) - element;
        const SmallMatrix all = on_all(factor, state.dimensions, party);
        const SmallMatrix conditional = SmallMatrix(all.lazyProduct(state.state)).lazyProduct(all.adjoint());
        // By Weyl's theorem: of the state and of the operator, as |sqrt(rho) (E - E') sqrt(rho)| <= |E - E'|; the tenth more is
        // for |K| above 1 to rounding. Then what the factor leaves of the operator, and the roundings of K rho K^dagger.
        const double doubt =
            rounding::up(2.1 * state.doubt + left.norm(), 2.0 * n) + rounding::margin(2.0 * n + 8.0, 1.0 + all.squaredNorm());
        const double term = von_neumann_entropy_below(conditional, doubt).value;
        sum += term;
        sizes += std::fabs(term);
    }
    const double of_state = von_neumann_entropy_above(state.state, state.doubt).value;
    const auto terms = static_cast<double>(setting.elements[party].size());
    const double entropy = rounding::down(sum - of_state, terms + 2.0, sizes + of_state);
    return std::isfinite(entropy) ? std::max(0.0, entropy) : entropy;  // the outcomes are classical
}

// H(A|B) of the outcomes of two parties.
double error_entropy_above(const MeasuredState& state, const Elements& a, const Elements& b, std::size_t party,
                           std::size_t other) {
    const auto n = static_cast<double>(state.state.rows());
    const std::vector<int> both = {static_cast<int>(std::min(party, other)), static_cast<int>(std::max(party, other))};
    const SmallMatrix reduced = partial_trace(state.state, state.dimensions, both);
    // of a probability: |M|, |rho| <= 1 in the operator and the trace norm, and a Frobenius norm is no smaller than
    // the operator norm and at least 1/sqrt(n) of the trace norm; M is a product of two operators
    const double doubt = rounding::up((2.0 + std::sqrt(n)) * state.doubt, 8) + rounding::margin(n * n + 16.0, std::sqrt(n));
    double joint = 0.0, given = 0.0, sizes = 0.0;
    for (const SmallMatrix& of_b : b) {
        double sum = 0.0;
        for (const SmallMatrix& of_a : a) {
            const SmallMatrix product = party < other ? tensor_product(of_a, of_b) : tensor_product(of_b, of_a);
            const double p = trace_of_product(product, reduced);
            const double term = entropy_term_above(p, doubt).value;
            joint += term;
            sizes += std::fabs(term);
            sum += p;
        }
        const auto outcomes = static_cast<double>(a.size());
        const double term = entropy_term_below(sum, outcomes * doubt + rounding::margin(outcomes, 1.0)).value;
        given += term;
        sizes += std::fabs(term);
    }
    return rounding::up(joint - given, static_cast<double>(a.size() * b.size()) + 2.0, sizes);
}

struct Direction {
    double rate;  // may be negative
    double key_entropy, error_entropy;
};

// The outcomes of `party` are the key; every other party must learn them.
Direction one_way(const MeasuredState& state, const KeySetting& setting, std::size_t party, double leak) {
    Direction result{0.0, key_entropy_below(state, setting, party), 0.0};
    for (std::size_t other = 0; other < setting.elements.size(); ++other) {
        if (other == party) continue;
        const double entropy = error_entropy_above(state, setting.elements[party], setting.elements[other], party, other);
        if (!(entropy <= result.error_entropy)) result.error_entropy = entropy;  // NaN stays
    }
    result.rate =
        rounding::down((1.0 - leak) * result.key_entropy - result.error_entropy, 4, result.key_entropy + result.error_entropy);
    return result;
}

}  // namespace

Outcome<RateFloor> prove_devetak_winter_general(const Link& link) {
    using Result = Outcome<RateFloor>;
    const MeasuredState& state = link.measured.value();
    const double leak = std::min(1.0, state.leak_pattern == OutcomeLeak::LeakPattern::same
                                          ? state.leak_probability
                                          : rounding::up(state.some_outcome_leaks(), 8.0 * state.parties));
    std::vector<double> key_party, key_entropy, error_entropy;
    double sum = 0.0;
    for (const KeySetting& setting : state.settings) {
        Direction best = one_way(state, setting, 0, leak);
        double best_party = 0.0;
        for (std::size_t party = 1; party < setting.elements.size(); ++party) {
            const Direction other = one_way(state, setting, party, leak);
            if (!(other.rate > best.rate)) continue;
            best = other;
            best_party = static_cast<double>(party);
        }
        if (!std::isfinite(best.rate)) return Result::undecided("an entropy of the state could not be bounded");
        sum += std::max(0.0, best.rate);  // rounds of a setting that gives no key are left out
        key_party.push_back(best_party);
        key_entropy.push_back(best.key_entropy);
        error_entropy.push_back(best.error_entropy);
    }
    const auto settings = static_cast<double>(state.settings.size());
    const double rate = sum > 0.0 ? rounding::down(sum / settings, settings + 1.0) : 0.0;
    RateFloor result{LowerBound{std::max(0.0, rate)}};
    result.evidence.add("key_party", std::span<const double>(key_party));
    result.evidence.add("key_entropy", std::span<const double>(key_entropy));
    result.evidence.add("error_entropy", std::span<const double>(error_entropy));
    result.evidence.add("leak", leak);
    return Result::proved(std::move(result));
}

}  // namespace keybound
