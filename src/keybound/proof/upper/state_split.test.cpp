#include "keybound/proof/upper/state_split.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/proof/upper/state_split_programme.hpp"
#include "support/eigensystem.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::measured_state;
using test::Random;
using test::uniform;

constexpr double infinity = std::numeric_limits<double>::infinity();
const double not_a_number = std::nan("");

double plogp(double x) { return x > 0.0 ? x * std::log2(x) : 0.0; }

// F of a table of two parties.
double correlations(const std::vector<double>& p, int columns) {
    double total = 0.0, sum = 0.0;
    std::vector<double> rows(p.size() / columns, 0.0), cols(columns, 0.0);
    for (std::size_t a = 0; a < p.size(); ++a) {
        total += p[a];
        sum += plogp(p[a]);
        rows[a / columns] += p[a];
        cols[a % columns] += p[a];
    }
    sum += plogp(total);
    for (const double x : rows) sum -= plogp(x);
    for (const double x : cols) sum -= plogp(x);
    return sum;
}

SplitProblem problem_of(const MeasuredState& measured) {
    return split_problem(measured, supported(measured), measured.settings[0]);
}

SmallMatrix weights_of(const SupportedState& state) {
    SmallMatrix w = SmallMatrix::Zero(state.rank(), state.rank());
    for (int i = 0; i < state.rank(); ++i) w(i, i) = state.weights(i);
    return w;
}

SplitCandidate nothing_flagged(const SplitProblem& problem) {
    SplitCandidate candidate;
    candidate.flagged = SmallMatrix::Zero(problem.state.rank(), problem.state.rank());
    candidate.forgotten.assign(problem.seen.size(), 0.0);
    return candidate;
}

TEST(Supported, LeavesOutWhatIsZeroToRounding) {
    const MeasuredState measured = measured_state(test::amplitude_damped(0.2), {2, 2}, {});
    const SupportedState state = supported(measured);
    EXPECT_EQ(state.rank(), 2);
    const SmallMatrix again = state.vectors * weights_of(state) * state.vectors.adjoint();
    EXPECT_LT((again - measured.state).norm(), 1e-14);
    EXPECT_GT(state.doubt, 0.0);
    EXPECT_LT(state.doubt, 1e-12);
}

// What is no state must not end as a state without weight, which gives no key.
TEST(Supported, DoubtsWhatIsNoState) {
    SmallMatrix bad = test::noisy_ghz(2, 2, 0.9);
    bad(1, 2) = not_a_number;
    for (const SmallMatrix& matrix :
         {bad, SmallMatrix(SmallMatrix::Zero(4, 4)), SmallMatrix(0.5 * test::noisy_ghz(2, 2, 0.9))}) {
        const SupportedState state = supported(measured_state(matrix, {2, 2}, {}));
        EXPECT_EQ(doubt_in_bits(state.doubt, state.dimensions), infinity);
        EXPECT_EQ(doubt_in_bits(state.doubt_of_parts(), state.dimensions), infinity);
    }
    const SupportedState rounded = supported(measured_state((1.0 - 1e-9) * test::noisy_ghz(2, 2, 0.9), {2, 2}, {}));
    EXPECT_GE(doubt_in_bits(rounded.doubt, {2, 2}), 1e-9 * 2.0 - std::log2(1e-9) * 1e-9);
    EXPECT_LE(doubt_in_bits(rounded.doubt, {2, 2}), 1e-7);
}

Eigen::MatrixXcd root_of(const Eigen::MatrixXcd& matrix) { return test::Eigensystem(matrix).square_root(); }
double trace_norm(const Eigen::MatrixXcd& matrix) { return test::Eigensystem(matrix).eigenvalues().cwiseAbs().sum(); }

