#include "keybound/core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keybound {
namespace {

TEST(UserError, SaysEverythingInAFixedForm) {
    const UserError error({"channel.fibre_km", "is out of range", "-3", "a number in [0, 10000] km", "link.toml", 7,
                           "write for example fibre_km = 100"});
    EXPECT_STREQ(error.what(),
                 "channel.fibre_km = -3: is out of range\n"
                 "  where:   link.toml, line 7\n"
                 "  allowed: a number in [0, 10000] km\n"
                 "  remedy:  write for example fibre_km = 100");
}

TEST(UserError, LeavesOutWhatIsNotThere) {
    EXPECT_STREQ(UserError({"protocol.name", "is missing", "", "", "", 0, ""}).what(), "protocol.name: is missing");
    EXPECT_STREQ(UserError({"", "not valid TOML", "", "", "a.toml", 3, ""}).what(),
                 "not valid TOML\n  where:   a.toml, line 3");
    EXPECT_STREQ(UserError({"--set", "is not an assignment", "x", "", "command line", 0, ""}).what(),
                 "--set = x: is not an assignment\n  where:   command line");
    EXPECT_STREQ(UserError({"", "a line is too long", "aaa", "", "", 0, ""}).what(), "aaa: a line is too long");
}

TEST(UserError, KeepsTheMistakeForPrograms) {
    const UserError error({"source.leakage", "is out of range", "2", "[0, 1]", "a.toml", 4, "write 1e-6"});
    EXPECT_EQ(error.mistake().path, "source.leakage");
    EXPECT_EQ(error.mistake().value, "2");
    EXPECT_EQ(error.mistake().allowed, "[0, 1]");
    EXPECT_EQ(error.mistake().line, 4);
}

TEST(Check, PassesWhatHolds) { EXPECT_NO_THROW(KEYBOUND_CHECK(1 + 1 == 2)); }

TEST(Check, ThrowsABugThatNamesConditionAndPlace) {
    try {
        KEYBOUND_CHECK(1 + 1 == 3);
        FAIL();
    } catch (const Bug& bug) {
        const std::string text = bug.what();
        EXPECT_NE(text.find("1 + 1 == 3"), std::string::npos) << text;
        EXPECT_NE(text.find("error.test.cpp"), std::string::npos) << text;
    }
}

TEST(Check, FailsOnNaNWhenWrittenPositively) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(KEYBOUND_CHECK(nan >= 0.0), Bug);
    EXPECT_THROW(KEYBOUND_CHECK(nan <= 1.0), Bug);
}

TEST(Check, ABugIsNotTheUsersMistake) {
    EXPECT_FALSE((std::is_base_of_v<UserError, Bug>));
    EXPECT_FALSE((std::is_base_of_v<Bug, UserError>));
}

}  // namespace
}  // namespace keybound
