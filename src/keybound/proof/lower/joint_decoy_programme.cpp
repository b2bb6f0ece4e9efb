#include "keybound/proof/lower/joint_decoy_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

constexpr int most_rounds = 40;
constexpr double worth = 3e-6;     // of the bound, below which a round has gained nothing
constexpr double violated = 1e-7;  // of the distance allowed, below which a plane is not worth adding
constexpr double least_t = -0.999999, largest_t = 1e6;
constexpr std::array<double, 8> first_tangents = {0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25};
constexpr double log2_of_e = 1.4426950408889634;

enum Outcome { error, other, rest, none };

// Which column holds what. Vacuum and single photons are the same in both bases, and half of the dark counts err.
class Columns {
 public:
    explicit Columns(const PhotonNumbers& known) : known_(known) {}

    int z(int n) const { return n; }
    int x(int n) const { return n < 2 ? n : known_.numbers + n - 2; }
    int w(int n) const { return 2 * known_.numbers - 2 + n - 1; }  // n >= 1; W_0 = Y_0 / 2
    int z_tail(int i) const { return 3 * known_.numbers - 3 + i; }
    int x_tail(int i) const { return z_tail(known_.intensities + i); }
    int w_tail(int i) const { return z_tail(2 * known_.intensities + i); }
    int single() const { return z_tail(3 * known_.intensities); }
    int phase_errors() const { return single() + 1; }
    int objective() const { return single() + 2; }

 private:
    const PhotonNumbers& known_;
};

struct Interval {
    double least, largest;
};

// c, known to a few roundings, times a number of the interval: at least.
double least_product(double c, const Interval& p) {
    return c == 0.0 ? 0.0 : rounding::down(c * (c > 0.0 ? p.least : p.largest), 8, std::fabs(c) * p.largest);
}

// Everything that the rows are made of.
class Programme {
 public:
    Programme(const ReferencePulses& reference, const SeenOfPulses& seen)
        : reference_(reference), known_(reference.numbers), seen_(seen), column_(known_) {
        double largest = 1e-300;
        for (int i = 0; i < known_.intensities; ++i) {
            largest = std::max({largest, seen.z_detections.largest[i], seen.x_detections.largest[i]});
        }
        unit_ = std::exp2(std::ceil(std::log2(largest)));
        add_columns();
        add_events(
            seen_.z_detections, 1,
            [this](int n) {
                return LpEntry{0, column_.z(n), 1.0};
            },
            [this](int i) { return column_.z_tail(i); });
        add_events(
            seen_.x_detections, 0,
            [this](int n) {
                return LpEntry{0, column_.x(n), 1.0};
            },
            [this](int i) { return column_.x_tail(i); });
        add_events(
            seen_.x_errors, 0,
            [this](int n) {
                return n == 0 ? LpEntry{0, column_.x(0), 0.5} : LpEntry{0, column_.w(n), 1.0};
            },
            [this](int i) { return column_.w_tail(i); });
        for (int n = 1; n < known_.numbers; ++n) add_order(column_.w(n), column_.x(n));  // errors are detections
        for (int i = 0; i < known_.intensities; ++i) add_order(column_.w_tail(i), column_.x_tail(i));
        add_order(column_.phase_errors(), column_.single());
        if (reference_.deficit[1][0] == 0.0) {  // the single photons are those of the reference
            lp_.add_row(0.0, Lp::infinity, {{0, column_.single(), 1.0}, {0, column_.z(1), -known_.low[0][1]}});
            lp_.add_row(-Lp::infinity, 0.0, {{0, column_.phase_errors(), 1.0}, {0, column_.w(1), -known_.high[0][1]}});
        }
    }

    const Lp& lp() const { return lp_; }
    const Columns& column() const { return column_; }
    double unit() const { return unit_; }

    // objective >= P_1 (1 + log2(1 - e)) - P_ph log2((1 - e) / e)
    void add_tangent(double e) {
        const double keeps = 1.0 + log2_of_e * std::log1p(-e), costs = log2_of_e * (std::log1p(-e) - std::log(e));
        lp_.add_row(0.0, Lp::infinity,
                    {{0, column_.objective(), 1.0},
                     {0, column_.single(), -rounding::down(keeps, 8, 2.0)},
                     {0, column_.phase_errors(), rounding::up(costs, 8, costs + 2.0)}});
    }

