// Every solver of semidefinite programmes on programmes whose answers are known. A new solver is a new row of contestants().
#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "keybound/core/error.hpp"
#include "keybound/opt/backends/csdp.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/programmes.hpp"

namespace keybound {
namespace {

using test::inequality;
using test::KnownSdp;

struct Contestant {
    const char* name;
    SdpSolver solve;
    bool uses_start;
    bool stays_feasible;  // every iterate is, so that an early stop is a looser candidate
    double relative;      // of the optimum
    double absolute;      // what is reached where the optimum is tiny or 0
};

const Contestant ours{"Ours", solve_dense_primal_dual, true, true, 1e-8, 1e-13};
const Contestant ours_without_start{"OursWithoutStart", solve_dense_primal_dual, false, true, 1e-8, 1e-13};
const Contestant csdp{"Csdp", solve_csdp, false, false, 1e-7, 1e-7};

class SolverSuite : public testing::TestWithParam<Contestant> {
 protected:
    // Nothing if the contestant cannot run the programme because it has no start.
    static std::optional<ApproxSolution> solve(const KnownSdp& known, const SolverOptions& options = {100, 1e-9}) {
        if (!GetParam().uses_start) return GetParam().solve(known.problem, {}, options);
        if (known.start.empty()) return std::nullopt;
        return GetParam().solve(known.problem, known.start, options);
    }
    static double tolerance(double optimum) { return GetParam().relative * std::fabs(optimum) + GetParam().absolute; }
};

double size_of(const SmallMatrix& matrix) { return matrix.cwiseAbs().maxCoeff(); }

// Least eigenvalue of the blocks at x, each over its largest entry.
double least_relative_eigenvalue(const Sdp& problem, const std::vector<double>& x) {
    double least = 0.0;
    for (const SdpBlock& block : problem.blocks) {
        const SmallMatrix s = evaluate_block(block, x);
        least = std::min(least, certify_psd(s) / (1.0 + size_of(s)));
    }
    return least;
}

struct DualCheck {
    double value = 0.0;     // -sum Tr(Z_k constant_k)
    double residual = 0.0;  // largest |cost_i - sum Tr(Z_k A_ki)|
    double least_eigenvalue = 0.0;
    double complementarity = 0.0;  // sum Tr(Z_k S_k)
};

DualCheck check_multipliers(const Sdp& problem, const ApproxSolution& solution) {
    DualCheck check;
    std::vector<double> left = problem.cost;
    for (std::size_t k = 0; k < problem.blocks.size(); ++k) {
        const SdpBlock& block = problem.blocks[k];
        const SmallMatrix& z = solution.multipliers.at(k);
        const auto inner = [&](const SmallMatrix& m) { return z.lazyProduct(m).trace().real(); };
        check.value -= inner(evaluate_block({block.size, block.constant, {}}, {}));
        check.complementarity += inner(evaluate_block(block, solution.x));
        check.least_eigenvalue = std::min(check.least_eigenvalue, certify_psd(z) / (1.0 + size_of(z)));
        for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
            left[i] -= inner(evaluate_block({block.size, block.coefficients[i], {}}, {}));
        }
    }
    for (const double r : left) check.residual = std::max(check.residual, std::fabs(r));
    return check;
}

// The whole contract of a converged solution: x feasible and optimal, multipliers feasible, optimal and complementary.
void expect_solved(const KnownSdp& known, const ApproxSolution& solution, double tolerance, double feasibility) {
    EXPECT_EQ(solution.stop, SolverStop::converged) << known.name << ": " << to_string(solution.stop);
    ASSERT_EQ(solution.x.size(), known.problem.cost.size()) << known.name;
    EXPECT_NEAR(cost_at(known.problem, solution.x), known.optimum, tolerance) << known.name;
    EXPECT_GE(least_relative_eigenvalue(known.problem, solution.x), -feasibility) << known.name;
    ASSERT_EQ(solution.multipliers.size(), known.problem.blocks.size()) << known.name;
    const DualCheck dual = check_multipliers(known.problem, solution);
    EXPECT_NEAR(dual.value, known.optimum, 10.0 * tolerance) << known.name;
    EXPECT_LE(dual.residual, 1e-7) << known.name;
    EXPECT_GE(dual.least_eigenvalue, -1e-10) << known.name;
    EXPECT_LE(std::fabs(dual.complementarity), 10.0 * tolerance) << known.name;
}

// Programmes with structure that interior-point methods find hard.
std::vector<KnownSdp> structured() {
    std::vector<KnownSdp> list;
    const SdpBlock half = test::two_by_two(0.5).problem.blocks[0];
    for (const double size : {1.0, 1e-3, 1e-6, 1e-9, 1e-12}) list.push_back(test::two_by_two(size * Complex(0.6, -0.8)));
    for (const int n : {3, 4, 5, 8, 9, 16}) list.push_back(test::cycle_cut(n));
    list.push_back({"linear", {{2, 3}, {inequality({1, 0}, 1), inequality({0, 1}, 2), inequality({1, 1}, 4)}}, {10, 10}, 10});
    list.push_back({"far from 0", {{1}, {inequality({1}, 1e6)}}, {2e6}, 1e6});
    KnownSdp twice{"the same coefficient twice", {{1, 1}, {half}}, {2, 2}, 0.5};
    twice.problem.blocks[0].coefficients.push_back(half.coefficients[0]);
    list.push_back(twice);
    KnownSdp nowhere{"a variable that occurs nowhere", {{1, 0}, {half}}, {2, 2}, 0.5};
    nowhere.problem.blocks[0].coefficients.push_back({});
    list.push_back(nowhere);
    list.push_back({"an optimal face of dimension 1",
                    {{1, 1}, {inequality({1, 1}, 1), inequality({1, 0}, 0), inequality({0, 1}, 0), inequality({-1, -1}, -4)}},
                    {1, 1},
                    1});
    list.push_back({"a free variable as a pair",
                    {{1, -1}, {inequality({1, -1}, -3.5), inequality({1, 0}, 0), inequality({0, 1}, 0)}},
                    {1, 1},
                    -3.5});
    // min x + 1e-14 y with ((x, 1e-7), (1e-7, y)) >= 0 and y <= 1: x = 1e-14 at y = 1.
    list.push_back({"data over fourteen decades",
                    {{1, 1e-14}, {{2, {{1, 0, 1e-7}}, {{{0, 0, 1.0}}, {{1, 1, 1.0}}}}, inequality({0, -1}, -1)}},
                    {1, 0.5},
                    2e-14});
    return list;
}

TEST_P(SolverSuite, ProgrammesWithStructure) {
    int solved = 0;
    for (const KnownSdp& known : structured()) {
        const auto solution = solve(known);
        ASSERT_TRUE(solution) << known.name;
        expect_solved(known, *solution, tolerance(known.optimum), GetParam().stays_feasible ? 1e-12 : 1e-9);
        ++solved;
    }
    EXPECT_EQ(solved, 18);
}

TEST_P(SolverSuite, RandomProgrammesWithAConstructedPair) {
    test::Random random(4501);
    const std::vector<std::pair<std::vector<int>, int>> shapes = {
        {{3, 4}, 6}, {{1, 1, 2}, 3}, {{2, 2, 2}, 5}, {{5, 6, 1, 1, 4}, 20}, {{7}, 12}};
    for (int sample = 0; sample < test::samples(40); ++sample) {
        const auto& [rows, variables] = shapes[sample % shapes.size()];
        const KnownSdp known = test::constructed(random, rows, variables, sample % 2 == 0);
        expect_solved(known, solve(known).value(), tolerance(1.0 + std::fabs(known.optimum)), 1e-9);
    }
}

TEST_P(SolverSuite, LargeProgrammes) {
    test::Random random(4502);
    for (const bool complex : {false, true}) {
        const KnownSdp known = test::constructed(random, {16}, 40, complex);
        expect_solved(known, solve(known).value(), tolerance(1.0 + std::fabs(known.optimum)), 1e-9);
    }
}

TEST_P(SolverSuite, EigenvaluesAndNuclearNorms) {
    test::Random random(4503);
    for (int sample = 0; sample < test::samples(12); ++sample) {
        const bool complex = sample % 2 == 0;
        const KnownSdp eigenvalue = test::largest_eigenvalue(random, 2 + sample, complex);
        expect_solved(eigenvalue, solve(eigenvalue).value(), tolerance(1.0), 1e-9);
        const KnownSdp norm = test::nuclear_norm(random, 2 + sample % 3, complex, sample % 4 == 0 ? 1e-6 : 0.1);
        expect_solved(norm, solve(norm).value(), tolerance(norm.optimum), 1e-9);
    }
}

TEST_P(SolverSuite, UnboundedIsNeverConverged) {
    const std::vector<KnownSdp> list = {
        {"linear", {{-1}, {inequality({1}, 0)}}, {1}},
        {"two by two", {{1}, {{2, {{1, 0, 0.3}, {1, 1, 5.0}}, {{{0, 0, -1.0}}}}}}, {-1}},
        {"along a plane", {{1, -1.5}, {inequality({1, -1}, -1), inequality({1, 1}, -1)}}, {1, 0}},
    };
    for (const KnownSdp& known : list) {
        const ApproxSolution solution = solve(known).value();
        EXPECT_EQ(solution.stop, SolverStop::unbounded) << known.name << ": " << to_string(solution.stop);
    }
}

TEST_P(SolverSuite, InfeasibleIsNeverConverged) {
    const std::vector<KnownSdp> list = {
        {"linear", {{1}, {inequality({1}, 1), inequality({-1}, 1)}}, {}},
        {"two by two", {{1}, {{2, {{1, 0, 1.0}}, {{{0, 0, 1.0}, {1, 1, -1.0}}}}}}, {}},
        {"a constant block", {{1, 1}, {inequality({1, 0}, 0), inequality({0, 1}, 0), inequality({0, 0}, 1)}}, {}},
        {"equations that contradict", {{1}, {inequality({1}, 1), inequality({-1}, -0.999)}}, {}},
    };
    for (const KnownSdp& known : list) {
        const auto solution = solve(known);
        if (!solution) continue;  // a solver that needs a start has none here
        EXPECT_EQ(solution->stop, SolverStop::infeasible) << known.name << ": " << to_string(solution->stop);
    }
}

// ((x, 1), (1, 0)) >= 0 has no solution, but points that miss it by as little as you like.
TEST_P(SolverSuite, WeaklyInfeasibleIsNeverConverged) {
    const KnownSdp known{"weakly infeasible", {{1}, {{2, {{1, 0, 1.0}}, {{{0, 0, 1.0}}}}}}, {}};
    const auto solution = solve(known);
    if (!solution) GTEST_SKIP() << "no start";
    EXPECT_NE(solution->stop, SolverStop::converged);
}

TEST_P(SolverSuite, AnEarlyStopIsALooserFeasiblePoint) {
    if (!GetParam().stays_feasible) GTEST_SKIP() << "iterates are not feasible";
    test::Random random(4504);
    int looser = 0;
    for (int sample = 0; sample < test::samples(30); ++sample) {
        const KnownSdp known = test::constructed(random, {3, 5}, 7, sample % 2 == 0);
        const ApproxSolution early = solve(known, {3, 1e-9}).value();
        EXPECT_EQ(early.stop, SolverStop::iteration_limit);
        EXPECT_GE(least_relative_eigenvalue(known.problem, early.x), -1e-12) << sample;
        const double loss = cost_at(known.problem, early.x) - known.optimum;
        EXPECT_GE(loss, -1e-9) << sample;
        if (loss > 1e-6) ++looser;
        const double at_first = GetParam().uses_start ? cost_at(known.problem, known.start) : 1e300;
        EXPECT_LE(cost_at(known.problem, early.x), at_first) << sample;
    }
    EXPECT_GE(looser, test::samples(30) * 9 / 10);
}

// Anywhere in the data: the solver comes back, and does not call it a solution.
TEST_P(SolverSuite, NonsenseComesBack) {
    test::Random random(4505);
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const double nonsense : {nan, infinity, -infinity}) {
        for (int place = 0; place < 4; ++place) {
            KnownSdp known = test::constructed(random, {3, 2}, 4, place == 3);
            if (place == 0) known.problem.cost[1] = nonsense;
            if (place == 1) known.problem.blocks[1].constant[0].value = nonsense;
            if (place == 2) known.problem.blocks[0].coefficients[2][1].value = nonsense;
            if (place == 3) known.problem.blocks[0].coefficients[2][1].value = Complex(0.0, nonsense);
            try {
                EXPECT_NE(solve(known)->stop, SolverStop::converged) << nonsense << " at " << place;
            } catch (const Bug&) {  // the start is then not strictly feasible
                EXPECT_TRUE(GetParam().uses_start && place > 0) << nonsense << " at " << place;
            }
        }
    }
}

TEST_P(SolverSuite, EqualProgrammesGiveEqualDigits) {
    test::Random random(4506);
    const KnownSdp known = test::constructed(random, {4, 3}, 8, true);
    const ApproxSolution one = solve(known).value(), two = solve(known).value();
    EXPECT_EQ(one.x, two.x);
    EXPECT_EQ(one.multipliers[0], two.multipliers[0]);
}

const auto name_of = [](const testing::TestParamInfo<Contestant>& info) { return std::string(info.param.name); };

INSTANTIATE_TEST_SUITE_P(All, SolverSuite, testing::Values(ours, ours_without_start, csdp), name_of);

}  // namespace
}  // namespace keybound
