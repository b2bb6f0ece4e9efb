#include "keybound/study/sweep.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace keybound {
namespace {

TEST(Sweep, HandsEachRowOnBeforeTheNextIsComputed) {
    std::vector<std::string> events;
    sweep(
        3,
        [&](std::size_t index) {
            events.push_back("compute " + std::to_string(index));
            return TableRow{std::to_string(10 * index)};
        },
        [&](std::size_t index, const TableRow& row) { events.push_back("row " + std::to_string(index) + " " + row.at(0)); });
    EXPECT_EQ(events, (std::vector<std::string>{"compute 0", "row 0 0", "compute 1", "row 1 10", "compute 2", "row 2 20"}));
}

TEST(Sweep, OverNothingDoesNothing) {
    sweep(
        0, [](std::size_t) -> TableRow { throw std::logic_error("called"); }, [](std::size_t, const TableRow&) { FAIL(); });
}

// Rows that were written stay written when a later one fails.
TEST(Sweep, LetsExceptionsPass) {
    std::size_t rows = 0;
    const auto fail_at_two = [](std::size_t index) {
        if (index == 2) throw std::runtime_error("full disk");
        return TableRow{};
    };
    EXPECT_THROW(sweep(5, fail_at_two, [&](std::size_t, const TableRow&) { ++rows; }), std::runtime_error);
    EXPECT_EQ(rows, 2u);
}

}  // namespace
}  // namespace keybound
