#include "oracle/formulas.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "oracle/exact_bounds.hpp"

namespace keybound::test {

namespace {

using Ket = std::array<Ball, 2>;
using Clicks = std::array<Ball, 2>;

const Ball half = Ball(1) / Ball(2);
const Ball tiny = Ball::of("1e-50");

Ball square(const Ball& a) { return a * a; }
bool positive(const Ball& a) { return certainly_less(Ball(0), a); }
Ball magnitude(const Ball& a) { return positive(a) ? a : -a; }

// The smaller one; of two that cannot be told apart either will do.
Ball smaller(const Ball& a, const Ball& b) { return certainly_less(b, a) ? b : a; }

// What 77 digits cannot tell from zero is zero on paper: coefficients enter the states by their square roots.
bool vanishes(const Ball& a) { return certainly_less(a, tiny) && certainly_less(-a, tiny); }

void require(bool condition, const char* what) {
    if (!condition) throw std::logic_error(what);
}

Ball determinant(const Ket& a, const Ket& b) { return a[0] * b[1] - a[1] * b[0]; }

// sum_j c_Dj |phi_j><phi_j| = |u_D><u_D|, u_D = (phi_0Z +- turn phi_1Z)/2.
struct Relation {
    std::array<std::array<Ball, 4>, 2> c;
    Ball turn;
};

Relation solve_relation(const std::vector<Ket>& kets) {
    const int n = static_cast<int>(kets.size());
    const Ball whole = determinant(kets[0], kets[1]);
    const auto along0 = [&](int j) { return determinant(kets[j], kets[1]) / whole; };
    const auto along1 = [&](int j) { return determinant(kets[0], kets[j]) / whole; };
    Relation relation;
    relation.turn = positive(along0(2) * along1(2)) ? Ball(1) : Ball(-1);
    for (int d = 0; d < 2; ++d) {
        const int j = d == 0 || n == 3 ? 2 : 3;
        const Ball x = Ball(d == 0 ? 1 : -1) * relation.turn / (Ball(4) * along0(j) * along1(j));
        auto& c = relation.c[d];
        c[0] = Ball(1) / Ball(4) - x * square(along0(j));
        c[1] = Ball(1) / Ball(4) - x * square(along1(j));
        c[j] = x;
        for (Ball& entry : c) {
            if (vanishes(entry)) entry = Ball(0);
        }
    }
    return relation;
}

// The rows of Tar - Ref = sum_j v_j (x) psi_j: rows[i][j] is component i of v_j.
using Rows = std::vector<std::array<Ball, 4>>;

// One half (D) of target and reference. On paper both sides of the relation have the same rank here, one or two, and as many
// kets: then the isometry between them is a square matrix, W = (target) (reference)^-1.
void add_rows(const std::vector<Ket>& kets, const std::array<Ball, 4>& c, const Ball& turn, Rows& rows) {
    const int n = static_cast<int>(kets.size());
    Rows target(1), reference;
    target[0][0] = half;
    target[0][1] = turn * half;
    for (int j = 0; j < n; ++j) {
        if (vanishes(c[j])) continue;
        auto& side = positive(c[j]) ? reference : target;
        side.emplace_back();
        side.back()[j] = sqrt(magnitude(c[j]));
    }
    const auto apply = [&](const std::array<Ball, 4>& row) {
        Ket sum;
        for (int j = 0; j < n; ++j) {
            for (int a = 0; a < 2; ++a) sum[a] += row[j] * kets[j][a];
        }
        return sum;
    };
    require(target.size() == reference.size() && target.size() <= 2, "an unexpected pattern of signs");
    std::vector<Ket> r;
    for (const auto& row : reference) r.push_back(apply(row));
    for (const auto& row : target) {
        const Ket t = apply(row);
        std::vector<Ball> w;
        if (r.size() == 1) {
            w = {(t[0] * r[0][0] + t[1] * r[0][1]) / (square(r[0][0]) + square(r[0][1]))};
        } else {
            const Ball whole = determinant(r[0], r[1]);
            w = {determinant(t, r[1]) / whole, determinant(r[0], t) / whole};
        }
        std::array<Ball, 4> difference = row;
        Ball norm;
        for (std::size_t m = 0; m < r.size(); ++m) {
            norm += square(w[m]);
            for (int j = 0; j < n; ++j) difference[j] += -(w[m] * reference[m][j]);
        }
        require(vanishes(norm - Ball(1)), "W is no isometry: the relation does not hold");
        const Ket left = apply(difference);
        require(vanishes(left[0]) && vanishes(left[1]), "target and reference differ without leakage");
        rows.push_back(difference);
    }
}

Square4 gram_of(const Rows& rows, const std::array<Ball, 4>& scale, int n) {
    Square4 v;
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            for (const auto& row : rows) v[j][k] += row[j] * scale[j] * row[k] * scale[k];
        }
    }
    return v;
}