// A part of one state is near a part of any other state that is near, also where eigenvalues are tiny.
TEST(Supported, PartsAreNearPartsOfNearStates) {
    Random random(11);
    double closest = 0.0;
    for (int i = 0; i < 60; ++i) {
        Eigen::MatrixXcd rho = test::random_state(random, 4, 1 + i % 4), other = test::random_state(random, 4, 1 + i % 3);
        const double tiny = test::log_uniform(random, 1e-9, 1e-2), mixed = test::log_uniform(random, 1e-9, 1e-3);
        if (i % 2 == 0) rho = (1.0 - tiny) * rho + tiny * Eigen::MatrixXcd(test::random_state(random, 4, 1 + i % 4));
        const Eigen::MatrixXcd near = (1.0 - mixed) * rho + mixed * other;
        const Eigen::MatrixXcd share = test::random_state(random, 4, 4);  // below 1
        const SmallMatrix given = rho;
        SupportedState state = supported(measured_state(given, {2, 2}, {}));
        state.doubt = trace_norm(near - rho);
        const Eigen::MatrixXcd inside = state.vectors * state.vectors.adjoint();
        const Eigen::MatrixXcd kept = inside * share * inside, r = root_of(rho), s = root_of(near);
        const double distance = trace_norm(r * kept * r - s * kept * s);
        EXPECT_LE(distance, state.doubt_of_parts() + 1e-12) << i;
        closest = std::max(closest, distance / state.doubt_of_parts());
    }
    EXPECT_GE(closest, 0.02);
}

TEST(RepairedPart, LiesBetweenZeroAndTheState) {
    Random random(3);
    for (int i = 0; i < 60; ++i) {
        const int n = i % 3 == 0 ? 4 : i % 3 == 1 ? 6 : 9;
        const SupportedState state = supported(measured_state(test::random_state(random, n, 1 + i % n),
                                                              n == 4   ? std::vector<int>{2, 2}
                                                              : n == 6 ? std::vector<int>{2, 3}
                                                                       : std::vector<int>{3, 3},
                                                              {}));
        SmallMatrix candidate =
            std::pow(10.0, uniform(random, -12, 4)) * test::random_state(random, state.rank(), state.rank());
        if (i % 4 == 0) candidate -= SmallMatrix::Identity(state.rank(), state.rank());
        if (i % 5 == 0) candidate(0, state.rank() - 1) += Complex(0.3, 0.2);  // not Hermitian
        const auto t = repaired_part(state, candidate);
        ASSERT_TRUE(t);
        Eigen::MatrixXcd share = *t;
        for (int j = 0; j < state.rank(); ++j) {
            for (int k = 0; k < state.rank(); ++k) share(j, k) /= std::sqrt(state.weights(j) * state.weights(k));
        }
        const test::Eigensystem solver(share);
        EXPECT_GT(solver.eigenvalues().minCoeff(), 0.0);
        EXPECT_LT(solver.eigenvalues().maxCoeff(), 1.0);
    }
}

TEST(RepairedPart, LeavesGoodPartsAlone) {
    Random random(4);
    for (const double tiny : {1e-3, 1e-7, 1e-11, 3e-13}) {
        SmallMatrix rho = SmallMatrix::Zero(4, 4);
        rho(0, 0) = tiny;
        rho(1, 1) = 0.3;
        rho(2, 2) = 0.2;
        rho(3, 3) = 0.5 - tiny;
        const SupportedState state = supported(measured_state(rho, {2, 2}, {}));
        ASSERT_EQ(state.rank(), 4);
        SmallMatrix part = 0.3 * weights_of(state);
        part(1, 2) = part(2, 1) = 0.01;
        const auto t = repaired_part(state, part);
        ASSERT_TRUE(t);
        EXPECT_LT((*t - part).norm(), 1e-14) << tiny;
        EXPECT_NEAR((*t)(0, 0).real() / tiny, 0.3, 1e-12);  // small weights are no worse off
        const auto all = repaired_part(state, weights_of(state));
        EXPECT_LT((*all - weights_of(state)).norm(), 1e-12);
    }
}

