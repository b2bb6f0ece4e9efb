#include "keybound/finite/catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "support/counting_problems.hpp"
#include "support/places.hpp"

namespace keybound {
namespace {

using test::Random;

TEST(FiniteMethods, HaveUniqueNamesAndExplainThemselves) {
    std::set<std::string> names;
    for (const FiniteMethod& method : finite_methods()) {
        EXPECT_TRUE(names.insert(method.name).second) << method.name;
        EXPECT_EQ(find_finite_method(method.name), &method);
        EXPECT_NE(method.claim, "") << method.name;
        EXPECT_NE(method.published_as, "") << method.name;
        EXPECT_FALSE(method.parameters.empty()) << method.name;
        for (const std::string& name : method.parameters) {
            EXPECT_TRUE(name == "tilt" || name == "coin_probability" || name == "hoelder_exponent") << name;
        }
    }
    EXPECT_EQ(names, (std::set<std::string>{"azuma", "e-value", "e-value-thinned", "kato"}));
    EXPECT_EQ(find_finite_method("hoeffding"), nullptr);
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(FiniteMethods, HaveAPageATestAndAnOrigin) {
    const std::filesystem::path root = KEYBOUND_SOURCE_DIR;
    for (const FiniteMethod& method : finite_methods()) {
        std::string stem = method.name;
        std::replace(stem.begin(), stem.end(), '-', '_');
        EXPECT_TRUE(std::filesystem::exists(root / "src/keybound/finite" / (stem + ".test.cpp"))) << method.name;
        const std::string head = text_of(root / "src/keybound/finite" / (stem + ".hpp")).substr(0, 2000);
        for (const char* word : {"Claim", "Source", "Hypotheses", "Inputs", "Numerics", "Origin"}) {
            EXPECT_NE(head.find(word), std::string::npos) << method.name << " does not say its " << word;
        }
        const std::string page = text_of(root / "docs/theory" / method.theory_page);
        EXPECT_NE(page.find("`" + method.name + "`"), std::string::npos) << method.name << " has no theory page";
    }
}

// A row lists exactly the parameters that change its number.
TEST(FiniteMethods, ListTheirParameters) {
    const CountingProblem problem = test::reference_run(test::reference_rows[1]).problem;
    const MethodParameters usual{1e-3, 0.45, 0.85};
    const auto tilted = [](MethodParameters p) { return p.tilt *= 0.9, p; };
    const auto taken = [](MethodParameters p) { return p.coin_probability *= 0.9, p; };
    const auto exponent = [](MethodParameters p) { return p.hoelder_exponent *= 0.9, p; };
    for (const FiniteMethod& method : finite_methods()) {
        const std::set<std::string> listed(method.parameters.begin(), method.parameters.end());
        const auto moves = [&](const MethodParameters& other) {
            return method.phase_errors(problem, other).value().value != method.phase_errors(problem, usual).value().value;
        };
        EXPECT_EQ(listed.count("tilt") == 1, moves(tilted(usual))) << method.name;
        EXPECT_EQ(listed.count("coin_probability") == 1, moves(taken(usual))) << method.name;
        EXPECT_EQ(listed.count("hoelder_exponent") == 1, moves(exponent(usual))) << method.name;
    }
}

// Rounds that meet the counting problem's inequality with equality: as many phase errors as any attack may have on average. The
// failure probability is large so that failures can be counted.
TEST(FiniteMethods, HoldForTheWorstIndependentRounds) {
    struct Case {
        double first, second, source_term;  // probabilities per round
    };
    int failures = 0;
    for (const Case& rounds : {Case{0.01, 0.06, 0.06}, Case{0.03, 0.02, 0.004}, Case{0.002, 0.1, 0.25}}) {
        CountingProblem problem;
        problem.phase_coefficient = 1.5;
        problem.pulses = 3000.0;
        problem.detected = 3000.0;
        problem.source_term = rounds.source_term;
        problem.coin_weight = 0.5;
        problem.failure = 0.3;
        problem.add(12.0, 3000 * rounds.first, 0.0);
        problem.add(-1.5, 3000 * rounds.second, 0.0);
        const double errors = (12.0 * rounds.first - 1.5 * rounds.second + rounds.source_term) / 1.5;
        ASSERT_GT(errors, 0.0);
        problem.storage[0].observed = problem.storage[0].predicted;
        problem.storage[1].observed = problem.storage[1].predicted;
        for (const FiniteMethod& method : finite_methods()) {
            MethodParameters best;
            double least = 1e300;
            for (double tilt = 1e-4; tilt < 0.08; tilt *= 1.1) {
                for (const double taken : {0.2, 0.4, 0.6, 0.8}) {
                    const auto bound = method.phase_errors(problem, {tilt, taken, 0.8});
                    if (!bound.has_value() || bound.value().value >= least) continue;
                    least = bound.value().value;
                    best = {tilt, taken, 0.8};
                }
            }
            Random random(41);
            const int runs = test::samples(2000);
            int wrong = 0;
            for (int i = 0; i < runs; ++i) {
                std::binomial_distribution<int> first(3000, rounds.first);
                const int n1 = first(random);
                std::binomial_distribution<int> second(3000 - n1, rounds.second / (1 - rounds.first));
                const int n2 = second(random);
                std::binomial_distribution<int> third(3000 - n1 - n2, errors / (1 - rounds.first - rounds.second));
                const int n3 = third(random);
                CountingProblem seen = problem;
                seen.storage[0].observed = n1;
                seen.storage[1].observed = n2;
                const auto bound = method.phase_errors(seen, best);
                ASSERT_TRUE(bound.has_value()) << method.name;
                wrong += n3 > bound.value().value ? 1 : 0;
            }
            EXPECT_LE(wrong, 0.3 * runs + 4 * std::sqrt(0.21 * runs)) << method.name;
            if (method.name == "e-value") failures += wrong;
        }
    }
    EXPECT_GE(failures, test::samples(100));  // the attack comes near the bound
}

}  // namespace
}  // namespace keybound
