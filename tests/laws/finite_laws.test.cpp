// What a finite run must not gain, whatever the scenario.
//
// Multipliers, tilt, basis probability and the share of Z tests are searched, each key is proved wherever the search stopped,
// and a law that compares two searches holds as nearly as they reached their optima: `searched`, relative, and a bit or two for
// the floor. Laws between a finite key and a ceiling have no tolerance.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "laws/counter.hpp"
#include "laws/scenarios.hpp"
#include "support/command_line.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

constexpr double searched = 5e-3;

struct FiniteRun {
    Draw draw;
    double pulses = 1e10;
    double secrecy = 1e-10;
    std::vector<std::string> proofs = {"loss-tolerant-coin", "loss-tolerant-coin-optimal", "repeaterless"};
    std::string keys;

    std::string toml(bool finite = true) const {
        std::string names;
        for (const std::string& name : proofs) names += (names.empty() ? "\"" : ", \"") + name + "\"";
        std::string text = draw.toml() + fmt::format("[analysis]\nproofs = [{}]\n", names);
        if (finite) text += fmt::format("[finite]\npulses = {}\nsecrecy = {}\n{}", pulses, secrecy, keys);
        return text;
    }
    Result result(bool finite = true) const { return keybound::evaluate(parse_scenario(toml(finite))); }
    double slack() const { return 3.0 / pulses; }
};

// Mostly where runs give a key: up to 250 km, leakages from 0 to 1e-3, runs that are not much shorter than the loss demands.
FiniteRun random_run(Random& random, int i) {
    FiniteRun result;
    Region region;
    region.largest_flaw = 0.2;
    region.leaks = i % 6 != 0;
    result.draw = random_draw(random, region);
    result.draw.fibre_km = std::min(250.0, result.draw.fibre_km * uniform(random, 0.2, 0.8));
    for (double& leakage : result.draw.leakage) leakage = std::min(leakage, 1e-3) * (i % 2 == 0 ? 0.1 : 1.0);
    const double yield = result.draw.efficiency * std::pow(10.0, -0.02 * result.draw.fibre_km);
    result.pulses = std::floor(std::clamp(log_uniform(random, 1e4, 1e11) / yield, 1e6, 1e15));
    if (i % 5 == 0) result.proofs[1] = "loss-tolerant-coin-z";
    return result;
}

const Bound& row(const Result& result, const std::string& proof) { return *find(result, proof); }

double key_rate(const Result& result, const std::string& proof) {
    const Bound& bound = row(result, proof);
    return bound.verdict == Verdict::proved ? *bound.rate_bits_per_pulse : 0.0;
}

std::vector<std::string> lower(const FiniteRun& run) { return {run.proofs[0], run.proofs[1]}; }

TEST(FiniteLaws, NoRunGivesMoreThanInfinitelyManyPulsesOrThanTheCeiling) {
    Random random(401);
    Counter counter;
    for (int i = 0; i < samples(120); ++i) {
        const FiniteRun run = random_run(random, i);
        const Result finite = run.result(), asymptotic = run.result(false);
        for (const std::string& name : lower(run)) {
            const double key = key_rate(finite, name);
            counter.add(name, key > 0.0);
            EXPECT_LE(key, key_rate(asymptotic, name)) << name << '\n' << run.toml();
            const Bound& ceiling = row(finite, "repeaterless");
            if (ceiling.verdict != Verdict::proved) continue;
            EXPECT_EQ(ceiling.regime, "finite");
            EXPECT_LE(key, *ceiling.rate_bits_per_pulse) << name << '\n' << run.toml();
            EXPECT_GE(*ceiling.rate_bits_per_pulse, key_rate(asymptotic, "repeaterless"));
            EXPECT_LE(row(finite, name).key_length_bits.value_or(0.0), *ceiling.key_length_bits);
        }
    }
    counter.expect_at_least(0.5);
}

TEST(FiniteLaws, MorePulsesLessLeakageAndLessSecrecyCostNothing) {
    Random random(402);
    Counter counter;
    for (int i = 0; i < samples(40); ++i) {
        const FiniteRun run = random_run(random, i);
        FiniteRun longer = run, leakier = run, safer = run;
        longer.pulses = std::floor(run.pulses * log_uniform(random, 1.01, 100));
        const double factor = 1.0 + log_uniform(random, 1e-3, 1.0);
        for (double& leakage : leakier.draw.leakage) leakage = std::min(1.0, leakage * factor);
        safer.secrecy = run.secrecy * log_uniform(random, 1e-6, 0.9);
        const Result at = run.result(), at_longer = longer.result(), at_leakier = leakier.result(), at_safer = safer.result();
        for (const std::string& name : lower(run)) {
            const double key = key_rate(at, name);
            counter.add(name, key > 0.0);
            EXPECT_GE(key_rate(at_longer, name), key * (1.0 - searched) - run.slack()) << name << " " << longer.pulses << '\n'
                                                                                       << run.toml();
            EXPECT_LE(key_rate(at_leakier, name), key * (1.0 + searched) + run.slack()) << name << '\n' << run.toml();
            EXPECT_LE(key_rate(at_safer, name), key * (1.0 + searched) + run.slack()) << name << '\n' << run.toml();
        }
    }
    counter.expect_at_least(0.5);
}

