#include "oracle/exact_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace keybound::test {

namespace {

const Ball half = Ball(1) / Ball(2);

Ball square(const Ball& a) { return a * a; }

// sin^2(min(angle, pi/2))
Ball capped_sine_square(const Ball& angle) { return certainly_less(angle, Ball::pi() * half) ? square(sin(angle)) : Ball(1); }

}  // namespace

std::string toml_of(const ExactScenario& s) {
    return fmt::format(R"(
[protocol]
name = "{}"
[source]
modulation_error_rad = {}
leakage = {}
[channel]
fibre_km = {}
attenuation_db_per_km = {}
[detector]
efficiency = {}
dark_count_probability = {}
[processing]
error_correction_efficiency = {}
)",
                       s.settings == 4 ? "bb84" : "three-state", s.modulation_error_rad, s.leakage, s.fibre_km,
                       s.attenuation_db_per_km, s.efficiency, s.dark_count_probability, s.error_correction_efficiency);
}

Ball exact_entropy(const Ball& p) { return -(p * log(p) + (Ball(1) - p) * log1p(-p)) / log(Ball(2)); }

Ball gram_value_from_below(const std::array<std::array<Ball, 4>, 4>& v) {
    // Block-coordinate ascent, each unit vector in turn along what pulls at it. Midpoints only; the last line judges.
    std::array<std::array<Ball, 4>, 4> u;
    for (int j = 0; j < 4; ++j) {
        for (int a = 0; a < 4; ++a) u[j][a] = v[j][a].midpoint() + (a == j ? Ball(1) : Ball(0));
    }
    for (int sweep = 0; sweep < 4000; ++sweep) {
        double change = 0.0;
        for (int j = 0; j < 4; ++j) {
            std::array<Ball, 4> pull;
            Ball norm;
            for (int a = 0; a < 4; ++a) {
                for (int k = 0; k < 4; ++k) {
                    if (k != j) pull[a] += v[j][k] * u[k][a];
                }
                norm += square(pull[a]);
            }
            norm = sqrt(norm);
            for (int a = 0; a < 4; ++a) {
                const Ball next = (pull[a] / norm).midpoint();
                change += std::fabs((next - u[j][a]).to_double());
                u[j][a] = next;
            }
        }
        if (change < 1e-40) break;
    }
    Ball value;
    for (int j = 0; j < 4; ++j) {
        for (int k = 0; k < 4; ++k) {
            Ball product, norm_j, norm_k;
            for (int a = 0; a < 4; ++a) {
                product += u[j][a] * u[k][a];
                norm_j += square(u[j][a]);
                norm_k += square(u[k][a]);
            }
            value += v[j][k] * product / sqrt(norm_j * norm_k);
        }
    }
    return value;
}

ExactBounds::ExactBounds(const ExactScenario& scenario)
    : settings_(scenario.settings),
      flawless_(scenario.modulation_error_rad == "0"),
      delta_(Ball::of(scenario.modulation_error_rad)),
      epsilon_(Ball::of(scenario.leakage)),
      dark_(Ball::of(scenario.dark_count_probability)),
      correction_(Ball::of(scenario.error_correction_efficiency)),
      kappa_pi_(Ball::pi() + delta_) {
    const Ball db = Ball::of(scenario.attenuation_db_per_km) * Ball::of(scenario.fibre_km);
    eta_ = exp(-db / Ball(10) * log(Ball(10)));
    const Ball seen = eta_ * Ball::of(scenario.efficiency);
    const Ball none = square(Ball(1) - dark_) * (Ball(1) - seen);
    yield_ = Ball(1) - none;
    const std::array<int, 4> quarters = {0, 2, 1, 3};
    for (int j = 0; j < 4; ++j) {
        const Ball theta = kappa_pi_ * Ball(quarters[j]) / Ball(4);
        kets_[j] = {cos(theta), sin(theta)};
        const Ball plus = (Ball(1) + sin(theta + theta)) * half;
        const Ball dark_pair = (Ball(1) - seen) * dark_ * (Ball(1) - dark_);
        const Ball both = (seen * dark_ + (Ball(1) - seen) * square(dark_)) * half;
        const auto clicks = [&](const Ball& t) { return seen * t * (Ball(1) - dark_) + dark_pair + both; };
        x_[j] = {clicks(plus), clicks(Ball(1) - plus)};
        z_[j] = {clicks(square(kets_[j][0])), clicks(square(kets_[j][1]))};
    }
}

