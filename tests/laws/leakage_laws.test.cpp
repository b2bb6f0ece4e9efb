// What leakage does to the bounds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "laws/counter.hpp"
#include "laws/scenarios.hpp"

namespace keybound::test {
namespace {

double evidence(const Bound& bound, const std::string& name) {
    for (const EvidenceItem& item : bound.evidence.items()) {
        if (item.name == name) return item.real[0];
    }
    return 0.0;
}

// Without leakage a coin-type proof still keeps a distance d of rounding size between target and reference. It competes with
// amplitudes of order sqrt(Y), so at low yield it shows: (sqrt(t) + d / sqrt Y)^2, t the errors of the target per detection, of
// which the known ones are subtracted again. Rounding the angle adds 1e-14 times the norm of the target. Nothing else may
// separate such a bound from `loss-tolerant`.
double explained_by_distance(const Bound& bound, double e, double yield) {
    const double angle = 1e-14 * std::sqrt(evidence(bound, "target_weight"));
    const double d = (evidence(bound, "distance") + evidence(bound, "rho") + angle) / std::sqrt(yield);
    const double t = e + evidence(bound, "target_known") / yield + (evidence(bound, "rho") > 0.0 ? 1.0 : 0.0);
    return 2.1 * std::sqrt(t) * d + d * d;
}

TEST(Leakage, ZeroReducesEveryLossTolerantProofToLossTolerant) {
    Random random(101);
    Counter counter;
    for (int i = 0; i < samples(1500); ++i) {
        Region region;
        region.leaks = false;
        const Draw draw = random_draw(random, region);
        const Result result = evaluate(draw);
        const Bound* exact = find(result, "loss-tolerant");
        ASSERT_NE(exact, nullptr);
        ASSERT_EQ(exact->verdict, Verdict::proved) << exact->reason << '\n' << draw.toml();
        for (const char* name : {"loss-tolerant-coin", "loss-tolerant-coin-three-state", "reference-technique"}) {
            const Bound* bound = find(result, name);
            if (bound == nullptr || bound->verdict == Verdict::not_applicable) continue;
            counter.add(name, meaningful(bound));
            const double e = phase_error(exact);
            const double yield = result.statistics.front().second;
            EXPECT_LT(evidence(*bound, "distance"), 1e-13 * (1.0 + evidence(*bound, "target_weight"))) << draw.toml();
            EXPECT_NEAR(phase_error(bound), e, 1e-9 * e + explained_by_distance(*bound, e, yield) + 1e-13) << name << '\n'
                                                                                                           << draw.toml();
            // Never below, but for the margin that `loss-tolerant` adds to an equality; h' < 50 turns it into a rate.
            EXPECT_GE(phase_error(bound), e - 1e-13) << name << '\n' << draw.toml();
            EXPECT_LE(rate(bound), rate(exact) + 50.0 * 1e-13 * yield) << name << '\n' << draw.toml();
        }
    }
    counter.expect_at_least(0.5);
}

// The original coin does not separate flaws from leaks, and so it can only be worse.
TEST(Leakage, ZeroLeavesQuantumCoinAboveLossTolerant) {
    Random random(102);
    Counter counter;
    for (int i = 0; i < samples(800); ++i) {
        Region region;
        region.leaks = false;
        region.protocols = {"bb84"};
        region.kets = false;  // with other kets the two may speak of different virtual protocols
        region.largest_flaw = 0.02;
        Draw draw = random_draw(random, region);
        draw.fibre_km *= 0.3;
        const Result result = evaluate(draw);
        const Bound* coin = find(result, "quantum-coin");
        const Bound* exact = find(result, "loss-tolerant");
        counter.add("quantum-coin", meaningful(coin));
        EXPECT_GE(phase_error(coin), phase_error(exact) - 1e-13) << draw.toml();
    }
    counter.expect_at_least(0.5);
}

// Every distance between target and reference grows with every leakage, and every bound grows with the distance.
TEST(Leakage, MoreNeverGivesMoreKey) {
    Random random(103);
    Counter counter;
    for (int i = 0; i < samples(1200); ++i) {
        Region region;
        if (i % 4 == 0) region = {{"bb84"}, true, true, false, 0.01};  // where quantum-coin has something to say
        const Draw draw = random_draw(random, region);
        Draw leakier = draw;
        const double factor = 1.0 + log_uniform(random, 1e-6, 1.0);
        for (double& leakage : leakier.leakage) leakage = std::min(1.0, leakage * factor);
        const Result before = evaluate(draw);
        const Result after = evaluate(leakier);
        for (const std::string& name : lower_proofs(draw)) {
            const Bound* less = find(before, name);
            const Bound* more = find(after, name);
            if (less->verdict == Verdict::not_applicable) continue;
            // Random flaws leave the original coin nothing; counting it everywhere would only measure how random they are.
            if (name != "quantum-coin" || i % 4 == 0) counter.add(name, meaningful(less));
            EXPECT_GE(phase_error(more), phase_error(less) * (1.0 - 1e-12)) << name << '\n' << draw.toml();
            EXPECT_LE(rate(more), rate(less) * (1.0 + 1e-11)) << name << '\n' << draw.toml();
        }
    }
    counter.expect_at_least(0.5);
}

// Bounds that come from a solver obey the law to the solver's accuracy.
TEST(Leakage, MoreNeverGivesMoreKeyToASolver) {
    Random random(107);
    Counter counter;
    for (int i = 0; i < samples(400); ++i) {
        const Draw draw = random_draw(random, Region{});
        Draw leakier = draw;
        const double factor = 1.0 + log_uniform(random, 1e-4, 1.0);
        const std::size_t only = static_cast<std::size_t>(i) % (2 * draw.leakage.size());  // one setting, or all
        for (std::size_t j = 0; j < leakier.leakage.size(); ++j) {
            if (only < leakier.leakage.size() && j != only) continue;
            leakier.leakage[j] = std::min(1.0, leakier.leakage[j] * factor);
        }
        const Result before = evaluate(draw);
        const Result after = evaluate(leakier);
        for (const std::string& name : solver_proofs()) {
            const Bound* less = find(before, name);
            const Bound* more = find(after, name);
            ASSERT_NE(less, nullptr) << name;
            if (less->verdict == Verdict::not_applicable) continue;
            counter.add(name, meaningful(less));
            const double e = phase_error(less);
            EXPECT_GE(phase_error(more), e - solver_slack(name, e)) << name << '\n' << draw.toml();
        }
    }
    counter.expect_at_least(0.5);
}

// At leakage 0 the solver's proofs are the published coin or nearly so, which is `loss-tolerant`.
TEST(Leakage, ZeroReducesTheSolversProofsToLossTolerant) {
    Random random(108);
    Counter counter;
    for (int i = 0; i < samples(200); ++i) {
        Region region;
        region.leaks = false;
        const Draw draw = random_draw(random, region);
        const Result result = evaluate(draw);
        const double e = phase_error(find(result, "loss-tolerant"));
        for (const std::string& name : solver_proofs()) {
            const Bound* bound = find(result, name);
            if (bound->verdict != Verdict::proved) continue;
            counter.add(name, meaningful(bound));
            const Bound* coin = find(result, "loss-tolerant-coin");
            const double nearly = std::max(0.0, phase_error(coin) - e);  // the distance of rounding size that it keeps
            EXPECT_NEAR(phase_error(bound), e, solver_slack(name, e) + nearly) << name << '\n' << draw.toml();
        }
    }
    counter.expect_at_least(0.5);
}

TEST(Leakage, OfOneSettingNeverGivesMoreKey) {
    Random random(104);
    Counter counter;
    for (int i = 0; i < samples(800); ++i) {
        Region region;
        if (i % 4 == 0) region = {{"bb84"}, true, true, false, 0.01};
        Draw draw = random_draw(random, region);
        if (draw.leakage.size() == 1) draw.leakage.assign(static_cast<std::size_t>(draw.settings()), draw.leakage[0]);
        if (i % 7 == 0) draw.leakage[static_cast<std::size_t>(i) % draw.leakage.size()] = 0.0;
        const Result before = evaluate(draw);
        for (std::size_t j = 0; j < draw.leakage.size(); ++j) {
            Draw leakier = draw;
            leakier.leakage[j] = std::min(1.0, draw.leakage[j] * (1.0 + log_uniform(random, 1e-6, 1.0)) + 1e-15);
            const Result after = evaluate(leakier);
            for (const std::string& name : lower_proofs(draw)) {
                const Bound* less = find(before, name);
                const Bound* more = find(after, name);
                if (less->verdict == Verdict::not_applicable) continue;
                if (name != "quantum-coin" || i % 4 == 0) counter.add(name, meaningful(less));
                EXPECT_GE(phase_error(more), phase_error(less) * (1.0 - 1e-12)) << name << " setting " << j << '\n'
                                                                                << draw.toml();
                EXPECT_LE(rate(more), rate(less) * (1.0 + 1e-11)) << name << " setting " << j << '\n' << draw.toml();
            }
        }
    }
    counter.expect_at_least(0.5);
}

// The smallest leakage that can be written must not be taken for none.
TEST(Leakage, HoweverSmallIsLeakage) {
    Random random(105);
    Region region;
    region.leaks = false;
    for (int i = 0; i < samples(50); ++i) {
        Draw draw = random_draw(random, region);
        draw.leakage.assign(static_cast<std::size_t>(draw.settings()), 0.0);
        draw.leakage[static_cast<std::size_t>(i) % draw.leakage.size()] = 1e-300;
        EXPECT_EQ(find(evaluate(draw), "loss-tolerant")->verdict, Verdict::not_applicable);
    }
}

}  // namespace
}  // namespace keybound::test
