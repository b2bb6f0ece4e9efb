#include "keybound/proof/upper/split_ceiling.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/upper/state_split_programme.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::measured_link;
using test::measured_state;

SplitCandidate any_split(const SplitProblem& problem) { return best_split(problem, {.max_iterations = 30}); }

Link two_settings() {
    return measured_link(measured_state(test::bell_diagonal(0.85, 0.1, 0.05, 0.0), {2, 2},
                                        {test::matched_setting('z'), test::matched_setting('y')}, 0.1));
}

Link three_parties() {
    const auto z = test::computational_elements(2), x = test::qubit_basis('x');
    return measured_link(measured_state(test::noisy_ghz(2, 3, 0.8), {2, 2, 2}, {{"ZZZ", {z, z, z}}, {"XXX", {x, x, x}}}, 0.1));
}

TEST(SplitCeiling, EvidenceGivesTheSameBound) {
    for (const Link& link : {two_settings(), three_parties()}) {
        const RateCeiling proved = prove_split_ceiling(link, any_split).value();
        const auto items = proved.evidence.items();
        EXPECT_EQ(conclude_split_ceiling(link, items).value().rate_bits_per_pulse.value, proved.rate_bits_per_pulse.value);
        // evidence that lost an item, or has them in another order, proves nothing
        for (std::size_t lost = 0; lost < items.size(); ++lost) {
            auto fewer = items;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(lost));
            EXPECT_NE(conclude_split_ceiling(link, fewer).verdict(), Verdict::proved) << lost;
        }
        auto turned = items;
        std::swap(turned[0], turned[1]);
        EXPECT_EQ(conclude_split_ceiling(link, turned).verdict(), Verdict::undecided);
    }
}

TEST(SplitCeiling, EvidenceOfOneSettingIsNoneOfAnother) {
    const Link link = two_settings();
    const RateCeiling proved = prove_split_ceiling(link, any_split).value();
    const auto items = proved.evidence.items();
    auto exchanged = items;
    for (std::size_t k = 0; k < 3; ++k) std::swap(exchanged[k], exchanged[k + 3]);
    // still a bound, only not the best
    EXPECT_GE(conclude_split_ceiling(link, exchanged).value().rate_bits_per_pulse.value, proved.rate_bits_per_pulse.value);
}

TEST(SplitCeiling, ItemsMustHoldWhatTheySay) {
    const std::vector<double> numbers = {1.0, 0.0, 0.0, 1.0}, fewer = {1.0, 0.0};
    const EvidenceItem good{"separable", 2, 2, numbers, numbers};
    EXPECT_EQ(matrix_of(good).rows(), 2);
    for (const EvidenceItem& bad :
         {EvidenceItem{"separable", 2, 2, numbers, {}}, EvidenceItem{"separable", 1, 2, numbers, numbers},
          EvidenceItem{"separable", 4, 2, numbers, numbers}, EvidenceItem{"separable", 1, 0, numbers, numbers},
          EvidenceItem{"separable", 17, 17, numbers, numbers}, EvidenceItem{"separable", 2, 2, fewer, fewer}}) {
        EXPECT_EQ(matrix_of(bad).size(), 0);
    }
    const std::vector<EvidenceItem> mixture = {{"product_weights", 1, 1, {numbers.data(), 1}, {}},
                                               {"product_kets", 1, 4, numbers, numbers}};
    std::size_t position = 0;
    const auto read = read_separable(mixture, position, {2, 2});
    ASSERT_TRUE(read);
    EXPECT_EQ(position, 2u);
    EXPECT_EQ(read->kets[0][1](1), Complex(1.0, 1.0));
    for (EvidenceItem bad :
         {EvidenceItem{"product_kets", 2, 4, numbers, numbers}, EvidenceItem{"product_kets", 1, 4, fewer, fewer},
          EvidenceItem{"product_kets", 1, 4, numbers, {}}, EvidenceItem{"kets", 1, 4, numbers, numbers}}) {
        position = 0;
        EXPECT_FALSE(read_separable({mixture[0], bad}, position, {2, 2}));
    }
    position = 0;
    EXPECT_FALSE(read_separable(mixture, position, {2, 3}));
    position = 0;
    EXPECT_FALSE(read_separable({mixture[0]}, position, {2, 2}));
}

TEST(SplitCeiling, NothingIsProvedByCandidatesThatAreNone) {
    const auto nonsense = [](const SplitProblem& problem) {
        SplitCandidate candidate = any_split(problem);
        candidate.flagged(0, 0) = std::nan("");
        return candidate;
    };
    EXPECT_EQ(prove_split_ceiling(two_settings(), nonsense).verdict(), Verdict::undecided);
    Link no_setting = two_settings();
    no_setting.measured->settings.clear();
    EXPECT_EQ(prove_split_ceiling(no_setting, any_split).verdict(), Verdict::not_applicable);
    EXPECT_EQ(conclude_split_ceiling(no_setting, {}).verdict(), Verdict::not_applicable);
    Link junk = two_settings();
    junk.measured->leak_model = OutcomeLeak::LeakModel::junk;
    EXPECT_EQ(conclude_split_ceiling(junk, {}).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
