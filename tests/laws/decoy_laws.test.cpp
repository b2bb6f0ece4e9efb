// Laws of decoy-state BB84: what must happen to its bounds when one number changes. Yields are solutions of linear programmes
// to about 1e-6 of their value, so that is the slack.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "keybound/rate/evaluate.hpp"
#include "laws/counter.hpp"
#include "laws/scenarios.hpp"

namespace keybound::test {
namespace {

struct LaserDraw {
    double signal, decoy, last, leakage, fibre_km, misalignment, efficiency, dark;
    int phases;  // 0: continuous
    bool phase_encoding;
    double light, modulator_light;  // Trojan-horse light; 0: none
    int modulator_phases;           // 0: no modulator
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

// Nothing but Trojan-horse light of known kind leaks; half of the time an extra modulator hides it.
LaserDraw random_laser_with_light(Random& random) {
    LaserDraw draw = random_laser(random);
    draw.leakage = 0.0;
    const double yield = draw.efficiency * std::pow(10.0, -0.02 * draw.fibre_km);
    // Of unknown light a proof bears less.
    draw.light = random() % 2 == 0 ? log_uniform(random, 1e-8, 1e-5) * yield * yield : log_uniform(random, 1e-6, 1e-3) * yield;
    if (random() % 2 == 0) {
        draw.modulator_phases = 1 + static_cast<int>(random() % 5);
        draw.modulator_light = random() % 2 == 0 ? 0.0 : draw.light * uniform(random, 0.0, 1.0);
        draw.phases = 0;
        draw.phase_encoding = false;
    }
    return draw;
}

std::string toml(const LaserDraw& draw) {
    std::string text = fmt::format(
        "[protocol]\nname = \"decoy-bb84\"\n[source]\nintensities = [{:.17g}, {:.17g}, {:.17g}]\nleakage = {:.17g}\n",
        draw.signal, draw.decoy, draw.last, draw.leakage);
    if (draw.phases > 0) text += fmt::format("phase_randomisation = \"discrete\"\nphases = {}\n", draw.phases);
    if (draw.phase_encoding) text += "encoding = \"phase\"\n";
    if (draw.light > 0.0) {
        text += fmt::format("[trojan_horse]\noutput_intensity = {:.17g}\n", draw.light);
        if (draw.modulator_phases > 0) {
            text += fmt::format("phase_modulator_phases = {}\nphase_modulator_intensity = {:.17g}\n", draw.modulator_phases,
                                draw.modulator_light);
        }
    }
    text += fmt::format("[channel]\nfibre_km = {:.17g}\nmisalignment_rad = {:.17g}\n", draw.fibre_km, draw.misalignment);
    text += fmt::format("[detector]\nefficiency = {:.17g}\ndark_count_probability = {:.17g}\n", draw.efficiency, draw.dark);
    return text;
}

Result evaluate(const LaserDraw& draw) { return evaluate(parse_scenario(toml(draw))); }
const Bound& leaky(const Result& result) { return *find(result, "leaky-decoy"); }
double gain(const Result& result) { return result.statistics.front().second; }
double slack(const Result& result) { return 1e-6 * gain(result); }

// A change that must not make any proof's key longer, nor its phase errors fewer, however often it is made.
struct Worse {
    const char* what;
    unsigned seed;
    int draws;
    LaserDraw (*draw)(Random&);
    std::function<void(Random&, LaserDraw&)> change;
    double share;              // of samples in which the better link of a proof must have key
    bool phase_errors = true;  // whether they may not fall either
    int times = 1;
    const char* except = "";  // a proof for which it is no law
};

void expect_no_more_key(const Worse& law) {
    Random random(law.seed);
    Counter counter;
    for (int i = 0; i < samples(law.draws); ++i) {
        LaserDraw draw = law.draw(random);
        Result before = evaluate(draw);
        for (int k = 0; k < law.times; ++k) {
            law.change(random, draw);
            Result after = evaluate(draw);
            for (const Bound& better : before.bounds) {
                const Bound& worse = *find(after, better.proof->name);
                if (better.proof->direction() != Direction::lower || better.verdict != Verdict::proved) continue;
                if (better.proof->name == law.except) continue;
                if (worse.verdict == Verdict::not_applicable) continue;
                counter.add(std::string(law.what) + ", " + better.proof->name, meaningful(&better));
                EXPECT_LE(rate(&worse), rate(&better) + slack(before)) << better.proof->name << '\n' << toml(draw);
                // The worst case of a joint programme minimises key: fewer phase errors may be the worse of two.
                const bool joint = better.proof->name == "leaky-decoy-joint" || better.proof->name == "leaky-decoy-pair";
                if (!law.phase_errors || joint) continue;
                EXPECT_GE(phase_error(&worse), phase_error(&better) * (1.0 - 1e-5)) << better.proof->name << '\n' << toml(draw);
            }
            before = std::move(after);
        }
    }
    counter.expect_at_least(law.share);
}

TEST(DecoyLaws, MoreLeakageIsNeverMoreKey) {
    const auto change = [](Random& random, LaserDraw& draw) {
        draw.leakage = draw.leakage == 0.0 ? 1e-13 : draw.leakage * uniform(random, 1.1, 5.0);
    };
    expect_no_more_key({"leakage", 401, 25, random_laser, change, 0.5});
}

TEST(DecoyLaws, LessIsolationIsNeverMoreKey) {
    const auto change = [](Random& random, LaserDraw& draw) { draw.light *= uniform(random, 1.1, 5.0); };
    expect_no_more_key({"light", 406, 40, random_laser_with_light, change, 0.4});
}

TEST(DecoyLaws, ALongerFibreIsNeverMoreKey) {
    const auto change = [](Random& random, LaserDraw& draw) { draw.fibre_km += uniform(random, 0.5, 10.0); };
    // Rates fall, but dark counts alone may look like fewer phase errors than a bad bound has.
    expect_no_more_key({"fibre", 402, 25, random_laser, change, 0.4, false});
    expect_no_more_key({"fibre with light", 407, 25, random_laser_with_light, change, 0.4, false});
}

// With unknown leaks this is no law: of N phases there are no more than N states, which bounds their weights from above too.
LaserDraw without_leakage_and_dim(Random& random, LaserDraw draw) {
    draw.signal *= 0.7;  // four phases bear no bright pulses
    draw.decoy *= 0.7;
    draw.leakage = 0.0;
    draw.modulator_phases = 0;
    draw.phases = random() % 2 == 0 ? 0 : 10;
    return draw;
}
LaserDraw of_many_phases(Random& random) { return without_leakage_and_dim(random, random_laser(random)); }
LaserDraw of_many_phases_with_light(Random& random) { return without_leakage_and_dim(random, random_laser_with_light(random)); }

TEST(DecoyLaws, FewerPhasesAreNeverMoreKey) {
    const auto change = [](Random&, LaserDraw& draw) { draw.phases = draw.phases == 0 ? 12 : draw.phases - 2; };
    expect_no_more_key({"phases", 403, 8, of_many_phases, change, 0.4, false, 3});
    expect_no_more_key({"phases with light", 408, 8, of_many_phases_with_light, change, 0.4, false, 3, "leaky-decoy"});
}

TEST(DecoyLaws, KnownLightIsNeverWorseThanAnyLeakOfItsSize) {
    Random random(409);
    Counter counter;
    for (int i = 0; i < samples(40); ++i) {
        const LaserDraw draw = random_laser_with_light(random);
        const Result result = evaluate(draw);
        const char* name = draw.modulator_phases > 0 ? "leaky-decoy-phase-modulator" : "leaky-decoy-characterised";
        const Bound* known = find(result, name);
        ASSERT_EQ(known->verdict, Verdict::proved) << toml(draw);
        EXPECT_GE(rate(known), rate(&leaky(result)) - slack(result)) << toml(draw);
        EXPECT_LE(phase_error(known), phase_error(&leaky(result)) * (1.0 + 1e-5)) << toml(draw);
        counter.add(name, meaningful(known));
        counter.add("both", meaningful(known) && meaningful(&leaky(result)));
    }
    counter.expect_at_least(0.3);
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
