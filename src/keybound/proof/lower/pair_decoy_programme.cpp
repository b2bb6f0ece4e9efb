#include "keybound/proof/lower/pair_decoy_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

constexpr int of_bases = 2;  // where OverlapPlane has a basis
constexpr double infinity = Lp::infinity;

// |Psi - Psi'| of a pulse and its reference: 2 (1 - overlap), rooted.
double distance_of(double deficit) {
    if (deficit == 0.0) return 0.0;
    return deficit < 1.0 ? rounding::up(std::sqrt(2.0 * deficit / (1.0 + std::sqrt(1.0 - deficit))), 8) : infinity;
}

double square_of_sum(double a, double b) { return rounding::up((a + b) * (a + b), 8); }

// A probability: a number that is seen, and shares of columns.
struct Term {
    int column;
    double least, largest;  // of its factor
};
struct Probability {
    double least = 0.0, largest = 0.0;
    std::vector<Term> terms;

    double at(const std::vector<double>& point, double unit) const {
        double sum = 0.5 * (least + largest);
        for (const Term& term : terms)
            sum += 0.5 * (term.least + term.largest) * point[static_cast<std::size_t>(term.column)] * unit;
        return std::max(0.0, sum);
    }
};

struct Pair {
    int basis, intensity;
    double distance;
    std::vector<std::array<Probability, 2>> outcomes;
};

class Programme : public JointProgramme {
 public:
    Programme(const ReferencePulses& reference, const SeenOfPulses& seen)
        : known_(reference.numbers), seen_(seen), pairs_of_(pulse_pairs(reference)) {
        unit_ = std::exp2(std::ceil(std::log2(std::max({seen.z_detections.largest[0], seen.x_detections.largest[0], 1e-300}))));
        add_columns();
        add_signal(seen_.z_detections, 0);
        add_signal(seen_.x_detections, 1);
        add_signal(seen_.x_errors, 2);
        for (int n = 0; n <= known_.numbers; ++n) add_order(column(2, n), column(1, n));  // errors are detections
        for (int i = 1; i < known_.intensities; ++i) add_order(tail(2, i), tail(1, i));
        add_order(phase_errors_, single_);
        for (int i = 1; i < known_.intensities; ++i) {
            for (const int basis : {0, 1}) add_decoy(basis, i);
        }
        add_bases();
    }

    bool has_pair(int basis, int intensity) const override { return pair(basis, intensity) != nullptr; }

    void add_plane(const OverlapPlane& plane) override {
        const Pair& of = *pair(plane.basis, plane.intensity);
        std::vector<LpEntry> row;
        double constant = 0.0, sizes = of.distance * of.distance;
        for (std::size_t o = 0; o < of.outcomes.size(); ++o) {
            const double t = plane.t[o], actual = t / (1.0 + t);
            const std::array<double, 2> factors = {rounding::down(actual, 4, std::fabs(actual)), -t};
            for (const std::size_t side : {0, 1}) {
                const Probability& p = of.outcomes[o][side];
                constant += least_product(factors[side], {p.least, p.largest});
                sizes += std::fabs(factors[side]) * p.largest;
                for (const Term& term : p.terms) {
                    const double least = std::min(factors[side] * term.least, factors[side] * term.largest);
                    row.push_back({0, term.column, rounding::down(least, 8, std::fabs(least))});
                }
            }
        }
        const double allowed = rounding::up(of.distance * of.distance, 8);
        lp_.add_row(-infinity, rounding::up((allowed - constant) / unit_, 16, sizes / unit_), row);
    }

    std::vector<OverlapPlane> violated_planes(const std::vector<double>& point) const override {
        std::vector<OverlapPlane> planes;
        for (const Pair& of : pairs_) {
            std::array<std::array<double, 2>, max_outcomes> root{};
            double square = 0.0;
            for (std::size_t o = 0; o < of.outcomes.size(); ++o) {
                for (const std::size_t side : {0, 1}) root[o][side] = std::sqrt(of.outcomes[o][side].at(point, unit_));
                square += (root[o][0] - root[o][1]) * (root[o][0] - root[o][1]);
            }
            const double allowed = of.distance * of.distance;
            if (!(square > allowed * (1.0 + violated) + 1e-9 * violated * unit_)) continue;
            // Towards each other until the distance is the allowed one; what is seen stays where it is.
            const double excess = 1.0 - of.distance / std::sqrt(square);
            const double first = of.basis == of_bases ? 0.5 * excess : 0.0, second = excess - first;
            OverlapPlane plane{of.basis, of.intensity, {}};
            for (std::size_t o = 0; o < of.outcomes.size(); ++o) {
                const double apart = root[o][1] - root[o][0];
                const double from = root[o][0] + first * apart, to = root[o][1] - second * apart;
                const double t = (from - to) / to;
                plane.t[o] = to > 0.0 && std::isfinite(t) ? std::clamp(t, least_t, largest_t) : (from > 0.0 ? largest_t : 0.0);
            }
            planes.push_back(plane);
        }
        return planes;
    }