    void add_plane(const OverlapPlane& plane) {
        std::vector<LpEntry> row;
        const auto& t = plane.t;
        const int i = plane.intensity;
        const bool z = plane.basis == 1, signal = z && i == 0;
        const auto actual = [&](Outcome o) { return t[o] / (1.0 + t[o]); };  // factor of P_o
        // Of the leaky pulses, with P_none = 1 - Q, and of the reference, with P_none' = 1 - Q'.
        const Gains& clicks = z ? seen_.z_detections : seen_.x_detections;
        const Interval gain{clicks.least[i], clicks.largest[i]};
        // t/(1+t) (1 - Q) - t + t Q'  =  t Q' - t (Q + t) / (1 + t)
        double constant = rounding::down(-actual(none) * t[none], 8, std::fabs(actual(none) * t[none]));
        constant += least_product(-actual(none), gain);
        if (!z) {
            const Interval wrong{seen_.x_errors.least[i], seen_.x_errors.largest[i]};
            constant +=
                least_product(rounding::down(actual(error) - actual(other), 8, size(actual(error), actual(other))), wrong);
            constant += least_product(rounding::down(actual(other), 4, size(actual(other), 0.0)), gain);
            for (int n = 0; n < known_.numbers; ++n) {
                add(row, n == 0 ? column_.x(0) : column_.w(n), n == 0 ? 0.5 : 1.0, t[other] - t[error], n, i);
                add(row, column_.x(n), 1.0, t[none] - t[other], n, i);
            }
            add_tail(row, column_.w_tail(i), t[other] - t[error]);
            add_tail(row, column_.x_tail(i), t[none] - t[other]);
        } else {
            constant += least_product(rounding::down(actual(rest), 4, size(actual(rest), 0.0)), gain);
            for (int n = 0; n < known_.numbers; ++n) {
                if (signal && n == 1) {
                    add(row, column_.w(1), 1.0, t[other] - t[error], n, i);
                    add(row, column_.z(1), 1.0, t[none] - t[other], n, i);
                } else {
                    add(row, column_.z(n), 1.0, t[none] - t[rest], n, i);
                }
            }
            add_tail(row, column_.z_tail(i), t[none] - t[rest]);
            if (signal) {
                const double errs = actual(error) - actual(other), is = actual(other) - actual(rest);
                row.push_back({0, column_.phase_errors(), rounding::down(errs, 8, size(actual(error), actual(other)))});
                row.push_back({0, column_.single(), rounding::down(is, 8, size(actual(other), actual(rest)))});
            }
        }
        const double deficit = reference_.deficit[plane.basis][i];
        const double allowed = rounding::up(2.0 * deficit / (1.0 + std::sqrt(1.0 - deficit)), 8);
        double sizes = allowed + std::fabs(constant);
        for (const double each : t) sizes += std::fabs(each / (1.0 + each)) * (std::fabs(each) + gain.largest);
        lp_.add_row(-Lp::infinity, rounding::up((allowed - constant) / unit_, 16, sizes / unit_), row);
    }

