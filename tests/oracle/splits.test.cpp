// Bounds from splits of a state at given candidates against 80 digits: states, parts and separable operators whose only
// coherence is between |00> and |11>, where logarithms of matrices have closed forms.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "keybound/proof/upper/state_split.hpp"
#include "oracle/ball.hpp"
#include "support/small_states.hpp"

namespace keybound::test {
namespace {

// Entries of |00>, |01>, |10>, |11> and between the first and the last; exact sums of doubles.
struct Cross {
    Ball a, b, c, d, e;

    Ball trace() const { return a + b + c + d; }
    friend Cross operator-(const Cross& x, const Cross& y) { return {x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d, x.e - y.e}; }
};

struct CrossDoubles {
    double a, b, c, d, e;

    SmallMatrix matrix() const {
        SmallMatrix m = SmallMatrix::Zero(4, 4);
        m(0, 0) = a;
        m(1, 1) = b;
        m(2, 2) = c;
        m(3, 3) = d;
        m(0, 3) = m(3, 0) = e;
        return m;
    }
    Cross exact() const { return {Ball::of(a), Ball::of(b), Ball::of(c), Ball::of(d), Ball::of(e)}; }
    friend CrossDoubles operator+(const CrossDoubles& x, const CrossDoubles& y) {
        return {x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d, x.e + y.e};
    }
};

// Multiples of 2^-40: sums of a few are exact.
double grid(double x) { return std::ldexp(std::round(std::ldexp(x, 40)), -40); }

CrossDoubles random_cross(Random& random, double weight, double coherence) {
    CrossDoubles x{};
    x.a = grid(weight * uniform(random, 0.05, 0.3));
    x.b = grid(weight * uniform(random, 0.01, 0.2));
    x.c = grid(weight * uniform(random, 0.01, 0.2));
    x.d = grid(weight * uniform(random, 0.05, 0.3));
    x.e = grid(coherence * std::sqrt(x.a * x.d) * uniform(random, -0.95, 0.95));
    return x;
}

Ball plogp(const Ball& p) { return certainly_less(Ball(0), p) ? p * log(p) / log(Ball(2)) : Ball(0); }

struct Eigenvalues {
    Ball high, low;
};

Eigenvalues of_block(const Cross& x) {
    const Ball middle = (x.a + x.d) / Ball(2), half = (x.a - x.d) / Ball(2), root = sqrt(half * half + x.e * x.e);
    return {middle + root, middle - root};
}

// Tr S log2 Z: on the block, ln Z = p + q Z with p + q z = ln z at both eigenvalues.
Ball trace_with_logarithm(const Cross& s, const Cross& z) {
    const Eigenvalues at = of_block(z);
    const Ball q = (log(at.high) - log(at.low)) / (at.high - at.low), p = log(at.high) - q * at.high;
    const Ball block = p * (s.a + s.d) + q * (s.a * z.a + s.d * z.d + Ball(2) * s.e * z.e);
    return (block + s.b * log(z.b) + s.c * log(z.c)) / log(Ball(2));
}

Ball relative_entropy(const Cross& s, const Cross& z) {
    const Eigenvalues of_s = of_block(s);
    const Ball minus_entropy = plogp(of_s.high) + plogp(of_s.low) + plogp(s.b) + plogp(s.c);
    return minus_entropy - trace_with_logarithm(s, z) + (z.trace() - s.trace()) / log(Ball(2));
}

Ball correlations(const std::vector<Ball>& p) {
    return plogp(p[0]) + plogp(p[1]) + plogp(p[2]) + plogp(p[3]) + plogp(p[0] + p[1] + p[2] + p[3]) - plogp(p[0] + p[1]) -
           plogp(p[2] + p[3]) - plogp(p[0] + p[2]) - plogp(p[1] + p[3]);
}

TEST(Splits, AreSafeAndCloseTo80Digits) {
    Random random(91);
    double worst = 0.0;
    int positive = 0;
    for (int i = 0; i < samples(400); ++i) {
        const double share = i % 3 == 0 ? log_uniform(random, 1e-7, 1.0) : uniform(random, 0.1, 0.9);
        const CrossDoubles part = random_cross(random, share, 1.0);
        CrossDoubles rest = random_cross(random, 1.0 - 0.99 * share, 1.0);
        rest.b += grid(1.0 - (part + rest).matrix().trace().real());
        if (rest.b < 0.0) continue;
        // separable: the coherence is at most sqrt(b c)
        CrossDoubles z = random_cross(random, share * uniform(random, 0.5, 2.0), 1.0);
        z.e = grid(std::clamp(z.e, -0.99 * std::sqrt(z.b * z.c), 0.99 * std::sqrt(z.b * z.c)));
        if (!(std::fabs(z.e) > 0.0)) continue;
        const double leak = i % 4 == 0 ? 0.0 : grid(uniform(random, 0.0, 0.9));
        const MeasuredState measured = measured_state((part + rest).matrix(), {2, 2},
                                                      {{"ZZ", {computational_elements(2), computational_elements(2)}}}, leak);
        const SupportedState state = supported(measured);
        const SplitProblem problem = split_problem(measured, state, measured.settings[0]);
        SplitCandidate candidate;
        candidate.flagged = state.vectors.adjoint() * part.matrix() * state.vectors;
        candidate.separable.matrix = z.matrix();
        const CrossDoubles whole = part + rest;
        const double all[4] = {whole.a, whole.b, whole.c, whole.d};
        const Cross unflagged = rest.exact();
        std::vector<Ball> cells = {unflagged.a, unflagged.b, unflagged.c, unflagged.d};
        for (std::size_t a = 0; a < 4; ++a) {
            candidate.forgotten.push_back(leak * all[a] * uniform(random, 0.0, 0.999));
            cells[a] = (Ball(1) - Ball::of(leak)) * cells[a] + Ball::of(candidate.forgotten[a]);
        }
        // the multiple of 1 is separable as well: 2 Tr S
        const Cross s = part.exact();
        const double flagged = std::min(relative_entropy(s, z.exact()).to_double(), 2.0 * s.trace().to_double());
        const Ball entropy = relative_entropy(s, z.exact());
        const bool by_candidate = flagged == entropy.to_double();
        const double bound = conclude_split(problem, candidate).value;
        const Ball exact = correlations(cells) + (Ball(1) - Ball::of(leak)) * (by_candidate ? entropy : Ball(2) * s.trace());
        EXPECT_TRUE(certainly_at_most(exact, Ball::of(bound))) << i;
        const double distance = (Ball::of(bound) - exact).to_double();
        EXPECT_LE(distance, 5e-8) << i;
        worst = std::max(worst, distance);
        positive += exact.to_double() > 0.01 ? 1 : 0;
    }
    EXPECT_GE(positive, samples(400) / 4);
    RecordProperty("largest distance", fmt::format("{:.3g}", worst));
}

}  // namespace
}  // namespace keybound::test