// The search is the slow part, and most scenarios of a grid share their states.
Ball gram_value(const Rows& rows, const std::array<Ball, 4>& scale, int n) {
    static std::map<std::vector<double>, Ball> known;
    const Square4 v = gram_of(rows, scale, n);
    std::vector<double> key = {static_cast<double>(n)};
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k <= j; ++k) {
            // Two doubles of the entry, 32 digits: scenarios that differ in their last printed digit stay apart.
            key.push_back(v[j][k].to_double());
            key.push_back((v[j][k] - Ball::of(v[j][k].to_double())).to_double());
        }
    }
    const auto [found, fresh] = known.try_emplace(key);
    if (fresh) {
        const ExactGram gram = exact_gram(v, n);
        require(gram.excess < 1e-14, "the search for the worst-case Gram value has not arrived");
        found->second = gram.from_below;
    }
    return found->second;
}

// Box of worst-case-gram.md with c = 1 and an exact relation, or every leakage raised to the largest.
Ball distance_square(const std::vector<Ket>& kets, const std::vector<Ball>& leakage, const Rows& rows) {
    const int n = static_cast<int>(kets.size());
    Ball largest;
    bool equal = true;
    for (const Ball& epsilon : leakage) {
        if (certainly_less(largest, epsilon)) largest = epsilon;
        equal = equal && vanishes((epsilon - leakage[0]) * Ball::of("1e40"));
    }
    if (!positive(largest)) return Ball(0);
    const Ball raised = largest * gram_value(rows, {Ball(1), Ball(1), Ball(1), Ball(1)}, n);
    if (equal) return raised;
    std::array<Ball, 4> scale, deficit;
    for (int j = 0; j < n; ++j) {
        scale[j] = sqrt(leakage[j] / largest);
        deficit[j] = leakage[j] / (Ball(1) + sqrt(Ball(1) - leakage[j]));
    }
    Ball first;
    for (const auto& row : rows) {
        for (int a = 0; a < 2; ++a) {
            Ball sum;
            for (int j = 0; j < n; ++j) sum += row[j] * deficit[j] * kets[j][a];
            first += square(sum);
        }
    }
    return smaller(raised, square(sqrt(first) + sqrt(largest * gram_value(rows, scale, n))));
}

// sin^2 of min(pi/2, asin sqrt(error share) + arccos C); T = R makes 2(1 - C) = distance^2 / total.
Ball angle_step(const Ball& error_share, const Ball& distance2, const Ball& total) {
    const Ball chord2 = distance2 / total;
    if (!certainly_less(chord2, Ball(2))) return Ball(1);
    const Ball angle = asin(sqrt(error_share)) + Ball(2) * asin(sqrt(chord2) * half);
    return certainly_less(angle, Ball::pi() * half) ? square(sin(angle)) : Ball(1);
}

Ball three_state(const Ball& s, const Ball& rho, const Ball& y0, const Clicks& seen) {
    const Ball r0 = s * sqrt(seen[0]);
    const Ball r1 = s * sqrt(seen[1]);
    if (!positive(rho)) return y0 + square(r1) - square(r0);
    // The box at the best mu, and the same number from the point of the disc that belongs to it.
    const auto slope = [&](const Ball& mu) { return square(rho) - square(r1 / (mu - Ball(1))) - square(r0 / (mu + Ball(1))); };
    Ball low(1), high(2);
    while (!positive(slope(high))) high = high + high;
    for (int step = 0; step < 230; ++step) {
        const Ball middle = ((low + high) * half).midpoint();
        (positive(slope(middle)) ? high : low) = middle;
    }
    const Ball box = high * square(rho) + high * square(r1) / (high - Ball(1)) - high * square(r0) / (high + Ball(1));
    const Ball t0 = high * r0 / (high + Ball(1));
    const Ball t1 = high * r1 / (high - Ball(1));
    require(certainly_at_most(square(t0 - r0) + square(t1 - r1), square(rho)), "the point lies outside of the disc");
    const Ball reached = square(t1) - square(t0);
    require(certainly_less(box - reached, Ball::of("1e-30") * (magnitude(box) + y0)), "the two sides of the disc do not meet");
    return y0 + reached;
}

}  // namespace

