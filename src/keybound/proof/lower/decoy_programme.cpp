#include "keybound/proof/lower/decoy_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/lower/yield_transfer.hpp"

namespace keybound {

namespace {

constexpr int most_rounds = 25;
constexpr double negligible = 1e-30;  // a probability that solvers need not see
constexpr double worth = 1e-6;        // of the bound, below which a round has gained nothing
constexpr double violated = 1e-7;     // relative to the yield, below which a line is not worth adding

// States that do not differ have one yield: the column of the first of them.
int column(const PhotonNumbers& known, int n, int i) {
    int first = 0;
    while (first < i && !(known.apart[first][i][n] == 0.0)) ++first;
    return n * known.intensities + first;
}

// Yields are counted in units of the largest gain, so that all numbers are of order 1.
double unit_of(const PhotonNumbers& known, const Gains& gains) {
    double unit = 1e-300;
    for (int i = 0; i < known.intensities; ++i) unit = std::max(unit, gains.largest[i]);
    return std::exp2(std::ceil(std::log2(unit)));
}

bool usable(const PhotonNumbers& known, const Line& line) {
    const auto in = [](int value, int end) { return value >= 0 && value < end; };
    return in(line.number, known.numbers) && in(line.from, known.intensities) && in(line.to, known.intensities) &&
           line.from != line.to && known.apart[line.from][line.to][line.number] < 1.0;
}

void add_line(Lp& lp, const PhotonNumbers& known, const Line& line, double unit) {
    const double u = known.apart[line.from][line.to][line.number];
    const int from = column(known, line.number, line.from), to = column(known, line.number, line.to);
    const SupportingLine below = line_below(line.at, u), above = line_above(line.at, u);
    lp.add_row(below.constant / unit, Lp::infinity, {{0, to, 1.0}, {0, from, -below.slope}});
    lp.add_row(-Lp::infinity, above.constant / unit, {{0, to, 1.0}, {0, from, -above.slope}});
}

Lp programme_of(const PhotonNumbers& known, const Gains& gains, YieldSide side, double unit) {
    Lp lp;
    for (int n = 0; n < known.numbers; ++n) {
        for (int i = 0; i < known.intensities; ++i) {
            const bool wanted = n == 1 && i == 0;
            lp.add_column(wanted ? (side == YieldSide::least ? 1.0 : -1.0) : 0.0, 0.0, 1.0 / unit);
        }
    }
    for (int i = 0; i < known.intensities; ++i) {
        std::vector<LpEntry> low, high;
        for (int n = 0; n < known.numbers; ++n) {
            if (known.low[i][n] > 0.0) low.push_back({0, column(known, n, i), known.low[i][n]});
            if (known.complete && known.high[i][n] > negligible) high.push_back({0, column(known, n, i), known.high[i][n]});
        }
        const double least =
            rounding::down((gains.least[i] - known.rest[i]) / unit, 4, (gains.least[i] + known.rest[i]) / unit);
        lp.add_row(least, rounding::up(gains.largest[i] / unit, 1), low);
        if (known.complete) {
            const double left_out = known.numbers * negligible;
            lp.add_row(rounding::down((gains.least[i] - left_out) / unit, 4), Lp::infinity, high);
        }
    }
    return lp;
}

double trivial(YieldSide side) { return side == YieldSide::least ? 0.0 : 1.0; }

double concluded(const Lp& lp, const std::vector<double>& multipliers, YieldSide side, double unit) {
    const double value = conclude_lp(lp, multipliers).value * unit;  // unit is a power of two: exact
    const double bound = side == YieldSide::least ? value : -value;
    return bound > 0.0 && bound <= 1.0 ? bound : trivial(side);  // NaN too
}

// The lines that a solution violates. Each touches where the curve is nearest in angle, which cuts deeper than at either yield.
std::vector<Line> violated_lines(const PhotonNumbers& known, const std::vector<double>& x, double unit) {
    std::vector<Line> lines;
    for (int n = 0; n < known.numbers; ++n) {
        for (int i = 0; i < known.intensities; ++i) {
            for (int k = 0; k < known.intensities; ++k) {
                const double u = known.apart[i][k][n];
                if (i == k || !(u < 1.0) || u == 0.0) continue;
                const double from = std::clamp(x[static_cast<std::size_t>(column(known, n, i))] * unit, 0.0, 1.0);
                const double to = std::clamp(x[static_cast<std::size_t>(column(known, n, k))] * unit, 0.0, 1.0);
                const double slack = violated * (from + 1e-3 * unit);
                if (to >= least_yield_of_neighbour(from, u) - slack && to <= largest_yield_of_neighbour(from, u) + slack)
                    continue;
                const double angle_from = std::asin(std::sqrt(from)), angle_to = std::asin(std::sqrt(to));
                const double half = 0.5 * std::asin(std::sqrt(u)) * (angle_to > angle_from ? -1.0 : 1.0);
                const double touch = std::clamp(0.5 * (angle_from + angle_to) + half, 0.0, 1.5707963);
                const double at = std::sin(touch) * std::sin(touch);
                lines.push_back({n, i, k, std::clamp(at, 1e-9 * unit, 1.0 - 1e-12)});
            }
        }
    }
    return lines;
}

}  // namespace

double certified_yield(const PhotonNumbers& known, const Gains& gains, YieldSide side, const YieldCertificate& certificate) {
    const double unit = unit_of(known, gains);
    Lp lp = programme_of(known, gains, side, unit);
    for (const Line& line : certificate.lines) {
        if (!usable(known, line)) return trivial(side);
        add_line(lp, known, line, unit);
    }
    if (certificate.multipliers.size() != lp.row_lower.size()) return trivial(side);
    return concluded(lp, certificate.multipliers, side, unit);
}

YieldCertificate find_yield_certificate(const PhotonNumbers& known, const Gains& gains, YieldSide side,
                                        const std::array<double, max_photon_numbers>& expected, LpSolver solve) {
    const double unit = unit_of(known, gains);
    Lp lp = programme_of(known, gains, side, unit);
    YieldCertificate best, current;
    double best_bound = trivial(side);
    int stalled = 0;
    const auto add = [&](const Line& line) {
        if (!usable(known, line)) return;
        add_line(lp, known, line, unit);
        current.lines.push_back(line);
    };
    for (int n = 0; n < known.numbers; ++n) {
        for (int i = 0; i < known.intensities; ++i) {
            for (int k = i + 1; k < known.intensities; ++k) {
                if (column(known, n, i) != column(known, n, k)) add({n, i, k, expected[n]});
            }
        }
    }
    LpSolution solution;
    LpOptions options;
    options.refine = false;  // at first; a few digits are enough to see which lines matter
    for (int round = 0; round < most_rounds; ++round) {
        solution = solve(lp, options);
        options.start = &solution;
        if (solution.row_duals.size() != lp.row_lower.size() || solution.x.size() != lp.cost.size()) break;
        const double bound = concluded(lp, solution.row_duals, side, unit);
        const double gained = side == YieldSide::least ? bound - best_bound : best_bound - bound;
        stalled = gained > worth * bound ? 0 : stalled + 1;
        if (round == 0 || gained > 0.0) {
            best_bound = bound;
            best = current;
            best.multipliers = solution.row_duals;
        }
        const std::vector<Line> more = violated_lines(known, solution.x, unit);
        for (const Line& line : more) add(line);
        if (!more.empty() && stalled < (best_bound == trivial(side) ? 5 : 2)) continue;
        if (options.refine) break;
        options.refine = true;
        stalled = 0;
    }
    return best;
}

}  // namespace keybound
