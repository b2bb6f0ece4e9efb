#include "keybound/opt/backends/csdp.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "support/programmes.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

// Hermitian blocks go through real ones of twice the size: multipliers must come back as Hermitian matrices of the trace that
// the programme asks for (Tr Z = 1) and with the phase of the data.
TEST(Csdp, MultipliersOfHermitianBlocks) {
    const Complex c(0.3, -0.4);
    const test::KnownSdp known = test::two_by_two(c);
    const ApproxSolution solution = solve_csdp(known.problem);
    ASSERT_EQ(solution.stop, SolverStop::converged);
    const SmallMatrix& z = solution.multipliers.at(0);
    EXPECT_NEAR(z.trace().real(), 1.0, 1e-8);
    EXPECT_NEAR(std::abs(z(1, 0) + 0.5 * c / std::abs(c)), 0.0,
                1e-6);  // S = ((x, conj c), (c, x)) has no room along (1, -c/|c|)
    EXPECT_NEAR(std::abs(z(0, 1) - std::conj(z(1, 0))), 0.0, 1e-12);
}

TEST(Csdp, VariablesThatOccurNowhereAreLeftOut) {
    test::KnownSdp known = test::two_by_two(0.5);
    known.problem.cost = {0.0, 1.0, 0.0};
    known.problem.blocks[0].coefficients.insert(known.problem.blocks[0].coefficients.begin(), 1, {});
    const ApproxSolution solution = solve_csdp(known.problem);
    EXPECT_NEAR(solution.x.at(1), 0.5, 1e-7);
    EXPECT_EQ(solution.x.at(0), 0.0);
    EXPECT_EQ(solution.x.at(2), 0.0);
}

TEST(Csdp, PrintsNothingAndReadsNoFile) {
    const test::TemporaryFolder folder;
    const auto before = std::filesystem::current_path();
    const std::filesystem::path file = folder.write("param.csdp", "axtol=1.0e3\natytol=1.0e3\nobjtol=1.0e3\nprintlevel=3\n");
    std::filesystem::current_path(file.parent_path());
    testing::internal::CaptureStdout();
    const ApproxSolution solution = solve_csdp(test::two_by_two(0.5).problem);
    const std::string printed = testing::internal::GetCapturedStdout();
    std::filesystem::current_path(before);
    EXPECT_EQ(printed, "");
    EXPECT_NEAR(solution.x.at(0), 0.5, 1e-7);
}

TEST(Csdp, CallersWaitForEachOther) {
    test::Random random(4401);
    std::vector<test::KnownSdp> problems;
    for (int i = 0; i < 20; ++i) problems.push_back(test::constructed(random, {3, 4}, 6, i % 2 == 0));
    std::vector<double> one, two;
    const auto solve_all = [&](std::vector<double>& costs) {
        for (const auto& known : problems) costs.push_back(cost_at(known.problem, solve_csdp(known.problem).x));
    };
    std::thread first([&] { solve_all(one); }), second([&] { solve_all(two); });
    first.join();
    second.join();
    EXPECT_EQ(one, two);
    for (std::size_t i = 0; i < problems.size(); ++i) EXPECT_NEAR(one[i], problems[i].optimum, 1e-6);
}

}  // namespace
}  // namespace keybound