std::string PlanarScenario::toml() const {
    std::string source = fmt::format("leakage = [{}]\n", fmt::join(leakage, ", "));
    if (theta.empty()) {
        source += fmt::format("modulation_error_rad = {}\n", modulation_error_rad);
    } else {
        source += "states = [";
        for (const std::string& angle : theta) source += fmt::format("[{}, 0.0], ", angle);
        source += "]\n";
    }
    return fmt::format(
        "[protocol]\nname = \"{}\"\n[source]\n{}[channel]\nfibre_km = {}\nattenuation_db_per_km = {}\nmisalignment_rad = {}\n"
        "[detector]\nefficiency = {}\ndark_count_probability = {}\n[processing]\nerror_correction_efficiency = {}\n",
        settings == 4 ? "bb84" : "three-state", source, fibre_km, attenuation_db_per_km, misalignment_rad, efficiency,
        dark_count_probability, error_correction_efficiency);
}

ExactGram exact_gram(const Square4& v, int n) {
    Square4 u;
    for (int j = 0; j < n; ++j) {
        for (int a = 0; a < n; ++a) u[j][a] = v[j][a].midpoint() + (a == j ? half : Ball(0));
    }
    std::array<Ball, 4> y;
    // Block-coordinate ascent on midpoints; any unit vectors are admissible, so the errors of the search do not matter.
    for (int sweep = 0; sweep < 4000; ++sweep) {
        double change = 0.0;
        for (int j = 0; j < n; ++j) {
            std::array<Ball, 4> pull;
            Ball norm;
            for (int a = 0; a < n; ++a) {
                for (int k = 0; k < n; ++k) {
                    if (k != j) pull[a] += v[j][k] * u[k][a];
                }
                norm += square(pull[a]);
            }
            norm = sqrt(norm).midpoint();
            y[j] = (v[j][j] + norm).midpoint();
            if (!positive(norm)) continue;
            for (int a = 0; a < n; ++a) {
                const Ball next = (pull[a] / norm).midpoint();
                change = std::fmax(change, std::fabs((next - u[j][a]).to_double()));
                u[j][a] = next;
            }
        }
        if (change < 1e-45) break;
    }
    ExactGram result;
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            Ball product, norm_j, norm_k;
            for (int a = 0; a < n; ++a) {
                product += u[j][a] * u[k][a];
                norm_j += square(u[j][a]);
                norm_k += square(u[k][a]);
            }
            result.from_below += v[j][k] * product / sqrt(norm_j * norm_k);
        }
    }
    // diag(y + shift) - V is positive if all pivots of its factorisation are; sum(y + shift) is then not below the maximum.
    result.excess = std::numeric_limits<double>::infinity();
    for (const char* relative_shift : {"1e-40", "1e-34", "1e-28", "1e-22", "1e-16", "1e-10"}) {
        const Ball shift = Ball::of(relative_shift) * result.from_below;
        Square4 rest;
        Ball total;
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) rest[j][k] = (j == k ? y[j] + shift : Ball(0)) - v[j][k];
            total += y[j] + shift;
        }
        bool certain = true;
        for (int p = 0; p < n && certain; ++p) {
            certain = positive(rest[p][p]);
            for (int j = p + 1; j < n && certain; ++j) {
                const Ball factor = rest[j][p] / rest[p][p];
                for (int k = p + 1; k < n; ++k) rest[j][k] += -(factor * rest[p][k]);
            }
        }
        if (certain) {
            result.excess = ((total - result.from_below) / result.from_below).to_double();
            return result;
        }
    }
    return result;
}

