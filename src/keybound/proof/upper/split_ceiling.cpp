#include "keybound/proof/upper/split_ceiling.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

using Result = Outcome<RateCeiling>;

constexpr const char* needs_measured_state =
    "needs announced settings: for an isotropic state closed forms hold whatever they are; for these alone write settings.key";

const char* why_not(const Link& link) {
    if (!link.measured || link.measured->settings.empty()) return needs_measured_state;
    const bool uniform = link.measured->leak_model == OutcomeLeak::LeakModel::uniform;
    return uniform ? nullptr : "needs leak.model = \"uniform\": a leak must not depend on the state";
}

// The problems of one cut, one for each setting.
struct Cut {
    std::vector<SplitProblem> problems;
};

std::vector<Cut> cuts_with_problems(const MeasuredState& measured) {
    std::vector<Cut> cuts;
    for (int party = 0; party < cuts_of(measured); ++party) {
        const MeasuredState sides = across_cut(measured, party);
        const SupportedState state = supported(sides);
        Cut cut;
        for (const KeySetting& setting : sides.settings) cut.problems.push_back(split_problem(sides, state, setting));
        cuts.push_back(std::move(cut));
    }
    return cuts;
}

// The least of the cuts; `next` gives a candidate for each problem in turn, or none.
template <class Next>
Result conclude(const MeasuredState& measured, Next next) {
    double least = std::numeric_limits<double>::infinity();
    RateCeiling ceiling{UpperBound{least}};
    for (const Cut& cut : cuts_with_problems(measured)) {
        double sum = 0.0;
        for (const SplitProblem& problem : cut.problems) {
            const std::optional<SplitCandidate> candidate = next(problem);
            if (!candidate) return Result::undecided("the evidence holds no split for each setting");
            sum += conclude_split(problem, *candidate).value;
            ceiling.evidence.add_matrix("flagged", candidate->flagged);
            add_evidence(ceiling.evidence, candidate->separable);
            ceiling.evidence.add("forgotten", std::span<const double>(candidate->forgotten));
        }
        const auto settings = static_cast<double>(cut.problems.size());
        least = std::fmin(least, rounding::up(sum / settings, settings + 2.0));  // a NaN of one cut leaves the others
    }
    if (!(least < std::numeric_limits<double>::infinity())) return Result::undecided("no split of the state was certified");
    ceiling.rate_bits_per_pulse = UpperBound{least};
    return Result::proved(std::move(ceiling));
}

std::optional<SplitCandidate> read_split(const std::vector<EvidenceItem>& items, std::size_t& position,
                                         const std::vector<int>& dimensions) {
    SplitCandidate candidate;
    if (position >= items.size() || items[position].name != "flagged") return std::nullopt;
    candidate.flagged = matrix_of(items[position++]);
    auto separable = read_separable(items, position, dimensions);
    if (!separable || position >= items.size() || items[position].name != "forgotten") return std::nullopt;
    candidate.separable = std::move(*separable);
    const EvidenceItem& forgotten = items[position++];
    candidate.forgotten.assign(forgotten.real.begin(), forgotten.real.end());
    return candidate;
}

}  // namespace

Outcome<RateCeiling> prove_split_ceiling(const Link& link, SplitCandidate (*propose)(const SplitProblem&)) {
    if (const auto objection = why_not(link)) return Result::not_applicable(objection);
    return conclude(*link.measured, [&](const SplitProblem& problem) { return std::optional(propose(problem)); });
}

Outcome<RateCeiling> conclude_split_ceiling(const Link& link, const std::vector<EvidenceItem>& items) {
    if (const auto objection = why_not(link)) return Result::not_applicable(objection);
    std::size_t position = 0;
    return conclude(*link.measured,
                    [&](const SplitProblem& problem) { return read_split(items, position, problem.state.dimensions); });
}

void add_evidence(Evidence& evidence, const SeparableCandidate& candidate) {
    if (candidate.kets.empty()) {
        evidence.add_matrix("separable", candidate.matrix);
        return;
    }
    evidence.add("product_weights", std::span<const double>(candidate.weights));
    // one row for each ket: the factors of all parties one after the other
    Eigen::Index width = 0;
    for (const auto& factor : candidate.kets.front()) width += factor.size();
    Eigen::MatrixXcd rows(static_cast<Eigen::Index>(candidate.kets.size()), width);
    for (std::size_t k = 0; k < candidate.kets.size(); ++k) {
        Eigen::Index column = 0;
        for (const auto& factor : candidate.kets[k]) {
            rows.block(static_cast<Eigen::Index>(k), column, 1, factor.size()) = factor.transpose();
            column += factor.size();
        }
    }
    evidence.add_matrix("product_kets", rows);
}

SmallMatrix matrix_of(const EvidenceItem& item) {
    const bool fits = item.rows <= static_cast<std::size_t>(max_settings) &&
                      item.columns <= static_cast<std::size_t>(max_settings) && item.real.size() == item.imaginary.size() &&
                      item.real.size() == item.rows * item.columns;
    if (!fits) return SmallMatrix{};
    SmallMatrix matrix(static_cast<Eigen::Index>(item.rows), static_cast<Eigen::Index>(item.columns));
    for (std::size_t k = 0; k < item.real.size(); ++k) {
        matrix(static_cast<Eigen::Index>(k / item.columns), static_cast<Eigen::Index>(k % item.columns)) =
            Complex(item.real[k], item.imaginary[k]);
    }
    return matrix;
}

std::optional<SeparableCandidate> read_separable(const std::vector<EvidenceItem>& items, std::size_t& position,
                                                 const std::vector<int>& dimensions) {
    SeparableCandidate candidate;
    if (position < items.size() && items[position].name == "separable") {
        candidate.matrix = matrix_of(items[position++]);
        return candidate;
    }
    if (position + 1 >= items.size() || items[position].name != "product_weights" ||
        items[position + 1].name != "product_kets") {
        return std::nullopt;
    }
    const EvidenceItem& weights = items[position++];
    const EvidenceItem& kets = items[position++];
    std::size_t width = 0;
    for (const int d : dimensions) width += static_cast<std::size_t>(d);
    if (kets.columns != width || kets.rows != weights.real.size() || kets.real.size() != kets.rows * width ||
        kets.imaginary.size() != kets.real.size()) {
        return std::nullopt;
    }
    candidate.weights.assign(weights.real.begin(), weights.real.end());
    for (std::size_t k = 0; k < kets.rows; ++k) {
        std::vector<Eigen::VectorXcd> factors;
        std::size_t place = k * width;
        for (const int d : dimensions) {
            Eigen::VectorXcd factor(d);
            for (int i = 0; i < d; ++i, ++place) factor(i) = Complex(kets.real[place], kets.imaginary[place]);
            factors.push_back(std::move(factor));
        }
        candidate.kets.push_back(std::move(factors));
    }
    return candidate;
}

}  // namespace keybound
