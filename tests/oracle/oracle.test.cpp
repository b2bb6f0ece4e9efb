// Closed-form bounds for general planar kets and unequal leakages against 50 digits: safe without any tolerance, and close.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "keybound/quantum/entropy.hpp"
#include "keybound/rate/evaluate.hpp"
#include "oracle/exact_bounds.hpp"
#include "oracle/formulas.hpp"
#include "support/samples.hpp"

namespace keybound::test {
namespace {

// How far above the exact phase-error rate e a bound may lie, and why.
//
// `relative` is what is promised. `distance` is the a-priori margin of || Tar - Ref ||: a few roundings of 1 whatever the
// leakage: they could hide a leakage of their square, and at high loss Eve would spend it on the few pulses that arrive. In the
// angle it is divided by the root of the total yield, for angles that add up to asin sqrt((e + known) Y / T). `linear` is the
// margin of relations that are linear in the states; loss does not magnify it.
double tolerance(double relative, double distance, double linear, double e, double known, double share_of_total) {
    const double angle = distance / std::sqrt(share_of_total);
    return relative * e + 2.0 * std::sqrt(e + known) * angle + angle * angle + linear;
}

struct Tally {
    int comparisons = 0;
    int inside = 0;      // 0 < e < 1/2
    double worst = 0.0;  // largest relative distance
    double used = 0.0;   // largest share of the allowed distance: how loose the tolerance is
};

// The proofs whose formula this oracle knows. Bounds found by an optimisation have no exact value to be compared with.
const std::set<std::string> closed_forms = {"loss-tolerant", "quantum-coin", "loss-tolerant-coin",
                                            "loss-tolerant-coin-three-state", "reference-technique"};

using Tallies = std::map<std::string, Tally>;

double reported(const Bound& bound) {
    for (const auto& [name, value] : bound.quantities) {
        if (name == "phase_error_rate") return value;
    }
    return std::nan("");
}

void compare(const PlanarScenario& scenario, const Bound& bound, const PlanarBounds& exact, double relative, bool strict,
             Tally& tally) {
    const std::string& proof = bound.proof->name;
    const std::string where = proof + "\n" + scenario.toml();
    std::optional<Ball> wanted;
    if (proof == "loss-tolerant") wanted = exact.loss_tolerant;
    if (proof == "quantum-coin") wanted = exact.quantum_coin;
    if (proof == "loss-tolerant-coin-three-state") wanted = exact.three_state_form;
    if (proof == "loss-tolerant-coin") wanted = exact.loss_tolerant_coin;
    if (proof == "reference-technique") wanted = exact.reference_technique;
    ASSERT_EQ(bound.verdict, wanted ? Verdict::proved : Verdict::not_applicable) << where << bound.reason;
    if (!wanted) return;

    const double e = reported(bound);
    const double wanted_e = wanted->to_double();
    const double printed = bound.rate_bits_per_pulse.value_or(std::nan(""));
    ++tally.comparisons;
    if (!certainly_less(*wanted, Ball::of(0.5))) {
        EXPECT_EQ(e, 0.5) << where;
        EXPECT_EQ(printed, 0.0) << where;
        return;
    }
    if (e < 0.5) ++tally.inside;
    EXPECT_TRUE(certainly_at_most(*wanted, Ball::of(e)))
        << where << fmt::format("UNSAFE: {:.17g} is below {:.17g} by {:.3g}", e, wanted_e, (*wanted - Ball::of(e)).to_double());
    const double excess = (Ball::of(e) - *wanted).to_double();
    double allowed = relative * wanted_e;
    if (!strict) {
        const double yield = exact.yield.to_double();
        const bool linear = proof == "loss-tolerant";
        const double known = scenario.settings == 3 ? 1.0 : 0.3;
        allowed = tolerance(relative, linear ? 0.0 : 3e-14, linear ? 1e-13 : 1e-14, wanted_e, known, yield);
    }
    tally.worst = std::fmax(tally.worst, excess / wanted_e);
    tally.used = std::fmax(tally.used, excess / allowed);
    EXPECT_LE(excess, allowed) << where << fmt::format("{:.17g}, exactly {:.17g}", e, wanted_e);

    const Ball rate = exact.key_rate(*wanted);
    ASSERT_TRUE(std::isfinite(rate.to_double())) << where;
    if (printed > 0.0) {
        EXPECT_TRUE(certainly_at_most(Ball::of(printed), rate))
            << where << fmt::format("UNSAFE: rate {:.17g} is above {:.17g}", printed, rate.to_double());
    } else {
        EXPECT_EQ(printed, 0.0) << where;
    }
    // dR/de = -Y log2((1 - e)/e), and a few roundings of numbers of the size of Y.
    const double yield = exact.yield.to_double();
    const double slope = std::log2((1.0 - wanted_e) / wanted_e);
    EXPECT_GE(printed, rate.to_double() - yield * (slope * allowed + 1e-13)) << where;
}

void compare_all(const PlanarScenario& scenario, double relative, bool strict, Tallies& tallies) {
    const PlanarBounds exact = planar_bounds(scenario);
    const Result result = evaluate(parse_scenario(scenario.toml()));
    int found = 0;
    for (const Bound& bound : result.bounds) {
        if (closed_forms.count(bound.proof->name) != 0) {
            ++found;
            compare(scenario, bound, exact, relative, strict, tallies[bound.proof->name]);
        } else if (bound.proof->name == "repeaterless" && bound.rate_bits_per_pulse) {
            const Ball printed = Ball::of(*bound.rate_bits_per_pulse);
            EXPECT_TRUE(certainly_at_most(exact.repeaterless, printed)) << scenario.toml();
            EXPECT_TRUE(certainly_at_most(printed, exact.repeaterless * (Ball(1) + Ball::of("1e-12")))) << scenario.toml();
            ++tallies["repeaterless"].comparisons;
        }
    }
    EXPECT_EQ(found, 4) << scenario.toml();  // the fifth is a form for the other protocol
    for (const auto& [name, value] : result.statistics) {
        if (name == "detection_probability") {
            EXPECT_NEAR(value, exact.yield.to_double(), 2e-14 * value);
        }
        if (name == "quantum_bit_error_rate") {
            EXPECT_NEAR(value, exact.bit_error_rate.to_double(), 2e-14 * value + 1e-30);
        }
    }
}

void print(const Tallies& tallies) {
    for (const auto& [proof, tally] : tallies) {
        if (tally.comparisons == 0) continue;
        fmt::print("[ distance ] {:32} {:5} comparisons, {:5} inside (0, 1/2), at most {:.1e}, {:.2f} of what is allowed\n",
                   proof, tally.comparisons, tally.inside, tally.worst, tally.used);
    }
}

void add(const Tallies& part, Tallies& all) {
    for (const auto& [proof, tally] : part) {
        all[proof].comparisons += tally.comparisons;
        all[proof].inside += tally.inside;
    }
}

// At least 200 comparisons, at least half of them with a bound that says something. The upper bound does not count.
void expect_enough(const Tallies& tallies) {
    int comparisons = 0;
    int inside = 0;
    for (const auto& [proof, tally] : tallies) {
        if (proof == "repeaterless") continue;
        comparisons += tally.comparisons;
        inside += tally.inside;
    }
    EXPECT_GE(comparisons, 200);
    EXPECT_GE(2 * inside, comparisons);
}

const char* const flaws[] = {"0.0", "0.063", "-0.1"};
const char* const lengths[] = {"0.0", "50.0", "100.0", "150.0", "200.0", "250.0", "300.0", "370.0", "440.0"};
const char* const dark_counts[] = {"1e-8", "1e-12"};

std::vector<PlanarScenario> grid(const std::vector<std::vector<std::string>>& leakages) {
    std::vector<PlanarScenario> scenarios;
    for (const int settings : {4, 3}) {
        for (const char* flaw : flaws) {
            for (const auto& leakage : leakages) {
                for (const char* length : lengths) {
                    for (const char* dark : dark_counts) {
                        PlanarScenario scenario;
                        scenario.settings = settings;
                        scenario.modulation_error_rad = flaw;
                        scenario.leakage = leakage;
                        if (leakage.size() > 1) scenario.leakage.resize(static_cast<std::size_t>(settings));
                        scenario.fibre_km = length;
                        scenario.dark_count_probability = dark;
                        scenarios.push_back(scenario);
                    }
                }
            }
        }
    }
    return scenarios;
}

// The margin of the distance, up to 1e-14, counts twice in a square. Against the amplitude sqrt(epsilon) it leaves nine digits
// from 1e-6 upward, nearly nine at 1e-10, and six at 1e-14. Without leakage nothing but margins and dark counts is left, and
// `tolerance` says what the margins may cost.
TEST(OracleGrid, SafeAndCloseEverywhere) {
    Tallies all;
    const auto check = [&](const std::vector<std::vector<std::string>>& leakages, double relative, bool strict) {
        Tallies tallies;
        for (const PlanarScenario& scenario : grid(leakages)) compare_all(scenario, relative, strict, tallies);
        fmt::print("leakage {} and alike, promised {:.0e}\n", leakages.front().front(), relative);
        print(tallies);
        add(tallies, all);
    };
    check({{"1e-3"}, {"1e-3", "5e-4", "3e-3", "1e-4"}}, 1e-9, true);
    check({{"1e-6"}, {"1e-6", "2e-6", "5e-7", "4e-6"}, {"1e-7", "0.0", "1e-5", "3e-7"}}, 1e-9, true);
    check({{"1e-10"}, {"1e-10", "1e-11", "3e-10", "2e-10"}}, 5e-9, true);
    check({{"1e-14"}, {"1e-14", "2e-15", "5e-14", "1e-13"}}, 1e-6, true);
    check({{"0.0"}}, 1e-9, false);
    expect_enough(all);
}

// What loss-tolerance is for: without leakage but with a visible error rate, nine digits at any loss.
TEST(OracleGrid, LossTolerantToNineDigits) {
    Tallies tallies;
    for (const auto& s : grid({{"0.0"}})) {
        const PlanarBounds exact = planar_bounds(s);
        if (exact.loss_tolerant->to_double() < 1e-4) continue;
        const Result result = evaluate(parse_scenario(s.toml()));
        for (const Bound& bound : result.bounds) {
            if (bound.proof->name == "loss-tolerant") compare(s, bound, exact, 1e-9, true, tallies["loss-tolerant"]);
        }
    }
    EXPECT_EQ(tallies.size(), 1U);
    EXPECT_GE(tallies["loss-tolerant"].inside, 60);
}

std::string decimal(double value) {
    const std::string text = fmt::format("{:.12g}", value);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

TEST(OracleRandom, KetsInThePlaneAndUnequalLeakages) {
    Random random(7);
    Tallies tallies;
    const double quarters[] = {0.0, 0.5, 0.25, 0.75};
    for (int i = 0; i < samples(600); ++i) {
        PlanarScenario scenario;
        scenario.settings = 3 + i % 2;
        for (int j = 0; j < scenario.settings; ++j) {
            scenario.theta.push_back(decimal(quarters[j] * 3.14159265 + uniform(random, -0.15, 0.15)));
        }
        const double largest = log_uniform(random, 1e-15, 1e-4);
        scenario.leakage.clear();
        for (int j = 0; j < scenario.settings; ++j) {
            scenario.leakage.push_back(i % 5 == 0 ? "0.0" : decimal(largest * std::pow(uniform(random, 0.1, 1.0), 2)));
        }
        scenario.fibre_km = decimal(uniform(random, 0.0, 400.0));
        scenario.attenuation_db_per_km = decimal(uniform(random, 0.15, 0.25));
        scenario.efficiency = decimal(uniform(random, 0.05, 1.0));
        scenario.dark_count_probability = decimal(log_uniform(random, 1e-12, 1e-6));
        scenario.misalignment_rad = i % 3 == 0 ? "0.0" : decimal(uniform(random, -0.1, 0.1));
        compare_all(scenario, 1e-8, false, tallies);
    }
    print(tallies);
    expect_enough(tallies);
}

// Both directions of the search inside the oracle meet, and they meet at the values of the theory pages.
TEST(OracleSearch, FindsTheTabulatedGramValues) {
    const Ball r = Ball(1) / sqrt(Ball(2));
    const Ball half = Ball(1) / Ball(2);
    const std::array<std::array<Ball, 4>, 2> rows = {{{half, half, -r, Ball(0)}, {half, -half, Ball(0), r}}};
    Square4 v;
    for (int j = 0; j < 4; ++j) {
        for (int k = 0; k < 4; ++k) v[j][k] = rows[0][j] * rows[0][k] + rows[1][j] * rows[1][k];
    }
    const ExactGram coin = exact_gram(v, 4);
    EXPECT_LE(coin.excess, 1e-25);
    EXPECT_NEAR(coin.from_below.to_double(), 4.0, 1e-14);
    Square4 three;
    for (int j = 0; j < 3; ++j) {
        for (int k = 0; k < 3; ++k) three[j][k] = Ball(2) * rows[0][j] * rows[0][k];
    }
    const ExactGram parallel = exact_gram(three, 3);
    EXPECT_LE(parallel.excess, 1e-25);
    EXPECT_NEAR(parallel.from_below.to_double(), 2.0 * std::pow(1.0 + std::sqrt(0.5), 2), 1e-14);
}

// Solved relations against published closed forms: two computations that share nothing but the theory pages.
TEST(OracleSearch, AgreesWithTheClosedFormsInThirtyDigits) {
    const auto agree = [](const Ball& a, const Ball& b) {
        if (!certainly_less(b, Ball::of(0.5))) {
            EXPECT_FALSE(certainly_less(a, Ball::of(0.5)));
            return;
        }
        const Ball room = Ball::of("1e-30") * b;
        EXPECT_TRUE(certainly_at_most(a, b + room) && certainly_at_most(b, a + room)) << a.to_double() << ' ' << b.to_double();
    };
    for (const int settings : {4, 3}) {
        for (const char* delta : {"0.063", "-0.1", "0.2"}) {
            for (const char* leakage : {"1e-14", "1e-7"}) {
                PlanarScenario s;
                s.settings = settings;
                s.modulation_error_rad = delta;
                s.leakage = {leakage};
                s.fibre_km = "100.0";
                const PlanarBounds solved = planar_bounds(s);
                ExactScenario c;
                c.settings = settings;
                c.modulation_error_rad = delta;
                c.leakage = leakage;
                c.fibre_km = "100.0";
                const ExactBounds closed(c);
                agree(solved.loss_tolerant_coin, closed.loss_tolerant_coin());
                agree(solved.reference_technique, closed.reference_technique());
                if (settings == 4) agree(*solved.quantum_coin, closed.quantum_coin());
                if (settings == 3) agree(*solved.three_state_form, closed.three_state_form());
            }
        }
    }
}

TEST(OracleEntropyEnds, AreRightToFifteenDigits) {
    int points = 0;
    const auto check = [&](double p) {
        const Ball exact = exact_entropy(Ball::of(p));
        const Ball room = exact * Ball::of("1e-15");
        const Ball found = Ball::of(binary_entropy(p));
        EXPECT_TRUE(certainly_at_most(found, exact + room) && certainly_at_most(exact - room, found))
            << fmt::format("{:.17g}", p);
        ++points;
    };
    for (double gap = 0.4; gap > 1e-300; gap *= gap > 1e-20 ? 0.37 : 1e-9) {
        check(gap);
        if (0.5 - gap < 0.5) check(0.5 - gap);
        if (0.5 + gap > 0.5) check(0.5 + gap);
        if (1.0 - gap < 1.0) check(1.0 - gap);
    }
    check(std::nextafter(0.5, 0.0));
    check(std::nextafter(0.5, 1.0));
    check(std::nextafter(1.0, 0.0));
    EXPECT_GE(points, 150);
}

}  // namespace
}  // namespace keybound::test
