// The constructions behind the upper bounds on keys from isotropic states, as matrices: product decompositions, what may be
// taken out of a state, explicit separable states, entanglement swapping.
#include <gtest/gtest.h>

#include "attack/entangled.hpp"
#include "keybound/protocol/entanglement.hpp"
#include "keybound/rate/evaluate.hpp"

namespace keybound::test {
namespace {

struct Size {
    int d, parties;
};

// Eq. (9) of arXiv:2603.06400 claims that there is a decomposition; this is one (docs/theory/convex-combination.md, 2).
TEST(ProductDecomposition, IsTheSeparableIsotropicState) {
    const std::vector<std::pair<Size, std::size_t>> cases = {{{2, 2}, 5},  {{3, 2}, 12}, {{4, 2}, 31},
                                                             {{2, 3}, 11}, {{3, 3}, 84}, {{2, 5}, 83}};
    for (const auto& [size, vectors] : cases) {
        const auto terms = product_decomposition(size.d, size.parties);
        EXPECT_EQ(terms.size(), vectors) << size.d << size.parties;
        double weight = 0.0;
        for (const ProductTerm& term : terms) {
            EXPECT_GT(term.weight, 0.0);
            weight += term.weight;
            for (const ComplexVector& ket : term.kets) EXPECT_NEAR(ket.norm(), 1.0, 1e-15);
        }
        EXPECT_NEAR(weight, 1.0, 1e-14);
        const double error = (mixture(terms) - separable_isotropic(size.d, size.parties)).cwiseAbs().maxCoeff();
        EXPECT_LT(error, 1e-14) << size.d << size.parties;
    }
}

TEST(ProductDecomposition, IsTheLargestSeparableShareOfAnIsotropicState) {
    const int d = 3, parties = 2;
    const double v = 0.55, others = 3.0, q = (1.0 + others) * (1.0 - v) / others;
    const ComplexMatrix sum = (1.0 - q) * projector(ghz(d, parties)) + q * separable_isotropic(d, parties);
    EXPECT_LT((sum - isotropic(d, parties, v)).cwiseAbs().maxCoeff(), 1e-15);
}

// Outcomes of N - 1 parties in bases of their own, with what is left of the last party: a state of product flags that has the
// statistics of GHZ and nowhere more than 1/d.
ComplexMatrix measured_ghz(const std::vector<Measurement>& bases, int d) {
    const int parties = static_cast<int>(bases.size()) + 1;
    const ComplexMatrix state = projector(ghz(d, parties));
    ComplexMatrix result = ComplexMatrix::Zero(state.rows(), state.cols());
    const Table outcomes = empty_table(bases);
    for (std::size_t cell = 0; cell < outcomes.p.size(); ++cell) {
        const std::vector<int> a = outcomes.outcome(cell);
        const ComplexVector ket = outcome_ket(bases, a);
        const ComplexMatrix pick = kron(ComplexMatrix(ket.adjoint()), ComplexMatrix(identity(d)));
        result += kron(projector(ket), ComplexMatrix(pick * state * pick.adjoint()));
    }
    return result;
}

TEST(HiddenProductStates, MayBeTakenOutOfTheNoise) {
    Random random(41);
    for (const Size size : {Size{2, 2}, Size{3, 2}, Size{4, 2}, Size{2, 3}, Size{3, 3}, Size{2, 4}}) {
        for (int i = 0; i < samples(8); ++i) {
            std::vector<Measurement> bases;
            for (int j = 1; j < size.parties; ++j) bases.push_back(random_measurement(random, size.d, size.d));
            const ComplexMatrix known = measured_ghz(bases, size.d);
            const double v = uniform(random, 0.0, 1.0), others = power(size.d, size.parties - 1);
            const ComplexMatrix rest = isotropic(size.d, size.parties, v) - (1.0 - v) / others * known;
            EXPECT_GT(least_eigenvalue(rest), -1e-14);
            EXPECT_NEAR(known.trace().real(), 1.0, 1e-13);
            bases.push_back(random_measurement(random, size.d, size.d + 2));
            const Table with = born(known, bases), without = born(ghz(size.d, size.parties), bases);
            for (std::size_t cell = 0; cell < with.p.size(); ++cell) EXPECT_NEAR(with.p[cell], without.p[cell], 1e-14);
        }
    }
}

std::string entanglement(int d, int parties, double v, double leak) {
    return "protocol.name = \"entanglement\"\nstate = { dimension = " + std::to_string(d) +
           ", parties = " + std::to_string(parties) + ", visibility = " + std::to_string(v) +
           " }\nleak.probability = " + std::to_string(leak) + "\n";
}

double ceiling(const std::string& toml, const std::string& proof) {
    for (const Bound& bound : evaluate(parse_scenario(toml)).bounds) {
        if (bound.proof->name == proof) return bound.rate_bits_per_pulse.value();
    }
    throw std::runtime_error("no row " + proof);
}

// docs/theory/relative-entropy-of-entanglement-plus.md, 3: for d > 2 what is left is not isotropic; the separable state is.
TEST(SeparableState, GivesTheClosedFormInMatchedBases) {
    Random random(42);
    int meaningful = 0;
    for (int i = 0; i < samples(40); ++i) {
        const int d = 2 + i % 4;
        const double v = 0.001 * std::round(uniform(random, 300.0, 999.0)),
                     leak = 0.01 * std::round(uniform(random, 0.0, 90.0));
        const double u = (1.0 - v) / (d * d);
        ComplexMatrix diagonal = ComplexMatrix::Zero(d * d, d * d);
        for (int k = 0; k < d; ++k) diagonal(k * d + k, k * d + k) = 1.0;
        const ComplexMatrix off = identity(d * d) - diagonal, phi = projector(ghz(d, 2));
        const ComplexMatrix tau = (1.0 - leak) * (v * phi + u * diagonal) + u * off;
        const double total = tau.trace().real(), fidelity = (1.0 - leak) * (v + u), f = fidelity / total;
        const double closed = ceiling(entanglement(d, 2, v, leak), "relative-entropy-of-entanglement-plus");
        if (f <= 1.0 / d) {
            EXPECT_EQ(closed, 0.0);
            continue;
        }
        const double b = (1.0 - leak) * u / total, c = u / total, k = (1.0 - 1.0 / d) / (1.0 - f);
        const ComplexMatrix sigma = phi / d + k * (b * (diagonal - phi) + c * off);
        EXPECT_NEAR(sigma.trace().real(), 1.0, 1e-13);
        // sigma is a mixture of product vectors
        const ComplexMatrix products = k * c * d * d * mixture(phase_states(d, 2)) + k * b * d * mixture(diagonal_states(d, 2));
        EXPECT_LT((sigma - products).cwiseAbs().maxCoeff(), 5e-14);
        EXPECT_NEAR(relative_entropy(tau, sigma), closed, 1e-12) << d << ' ' << v << ' ' << leak;
        ++meaningful;
    }
    EXPECT_GE(meaningful, samples(40) / 3);
}

// Without leaks: any cut of N parties has the relative entropy that the row says, by a separable state across that cut.
TEST(SeparableState, GivesTheClosedFormAcrossACut) {
    for (const Size size : {Size{2, 3}, Size{3, 3}, Size{2, 4}}) {
        const double v = 0.7, u = (1.0 - v) / power(size.d, size.parties);
        const int n = power(size.d, size.parties), side = n / size.d;  // the last party against the others
        ComplexMatrix inside = ComplexMatrix::Zero(n, n), diagonal = inside;
        const int step = (n - 1) / (size.d - 1), short_step = (side - 1) / (size.d - 1);
        for (int i = 0; i < size.d; ++i) {
            diagonal(i * step, i * step) = 1.0;
            for (int j = 0; j < size.d; ++j) inside(i * short_step * size.d + j, i * short_step * size.d + j) = 1.0;
        }
        const ComplexMatrix phi = projector(ghz(size.d, size.parties)), rho = isotropic(size.d, size.parties, v);
        const double x = v + u, weight = v + size.d * size.d * u, k = (1.0 - 1.0 / size.d) / (1.0 - x / weight) * u;
        const ComplexMatrix sigma = weight / size.d * phi + k * (inside - phi) + u * (identity(n) - inside);
        // inside the cut's two d-dimensional spaces it is at the edge of the separable isotropic states; outside it is diagonal
        EXPECT_NEAR(weight / size.d - k, k * size.d, 1e-14);
        EXPECT_NEAR(relative_entropy(rho, sigma),
                    ceiling(entanglement(size.d, size.parties, v, 0.0), "relative-entropy-of-entanglement"), 1e-12);
    }
}

// A Bell measurement that is perfect with probability b between isotropic states of visibilities v1 and v2 leaves one of
// visibility b v1 v2, whatever it reads.
TEST(Swapping, MultipliesVisibilities) {
    for (const int d : {2, 3}) {
        const double v1 = 0.9, v2 = 0.8, b = 0.95;
        const ComplexMatrix both = kron(isotropic(d, 2, v1), isotropic(d, 2, v2));  // Alice, R1, R2, Bob
        const ComplexMatrix bell = b * projector(ghz(d, 2)) + (1.0 - b) / (d * d) * identity(d * d);
        const ComplexMatrix one = identity(d);
        const ComplexMatrix measured = kron(kron(one, bell), one) * both;
        ComplexMatrix ends = ComplexMatrix::Zero(d * d, d * d);
        for (int a = 0; a < d; ++a)
            for (int z = 0; z < d; ++z)
                for (int a2 = 0; a2 < d; ++a2)
                    for (int z2 = 0; z2 < d; ++z2)
                        for (int r = 0; r < d * d; ++r)
                            ends(a * d + z, a2 * d + z2) += measured((a * d * d + r) * d + z, (a2 * d * d + r) * d + z2);
        ends /= ends.trace().real();
        EXPECT_LT((ends - isotropic(d, 2, b * v1 * v2)).cwiseAbs().maxCoeff(), 1e-15);
    }
    Scenario scenario;
    scenario.protocol.name = "entanglement";
    scenario.repeaters.link_visibilities = {0.9, 0.8};
    scenario.repeaters.count = 1.0;
    scenario.repeaters.bell_measurement_visibility = 0.95;
    EXPECT_NEAR(entanglement_link(scenario).shared->visibility, 0.95 * 0.9 * 0.8, 1e-15);
}

}  // namespace
}  // namespace keybound::test