PlanarBounds planar_bounds(const PlanarScenario& scenario) {
    const int n = scenario.settings;
    std::vector<Ket> kets;
    const std::array<int, 4> quarters = {0, 2, 1, 3};
    for (int j = 0; j < n; ++j) {
        const Ball theta = scenario.theta.empty()
                               ? Ball(quarters[j]) * (Ball::pi() + Ball::of(scenario.modulation_error_rad)) / Ball(4)
                               : Ball::of(scenario.theta[static_cast<std::size_t>(j)]);
        kets.push_back({cos(theta), sin(theta)});
    }
    std::vector<Ball> leakage;
    for (int j = 0; j < n; ++j) {
        leakage.push_back(Ball::of(scenario.leakage[scenario.leakage.size() == 1 ? 0 : static_cast<std::size_t>(j)]));
    }
    Ball largest, least = leakage[0];
    for (const Ball& epsilon : leakage) {
        if (certainly_less(largest, epsilon)) largest = epsilon;
        if (certainly_less(epsilon, least)) least = epsilon;
    }

    // Section 5 of the theory's README.
    const Ball fibre = exp(-log(Ball(10)) * Ball::of(scenario.attenuation_db_per_km) * Ball::of(scenario.fibre_km) / Ball(10));
    const Ball eta = Ball::of(scenario.efficiency) * fibre;
    const Ball dark = Ball::of(scenario.dark_count_probability);
    const auto click = [&](const Ball& t) {
        return eta * t * (Ball(1) - dark) + (Ball(1) - eta) * dark * (Ball(1) - dark) +
               (eta * dark + (Ball(1) - eta) * dark * dark) * half;
    };
    const Ball m = Ball::of(scenario.misalignment_rad);
    std::vector<Clicks> x, z;
    for (const Ket& ket : kets) {
        const Ket arriving = {cos(m) * ket[0] - sin(m) * ket[1], sin(m) * ket[0] + cos(m) * ket[1]};
        x.push_back({click(square(arriving[0] + arriving[1]) * half), click(square(arriving[0] - arriving[1]) * half)});
        z.push_back({click(square(arriving[0])), click(square(arriving[1]))});
    }

    PlanarBounds result;
    result.yield = (z[0][0] + z[0][1] + z[1][0] + z[1][1]) * half;
    result.bit_error_rate = (z[0][1] + z[1][0]) / (Ball(2) * result.yield);
    result.repeaterless = -log1p(-fibre) / log(Ball(2));
    result.correction = Ball::of(scenario.error_correction_efficiency);

    const Relation relation = solve_relation(kets);
    Ball linear, known, reference_error, target_total = result.yield, reference_total, nu(1), nu_reference;
    for (int d = 0; d < 2; ++d) {
        for (int j = 0; j < n; ++j) {
            const Ball& c = relation.c[d][j];
            linear += c * x[j][1 - d];
            if (positive(c)) {
                reference_error += c * x[j][1 - d];
                reference_total += c * (x[j][0] + x[j][1]);
                nu_reference += c;
            } else {
                known += -c * x[j][1 - d];
                target_total += -c * (x[j][0] + x[j][1]);
                nu += -c;
            }
        }
    }
    require(vanishes(target_total - reference_total) && vanishes(nu - nu_reference), "the totals differ");
    const auto capped = [&](const Ball& e) { return smaller(e, half); };
    if (!positive(largest)) result.loss_tolerant = capped(linear / result.yield);

    Rows rows;
    for (int d = 0; d < 2; ++d) add_rows(kets, relation.c[d], Ball(d == 0 ? 1 : -1) * relation.turn, rows);
    const Ball d2 = distance_square(kets, leakage, rows);
    const Ball coin = target_total * angle_step(reference_error / reference_total, d2, target_total) - known;
    const Ball technique = nu * angle_step(reference_error / nu, d2, nu) - known;
    result.loss_tolerant_coin = capped(coin / result.yield);
    result.reference_technique = capped(technique / result.yield);

    if (n == 4) {
        Ball flaws2(4);
        for (int signs = 0; signs < 8; ++signs) {
            const Ball s1((signs & 1) != 0 ? -1 : 1), s2((signs & 2) != 0 ? -1 : 1), s3((signs & 4) != 0 ? -1 : 1);
            Ball sum;
            for (int a = 0; a < 2; ++a) {
                sum += square((kets[0][a] + s1 * kets[1][a]) * half - s2 * kets[2][a] / sqrt(Ball(2)));
                sum += square((kets[0][a] - s1 * kets[1][a]) * half + s3 * kets[3][a] / sqrt(Ball(2)));
            }
            flaws2 = smaller(flaws2, sum);
        }
        const Ball flaws = vanishes(flaws2) ? Ball(0) : sqrt(flaws2);
        const Ball distance = sqrt(Ball(1) - largest) * flaws + Ball(2) * sqrt(largest);
        const Ball x_error_rate = (x[2][1] + x[3][0]) / (Ball(2) * result.yield);
        result.quantum_coin = capped(angle_step(x_error_rate, square(distance), result.yield));
    } else {
        const Ket u = {(kets[0][0] + relation.turn * kets[1][0]) * half, (kets[0][1] + relation.turn * kets[1][1]) * half};
        const Ball s = sqrt(square(u[0]) + square(u[1]));
        if (vanishes(determinant(u, kets[2]))) {
            const std::array<Ball, 3> weights = {half, half, s};
            Ball rho;
            for (int j = 0; j < 3; ++j) {
                const Ball kept = sqrt(Ball(1) - least) + sqrt(Ball(1) - leakage[j]);
                rho += weights[j] * (sqrt(leakage[j]) + (leakage[j] - least) / kept);
            }
            rho = smaller(rho, sqrt(largest) * (Ball(1) + s));
            const Ball y0 = (x[0][0] + x[1][0]) * half;
            result.three_state_form = capped(three_state(s, rho, y0, x[2]) / result.yield);
        }
    }
    return result;
}

Ball PlanarBounds::key_rate(const Ball& phase_error_rate) const {
    return yield * (Ball(1) - exact_entropy(phase_error_rate) - correction * exact_entropy(bit_error_rate));
}

}  // namespace keybound::test
