#include "keybound/core/text.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace keybound {
namespace {

TEST(Join, SeparatesWords) {
    EXPECT_EQ(join({}), "");
    EXPECT_EQ(join({"a"}), "a");
    EXPECT_EQ(join({"a", "b", "c"}), "a, b, c");
    EXPECT_EQ(join({"0Z", "1Z"}, " "), "0Z 1Z");
}

TEST(Nearest, FindsWhatWasMeant) {
    const std::vector<std::string> proofs = {"loss-tolerant", "loss-tolerant-coin", "quantum-coin", "repeaterless"};
    EXPECT_EQ(nearest("loss-tolerant-con", proofs), "loss-tolerant-coin");
    EXPECT_EQ(nearest("los-tolerant", proofs), "loss-tolerant");
    EXPECT_EQ(nearest("quantumcoin", proofs), "quantum-coin");
    EXPECT_EQ(nearest("repeaterless", proofs), "repeaterless");
}

TEST(Nearest, KnowsInsertionDeletionAndSubstitution) {
    EXPECT_EQ(nearest("abXcd", {"zzzzz", "abcd"}), "abcd");
    EXPECT_EQ(nearest("acd", {"zzz", "abcd"}), "abcd");
    EXPECT_EQ(nearest("aXcd", {"zzzz", "abcd"}), "abcd");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
    EXPECT_EQ(nearest("weather", {"loss-tolerant", "quantum-coin"}), "");
    EXPECT_EQ(nearest("weather", {}), "");
    EXPECT_EQ(nearest("", {"loss-tolerant"}), "");
}

TEST(Nearest, DoesNotCompareWholeFiles) { EXPECT_EQ(nearest(std::string(100000, 'a'), {std::string(100000, 'a')}), ""); }

TEST(Shortened, KeepsShortText) {
    EXPECT_EQ(shortened("fibre_km = 100"), "fibre_km = 100");
    EXPECT_EQ(shortened(std::string(60, 'x')), std::string(60, 'x'));
    EXPECT_EQ(shortened(""), "");
}

TEST(Shortened, CutsLongTextAndSaysHowLongItWas) {
    EXPECT_EQ(shortened(std::string(61, 'x')), std::string(60, 'x') + "... (61 bytes)");
    EXPECT_EQ(shortened("abcdef", 3), "abc... (6 bytes)");
}

TEST(Shortened, ReplacesControlCharacters) {
    EXPECT_EQ(shortened("a\nb\rc\td"), "a?b?c?d");
    EXPECT_EQ(shortened("\x1b[31m"), "?[31m");
    EXPECT_EQ(shortened(std::string("a\0b", 3)), "a?b");
    EXPECT_EQ(shortened("\x7f"), "?");
    EXPECT_EQ(shortened("\xce\xb5"), "\xce\xb5");  // UTF-8 stays
}

TEST(Wrapped, BreaksAtSpacesWithinTheWidth) {
    EXPECT_EQ(wrapped("one two three", 7), "one two\nthree");
    EXPECT_EQ(wrapped("one two three", 100), "one two three");
    EXPECT_EQ(wrapped("one two three", 7, "  "), "one two\n  three");
    EXPECT_EQ(wrapped("", 7), "");
}

TEST(Wrapped, DoesNotBreakWords) { EXPECT_EQ(wrapped("a incomprehensibilities b", 5), "a\nincomprehensibilities\nb"); }

TEST(Wrapped, LosesNoWord) {
    const std::string text =
        "every emitted state has fidelity at least 1 - epsilon with its characterised ket and nothing else is known";
    for (std::size_t width = 1; width < 120; ++width) {
        std::istringstream lines(wrapped(text, width, " "));
        std::istringstream words(text);
        std::string a;
        std::string b;
        while (words >> a) {
            ASSERT_TRUE(lines >> b);
            EXPECT_EQ(a, b);
        }
        EXPECT_FALSE(lines >> b);
    }
}

}  // namespace
}  // namespace keybound