 private:
    // kind 0: z, 1: x, 2: w; n = numbers: all other n.
    int column(int kind, int n) const { return kind * (known_.numbers + 1) + n; }
    // Of the other n, what passes the filter of intensity i.
    int tail(int kind, int i) const { return 3 * (known_.numbers + 1) + kind * known_.intensities + i; }

    const Pair* pair(int basis, int intensity) const {
        const auto is = [&](const Pair& each) { return each.basis == basis && each.intensity == intensity; };
        const auto found = std::find_if(pairs_.begin(), pairs_.end(), is);
        return found == pairs_.end() ? nullptr : &*found;
    }

    void add_columns() {
        for (const int kind : {0, 1, 2}) {
            const int z = kind == 0 ? 1 : 0;
            const double all = (z == 1 ? seen_.z_detections : seen_.x_detections).largest[0];
            for (int n = 0; n <= known_.numbers; ++n) {
                const double most = n < known_.numbers ? pairs_of_.most[z][n] : pairs_of_.most_others[z];
                lp_.add_column(0.0, 0.0, rounding::up(std::min(all, most) / unit_, 1));
            }
        }
        for (const int kind : {0, 1, 2}) {
            for (int i = 0; i < known_.intensities; ++i) {
                const double others = pairs_of_.most_others[kind == 0 ? 1 : 0];
                lp_.add_column(0.0, 0.0, rounding::up(others * pairs_of_.pass_high[i][known_.numbers - 1] / unit_, 2));
            }
        }
        single_ = column(0, 1);
        const double most = lp_.column_upper[static_cast<std::size_t>(single_)];
        phase_errors_ = lp_.add_column(0.0, 0.0, most);
        objective_ = lp_.add_column(1.0, 0.0, most);
    }

    void add_signal(const Gains& gains, int kind) {
        std::vector<LpEntry> row;
        for (int n = 0; n <= known_.numbers; ++n) row.push_back({0, column(kind, n), 1.0});
        lp_.add_row(rounding::down(gains.least[0] / unit_, 1), rounding::up(gains.largest[0] / unit_, 1), row);
    }

    Probability filtered(int kind, int i) const {
        Probability sum;
        for (int n = 0; n < known_.numbers; ++n) {
            if (pairs_of_.pass_high[i][n] > 0.0)
                sum.terms.push_back({column(kind, n), pairs_of_.pass_low[i][n], pairs_of_.pass_high[i][n]});
        }
        sum.terms.push_back({tail(kind, i), 1.0, 1.0});
        return sum;
    }
    static Probability difference(Probability a, const Probability& b) {
        for (const Term& term : b.terms) a.terms.push_back({term.column, -term.largest, -term.least});
        const double least = a.least - b.largest, largest = a.largest - b.least;
        a.least = std::max(0.0, rounding::down(least, 1));
        a.largest = std::max(0.0, rounding::up(largest, 1));
        return a;
    }
    Probability share(int column) const { return {0.0, 0.0, {{column, 1.0, 1.0}}}; }

