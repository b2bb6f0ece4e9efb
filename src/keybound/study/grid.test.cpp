#include "keybound/study/grid.hpp"

#include <gtest/gtest.h>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

using Values = std::vector<std::string>;

TEST(Grid, TheLastKeyVariesFastest) {
    const Grid grid({{"a", {"1", "2"}}, {"b", {"x", "y", "z"}}});
    EXPECT_EQ(grid.keys(), (Values{"a", "b"}));
    ASSERT_EQ(grid.size(), 6u);
    std::vector<Values> points;
    for (std::size_t i = 0; i < grid.size(); ++i) points.push_back(grid.values(i));
    EXPECT_EQ(points, (std::vector<Values>{{"1", "x"}, {"1", "y"}, {"1", "z"}, {"2", "x"}, {"2", "y"}, {"2", "z"}}));
}

TEST(Grid, OfOneKeyIsTheKey) {
    const Grid grid({{"a", {"3", "1", "3"}}});
    EXPECT_EQ(grid.size(), 3u);
    EXPECT_EQ(grid.values(2), Values{"3"});
}

TEST(Grid, OfThreeKeysHasEveryCombinationOnce) {
    const Grid grid({{"a", {"0", "1"}}, {"b", {"0", "1", "2"}}, {"c", {"0", "1", "2", "3", "4"}}});
    ASSERT_EQ(grid.size(), 30u);
    for (std::size_t i = 0; i < 30; ++i) {
        EXPECT_EQ(grid.values(i), (Values{std::to_string(i / 15), std::to_string(i / 5 % 3), std::to_string(i % 5)}));
    }
}

TEST(Grid, RefusesAKeyTwiceAndTooManyPoints) {
    EXPECT_THROW(Grid({{"a", {"1"}}, {"b", {"1"}}, {"a", {"2"}}}), UserError);
    const Values thousand(1000, "1");
    EXPECT_EQ(Grid({{"a", thousand}, {"b", thousand}, {"c", Values(10, "1")}}).size(), 10'000'000u);
    EXPECT_THROW(Grid({{"a", thousand}, {"b", thousand}, {"c", Values(11, "1")}}), UserError);
    const Values million(1'000'000, "1");
    EXPECT_THROW(Grid({{"a", million}, {"b", million}, {"c", million}, {"d", million}}), UserError);
}

}  // namespace
}  // namespace keybound
