#include "keybound/core/outcome.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "keybound/core/bounds.hpp"
#include "keybound/core/evidence.hpp"

namespace keybound {
namespace {

TEST(Outcome, ProvedHasAValueAndNoExcuse) {
    const auto outcome = Outcome<double>::proved(0.25);
    EXPECT_EQ(outcome.verdict(), Verdict::proved);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value(), 0.25);
    EXPECT_EQ(outcome.reason(), "");
}

TEST(Outcome, TheOthersHaveAReasonAndNoValue) {
    const auto missing = Outcome<double>::not_applicable("needs source.leakage = 0");
    EXPECT_EQ(missing.verdict(), Verdict::not_applicable);
    EXPECT_FALSE(missing.has_value());
    EXPECT_EQ(missing.reason(), "needs source.leakage = 0");
    EXPECT_THROW(missing.value(), std::bad_optional_access);

    const auto undecided = Outcome<double>::undecided("the solver did not converge");
    EXPECT_EQ(undecided.verdict(), Verdict::undecided);
    EXPECT_FALSE(undecided.has_value());
    EXPECT_THROW(undecided.value(), std::bad_optional_access);
}

TEST(Outcome, WordsOfTheResultFormat) {
    EXPECT_STREQ(to_string(Verdict::proved), "proved");
    EXPECT_STREQ(to_string(Verdict::not_applicable), "not_applicable");
    EXPECT_STREQ(to_string(Verdict::undecided), "undecided");
    EXPECT_STREQ(to_string(Verdict::as_printed), "as-printed");
    EXPECT_STREQ(to_string(static_cast<Verdict>(99)), "undecided") << "what is not known proves nothing";
}

// A number that is safe in one direction is a lie in the other.
TEST(Bounds, DoNotConvert) {
    EXPECT_FALSE((std::is_convertible_v<LowerBound, UpperBound>));
    EXPECT_FALSE((std::is_convertible_v<UpperBound, LowerBound>));
    EXPECT_FALSE((std::is_constructible_v<UpperBound, LowerBound>));
    EXPECT_FALSE((std::is_constructible_v<LowerBound, UpperBound>));
    EXPECT_FALSE((std::is_convertible_v<double, LowerBound>));
    EXPECT_FALSE((std::is_convertible_v<LowerBound, double>));
}

}  // namespace
}  // namespace keybound