    // The plane that the point violates most, moved to where the allowed distance ends; false if it violates none.
    bool violated_plane(const std::vector<double>& point, int basis, int intensity, OverlapPlane& plane) const {
        const auto at = [&](int j) { return std::max(0.0, point[static_cast<std::size_t>(j)]) * unit_; };
        const bool z = basis == 1, signal = z && intensity == 0;
        const auto middle = [&](const Gains& gains) { return 0.5 * (gains.least[intensity] + gains.largest[intensity]); };
        std::array<double, max_outcomes> actual{}, ideal{};
        double seen = 0.0, expected = 0.0;
        if (!z) {
            seen = middle(seen_.x_detections);
            actual[error] = std::min(seen, middle(seen_.x_errors));
            actual[other] = seen - actual[error];
            ideal[error] = 0.5 * at(column_.x(0)) * known_.low[intensity][0] + at(column_.w_tail(intensity));
            expected = at(column_.x(0)) * known_.low[intensity][0] + at(column_.x_tail(intensity));
            for (int n = 1; n < known_.numbers; ++n) {
                ideal[error] += known_.low[intensity][n] * at(column_.w(n));
                expected += known_.low[intensity][n] * at(column_.x(n));
            }
            ideal[other] = std::max(0.0, expected - ideal[error]);
        } else {
            seen = middle(seen_.z_detections);
            expected = at(column_.z_tail(intensity));
            for (int n = 0; n < known_.numbers; ++n) expected += known_.low[intensity][n] * at(column_.z(n));
            double single = 0.0, one = 0.0;
            if (signal) {
                single = std::min(at(column_.single()), seen);
                one = known_.low[0][1] * at(column_.z(1));
                actual[error] = std::min(at(column_.phase_errors()), single);
                actual[other] = single - actual[error];
                ideal[error] = std::min(known_.low[0][1] * at(column_.w(1)), one);
                ideal[other] = one - ideal[error];
            }
            actual[rest] = seen - single;
            ideal[rest] = std::max(0.0, expected - one);
        }
        std::array<double, max_outcomes> root_actual{}, root_ideal{};
        double square = 0.0;
        for (int o = 0; o < none; ++o) {
            root_actual[o] = std::sqrt(actual[o]);
            root_ideal[o] = std::sqrt(ideal[o]);
            square += (root_actual[o] - root_ideal[o]) * (root_actual[o] - root_ideal[o]);
        }
        root_actual[none] = std::sqrt(std::max(0.0, 1.0 - seen));
        root_ideal[none] = std::sqrt(std::max(0.0, 1.0 - expected));
        const double nones = (expected - seen) / std::max(root_actual[none] + root_ideal[none], 1e-300);
        square += nones * nones;
        const double deficit = reference_.deficit[basis][intensity];
        const double allowed = 2.0 * deficit / (1.0 + std::sqrt(1.0 - deficit));
        if (!(square > allowed * (1.0 + violated) + 1e-9 * violated * unit_)) return false;
        // Both ends of the arc between the two points, moved towards each other until the angle is the allowed one.
        const double whole = 2.0 * std::asin(std::min(1.0, 0.5 * std::sqrt(square))), kept = std::asin(std::sqrt(deficit));
        const double near = signal ? 0.5 * (whole + kept) : whole, far = whole - near;  // data stay where they are
        plane = {basis, intensity, {}};
        for (int o = 0; o < max_outcomes; ++o) {
            const double from = (std::sin(near) * root_actual[o] + std::sin(far) * root_ideal[o]);
            const double to = (std::sin(near - kept) * root_actual[o] + std::sin(far + kept) * root_ideal[o]);
            const double t = to > 0.0 ? (from - to) / to : 0.0;
            plane.t[o] = std::clamp(std::isfinite(t) ? t : 0.0, least_t, largest_t);
        }
        return true;
    }

 private:
    static double size(double a, double b) { return std::fabs(a) + std::fabs(b) + 1e-300; }

    void add_columns() {
        const int last = column_.objective();
        for (int j = 0; j <= last; ++j) lp_.add_column(0.0, 0.0, 1.0 / unit_);
        for (int i = 0; i < known_.intensities; ++i) {
            for (const int j : {column_.z_tail(i), column_.x_tail(i), column_.w_tail(i)}) {
                lp_.column_upper[static_cast<std::size_t>(j)] = known_.rest[i] / unit_;
            }
        }
        lp_.column_upper[static_cast<std::size_t>(column_.single())] = rounding::up(seen_.z_detections.largest[0] / unit_, 1);
        lp_.cost[static_cast<std::size_t>(last)] = 1.0;
    }

    // The gains by themselves: of the reference they are within an interval.
    template <class Yield, class Tail>
    void add_events(const Gains& actual, int basis, Yield yield, Tail tail) {
        const Gains ideal = gains_of_reference(actual, reference_.deficit[basis], known_.intensities);
        for (int i = 0; i < known_.intensities; ++i) {
            std::vector<LpEntry> low, high;
            for (int n = 0; n < known_.numbers; ++n) {
                const LpEntry one = yield(n);
                if (known_.low[i][n] > 0.0) low.push_back({0, one.column, one.value * known_.low[i][n]});
                if (known_.high[i][n] > 0.0) high.push_back({0, one.column, one.value * known_.high[i][n]});
            }
            high.push_back({0, tail(i), 1.0});
            lp_.add_row(-Lp::infinity, rounding::up(ideal.largest[i] / unit_, 1), low);
            lp_.add_row(rounding::down(ideal.least[i] / unit_, 1), Lp::infinity, high);
        }
    }

    void add_order(int smaller, int larger) { lp_.add_row(0.0, Lp::infinity, {{0, larger, 1.0}, {0, smaller, -1.0}}); }

    // share * (coefficient p_n) of a column, at least.
    void add(std::vector<LpEntry>& row, int column, double share, double coefficient, int n, int i) const {
        const double c = rounding::down(coefficient, 1, std::fabs(coefficient));
        const double value = least_product(c, {known_.low[i][n], known_.high[i][n]});
        if (value != 0.0) row.push_back({0, column, share * value});
    }
    static void add_tail(std::vector<LpEntry>& row, int column, double coefficient) {
        row.push_back({0, column, rounding::down(coefficient, 1, std::fabs(coefficient))});
    }

