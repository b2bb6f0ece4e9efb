#include "keybound/study/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

namespace keybound {
namespace {

TEST(Sweep, OnOneThreadHandsEachRowOnBeforeTheNextIsComputed) {
    std::vector<std::string> events;
    const auto rows = sweep(
        3,
        [&](std::size_t index) {
            events.push_back("compute " + std::to_string(index));
            return TableRow{std::to_string(10 * index)};
        },
        [&](std::size_t index, const TableRow& row) { events.push_back("row " + std::to_string(index) + " " + row.at(0)); });
    EXPECT_EQ(events, (std::vector<std::string>{"compute 0", "row 0 0", "compute 1", "row 1 10", "compute 2", "row 2 20"}));
    EXPECT_EQ(rows, 3u);
}

TEST(Sweep, OverNothingDoesNothing) {
    for (const int threads : {1, 3}) {
        const auto rows = sweep(
            0, [](std::size_t) -> TableRow { throw std::logic_error("called"); }, [](std::size_t, const TableRow&) { FAIL(); },
            {threads, {}});
        EXPECT_EQ(rows, 0u);
    }
}

// Rows take times that differ much, so that they are finished in another order than they are handed on.
TEST(Sweep, KeepsTheOrderWhateverTheThreads) {
    for (const int threads : {1, 2, 4}) {
        std::atomic<std::size_t> computed{0};
        std::size_t most_ahead = 0;
        std::vector<std::size_t> order;
        sweep(
            300,
            [&](std::size_t index) {
                std::mt19937_64 random(index);
                std::this_thread::sleep_for(std::chrono::microseconds(index % 50 == 0 ? 5000 : random() % 200));
                ++computed;
                return TableRow{std::to_string(index)};
            },
            [&](std::size_t index, const TableRow& row) {
                most_ahead = std::max(most_ahead, computed - order.size());
                EXPECT_EQ(row, TableRow{std::to_string(index)});
                order.push_back(index);
            },
            {threads, {}});
        ASSERT_EQ(order.size(), 300u);
        EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
        EXPECT_LE(most_ahead, 8u * static_cast<std::size_t>(threads)) << "the window is bounded";
        if (threads > 1) {
            EXPECT_GT(most_ahead, 1u) << "nothing ran at the same time: the test shows nothing";
        }
    }
}

TEST(Sweep, RunsOnSeveralThreads) {
    std::mutex mutex;
    std::condition_variable arrived;
    std::set<std::thread::id> threads;
    // On a busy machine the second thread may begin late: rows wait for it, all of them together for half a minute at most.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    sweep(
        40,
        [&](std::size_t) {
            std::unique_lock lock(mutex);
            threads.insert(std::this_thread::get_id());
            arrived.notify_all();
            arrived.wait_until(lock, deadline, [&] { return threads.size() >= 2; });
            return TableRow{};
        },
        [](std::size_t, const TableRow&) {}, {3, {}});
    EXPECT_GE(threads.size(), 2u);
    EXPECT_LE(threads.size(), 3u);
    EXPECT_GE(available_threads(), 1);
}

// Rows that were written stay written when a later one fails, and none is written out of its order.
TEST(Sweep, LetsExceptionsPassInTheirTurn) {
    for (const int threads : {1, 2, 4}) {
        std::size_t rows = 0;
        const auto fail_at_twenty = [](std::size_t index) {
            if (index == 20) throw std::runtime_error("the first");
            if (index == 21) throw std::logic_error("the second");
            std::this_thread::sleep_for(std::chrono::microseconds(index < 20 ? 1000 : 0));
            return TableRow{};
        };
        EXPECT_THROW(sweep(500, fail_at_twenty, [&](std::size_t, const TableRow&) { ++rows; }, {threads, {}}),
                     std::runtime_error);
        EXPECT_EQ(rows, 20u);
    }
}

TEST(Sweep, StopsWhereItsReaderFails) {
    for (const int threads : {1, 4}) {
        std::size_t rows = 0;
        const auto full_at_seven = [&](std::size_t index, const TableRow&) {
            if (index == 7) throw std::runtime_error("full disk");
            ++rows;
        };
        EXPECT_THROW(sweep(100000, [](std::size_t) { return TableRow{}; }, full_at_seven, {threads, {}}), std::runtime_error);
        EXPECT_EQ(rows, 7u);
    }
}

// What was begun is finished and handed on.
TEST(Sweep, CanBeStopped) {
    for (const int threads : {1, 2, 4}) {
        std::atomic<bool> stop{false};
        std::atomic<std::size_t> computed{0};
        std::size_t rows = 0;
        const auto row_of = [&](std::size_t index) {
            if (index == 10) stop = true;
            ++computed;
            return TableRow{};
        };
        const std::size_t handed_on =
            sweep(100000, row_of, [&](std::size_t, const TableRow&) { ++rows; }, {threads, [&] { return stop.load(); }});
        EXPECT_EQ(rows, handed_on);
        EXPECT_EQ(rows, computed);
        EXPECT_GE(rows, 11u);
        EXPECT_LT(rows, 200u);
    }
}

}  // namespace
}  // namespace keybound
