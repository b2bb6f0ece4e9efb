// Results of shared states: what they count, what is the best, what a checker accepts.
#include <gtest/gtest.h>

#include <algorithm>

#include "keybound/rate/evaluate.hpp"
#include "support/claims.hpp"

namespace keybound {
namespace {

const std::string shared = "protocol.name = \"entanglement\"\nstate.visibility = 0.9\nleak.probability = 0.1\n";

Result evaluated(const std::vector<std::string>& overrides = {}) { return evaluate(parse_scenario(shared, overrides)); }

const Bound& row(const Result& result, const std::string& proof) {
    return *std::find_if(result.bounds.begin(), result.bounds.end(), [&](const Bound& b) { return b.proof->name == proof; });
}

bool says(const Bound& bound, const std::string& part) {
    return std::any_of(bound.assumptions.begin(), bound.assumptions.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

TEST(EvaluateShared, CountsKeyRoundsAndNoSeconds) {
    for (const Bound& bound : evaluated().bounds) {
        EXPECT_EQ(bound.per, "key-round");
        EXPECT_EQ(bound.regime, "asymptotic");
        EXPECT_EQ(bound.rate_bits_per_pulse.has_value(), bound.verdict != Verdict::not_applicable) << bound.proof->name;
        EXPECT_FALSE(bound.rate_bits_per_second.has_value()) << bound.proof->name;
    }
}

TEST(EvaluateShared, ChoosesTheLargestLowerAndTheSmallestUpperBound) {
    const Result result = evaluated();
    ASSERT_TRUE(result.best_lower.has_value());
    ASSERT_TRUE(result.best_upper.has_value());
    EXPECT_EQ(result.bounds[*result.best_lower].proof->name, "devetak-winter");
    for (const Bound& bound : result.bounds) {
        if (bound.verdict != Verdict::proved || bound.proof->direction() != Direction::upper) continue;
        EXPECT_GE(*bound.rate_bits_per_pulse, *result.bounds[*result.best_upper].rate_bits_per_pulse);
    }
}

TEST(EvaluateShared, NothingAsPrintedIsProved) {
    // The printed theorem says that there is no key at all here, the proved bounds that there may be some.
    const Result result = evaluated({"state.visibility=0.4"});
    EXPECT_EQ(row(result, "convex-combination-as-printed").verdict, Verdict::as_printed);
    EXPECT_EQ(row(result, "convex-combination-as-printed").rate_bits_per_pulse, 0.0);
    EXPECT_GT(*result.bounds[*result.best_upper].rate_bits_per_pulse, 0.0);
    const Result paper = evaluated({"repeaters.count=2", "repeaters.convention=paper"});
    EXPECT_FALSE(paper.proved_something());
    for (const Bound& bound : paper.bounds) {
        EXPECT_NE(bound.verdict, Verdict::proved) << bound.proof->name;
        EXPECT_EQ(bound.verdict == Verdict::as_printed, bound.rate_bits_per_pulse.has_value()) << bound.proof->name;
        EXPECT_NE(bound.reason, "") << bound.proof->name;
    }
    EXPECT_TRUE(evaluated({"repeaters.count=2"}).proved_something());
}

TEST(EvaluateShared, PrintsWhatItAssumes) {
    const Result without = evaluated({"leak.probability=0"});
    EXPECT_EQ(without.warnings.size(), 1U);
    EXPECT_TRUE(evaluated().warnings.empty());
    for (const Bound& bound : without.bounds) EXPECT_TRUE(says(bound, "no leak: ")) << bound.proof->name;
    for (const Bound& bound : evaluated().bounds) EXPECT_FALSE(says(bound, "repeaters swap")) << bound.proof->name;
    for (const Bound& bound : evaluated({"repeaters.count=1"}).bounds)
        EXPECT_TRUE(says(bound, "repeaters swap and do nothing else: no purification")) << bound.proof->name;
    EXPECT_TRUE(says(row(evaluated(), "convex-combination"), "announced"));
    EXPECT_TRUE(says(row(evaluated(), "convex-combination-plus"), "projectively"));
    EXPECT_TRUE(says(row(evaluated(), "relative-entropy-of-entanglement-plus"), "matched bases"));
}

TEST(CheckShared, VerifiesWhatWasWritten) {
    for (const char* more : {"", "leak.model = \"junk\"\n", "state.parties = 3\nleak.pattern = \"independent\"\n",
                             "repeaters.count = 3\n", "state.dimension = 5\nleak.pattern = \"disjoint\"\n"}) {
        const EvidenceDocument document = test::document_of(shared + more);
        EXPECT_GE(document.bounds.size(), 2U);
        const CheckResult result = check(document);
        EXPECT_TRUE(result.verified()) << more << test::reasons(result);
    }
}

TEST(CheckShared, RejectsWhatIsBetterThanTheEvidence) {
    const EvidenceDocument honest = test::document_of(shared);
    for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
        const double better = honest.bounds[i].direction == "upper" ? 0.999 : 1.001;
        EvidenceDocument document = honest;
        document.bounds[i].rate_bits_per_pulse = better * *honest.bounds[i].rate_bits_per_pulse;
        EXPECT_FALSE(check(document).verified()) << honest.bounds[i].proof;
        document = honest;
        for (auto& quantity : document.bounds[i].quantities) quantity.second *= 1.01;
        EXPECT_EQ(check(document).verified(), honest.bounds[i].quantities.empty()) << honest.bounds[i].proof;
        document = honest;
        document.bounds[i].items[0].real[0] *= 1.01;
        EXPECT_FALSE(check(document).verified()) << honest.bounds[i].proof;
    }
}

// Not even with the right numbers.
TEST(CheckShared, VerifiesNothingAsPrinted) {
    const Result result = evaluated();
    const Bound& bound = row(result, "convex-combination-as-printed");
    EvidenceDocument printed = test::document_of(shared);
    printed.bounds = {{bound.proof->name, "upper", bound.rate_bits_per_pulse, bound.quantities, test::claimed(bound.evidence)}};
    EXPECT_FALSE(check(printed).verified());
    const std::string paper = shared + "repeaters = { count = 2, convention = \"paper\" }\n";
    EvidenceDocument chain = test::document_of(paper);
    EXPECT_TRUE(chain.bounds.empty());
    const Result by_paper = evaluate(parse_scenario(paper));
    const Bound& attack = row(by_paper, "convex-combination");
    chain.bounds = {
        {attack.proof->name, "upper", attack.rate_bits_per_pulse, attack.quantities, test::claimed(attack.evidence)}};
    EXPECT_FALSE(check(chain).verified());
}

}  // namespace
}  // namespace keybound
