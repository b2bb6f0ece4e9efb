#include "keybound/finite/tails.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

// (1 + r) ln(1 + r) - r, not above it. For small r the terms cancel; there the alternating series is cut after a negative term.
double chernoff_rate_below(double r) {
    if (r < 0.03) {  // the first term left out, r^12/132, is positive
        double sum = 0.0;
        for (int n = 11; n >= 2; --n) sum = (n % 2 == 0 ? 1.0 : -1.0) / (n * (n - 1.0)) + r * sum;
        return rounding::down(r * r * sum, 24);
    }
    const double product = (1.0 + r) * std::log1p(r);
    return rounding::down(product - r, 8, product + r);
}

// The a of Kato's line that is best at `predicted` (arXiv:2002.04357; this solution is that of arXiv:1910.11407).
// Numerically delicate, but any a is valid: an inaccurate one only makes the line less tight.
double best_kato_a(double trials, double predicted, double exponent) {
    const double n = trials;
    const double l = -exponent;
    const double root = std::sqrt(n);
    const double spread = predicted * (n - predicted);
    const double curvature = 9.0 * spread - 2.0 * n * l;
    const double numerator = 72.0 * root * spread * l - 16.0 * n * root * l * l +
                             9.0 * std::sqrt(2.0) * (n - 2.0 * predicted) * n * std::sqrt(-l * curvature);
    return 3.0 * numerator / (4.0 * (9.0 * n - 8.0 * l) * curvature);
}

}  // namespace

double shared_exponent(double failure, int events) {
    const double own = std::log(failure);
    const double share = std::log(static_cast<double>(events));
    return rounding::up(share - own, 4, share + std::fabs(own));
}

double thinned_at_most(double count, double kept, double exponent) {
    const double bound = rounding::up(kept * count + std::sqrt(0.5 * count * exponent), 8);
    return count <= bound ? count : bound;  // NaN stays NaN
}

double thinned_at_least(double count, double kept, double exponent) {
    const double mean = kept * count;
    const double deviation = std::sqrt(0.5 * count * exponent);
    const double bound = rounding::down(mean - deviation, 8, mean + deviation);
    return bound <= 0.0 ? 0.0 : bound;
}

double unthinned_at_most(double thinned, double kept, double exponent) {
    const double half = 0.5 * exponent;
    const double root = (std::sqrt(half) + std::sqrt(half + 4.0 * kept * thinned)) / (2.0 * kept);
    return rounding::up(root * root, 24);
}

double independent_at_most(double mean, double exponent) {
    if (mean == 0.0) return 0.0;
    const double raised = std::fmax(mean, 1e-300);  // a larger mean is safe, and keeps 1 + r finite
    const double wanted = rounding::up(exponent / raised, 4);
    if (!(mean > 0.0 && wanted > 0.0 && std::isfinite(wanted))) return std::numeric_limits<double>::quiet_NaN();
    // The rate is convex and this r, from Bernstein's inequality, is not below the root: Newton's steps come down to it.
    double r = wanted / 3.0 + std::hypot(wanted / 3.0, std::sqrt(2.0 * wanted));
    for (int step = 0; step < 60; ++step) {
        const double next = r - (chernoff_rate_below(r) - wanted) / std::log1p(r);
        if (!(next < r && next > 0.0)) break;
        r = next;
    }
    for (double push = 0x1p-50; !(chernoff_rate_below(r) >= wanted); push *= 2.0) {
        if (!(push < 1.0)) return std::numeric_limits<double>::quiet_NaN();
        r *= 1.0 + push;
    }
    return rounding::up(raised * (1.0 + r), 4);
}

double Line::above(double x) const { return rounding::up(slope * x + offset, 4); }

double Line::below(double x) const {
    const double scaled = slope * x;
    const double bound = rounding::down(scaled - offset, 4, scaled + offset);
    return bound <= 0.0 ? 0.0 : bound;
}

Line azuma_line(Bounded /*what*/, double trials, double exponent) {
    return {1.0, rounding::up(std::sqrt(2.0 * trials * exponent), 8)};
}

double kato_parameter(Bounded what, double trials, double predicted, double exponent) {
    const double place = std::fmin(std::fmax(predicted, 0.0), trials);
    const double a = best_kato_a(trials, what == Bounded::sum_from_above ? place : trials - place, exponent);
    return a / std::sqrt(trials);
}

// With x = count/n, and a, b in units of sqrt n: sum - count < n (b + a (2 x - 1)) fails with probability at most
// exp(-exponent) if 2 n (b^2 - a^2)/g^2 = exponent, g = 1 + 4 a/3. Event and non-event exchanged: count - sum < n (b + a (1 - 2
// x)). What cancels in the formulas of the literature is b - |a|; here it is formed as (b^2 - a^2)/(b + |a|).
Line kato_line_of(Bounded what, double trials, double parameter, double exponent) {
    // Any a is valid; beyond 0.49 the slope would come near zero, where a bound on the count says nothing about the sum.
    const double a = parameter > -0.49 ? std::fmin(parameter, 1.0) : -0.49;
    const double g = rounding::up(1.0 + 4.0 * a / 3.0, 4, 3.0);
    const double squares = rounding::up(0.5 * exponent / trials * g * g, 8);
    const double gap = rounding::up(squares / (std::fabs(a) + std::sqrt(a * a + squares)), 16);
    const double slope = 1.0 + 2.0 * a;
    if (what == Bounded::sum_from_above) return {rounding::up(slope, 2), rounding::up((gap + (std::fabs(a) - a)) * trials, 8)};
    const double offset = rounding::up((gap + (std::fabs(a) + a)) * trials, 8);
    if (what == Bounded::sum_from_below) return {rounding::down(slope, 2), offset};
    const double least = rounding::down(slope, 2);
    return {rounding::up(1.0 / least, 2), rounding::up(offset / least, 2)};
}

Line kato_line(Bounded what, double trials, double predicted, double exponent) {
    return kato_line_of(what, trials, kato_parameter(what, trials, predicted, exponent), exponent);
}

// exp(-t count + (1 - exp(-t)) sum) and exp(t count - (exp(t) - 1) sum) are supermartingales for every t > 0.
Line tilted_line(Bounded what, double predicted, double exponent) {
    const double t = std::sqrt(2.0 * exponent / std::fmax(predicted, 0.1 * exponent));
    switch (what) {
        case Bounded::sum_from_above:
            return {rounding::up(t / -std::expm1(-t), 8), rounding::up(exponent / -std::expm1(-t), 8)};
        case Bounded::sum_from_below:
            return {rounding::down(t / std::expm1(t), 8), rounding::up(exponent / std::expm1(t), 8)};
        case Bounded::count_from_above:
            break;
    }
    return {rounding::up(std::expm1(t) / t, 8), rounding::up(exponent / t, 8)};
}

Line tighter_line(Bounded what, double trials, double predicted, double exponent) {
    const Line kato = kato_line(what, trials, predicted, exponent);
    const Line tilted = tilted_line(what, predicted, exponent);
    const double place = std::fmax(predicted, 0.0);
    if (what == Bounded::sum_from_below) return kato.below(place) > tilted.below(place) ? kato : tilted;
    return kato.above(place) < tilted.above(place) ? kato : tilted;
}

}  // namespace keybound