// The coin's tangents are among the multipliers of the optimal coin.
TEST(FiniteLaws, TheOptimalCoinIsNoWorseThanTheCoin) {
    Random random(403);
    Counter counter;
    for (int i = 0; i < samples(120); ++i) {
        FiniteRun run = random_run(random, i);
        run.proofs = {"loss-tolerant-coin", "loss-tolerant-coin-optimal"};
        const Result result = run.result();
        const double coin = key_rate(result, run.proofs[0]), optimal = key_rate(result, run.proofs[1]);
        counter.add("optimal", coin > 0.0);
        EXPECT_GE(optimal, coin * (1.0 - searched) - run.slack()) << run.toml();
    }
    counter.expect_at_least(0.5);
}

// What is given is honoured, and the search loses at most `searched` to it.
TEST(FiniteLaws, NothingThatIsGivenIsBetterThanWhatIsFound) {
    Random random(404);
    Counter counter;
    for (int i = 0; i < samples(40); ++i) {
        const FiniteRun run = random_run(random, i);
        const Result best = run.result();
        for (const std::string& name : lower(run)) {
            const Bound& found = row(best, name);
            if (found.verdict != Verdict::proved) continue;
            const double key = key_rate(best, name);
            counter.add(name, key > 0.0);
            const auto value = [](const Bound& bound, const std::string& quantity) {
                for (const auto& [what, number] : bound.quantities) {
                    if (what == quantity) return number;
                }
                return std::nan("");
            };
            FiniteRun given = run;
            given.proofs = {name};
            const double share = (1.0 - value(found, "z_basis_probability")) * log_uniform(random, 0.2, 3.0);
            given.draw.z_basis_probability = 1.0 - std::min(0.99, share);
            const double tilt = value(found, "tilt") * log_uniform(random, 0.3, 3.0);
            if (i % 2 == 0) given.keys += fmt::format("tilt = {}\n", tilt);
            const double tests = std::min(value(found, "test_fraction") * log_uniform(random, 0.3, 3.0), 0.9);
            if (!std::isnan(tests)) given.keys += fmt::format("test_fraction = {}\n", tests);
            const Result result = given.result();
            const Bound& bound = row(result, name);
            if (bound.verdict != Verdict::proved) continue;
            EXPECT_LE(key_rate(result, name), key * (1.0 + searched) + run.slack()) << name << '\n' << given.toml();
            EXPECT_EQ(value(bound, "z_basis_probability"), *given.draw.z_basis_probability);
            if (i % 2 == 0) {
                EXPECT_EQ(value(bound, "tilt"), tilt);
            }
            if (!std::isnan(tests)) {
                EXPECT_EQ(value(bound, "test_fraction"), tests);
            }
        }
    }
    counter.expect_at_least(0.5);
}

// What is missing to infinitely many pulses falls with their number; at 1e18 little is left.
TEST(FiniteLaws, LongRunsApproachInfinitelyManyPulses) {
    Random random(405);
    Counter counter;
    for (int i = 0; i < samples(14); ++i) {
        FiniteRun run = random_run(random, i);
        const Result asymptotic = run.result(false);
        for (const std::string& name : lower(run)) {
            const double limit = key_rate(asymptotic, name);
            const double yield = asymptotic.statistics.front().second;
            if (!(limit > 0.05 * yield)) continue;
            double before = 1.0;
            for (const double pulses : {1e12, 1e15, 1e18}) {
                run.pulses = pulses;
                const double missing = 1.0 - key_rate(run.result(), name) / limit;
                EXPECT_GT(missing, 0.0) << name << '\n' << run.toml();
                EXPECT_LT(missing, before * 0.4) << name << '\n' << run.toml();
                before = std::max(missing, 1e-3);
            }
            counter.add(name, true);
            EXPECT_LT(before, 0.03) << name << '\n' << run.toml();
        }
    }
    counter.expect_at_least(1.0);
}

// The same digits alone, in a sweep, and in a sweep of several threads.
TEST(FiniteLaws, DigitsDependOnTheScenarioAlone) {
    TemporaryFolder folder;
    FiniteRun run;
    run.proofs = {"loss-tolerant-coin", "loss-tolerant-coin-optimal", "loss-tolerant-coin-z", "repeaterless"};
    run.draw.modulation_error_rad = 0.063;
    run.draw.leakage = {1e-6};
    const std::string file = folder.write("run.toml", run.toml());
    const auto sweep = [&](const std::string& threads) {
        const CommandResult result = test::run({"sweep", file, "--over", "channel.fibre_km=0:120:20", "--threads", threads});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return result.out;
    };
    const std::string one = sweep("1");
    EXPECT_EQ(sweep("3"), one);
    int compared = 0;
    for (const double km : {0.0, 60.0, 120.0}) {
        run.draw.fibre_km = km;
        const Result alone = run.result();
        for (const Bound& bound : alone.bounds) {
            if (!bound.rate_bits_per_pulse) continue;
            EXPECT_NE(one.find(fmt::format(",{},", *bound.rate_bits_per_pulse)), std::string::npos) << bound.proof->name << km;
            EXPECT_NE(one.find(fmt::format(",{},", *bound.key_length_bits)), std::string::npos) << bound.proof->name << km;
            ++compared;
        }
    }
    EXPECT_GE(compared, 11);
}

}  // namespace
}  // namespace keybound::test