TEST(RepairedPart, RefusesWhatIsNoMatrixOfThisSize) {
    const SupportedState state = supported(measured_state(test::noisy_ghz(2, 2, 0.8), {2, 2}, {}));
    SmallMatrix bad = SmallMatrix::Identity(4, 4);
    EXPECT_TRUE(repaired_part(state, bad));
    EXPECT_FALSE(repaired_part(state, SmallMatrix::Identity(3, 3)));
    EXPECT_FALSE(repaired_part(state, SmallMatrix::Zero(4, 3)));
    EXPECT_FALSE(repaired_part(state, SmallMatrix{}));
    for (const double value : {not_a_number, infinity, -infinity, 1e300}) {
        for (const auto& [i, j] : {std::pair{0, 0}, std::pair{2, 1}, std::pair{1, 3}}) {
            bad = 0.1 * SmallMatrix::Identity(4, 4);
            bad(i, j) = value;
            EXPECT_FALSE(repaired_part(state, bad)) << value;
        }
    }
    const SupportedState none = supported(measured_state(SmallMatrix::Zero(4, 4), {2, 2}, {}));
    EXPECT_FALSE(repaired_part(none, SmallMatrix{}));
}

TEST(SplitProblem, SeesProbabilitiesOfTheState) {
    Random random(5);
    const SmallMatrix rho = test::random_state(random, 6, 3);
    MeasuredState measured =
        measured_state(rho, {2, 3}, {{"any", {test::random_elements(random, 2, 3), test::random_elements(random, 3, 3)}}}, 0.25,
                       OutcomeLeak::LeakPattern::independent);
    const SplitProblem problem = problem_of(measured);
    ASSERT_EQ(problem.seen.size(), 9u);
    EXPECT_NEAR(problem.kept, 0.5625, 1e-15);
    EXPECT_NEAR(problem.hidden, 0.0625, 1e-15);
    for (int a = 0; a < 3; ++a) {
        for (int b = 0; b < 3; ++b) {
            const auto& e = measured.settings[0].elements;
            const double exact =
                trace_of_product(rho, tensor_product(e[0][static_cast<std::size_t>(a)], e[1][static_cast<std::size_t>(b)]));
            EXPECT_NEAR(trace_of_product(weights_of(problem.state), problem.seen[static_cast<std::size_t>(3 * a + b)]), exact,
                        1e-14);
        }
    }
}

// Nothing flagged: the correlations of all outcomes, those that leaked left out or not.
TEST(ConcludeSplit, WithoutFlagsIsTheCorrelation) {
    const SmallMatrix rho = test::bell_diagonal(0.85, 0.1, 0.05, 0.0);
    for (const double leak : {0.0, 0.1, 0.9, 1.0}) {
        const SplitProblem problem = problem_of(measured_state(rho, {2, 2}, {test::matched_setting('x')}, leak));
        SplitCandidate candidate = nothing_flagged(problem);
        const double agree = 0.45, differ = 0.05, kept = 1.0 - leak;
        EXPECT_NEAR(conclude_split(problem, candidate).value,
                    correlations({kept * agree, kept * differ, kept * differ, kept * agree}, 2), 2e-8);
        candidate.forgotten = {0.0, leak * differ, 2.0, 0.0};  // more than there is
        const double exact = correlations({kept * agree, differ, differ, kept * agree}, 2);
        EXPECT_NEAR(conclude_split(problem, candidate).value, exact, 2e-8);
        EXPECT_GE(conclude_split(problem, candidate).value, exact);
    }
}

