#include "keybound/report/claim.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace keybound {
namespace {

const std::vector<Series> curves = {{"high", {0, 1, 2, 3}, {8, 4, 2, 0}},
                                    {"low", {0, 1, 2, 3}, {4, 2, 1, 0}},
                                    {"same", {0, 1, 2, 3}, {8.0001, 4, 2, 0}},
                                    {"rising", {0, 1, 2, 3}, {1, 3, 2, 5}},
                                    {"hole", {0, 1, 2, 3}, {8, std::nan(""), 2, 0}},
                                    {"ends", {0, 1, 2, 3}, {8, 4, std::nan(""), std::nan("")}},
                                    {"square", {0, 1, 2, 3}, {64, 17, 4, 1}},
                                    {"zero", {0, 1, 2, 3}, {0, 0, 0, 0}},
                                    {"other", {0, 1, 5}, {1, 1, 1}}};

Claim claim(const std::string& kind, const std::vector<std::string>& names) {
    Claim result;
    result.kind = kind;
    result.curves = names;
    return result;
}

bool holds(const Claim& statement) { return judge(statement, curves).holds; }

TEST(Claim, Above) {
    Claim statement = claim("above", {"high", "low"});
    EXPECT_TRUE(holds(statement));
    EXPECT_FALSE(holds(claim("above", {"low", "high"})));
    statement.factor = 2.0;
    EXPECT_TRUE(holds(statement));
    statement.factor = 2.001;
    EXPECT_FALSE(holds(statement));
    statement.tolerance = 0.01;
    EXPECT_TRUE(holds(statement));
    EXPECT_FALSE(holds(claim("above", {"high", "low", "rising"})));
}

TEST(Claim, Equal) {
    Claim statement = claim("equal", {"high", "same"});
    EXPECT_FALSE(holds(statement));
    statement.tolerance = 1e-4;
    EXPECT_TRUE(holds(statement));
    statement.tolerance = 0.0;
    statement.from = 1.0;
    EXPECT_TRUE(holds(statement));
}

TEST(Claim, Decreasing) {
    EXPECT_TRUE(holds(claim("decreasing", {"high", "low"})));
    EXPECT_FALSE(holds(claim("decreasing", {"high", "rising"})));
}

TEST(Claim, ZeroBeyondAndPositiveUntil) {
    Claim statement = claim("zero-beyond", {"high"});
    statement.at = 3.0;
    EXPECT_TRUE(holds(statement));
    statement.at = 2.0;
    EXPECT_FALSE(holds(statement));
    statement.at = 4.0;  // no point there
    EXPECT_FALSE(holds(statement));
    statement = claim("positive-until", {"high"});
    statement.at = 2.5;
    EXPECT_TRUE(holds(statement));
    statement.at = 3.0;
    EXPECT_FALSE(holds(statement));
}

TEST(Claim, NoneBeyond) {
    Claim statement = claim("none-beyond", {"ends"});
    statement.at = 2.0;
    EXPECT_TRUE(holds(statement));
    statement.at = 1.0;
    EXPECT_FALSE(holds(statement)) << "there is one at 1";
    statement.at = 0.0;
    EXPECT_FALSE(holds(statement)) << "and none before 0";
    statement.at = 4.0;
    EXPECT_FALSE(holds(statement)) << "no point there";
    statement.at = 3.0;
    statement.curves = {"high"};
    EXPECT_FALSE(holds(statement)) << "a 0 is a value";
    statement.curves = {"zero"};
    EXPECT_FALSE(holds(statement));
}

TEST(Claim, ScalesAs) {
    Claim statement = claim("scales-as", {"square", "low"});
    statement.power = 2.0;
    statement.to = 2.0;
    EXPECT_TRUE(holds(statement));
    EXPECT_EQ(judge(statement, curves).detail, "power 2 between 0 and 2");
    statement.power = 1.9;
    EXPECT_FALSE(holds(statement));
    statement.tolerance = 0.2;
    EXPECT_TRUE(holds(statement));
    statement.power = 2.3;
    EXPECT_FALSE(holds(statement));
    statement.power = 0.5;
    statement.tolerance = 0.01;
    statement.curves = {"low", "square"};
    EXPECT_TRUE(holds(statement));
    statement.to = 3.0;
    EXPECT_FALSE(holds(statement)) << "a curve ends at 0";
    statement.to = 0.0;
    EXPECT_FALSE(holds(statement)) << "one point has no slope";
    statement.to = 2.0;
    statement.curves = {"low", "zero"};
    EXPECT_FALSE(holds(statement));
    statement.curves = {"low", "hole"};
    EXPECT_FALSE(holds(statement));
}

TEST(Claim, Crosses) {
    EXPECT_EQ(judge(claim("crosses", {"high", "rising"}), curves).detail, "between 1 and 2");
    EXPECT_EQ(judge(claim("crosses", {"low", "rising"}), curves).detail, "between 0 and 1");
    EXPECT_TRUE(holds(claim("crosses", {"low", "rising"})));
    EXPECT_FALSE(holds(claim("crosses", {"rising", "low"}))) << "it begins below";
    EXPECT_FALSE(holds(claim("crosses", {"low", "high"}))) << "it is never above";
}

// A claim that compares nothing proves nothing.
TEST(Claim, AboutNothingFails) {
    EXPECT_FALSE(holds(claim("above", {"high", "hole"})));
    EXPECT_FALSE(holds(claim("above", {"high", "zero"})));
    EXPECT_FALSE(holds(claim("equal", {"zero", "zero"})));
    EXPECT_FALSE(holds(claim("above", {"high", "missing"})));
    EXPECT_FALSE(holds(claim("above", {"high", "other"})));
    EXPECT_FALSE(holds(claim("above", {"high"})));
    EXPECT_FALSE(holds(claim("decreasing", {})));
    Claim statement = claim("above", {"high", "low"});
    statement.from = 10.0;
    EXPECT_FALSE(holds(statement));
}

}  // namespace
}  // namespace keybound
