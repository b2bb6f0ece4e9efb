#include "keybound/core/evidence.hpp"

#include <gtest/gtest.h>

namespace keybound {
namespace {

// rows(), cols() and (row, column) are all that add_matrix() asks for.
struct TwoByThree {
    int rows() const { return 2; }
    int cols() const { return 3; }
    std::complex<double> operator()(int row, int column) const { return {10.0 * row + column, -(10.0 * row + column)}; }
};

TEST(Evidence, KeepsItemsInOrder) {
    Evidence evidence;
    EXPECT_TRUE(evidence.items().empty());
    evidence.add("number", 0.5);
    const std::vector<double> list = {1.0, 2.0, 3.0};
    evidence.add("list", list);
    evidence.add_matrix("matrix", TwoByThree{});
    const auto items = evidence.items();
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(items[0].name, "number");
    EXPECT_EQ(items[1].name, "list");
    EXPECT_EQ(items[2].name, "matrix");
    EXPECT_EQ(items[0].rows * items[0].columns, 1u);
    EXPECT_EQ(items[0].real[0], 0.5);
    EXPECT_EQ(items[1].rows, 1u);
    EXPECT_EQ(items[1].columns, 3u);
    EXPECT_EQ(items[1].real[2], 3.0);
    EXPECT_TRUE(items[0].imaginary.empty());
    EXPECT_TRUE(items[1].imaginary.empty());
}

TEST(Evidence, StoresMatricesRowByRow) {
    Evidence evidence;
    evidence.add("before", 7.0);
    evidence.add_matrix("matrix", TwoByThree{});
    evidence.add("after", 8.0);
    const auto item = evidence.items()[1];
    ASSERT_EQ(item.rows, 2u);
    ASSERT_EQ(item.columns, 3u);
    ASSERT_EQ(item.real.size(), 6u);
    ASSERT_EQ(item.imaginary.size(), 6u);
    for (std::size_t row = 0; row < 2; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            EXPECT_EQ(item.real[3 * row + column], 10.0 * row + column);
            EXPECT_EQ(item.imaginary[3 * row + column], -(10.0 * row + column));
        }
    }
    EXPECT_EQ(evidence.items()[2].real[0], 8.0);
}

}  // namespace
}  // namespace keybound