    // Each number that is seen by itself, which says all if nothing leaks; then all of a basis together.
    void add_decoy(int basis, int i) {
        const double distance = pairs_of_.distance[basis][i];
        if (!(distance < infinity)) return;
        const auto number = [&](const Gains& gains, int kind) {
            const double low = std::sqrt(gains.least[i]) - distance, high = std::sqrt(gains.largest[i]) + distance;
            const double size = high * high;
            const Probability sum = filtered(kind, i);
            std::vector<LpEntry> least, largest;
            for (const Term& term : sum.terms) {
                least.push_back({0, term.column, term.least});
                largest.push_back({0, term.column, term.largest});
            }
            const bool exact = distance == 0.0;
            const double most = exact ? gains.largest[i] : rounding::up(size, 8);
            const double fewest = exact ? gains.least[i] : rounding::down(low * low, 8, size);
            lp_.add_row(-infinity, rounding::up(most / unit_, 1), least);
            if (low > 0.0) lp_.add_row(rounding::down(fewest / unit_, 1), infinity, largest);
            return Probability{gains.least[i], gains.largest[i], {}};
        };
        Pair pair{basis, i, distance, {}};
        if (basis == 1) {
            pair.outcomes = {{number(seen_.z_detections, 0), filtered(0, i)}};
        } else {
            const Probability all = number(seen_.x_detections, 1), wrong = number(seen_.x_errors, 2);
            pair.outcomes = {{wrong, filtered(2, i)}, {difference(all, wrong), difference(filtered(1, i), filtered(2, i))}};
        }
        if (distance > 0.0) pairs_.push_back(pair);
    }

    void add_bases() {
        if (pairs_of_.bases == 0.0) {
            for (const auto& [of_z, of_x] :
                 {std::pair{column(0, 0), column(1, 0)}, {single_, column(1, 1)}, {phase_errors_, column(2, 1)}}) {
                lp_.add_row(0.0, 0.0, {{0, of_z, 1.0}, {0, of_x, -1.0}});
            }
        } else if (pairs_of_.bases < infinity) {
            pairs_.push_back(
                {of_bases,
                 0,
                 pairs_of_.bases,
                 {{share(phase_errors_), share(column(2, 1))},
                  {difference(share(single_), share(phase_errors_)), difference(share(column(1, 1)), share(column(2, 1)))},
                  {share(column(0, 0)), share(column(1, 0))}}});
        }
    }

    const PhotonNumbers& known_;
    const SeenOfPulses& seen_;
    PulsePairs pairs_of_;
    std::vector<Pair> pairs_;
};

}  // namespace

PulsePairs pulse_pairs(const ReferencePulses& reference) {
    const PhotonNumbers& known = reference.numbers;
    PulsePairs pairs;
    std::array<double, 2> own{};
    for (const std::size_t z : {0, 1}) own[z] = distance_of(reference.deficit[z][0]);
    pairs.bases = own[0] + own[1] == 0.0 ? 0.0 : rounding::up(own[0] + own[1], 1);
    for (int i = 0; i < known.intensities; ++i) {
        auto &low = pairs.pass_low[i], &high = pairs.pass_high[i];
        for (int n = 0; n < known.numbers; ++n) {
            low[n] = known.high[0][n] > 0.0 ? rounding::down(known.low[i][n] / known.high[0][n], 1) : 0.0;
            high[n] = rounding::up(known.high[i][n] / known.low[0][n], 1);
            if (!(high[n] < infinity) && n > 0) high[n] = high[n - 1];
        }
        // Of a fainter pulse, and of no other, the filter falls with n.
        const bool falls = high[1] < low[0];
        const double filter = std::sqrt(high[0]);
        for (const std::size_t z : {0, 1}) {
            const double both = own[z] == 0.0 ? distance_of(reference.deficit[z][i])
                                              : rounding::up(filter * own[z] + distance_of(reference.deficit[z][i]), 8);
            pairs.distance[z][i] = falls && filter < infinity ? both : infinity;
        }
    }
    for (const std::size_t z : {0, 1}) {
        for (int n = 0; n < known.numbers; ++n) {
            pairs.most[z][n] = own[z] < infinity ? std::min(1.0, square_of_sum(std::sqrt(known.high[0][n]), own[z])) : 1.0;
        }
        // Discrete phases have no other numbers; of the ideal pulse, `rest` are above, none below 0.
        const double above = known.complete ? 0.0 : known.rest[0];
        pairs.most_others[z] = known.complete      ? 0.0
                               : own[z] < infinity ? std::min(1.0, square_of_sum(std::sqrt(above), own[z]))
                                                   : 1.0;
    }
    return pairs;
}

JointBound certified_pair_bound(const ReferencePulses& reference, const SeenOfPulses& seen,
                                const JointCertificate& certificate) {
    Programme programme(reference, seen);
    return certified_bound(programme, certificate);
}

JointCertificate find_pair_certificate(const ReferencePulses& reference, const SeenOfPulses& seen, LpSolver solve) {
    Programme programme(reference, seen);
    return find_certificate(programme, {}, solve);
}

}  // namespace keybound
