#include "keybound/proof/lower/joint_decoy_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

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

// Everything that the rows are made of.
class Programme : public JointProgramme {
 public:
    Programme(const ReferencePulses& reference, const SeenOfPulses& seen)
        : reference_(reference), known_(reference.numbers), seen_(seen), column_(known_) {
        double largest = 1e-300;
        for (int i = 0; i < known_.intensities; ++i) {
            largest = std::max({largest, seen.z_detections.largest[i], seen.x_detections.largest[i]});
        }
        unit_ = std::exp2(std::ceil(std::log2(largest)));
        single_ = column_.single();
        phase_errors_ = column_.phase_errors();
        objective_ = column_.objective();
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

    bool has_pair(int basis, int intensity) const override {
        return (basis == 0 || basis == 1) && intensity >= 0 && intensity < known_.intensities;
    }

    void add_plane(const OverlapPlane& plane) override {
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

    std::vector<OverlapPlane> violated_planes(const std::vector<double>& point) const override {
        std::vector<OverlapPlane> planes;
        for (const int basis : {0, 1}) {
            for (int i = 0; i < known_.intensities; ++i) {
                OverlapPlane plane{};
                if (reference_.deficit[basis][i] == 0.0) continue;  // the gains say all
                if (violated_plane(point, basis, i, plane)) planes.push_back(plane);
            }
        }
        return planes;
    }

 private:
    static double size(double a, double b) { return std::fabs(a) + std::fabs(b) + 1e-300; }

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
};

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

}  // namespace

JointBound certified_joint_bound(const ReferencePulses& reference, const SeenOfPulses& seen,
                                 const JointCertificate& certificate) {
    Programme programme(reference, seen);
    return certified_bound(programme, certificate);
}

JointCertificate find_joint_certificate(const ReferencePulses& reference, const SeenOfPulses& seen, LpSolver solve) {
    Programme programme(reference, seen);
    return find_certificate(programme, first_planes(reference, seen), solve);
}

}  // namespace keybound