Ball ExactBounds::bit_error_rate() const { return (z_[0][1] + z_[1][0]) / (Ball(2) * yield_); }

// Curras-Lorenzo et al. (2025), Eq. (9), for four settings; for three: |u_+><u_+| + |u_-><u_-| = (rho_0Z + rho_1Z)/2.
ExactBounds::Weights ExactBounds::weights() const {
    Weights w;
    const Ball c = flawless_ ? Ball(0) : cos(kappa_pi_ * half);
    const Ball q = (Ball(1) - c) * half;
    const Ball s = sqrt(Ball(1) - q);
    w.reference[0][2] = Ball(1) - q;
    if (settings_ == 3) {
        w.reference[1][0] = w.reference[1][1] = half;
        w.target[1][2] = Ball(1) - q;
        w.nu = Ball(2) - q;
        w.distance_square = Ball(2) * epsilon_ * square(Ball(1) + s);
        return w;
    }
    std::array<Ball, 4> minus;
    minus[0] = -q * c / (cos(kappa_pi_) - c);
    minus[1] = q * c / (c - Ball(1));
    minus[3] = flawless_ ? half : q * (Ball(1) + c) / (c - cos(kappa_pi_));
    if (flawless_) {
        w.reference[1][3] = half;
        w.nu = Ball(1);
        w.distance_square = Ball(4) * epsilon_;
        return w;
    }
    const int negative = certainly_less(minus[0], Ball(0)) ? 0 : 1;
    const int positive = 1 - negative;
    w.target[1][negative] = -minus[negative];
    w.reference[1][positive] = minus[positive];
    w.reference[1][3] = minus[3];
    w.nu = Ball(1) + w.target[1][negative];

    // Rows: the three kets of Alice's register beside the psi_j. For D = 1 target = W reference with a 2 x 2 rotation W.
    std::array<std::array<Ball, 4>, 3> rows;
    rows[0] = {half, half, -s, Ball(0)};
    const Ball root_a = sqrt(w.target[1][negative]), root_r = sqrt(w.reference[1][positive]), root_x = sqrt(minus[3]);
    const auto& k = kets_;
    const std::array<std::array<Ball, 2>, 2> t = {
        {{(k[0][0] - k[1][0]) * half, (k[0][1] - k[1][1]) * half}, {root_a * k[negative][0], root_a * k[negative][1]}}};
    const std::array<std::array<Ball, 2>, 2> r = {
        {{root_r * k[positive][0], root_r * k[positive][1]}, {root_x * k[3][0], root_x * k[3][1]}}};
    const Ball determinant = r[0][0] * r[1][1] - r[0][1] * r[1][0];
    const std::array<std::array<Ball, 2>, 2> inverse = {
        {{r[1][1] / determinant, -r[0][1] / determinant}, {-r[1][0] / determinant, r[0][0] / determinant}}};
    rows[1] = {half, -half, Ball(0), Ball(0)};
    rows[2][negative] = root_a;
    for (int i = 0; i < 2; ++i) {
        const Ball to_positive = t[i][0] * inverse[0][0] + t[i][1] * inverse[1][0];
        const Ball to_x = t[i][0] * inverse[0][1] + t[i][1] * inverse[1][1];
        rows[1 + i][positive] = rows[1 + i][positive] - to_positive * root_r;
        rows[1 + i][3] = rows[1 + i][3] - to_x * root_x;
    }
    std::array<std::array<Ball, 4>, 4> v;
    for (int j = 0; j < 4; ++j) {
        for (int l = 0; l < 4; ++l) {
            for (const auto& row : rows) v[j][l] += row[j] * row[l];
        }
    }
    static std::map<double, Ball> known;  // depends on delta alone
    const auto [found, fresh] = known.try_emplace(delta_.to_double());
    if (fresh) found->second = gram_value_from_below(v);
    w.distance_square = epsilon_ * found->second;
    return w;
}

