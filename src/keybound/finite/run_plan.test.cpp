#include "keybound/finite/run_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/catalog.hpp"
#include "support/phase_error_candidates.hpp"
#include "support/runs.hpp"

namespace keybound {
namespace {

const RunProof& run_of(const char* proof) { return *find_proof(proof)->run; }
const FiniteMethod& e_value() { return *find_finite_method("e-value"); }

constexpr const char* names[] = {"loss-tolerant-coin", "loss-tolerant-coin-optimal", "loss-tolerant-coin-z"};

TEST(RunPlan, TheNumberIsWhatThePlanProves) {
    for (const auto& named : test::various_links()) {
        for (const char* name : names) {
            const RunProof& proof = run_of(name);
            const RunChoices choices{1e11, 0.9, proof.uses_z_tests ? 0.04 : 0.0};
            const RunPlan plan = plan_run(named.link, proof, e_value(), choices, 1e-20, {}).value();
            EXPECT_EQ(plan.parameters.tilt, plan.bound.tilt);
            EXPECT_GT(plan.phase_errors, 0.0) << named.name << name;
            const Counts expected = expected_counts(named.link, choices);
            EXPECT_EQ(planned_phase_errors(named.link, plan, e_value(), 1e-20, expected).value().value, plan.phase_errors);
            // and what guided the choice
            const RunDesign design = test::design_of(named.link.source.settings(), 1e11, 0.9, choices.z_test_fraction, 1e-20);
            const double guide = expected_phase_errors(plan.bound.bound, named.link.statistics, design, plan.bound.tilt);
            EXPECT_NEAR(plan.phase_errors, guide, 1e-6 * guide) << named.name << name;
        }
    }
}

// More errors seen are more phase errors, and fewer are fewer: the plan was made before.
TEST(RunPlan, FollowsTheData) {
    const Link link = test::various_links()[0].link;
    const RunChoices choices{1e11, 0.9, 0.0};
    const RunPlan plan = plan_run(link, run_of(names[1]), e_value(), choices, 1e-20, {}).value();
    const Counts expected = expected_counts(link, choices);
    int errors = 0;
    for (int j = 0; j < 4; ++j) {
        for (int b = 0; b < 2; ++b) {
            Counts more = expected;
            more.x[j][b] *= 1.5;
            const double found = planned_phase_errors(link, plan, e_value(), 1e-20, more).value().value;
            if (plan.bound.bound.lambda[b][j] > 0.0) {
                EXPECT_GT(found, plan.phase_errors);
            }
            if (plan.bound.bound.lambda[b][j] < 0.0) {
                EXPECT_LT(found, plan.phase_errors);
            }
            errors += plan.bound.bound.lambda[b][j] > 1.0 / 3.0;
        }
    }
    EXPECT_GE(errors, 1);
    EXPECT_GT(planned_phase_errors(link, plan, e_value(), 1e-30, expected).value().value, plan.phase_errors)
        << "a smaller failure probability costs";
}

TEST(RunPlan, FixedParametersAreKept) {
    const Link link = test::various_links()[0].link;
    const RunChoices choices{1e11, 0.9, 0.0};
    for (const char* name : {names[0], names[1]}) {
        FixedParameters fixed;
        fixed.tilt = 2e-4;
        const RunPlan plan = plan_run(link, run_of(name), e_value(), choices, 1e-20, fixed).value();
        EXPECT_EQ(plan.parameters.tilt, 2e-4);
        EXPECT_EQ(plan.choices.z_basis_probability, 0.9);
        const RunPlan best = plan_run(link, run_of(name), e_value(), choices, 1e-20, {}).value();
        EXPECT_GE(plan.phase_errors, best.phase_errors * (1.0 - 1e-4));
    }
    FixedParameters fixed;
    fixed.tilt = 0.5;
    EXPECT_EQ(plan_run(link, run_of(names[0]), e_value(), choices, 1e-20, fixed).verdict(), Verdict::undecided)
        << "a weight would be negative";
}

// A plan of a similar run to begin with changes the way and not the end.
TEST(RunPlan, TheNeighbourIsOnlyABeginning) {
    for (const auto& named : test::various_links()) {
        const RunChoices choices{1e10, 0.92, 0.0}, near{1e10, 0.9, 0.0}, far{1e10, 0.4, 0.0};
        const RunPlan alone = plan_run(named.link, run_of(names[1]), e_value(), choices, 1e-20, {}).value();
        for (const RunChoices& other : {near, far}) {
            const RunPlan neighbour = plan_run(named.link, run_of(names[1]), e_value(), other, 1e-20, {}).value();
            const RunPlan plan = plan_run(named.link, run_of(names[1]), e_value(), choices, 1e-20, {}, &neighbour).value();
            EXPECT_NEAR(plan.phase_errors, alone.phase_errors, 1e-3 * alone.phase_errors) << named.name;
        }
    }
}

TEST(RunPlan, NothingProvedIsNoPlan) {
    const std::vector<std::array<double, 2>> same = {{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}, {2.3, 0.0}};
    const Link link = test::link_of({.leakage = {1e-6}, .fibre_km = 20, .states = same});
    for (const char* name : names) {
        const auto plan = plan_run(link, run_of(name), e_value(), {1e10, 0.9, 0.05}, 1e-20, {});
        EXPECT_EQ(plan.verdict(), Verdict::not_applicable) << name;
        EXPECT_NE(plan.reason(), "") << name;
    }
}

TEST(FiniteMethods, AreFoundByName) {
    for (const FiniteMethod& method : finite_methods()) {
        EXPECT_EQ(find_finite_method(method.name), &method);
        EXPECT_FALSE(method.claim.empty());
        EXPECT_FALSE(method.published_as.empty());
        EXPECT_EQ(method.theory_page, "finite-key.md");
        EXPECT_FALSE(method.parameters.empty());
    }
    EXPECT_EQ(find_finite_method("no such method"), nullptr);
}

}  // namespace
}  // namespace keybound