// All flagged: the relative entropy to Z, 1 - h(0.85) of the textbook.
TEST(ConcludeSplit, WithAllFlaggedIsTheRelativeEntropy) {
    const double f = 0.85, entropy = 1.0 + plogp(f) + plogp(1.0 - f);
    const SplitProblem problem =
        problem_of(measured_state(test::noisy_ghz(2, 2, 0.8), {2, 2}, {test::matched_setting('z')}, 0.3));
    SplitCandidate candidate = nothing_flagged(problem);
    candidate.flagged = weights_of(problem.state);
    candidate.separable.matrix = test::noisy_ghz(2, 2, 1.0 / 3.0);
    EXPECT_GE(conclude_split(problem, candidate).value, 0.7 * entropy);
    EXPECT_NEAR(conclude_split(problem, candidate).value, 0.7 * entropy, 2e-8);
    // of other traces: the price is  Tr Z - Tr S
    candidate.separable.matrix *= 1.5;
    EXPECT_NEAR(conclude_split(problem, candidate).value, 0.7 * (entropy - std::log2(1.5) + 0.5 / std::log(2.0)), 2e-8);
    // an entangled "separable" one becomes one by noise: no less than the truth
    candidate.separable.matrix = test::noisy_ghz(2, 2, 0.8);
    EXPECT_GE(conclude_split(problem, candidate).value, 0.7 * entropy);
    EXPECT_LE(conclude_split(problem, candidate).value, 1.4 + 1e-8);
}

TEST(ConcludeSplit, GivesNothingForWhatIsNoCandidate) {
    const SplitProblem problem =
        problem_of(measured_state(test::noisy_ghz(2, 2, 0.9), {2, 2}, {test::matched_setting('z')}, 0.1));
    SplitCandidate candidate = nothing_flagged(problem);
    candidate.flagged = SmallMatrix::Identity(3, 3);
    EXPECT_EQ(conclude_split(problem, candidate).value, infinity);
    candidate.flagged = SmallMatrix::Identity(4, 4);
    candidate.flagged(0, 1) = not_a_number;
    EXPECT_EQ(conclude_split(problem, candidate).value, infinity);
    SplitProblem broken = problem;
    broken.seen[1](0, 0) = not_a_number;
    EXPECT_EQ(conclude_split(broken, nothing_flagged(problem)).value, infinity);
    broken = problem;
    broken.state.doubt = infinity;
    EXPECT_EQ(conclude_split(broken, nothing_flagged(problem)).value, infinity);
    // an operator that is missing is doubt, not a cell of no weight
    broken = problem;
    broken.seen[1].setZero();
    EXPECT_GT(conclude_split(broken, nothing_flagged(problem)).value, conclude_split(problem, nothing_flagged(problem)).value);
}

// Best values, below which no candidate may get: of the closed forms of tests/literature for v = 0.8, L = 0.1.
TEST(ConcludeSplit, NoGarbageProvesTooMuch) {
    Random random(6);
    const SplitProblem problem =
        problem_of(measured_state(test::noisy_ghz(2, 2, 0.8), {2, 2}, {test::matched_setting('z')}, 0.1));
    const SplitCandidate good = best_split(problem);
    const double best = conclude_split(problem, good).value;
    int finite = 0, close = 0;
    for (int i = 0; i < test::samples(800); ++i) {
        SplitCandidate candidate = good;
        const double size = std::pow(10.0, uniform(random, -9, 3));
        const int kind = static_cast<int>(random() % 9);
        const auto entry = [&] { return static_cast<Eigen::Index>(random() % 4); };
        const double odd[] = {not_a_number, infinity, -infinity, 1e308, -1.0, 0.0};
        if (kind == 0) candidate.flagged(entry(), entry()) += size * test::normal(random);
        if (kind == 1) candidate.separable.matrix(entry(), entry()) += size * test::normal(random);
        if (kind == 2) candidate.flagged *= uniform(random, -2, 20);
        if (kind == 3) candidate.separable.matrix *= uniform(random, -0.5, 3);
        if (kind == 4) candidate.forgotten[random() % 4] += size * uniform(random, -1, 1);
        if (kind == 5) candidate.forgotten[random() % 4] = odd[random() % 6];
        if (kind == 6) candidate.flagged(entry(), entry()) = odd[random() % 6];
        if (kind == 7) candidate.separable.matrix(entry(), entry()) = odd[random() % 6];
        if (kind == 8) {
            if (random() % 2 == 0) candidate.forgotten.resize(random() % 4);
            candidate.separable.matrix = random() % 2 == 0 ? SmallMatrix(SmallMatrix::Identity(3, 3)) : SmallMatrix{};
        }
        const double bound = conclude_split(problem, candidate).value;
        EXPECT_GE(bound, best - 2e-9) << kind << ' ' << size;
        finite += bound < infinity ? 1 : 0;
        close += bound < best + 1e-4 ? 1 : 0;
    }
    EXPECT_GE(finite, test::samples(800) / 2);
    EXPECT_GE(close, test::samples(800) / 10);
}