// T_e <= share [(1 + mu) R_e + (1 + 1/mu) E_e] + (1 - share) [T - R_o/(1 + kappa) + E_o/kappa], written out state by state.
ExactBounds::Tangent ExactBounds::tangent(const Ball& mu, const Ball& share) const {
    const Weights w = weights();
    const Ball rest = Ball(1) - share;
    const Ball weight = share * (Ball(1) + Ball(1) / mu);
    const Ball kappa = rest / weight;
    Tangent result;
    for (int error_of = 0; error_of < 2; ++error_of) {
        const int outcome = 1 - error_of;
        for (int j = 0; j < settings_; ++j) {
            const Ball detected = w.target[0][j] + w.target[1][j] + (j < 2 ? half : Ball(0));
            result.lambda[outcome][j] = share * (Ball(1) + mu) * w.reference[error_of][j] + rest * detected -
                                        rest * w.reference[1 - error_of][j] / (Ball(1) + kappa) - w.target[error_of][j];
        }
    }
    result.source_term = weight * w.distance_square;
    return result;
}

Ball ExactBounds::loss_tolerant() const {
    const Weights w = weights();
    Ball errors;
    for (int d = 0; d < 2; ++d) {
        for (int j = 0; j < settings_; ++j) errors += (w.reference[d][j] - w.target[d][j]) * x_[j][1 - d];
    }
    return errors / yield_;
}

// All states are detected with the same probability: the totals of target and reference are both nu times `per_weight`.
Ball ExactBounds::by_angle(const Weights& w, const Ball& per_weight) const {
    Ball reference_error, known;
    for (int d = 0; d < 2; ++d) {
        for (int j = 0; j < settings_; ++j) {
            reference_error += w.reference[d][j] * x_[j][1 - d];
            known += w.target[d][j] * x_[j][1 - d];
        }
    }
    const Ball total = w.nu * per_weight;
    const Ball sine_square = w.distance_square / (Ball(4) * total);
    if (!certainly_less(sine_square, half)) return Ball(1);
    const Ball angle = asin(sqrt(reference_error / total)) + Ball(2) * asin(sqrt(sine_square));
    return (total * capped_sine_square(angle) - known) / yield_;
}

Ball ExactBounds::loss_tolerant_coin() const { return by_angle(weights(), yield_); }
Ball ExactBounds::reference_technique() const { return by_angle(weights(), Ball(1)); }

Ball ExactBounds::quantum_coin() const {
    const Ball quarter = kappa_pi_ / Ball(4);
    const Ball overlap = (cos(quarter) + sin(quarter) * sin(quarter + quarter)) / sqrt(Ball(2));
    const Ball flaws = flawless_ ? Ball(0) : sqrt(Ball(2) - Ball(2) * overlap);
    const Ball distance = sqrt(Ball(1) - epsilon_) * flaws + Ball(2) * sqrt(epsilon_);
    const Ball sine_square = square(distance) / (Ball(4) * yield_);
    if (!certainly_less(sine_square, half)) return Ball(1);
    const Ball x_error = (x_[2][1] + x_[3][0]) / (Ball(2) * yield_);
    return capped_sine_square(asin(sqrt(x_error)) + Ball(2) * asin(sqrt(sine_square)));
}

Ball ExactBounds::three_state_form() const {
    const Ball c = flawless_ ? Ball(0) : cos(kappa_pi_ * half);
    const Ball s_square = (Ball(1) + c) * half;
    const Ball rho_square = epsilon_ * square(Ball(1) + sqrt(s_square));
    const Ball y0 = (x_[0][0] + x_[1][0]) * half;
    const Ball r0_square = s_square * x_[2][0], r1_square = s_square * x_[2][1];
    if (!certainly_less(Ball(0), epsilon_)) return (y0 + r1_square - r0_square) / yield_;
    const auto value = [&](const Ball& mu) {
        return y0 + mu * rho_square + mu * r1_square / (mu - Ball(1)) - mu * r0_square / (mu + Ball(1));
    };
    const auto slope = [&](const Ball& mu) {
        return rho_square - r1_square / square(mu - Ball(1)) - r0_square / square(mu + Ball(1));
    };
    Ball low = Ball(1), high = Ball(2);
    while (certainly_less(slope(high), Ball(0))) high = high + high;
    for (int step = 0; step < 240; ++step) {
        const Ball middle = ((low + high) * half).midpoint();
        (certainly_less(slope(middle), Ball(0)) ? low : high) = middle;
    }
    return value(high) / yield_;  // convex in mu, and stationary here to 70 digits
}

Ball ExactBounds::key_rate(const Ball& phase_error_rate) const {
    return yield_ * (Ball(1) - exact_entropy(phase_error_rate) - correction_ * exact_entropy(bit_error_rate()));
}

Ball ExactBounds::repeaterless() const { return -log1p(-eta_) / log(Ball(2)); }

}  // namespace keybound::test
