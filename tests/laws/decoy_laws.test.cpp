// Laws of decoy-state BB84: what must happen to its bounds when one number changes. Yields are solutions of linear programmes
// to about 1e-6 of their value, so that is the slack.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keybound/rate/evaluate.hpp"
#include "laws/counter.hpp"
#include "laws/scenarios.hpp"

namespace keybound::test {
namespace {

struct LaserDraw {
    double signal, decoy, last, leakage, fibre_km, misalignment, efficiency, dark;
    int phases;  // 0: continuous
    bool phase_encoding;
};

LaserDraw random_laser(Random& random) {
    LaserDraw draw{};
    draw.signal = uniform(random, 0.2, 0.7);
    draw.decoy = uniform(random, 0.03, 0.5) * draw.signal;
    draw.last = random() % 2 == 0 ? 0.0 : 0.05 * draw.decoy;
    draw.efficiency = log_uniform(random, 0.2, 1.0);
    draw.dark = log_uniform(random, 1e-10, 1e-6);
    draw.misalignment = uniform(random, 0.0, 0.1);
    const double reach = 50.0 * std::log10(0.003 * draw.efficiency / draw.dark);
    draw.fibre_km = uniform(random, 0.0, 1.0) * std::min(200.0, reach);
    // What it bears is of the order of the square of the transmittance.
    const double yield = draw.efficiency * std::pow(10.0, -0.02 * draw.fibre_km);
    draw.leakage = random() % 4 == 0 ? 0.0 : log_uniform(random, 1e-8, 1e-5) * yield * yield;
    draw.phases = random() % 2 == 0 ? 0 : 4 + 2 * static_cast<int>(random() % 4);
    draw.phase_encoding = random() % 2 == 0;
    return draw;
}

std::string toml(const LaserDraw& draw) {
    std::string text = fmt::format(
        "[protocol]\nname = \"decoy-bb84\"\n[source]\nintensities = [{:.17g}, {:.17g}, {:.17g}]\nleakage = {:.17g}\n",
        draw.signal, draw.decoy, draw.last, draw.leakage);
    if (draw.phases > 0) text += fmt::format("phase_randomisation = \"discrete\"\nphases = {}\n", draw.phases);
    if (draw.phase_encoding) text += "encoding = \"phase\"\n";
    text += fmt::format("[channel]\nfibre_km = {:.17g}\nmisalignment_rad = {:.17g}\n", draw.fibre_km, draw.misalignment);
    text += fmt::format("[detector]\nefficiency = {:.17g}\ndark_count_probability = {:.17g}\n", draw.efficiency, draw.dark);
    return text;
}

Result evaluate(const LaserDraw& draw) { return evaluate(parse_scenario(toml(draw))); }
const Bound& leaky(const Result& result) { return *find(result, "leaky-decoy"); }
double gain(const Result& result) { return result.statistics.front().second; }
double slack(const Result& result) { return 1e-6 * gain(result); }

TEST(DecoyLaws, MoreLeakageIsNeverMoreKey) {
    Random random(401);
    Counter counter;
    for (int i = 0; i < samples(25); ++i) {
        LaserDraw draw = random_laser(random);
        const Result before = evaluate(draw);
        draw.leakage = draw.leakage == 0.0 ? 1e-13 : draw.leakage * uniform(random, 1.1, 5.0);
        const Result after = evaluate(draw);
        counter.add("leakage", meaningful(&leaky(after)));
        EXPECT_LE(rate(&leaky(after)), rate(&leaky(before)) + slack(before)) << toml(draw);
        EXPECT_GE(phase_error(&leaky(after)), phase_error(&leaky(before)) * (1.0 - 1e-5)) << toml(draw);
    }
    counter.expect_at_least(0.5);
}

TEST(DecoyLaws, ALongerFibreIsNeverMoreKey) {
    Random random(402);
    Counter counter;
    for (int i = 0; i < samples(25); ++i) {
        LaserDraw draw = random_laser(random);
        const Result before = evaluate(draw);
        draw.fibre_km += uniform(random, 0.5, 10.0);
        const Result after = evaluate(draw);
        counter.add("fibre", meaningful(&leaky(after)));
        EXPECT_LE(rate(&leaky(after)), rate(&leaky(before)) + slack(before)) << toml(draw);
    }
    counter.expect_at_least(0.4);
}

TEST(DecoyLaws, MorePhasesAreNeverLessKey) {
    Random random(403);
    Counter counter;
    for (int i = 0; i < samples(8); ++i) {
        LaserDraw draw = random_laser(random);
        draw.signal *= 0.7;  // four phases bear no bright pulses
        draw.decoy *= 0.7;
        draw.leakage = 0.0;
        double best = 0.0;
        bool told = false;
        for (const int phases : {4, 6, 8, 10}) {
            draw.phases = phases;
            const Result result = evaluate(draw);
            told = told || meaningful(&leaky(result));
            EXPECT_GE(rate(&leaky(result)), best - slack(result)) << toml(draw);
            best = std::max(best, rate(&leaky(result)));
        }
        draw.phases = 0;
        const Result continuous = evaluate(draw);
        EXPECT_GE(rate(&leaky(continuous)), best - slack(continuous)) << toml(draw);
        counter.add("phases", told);
    }
    counter.expect_at_least(0.5);
}

TEST(DecoyLaws, LowerBoundsAreBelowTheCeiling) {
    Random random(404);
    Counter counter;
    for (int i = 0; i < samples(25); ++i) {
        LaserDraw draw = random_laser(random);
        draw.leakage = 0.0;
        draw.fibre_km += 1.0;
        if (i % 2 == 0) {
            draw.efficiency = 1.0;
            draw.misalignment = 0.0;
        }
        const Result result = evaluate(draw);
        const Bound* ceiling = find(result, "repeaterless");
        ASSERT_EQ(ceiling->verdict, Verdict::proved);
        EXPECT_LE(rate(&leaky(result)), rate(ceiling)) << toml(draw);
        // Single photons that arrive, which is what any proof of this kind can count.
        const double arrive = draw.efficiency * std::pow(10.0, -0.02 * draw.fibre_km) + 2.0 * draw.dark;
        EXPECT_LE(rate(&leaky(result)), draw.signal * arrive) << toml(draw);
        counter.add("ceiling", meaningful(&leaky(result)));
    }
    counter.expect_at_least(0.5);
}

TEST(DecoyLaws, WithoutLeakageBothProofsAgree) {
    Random random(405);
    Counter counter;
    for (int i = 0; i < samples(25); ++i) {
        LaserDraw draw = random_laser(random);
        draw.leakage = 0.0;
        const Result result = evaluate(draw);
        const Bound* ideal = find(result, "decoy-ideal");
        ASSERT_EQ(ideal->verdict, Verdict::proved);
        EXPECT_EQ(rate(ideal), rate(&leaky(result))) << toml(draw);
        EXPECT_EQ(phase_error(ideal), phase_error(&leaky(result))) << toml(draw);
        counter.add("ideal", meaningful(ideal));
    }
    counter.expect_at_least(0.5);
}

}  // namespace
}  // namespace keybound::test