    const ReferencePulses& reference_;
    const PhotonNumbers& known_;
    const SeenOfPulses& seen_;
    Columns column_;
    double unit_ = 1.0;
    Lp lp_;
};

bool usable(const OverlapPlane& plane, const PhotonNumbers& known) {
    const auto in_range = [](double t) { return t >= least_t && t <= largest_t; };
    return (plane.basis == 0 || plane.basis == 1) && plane.intensity >= 0 && plane.intensity < known.intensities &&
           std::all_of(plane.t.begin(), plane.t.end(), in_range);
}

JointBound concluded(const Programme& programme, const std::vector<double>& tangents, const std::vector<double>& multipliers,
                     std::size_t first_tangent) {
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

// Where the transfers of P_1 and of P_ph by themselves would end for an honest link.
std::vector<OverlapPlane> first_planes(const ReferencePulses& reference, const SeenOfPulses& seen) {
    const double deficit = reference.deficit[1][0];
    if (!(deficit > 0.0 && deficit < 1.0)) return {};
    const auto share = [&](const Gains& gains) {
        return std::clamp(reference.numbers.low[0][1] * gains.largest[0] / -std::log(reference.numbers.low[0][0]), 1e-300, 0.5);
    };
    const double single = share(seen.z_detections), wrong = share(seen.x_errors);
    const double fewer = std::max(0.25 * single, least_of_neighbour(single, deficit));
    const double more = std::min(0.5 * fewer, largest_of_neighbour(wrong, deficit));
    const auto between = [](double actual, double ideal) {
        return std::clamp(std::sqrt(actual / ideal) - 1.0, least_t, largest_t);
    };
    const double not_single = between(1.0 - fewer, 1.0 - single), not_wrong = between(1.0 - more, 1.0 - wrong);
    return {{1, 0, {between(fewer, single), between(fewer, single), not_single, not_single}},
            {1, 0, {between(more, wrong), not_wrong, not_wrong, not_wrong}}};
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

JointBound certified_joint_bound(const ReferencePulses& reference, const SeenOfPulses& seen,
                                 const JointCertificate& certificate) {
    const JointBound nothing{LowerBound{0.0}, 0.5};
    Programme programme(reference, seen);
    const auto first_tangent = static_cast<std::size_t>(programme.lp().rows());
    for (const double e : certificate.tangents) {
        if (!(e > 0.0 && e <= 0.5)) return nothing;
        programme.add_tangent(e);
    }
    for (const OverlapPlane& plane : certificate.planes) {
        if (!usable(plane, reference.numbers)) return nothing;
        programme.add_plane(plane);
    }
    if (certificate.multipliers.size() != programme.lp().row_lower.size()) return nothing;
    return concluded(programme, certificate.tangents, certificate.multipliers, first_tangent);
}

JointCertificate find_joint_certificate(const ReferencePulses& reference, const SeenOfPulses& seen, LpSolver solve) {
    Programme programme(reference, seen);
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
    for (const double e : first_tangents) add_tangent(e);

    const auto add_plane = [&](const OverlapPlane& plane) {
        programme.add_plane(plane);
        planes.push_back(plane);
        is_tangent.push_back(false);
    };
    for (const OverlapPlane& plane : first_planes(reference, seen)) add_plane(plane);

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
        bool added = false;
        const auto value = [&](int j) { return solution.x[static_cast<std::size_t>(j)]; };
        const double single = value(programme.column().single()), wrong = value(programme.column().phase_errors());
        const double rate = single > 0.0 ? std::clamp(wrong / single, 1e-9, 0.5) : 0.5;
        const double kept = single * (1.0 - binary_entropy(rate));
        if (kept > value(programme.column().objective()) * (1.0 + violated)) {
            add_tangent(rate);
            added = true;
        }
        for (const int basis : {0, 1}) {
            for (int i = 0; i < reference.numbers.intensities; ++i) {
                OverlapPlane plane{};
                if (reference.deficit[basis][i] == 0.0) continue;  // the gains say all
                if (!programme.violated_plane(solution.x, basis, i, plane)) continue;
                add_plane(plane);
                added = true;
            }
        }
        if (added && stalled < 2) continue;
        if (options.refine) break;
        options.refine = true;
        stalled = 0;
    }
    return best;
}

}  // namespace keybound