// Mixtures of product kets: negative weights are no help, lengths count.
TEST(ConcludeSplit, MixturesOfProductKets) {
    const SplitProblem problem = problem_of(measured_state(test::noisy_ghz(2, 2, 0.6), {2, 2}, {test::matched_setting('z')}));
    SplitCandidate candidate = nothing_flagged(problem);
    candidate.flagged = weights_of(problem.state);
    const Eigen::VectorXcd zero = Eigen::VectorXcd::Unit(2, 0), one = Eigen::VectorXcd::Unit(2, 1);
    candidate.separable.kets = {{zero, zero}, {zero, one}, {one, zero}, {one, one}};
    candidate.separable.weights = {0.4, 0.1, 0.1, 0.4};
    // the dephased state: entropy of the diagonal minus that of the state
    const double diagonal = -2.0 * plogp(0.4) - 2.0 * plogp(0.1), state = -plogp(0.7) - 3.0 * plogp(0.1);
    EXPECT_GE(conclude_split(problem, candidate).value, diagonal - state);
    EXPECT_NEAR(conclude_split(problem, candidate).value, diagonal - state, 2e-8);
    candidate.separable.kets[0][1] *= 2.0;
    candidate.separable.weights[0] /= 4.0;
    EXPECT_NEAR(conclude_split(problem, candidate).value, diagonal - state, 2e-8);
    candidate.separable.weights[1] = -0.1;  // left out: only the multiple of 1 is a way back
    EXPECT_GE(conclude_split(problem, candidate).value, 1.0);
    EXPECT_LE(conclude_split(problem, candidate).value, 2.0 + 1e-8);
}

// What two sides see is what the parties see: Tr rho M_abc, with the other parties' outcomes in their order.
TEST(SplitProblem, CutsKeepWhatIsSeen) {
    test::Random random(91);
    const SmallMatrix rho = test::random_state(random, 8, 8);
    const std::vector<std::vector<SmallMatrix>> bases = {test::qubit_basis('x'), test::qubit_basis('y'),
                                                         test::computational_elements(2)};
    const MeasuredState measured = measured_state(rho, {2, 2, 2}, {{"XYZ", bases}}, 0.0);
    for (std::size_t party = 0; party < 3; ++party) {
        const MeasuredState sides = across_cut(measured, static_cast<int>(party));
        const SplitProblem problem = split_problem(sides, supported(sides), sides.settings[0]);
        const std::size_t first = party == 0 ? 1 : 0, second = party == 2 ? 1 : 2;
        for (std::size_t cell = 0; cell < 8; ++cell) {
            std::vector<SmallMatrix> elements(3);
            elements[party] = bases[party][cell / 4];
            elements[first] = bases[first][cell / 2 % 2];
            elements[second] = bases[second][cell % 2];
            const double exact = trace_of_product(rho, tensor_product(tensor_product(elements[0], elements[1]), elements[2]));
            double seen = 0.0;
            for (int k = 0; k < problem.state.rank(); ++k) seen += problem.state.weights(k) * problem.seen[cell](k, k).real();
            EXPECT_NEAR(seen, exact, 1e-13) << party << " " << cell;
        }
    }
}

}  // namespace
}  // namespace keybound
