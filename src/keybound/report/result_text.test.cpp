#include "keybound/report/result_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace keybound {
namespace {

Result result_of(const std::vector<std::string>& overrides) {
    return evaluate(parse_scenario("protocol.name = \"bb84\"", overrides));
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The line of the table that begins with a proof's name, with or without the star of the best.
std::string line_of(const std::string& text, const std::string& proof) {
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (line.rfind("  * " + proof + " ", 0) == 0 || line.rfind("    " + proof + " ", 0) == 0) return line;
    }
    return "";
}

TEST(ResultText, ShowsEveryBoundWithItsOutcome) {
    const Result result = result_of({"source.leakage=1e-6", "channel.fibre_km=100"});
    const std::string text = result_text(result);
    for (const Bound& bound : result.bounds) {
        const std::string line = line_of(text, bound.proof->name);
        EXPECT_PRED2(holds, line, to_string(bound.verdict)) << text;
        EXPECT_PRED2(holds, text, bound.reason);
    }
}

TEST(ResultText, MarksTheBestOfEachDirection) {
    const Result result = result_of({"source.leakage=1e-6", "channel.fibre_km=100"});
    const std::string text = result_text(result);
    ASSERT_TRUE(result.best_lower && result.best_upper);
    std::size_t stars = 0;
    for (std::size_t at = text.find("\n  * "); at != std::string::npos; at = text.find("\n  * ", at + 1)) ++stars;
    EXPECT_EQ(stars, 2u) << text;
    EXPECT_EQ(line_of(text, result.bounds[*result.best_lower].proof->name).rfind("  * ", 0), 0u);
    EXPECT_EQ(line_of(text, result.bounds[*result.best_upper].proof->name).rfind("  * ", 0), 0u);
    EXPECT_PRED2(holds, text, "You may use ");
    EXPECT_PRED2(holds, text, "Nobody can get more than ");
}

TEST(ResultText, SaysWhenNothingWasProved) {
    const std::string text = result_text(result_of({"source.leakage=1e-6", "analysis.proofs=[\"loss-tolerant\"]"}));
    EXPECT_PRED2(holds, text, "Nothing was proved for this scenario.");
    EXPECT_FALSE(holds(text, "You may use"));
    EXPECT_FALSE(holds(text, "  * "));
}

TEST(ResultText, WarnsWhenNothingLeaks) {
    EXPECT_PRED2(holds, result_text(result_of({})), "Warning: source.leakage = 0");
    EXPECT_FALSE(holds(result_text(result_of({"source.leakage=1e-9"})), "Warning"));
}

// Every number in brackets refers to an assumption that is printed below.
TEST(ResultText, NumbersTheAssumptions) {
    const Result result = result_of({"channel.fibre_km=10"});
    const std::string text = result_text(result);
    std::size_t count = 0;
    for (std::vector<std::string> seen; const Bound& bound : result.bounds) {
        for (const std::string& assumption : bound.assumptions) {
            if (std::find(seen.begin(), seen.end(), assumption) != seen.end()) continue;
            seen.push_back(assumption);
            ++count;
            const std::string first_words = assumption.substr(0, 40);
            EXPECT_PRED2(holds, text, first_words);
        }
    }
    EXPECT_PRED2(holds, text, "\n  " + std::string(count < 10 ? " " : "") + std::to_string(count) + "  ");
    EXPECT_FALSE(holds(text, "\n  " + std::string(count < 9 ? " " : "") + std::to_string(count + 1) + "  "));
}

TEST(ResultText, UsesNoNaN) {
    for (const auto& overrides :
         {std::vector<std::string>{}, {"channel.fibre_km=10000", "detector.dark_count_probability=0"}}) {
        const std::string text = result_text(result_of(overrides));
        std::istringstream words(text);
        for (std::string word; words >> word;) {
            for (const char* bad : {"nan", "-nan", "inf", "-inf", "(nan", "(inf"}) EXPECT_NE(word, bad) << text;
        }
    }
}

const std::vector<std::string> run = {"source.leakage=1e-6", "channel.fibre_km=60", "finite.pulses=1e9"};

TEST(ResultText, ShowsTheRun) {
    const Result result = result_of(run);
    const std::string text = result_text(result);
    EXPECT_PRED2(holds, text, "1e+09 pulses");
    EXPECT_PRED2(holds, text, "key bits");
    EXPECT_PRED2(holds, text, "\nThe run, as ");
    EXPECT_PRED2(holds, text, " by the method e-value\n");
    const Bound& best = result.bounds[*result.best_lower];
    EXPECT_PRED2(holds, text, "a key of " + std::to_string(static_cast<long long>(*best.key_length_bits)) + " bits");
    for (const auto& [name, value] : best.quantities) EXPECT_PRED2(holds, text, "  " + name + " ");
    EXPECT_FALSE(holds(text, "as given"));
    EXPECT_PRED2(holds, result_text(result_of({run[0], run[1], run[2], "finite.tilt=1e-4"})), "0.0001   as given");
    EXPECT_PRED2(holds, result_text(result_of({run[0], run[1], run[2], "protocol.z_basis_probability=0.875"})),
                 "0.875   as given");
}

// An asymptotic row among runs is marked, has no key, and is not what may be used.
TEST(ResultText, TellsRegimesApart) {
    std::vector<std::string> both = run;
    both.emplace_back("analysis.proofs=[\"joint-sdp\",\"loss-tolerant-coin\"]");
    const std::string text = result_text(result_of(both));
    EXPECT_PRED2(holds, line_of(text, "joint-sdp"), "asymptotic");
    EXPECT_FALSE(holds(line_of(text, "joint-sdp"), "proved"));
    EXPECT_PRED2(holds, line_of(text, "loss-tolerant-coin"), "proved");
    EXPECT_EQ(line_of(text, "loss-tolerant-coin").rfind("  * ", 0), 0u);
    both.back() = "analysis.proofs=[\"joint-sdp\"]";
    EXPECT_PRED2(holds, result_text(result_of(both)), "Nothing was proved");
    // and without runs nothing is said of them
    const std::string plain = result_text(result_of({run[0], run[1]}));
    EXPECT_FALSE(holds(plain, "key bits"));
    EXPECT_FALSE(holds(plain, "The run"));
    EXPECT_FALSE(holds(plain, "a key of"));
}

TEST(ResultText, SaysWhyARunGivesNoKey) {
    const std::string text = result_text(result_of({run[0], run[1], "finite.pulses=1000"}));
    EXPECT_PRED2(holds, text, "no key: ");
    EXPECT_PRED2(holds, text, "a key of 0 bits");
}

}  // namespace
}  // namespace keybound
