// The inner loop of our solver takes no memory from the heap: it runs thousands of times for one figure.
#include <gtest/gtest.h>

#include <numeric>

#include "allocation/counter.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "support/programmes.hpp"

namespace keybound::test {
namespace {

// What `iterations` of some loop do, and perhaps one thing that they should not.
double loop(int iterations, bool grows) {
    std::vector<double> values(8, 1.0);
    for (int i = 0; i < iterations; ++i) {
        if (grows) values.insert(values.end(), 8, 0.5);
        values[i % 8] += 1.0;
    }
    return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Allocation, TheCounterCatchesOneThatWasPlanted) {
    double sum = 0.0;
    const auto clean_5 = allocations_of([&] { sum += loop(5, false); });
    const auto clean_25 = allocations_of([&] { sum += loop(25, false); });
    const auto planted_5 = allocations_of([&] { sum += loop(5, true); });
    const auto planted_25 = allocations_of([&] { sum += loop(25, true); });
    EXPECT_GT(sum, 0.0);
    EXPECT_EQ(clean_5, 1U);
    EXPECT_EQ(clean_25, clean_5);
    EXPECT_GT(planted_25, planted_5);
    double* volatile array = nullptr;  // volatile: a compiler may leave out what nobody sees
    EXPECT_EQ(allocations_of([&] { array = new double[3]; }), 1U) << "arrays count too";
    delete[] array;
}

// Few and many iterations on blocks of every compiled size, of sizes known at run time only, real and complex.
TEST(Allocation, IterationsTakeNoMemory) {
    Random random(4801);
    int compared = 0;
    for (const bool complex : {false, true}) {
        for (const std::vector<int>& rows : {std::vector<int>{1, 1}, {2}, {3, 4}, {5}, {6, 2}, {9}, {16}}) {
            const KnownSdp known = constructed(random, rows, 6, complex);
            ApproxSolution few, many;
            const auto of_few = allocations_of([&] { few = solve_dense_primal_dual(known.problem, known.start, {2, 0.0}); });
            const auto of_many = allocations_of([&] { many = solve_dense_primal_dual(known.problem, known.start, {25, 0.0}); });
            EXPECT_EQ(of_few, of_many) << rows[0] << (complex ? " complex" : " real");
            EXPECT_GT(of_few, 0U);
            if (few.iterations == 2 && many.iterations >= 10) ++compared;
        }
    }
    EXPECT_GE(compared, 12);
}

// Logarithms in the cost take none either.
TEST(Allocation, LogarithmsTakeNoMemory) {
    Random random(4802);
    int compared = 0;
    for (const std::vector<int>& rows : {std::vector<int>{1, 1, 1, 1, 1, 1}, {1, 3, 1}, {1, 2, 6, 1, 1}}) {
        for (const bool complex : {false, true}) {
            KnownSdp known = constructed(random, rows, 4, complex);
            for (std::size_t k = 0; k < known.problem.blocks.size(); k += 2) {
                if (known.problem.blocks[k].size == 1) known.problem.blocks[k].log_weight = 0.3 + static_cast<double>(k);
            }
            ApproxSolution few, many;
            const auto of_few = allocations_of([&] { few = solve_dense_primal_dual(known.problem, known.start, {2, 0.0}); });
            const auto of_many = allocations_of([&] { many = solve_dense_primal_dual(known.problem, known.start, {25, 0.0}); });
            EXPECT_EQ(of_few, of_many) << rows.size() << (complex ? " complex" : " real");
            if (few.iterations == 2 && many.iterations >= 8) ++compared;
        }
    }
    EXPECT_GE(compared, 4);
}

// The same for five iterations and twenty-five, of data that need them all.
TEST(Allocation, FiveIterationsTakeAsMuchAsTwentyFive) {
    const KnownSdp known = two_by_two(Complex(0.3e-12, 0.4e-12));
    ApproxSolution five, twenty_five;
    const auto of_five = allocations_of([&] { five = solve_dense_primal_dual(known.problem, {3.0}, {5, 0.0}); });
    const auto of_twenty_five = allocations_of([&] { twenty_five = solve_dense_primal_dual(known.problem, {3.0}, {25, 0.0}); });
    EXPECT_EQ(of_five, of_twenty_five);
    EXPECT_EQ(five.iterations, 5);
    EXPECT_EQ(twenty_five.iterations, 25);
}

}  // namespace
}  // namespace keybound::test
