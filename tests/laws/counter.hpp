// Counts how many samples of a law said something.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace keybound::test {

class Counter {
 public:
    void add(const std::string& what, bool says_something) {
        auto& [meaningful, all] = counts_[what];
        meaningful += says_something;
        ++all;
    }
    // A law that holds between trivial answers only has not been tested.
    void expect_at_least(double share) const {
        EXPECT_FALSE(counts_.empty());
        for (const auto& [what, count] : counts_) {
            EXPECT_GE(count.first, share * count.second)
                << what << ": " << count.first << " of " << count.second << " samples said something";
        }
    }

 private:
    std::map<std::string, std::pair<int, int>> counts_;
};

}  // namespace keybound::test
