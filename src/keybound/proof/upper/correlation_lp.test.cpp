#include "keybound/proof/upper/correlation_lp.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "keybound/proof/lower/chsh.hpp"
#include "keybound/proof/lower/chsh_noisy_preprocessing.hpp"
#include "keybound/proof/upper/key_flip.hpp"
#include "keybound/proof/upper/local_convex_combination.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"
#include "support/untrusted_tables.hpp"

namespace keybound {
namespace {

using test::add_to;
using test::isotropic;
using test::link_of;

constexpr double pi = std::numbers::pi;
const double nan = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();

double bound(const Moments& m) { return prove_correlation_lp(link_of(m)).value().rate_bits_per_pulse.value; }

double chsh(const Moments& m) {
    double total = 0.0, best = 0.0;
    for (const std::size_t x : {0U, 1U}) {
        for (const std::size_t y : {0U, 1U}) total += m[correlator(x, y)];
    }
    for (const std::size_t x : {0U, 1U}) {
        for (const std::size_t y : {0U, 1U}) best = std::max(best, std::fabs(total - 2.0 * m[correlator(x, y)]));
    }
    return best;
}

// Acin, Brunner, Gisin, Massar, Pironio, Scarani, PRL 98, 230501 (2007), Eq. (11).
double published_key(const Moments& m) {
    const double s = std::clamp(chsh(m), 2.0, 2.0 * std::numbers::sqrt2);
    const double known = binary_entropy(std::min(1.0, 0.5 + 0.5 * std::sqrt(std::max(0.0, s * s / 4.0 - 1.0))));
    return 1.0 - binary_entropy((1.0 - m[correlator(0, 2)]) / 2.0) - known;
}

CompositeRound random_round(test::Random& random) {
    CompositeRound round;
    round.key_axis = test::uniform(random, 0.0, 1.0) < 0.7 ? CompositeRound::KeyAxis::z : CompositeRound::KeyAxis::x;
    round.coherence = 1.0 - 0.5 * std::pow(test::uniform(random, 0.0, 1.0), 2);
    round.alice_angle = pi / 2.0 + test::uniform(random, -0.3, 0.3);
    round.bob_angles = {pi / 4.0 + test::uniform(random, -0.3, 0.3), -pi / 4.0 + test::uniform(random, -0.3, 0.3)};
    round.flip = test::uniform(random, 0.0, 0.1);
    return round;
}

// What evidence holds.
struct Numbers {
    std::vector<double> rounds, strategies;
};

Numbers numbers_of(const RateCeiling& ceiling) {
    Numbers numbers;
    for (const EvidenceItem& item : ceiling.evidence.items()) {
        if (item.name == "rounds") numbers.rounds.assign(item.real.begin(), item.real.end());
        if (item.name == "strategies") numbers.strategies.assign(item.real.begin(), item.real.end());
    }
    return numbers;
}

// Moments of what evidence says, from Bloch vectors alone: E = cos cos + C sin sin.
Moments shown_by(const RateCeiling& ceiling) {
    Moments sum{};
    const Numbers numbers = numbers_of(ceiling);
    for (std::size_t k = 0; k < numbers.rounds.size(); k += 9) {
        const std::span<const double> row = std::span(numbers.rounds).subspan(k, 9);
        const double key = row[1] == 0.0 ? 0.0 : pi / 2.0, r = row[7];
        const double alice[] = {key, row[3]}, bob[] = {row[4], row[5], key};
        const int answers = static_cast<int>(row[8]);
        const auto sign = [&](int bit) { return (answers >> bit) % 2 == 0 ? 1.0 : -1.0; };
        const double of_alice[] = {1.0, sign(0)}, of_bob[] = {sign(1), sign(2), -1.0};
        for (const std::size_t x : {0U, 1U}) {
            for (const std::size_t y : {0U, 1U, 2U}) {
                double e = std::cos(alice[x]) * std::cos(bob[y]) + row[2] * std::sin(alice[x]) * std::sin(bob[y]);
                if (y == 2) e *= 1.0 - 2.0 * row[6];
                sum[correlator(x, y)] += row[0] * (e + r * of_alice[x] * of_bob[y]) / (1.0 + r);
            }
        }
    }
    for (std::size_t k = 0; k < 32; ++k) {
        double signs[5];
        for (std::size_t bit = 0; bit < 5; ++bit) signs[bit] = (k >> bit) % 2 == 0 ? 1.0 : -1.0;
        const double weight = numbers.strategies[k];
        for (std::size_t x = 0; x < 2; ++x) sum[x] += weight * signs[x];
        for (std::size_t y = 0; y < 3; ++y) sum[2 + y] += weight * signs[2 + y];
        for (std::size_t x = 0; x < 2; ++x) {
            for (std::size_t y = 0; y < 3; ++y) sum[5 + 3 * x + y] += weight * signs[x] * signs[2 + y];
        }
    }
    return sum;
}

double total_weight(const RateCeiling& ceiling) {
    const Numbers numbers = numbers_of(ceiling);
    double total = 0.0;
    for (std::size_t k = 0; k < numbers.rounds.size(); k += 9) total += numbers.rounds[k];
    for (const double weight : numbers.strategies) total += weight;
    return total;
}

void expect_explicit(const RateCeiling& ceiling, const Moments& m) {
    const Moments shown = shown_by(ceiling);
    for (std::size_t k = 0; k < m.size(); ++k) EXPECT_NEAR(shown[k], m[k], 1e-12) << k;
    EXPECT_LE(total_weight(ceiling), 1.0);
    EXPECT_GE(total_weight(ceiling), 0.0);
}

// Computed by another program (a fixed grid of 55 000 rounds, HiGHS), which may be too large by its grid.
TEST(CorrelationLp, IsNotAboveAFixedGridOfRounds) {
    const double grid[][2] = {{0.75, 0.0},    {0.78, 0.0042}, {0.8, 0.0333},  {0.84, 0.1452}, {0.85, 0.1795},
                              {0.86, 0.2159}, {0.9, 0.3779},  {0.92, 0.4697}, {0.98, 0.8244}, {0.99, 0.9122}};
    for (const auto& [v, value] : grid) {
        const RateCeiling ceiling = prove_correlation_lp(link_of(isotropic(v))).value();
        const double found = ceiling.rate_bits_per_pulse.value;
        EXPECT_LE(found, value + 1e-4) << v;
        EXPECT_GE(found, published_key(isotropic(v))) << v;
        EXPECT_GE(found, value - 0.03) << v;
        expect_explicit(ceiling, isotropic(v));
    }
    EXPECT_EQ(bound(isotropic(1.0)), 1.0);
    EXPECT_EQ(bound(isotropic(0.0)), 0.0);
}

// Farkas et al., PRL 127, 050503 (2021), with a coin for Bob's key bit in rounds that are not local: nothing up to 1/(2 -
// 1/sqrt 2).
TEST(CorrelationLp, IsZeroExactlyUpToItsThreshold) {
    const double threshold = 1.0 / (2.0 - std::numbers::sqrt2 / 2.0);
    EXPECT_EQ(bound(isotropic(threshold - 1e-4)), 0.0);
    EXPECT_LT(bound(isotropic(threshold - 1e-5)), 1e-9);
    EXPECT_GT(bound(isotropic(threshold + 1e-3)), 1e-6);
    EXPECT_LT(bound(isotropic(threshold + 1e-3)), 1e-4);
}

TEST(CorrelationLp, GrowsWithTheVisibility) {
    double before = 0.0;
    for (int i = 0; i <= 30; ++i) {
        const double found = bound(isotropic(0.77 + 0.23 * i / 30.0));
        EXPECT_GE(found, before - 2e-5) << i;
        before = found;
    }
    EXPECT_EQ(before, 1.0);
}

// The devices of the closed forms are mixtures of its rounds, and their lower bounds are of the same devices.
TEST(CorrelationLp, IsBetweenTheClosedForms) {
    test::Random random(7303);
    int keys = 0;
    for (int i = 0; i < test::samples(20); ++i) {
        const Link link = test::isotropic_link(test::uniform(random, 0.77, 1.0));
        const double found = prove_correlation_lp(link).value().rate_bits_per_pulse.value;
        EXPECT_LE(found, prove_key_flip(link).value().rate_bits_per_pulse.value + 1e-4) << i;
        EXPECT_LE(found, prove_local_convex_combination(link).value().rate_bits_per_pulse.value + 1e-4) << i;
        for (const auto prove : {prove_chsh, prove_chsh_noisy_preprocessing}) {
            const double key = prove(link).value().rate_bits_per_pulse.value;
            EXPECT_GE(found, key) << i;
            keys += key > 0.0 ? 1 : 0;
        }
    }
    EXPECT_GE(keys, test::samples(20) / 2);
}

// Outcomes of no click count as 0, so the means are not 0: strategies must carry them.
TEST(CorrelationLp, TablesOfDetectorsThatMissPhotons) {
    for (const double efficiency : {0.99, 0.95, 0.9}) {
        Scenario scenario;
        scenario.protocol.name = "diqkd-chsh";
        scenario.state.visibility = 0.99;
        scenario.detector = {efficiency, 1e-5};
        const Link link = diqkd_chsh_link(scenario);
        const RateCeiling ceiling = prove_correlation_lp(link).value();
        const double found = ceiling.rate_bits_per_pulse.value;
        EXPECT_LT(found, bound(isotropic(0.99))) << efficiency;
        EXPECT_GE(found, prove_chsh(link).value().rate_bits_per_pulse.value) << efficiency;
        expect_explicit(ceiling, moments_of(*link.correlations->table).value().value);
    }
}

// Whatever Alice and Bob can prove of a table is no more.
TEST(CorrelationLp, PublishedKeysStayBelow) {
    test::Random random(7301);
    int informative = 0, marginals = 0;
    for (int i = 0; i < test::samples(60); ++i) {
        Moments m{};
        double known = 0.0, left = 1.0;
        for (int k = 0; k < 3; ++k) {
            const CompositeRound round = random_round(random);
            const double weight = (k == 2 ? 0.9 : test::uniform(random, 0.3, 0.7)) * left;
            left -= weight;
            add_to(m, weight, moments_of(round));
            known += weight * key_of(round).value;
        }
        const bool biased = i % 3 == 0;
        if (biased) add_to(m, 0.5 * left, moments_of_strategy(i % 32));
        const auto outcome = prove_correlation_lp(link_of(m));
        ASSERT_TRUE(outcome.has_value());
        const double found = outcome.value().rate_bits_per_pulse.value;
        EXPECT_LE(found, known + 1e-4) << i << ": the table is a mixture with this key";
        EXPECT_GE(found, published_key(m)) << i;
        expect_explicit(outcome.value(), m);
        informative += published_key(m) > 0.02 ? 1 : 0;
        marginals += biased && found < 0.9 ? 1 : 0;
    }
    EXPECT_GE(informative, test::samples(60) / 10);
    EXPECT_GE(marginals, test::samples(60) / 6);
}

TEST(CorrelationLp, ReadsKeyBitsEitherWayRound) {
    Moments m = isotropic(0.9);
    m[correlator(0, 2)] = -m[correlator(0, 2)];
    EXPECT_EQ(bound(m), bound(isotropic(0.9)));
}

// phi+ without noise cannot be mixed from anything else; nor can biased tables at the edge of what quantum devices show.
TEST(CorrelationLp, ABitPerRoundWhereNoMixtureIsFound) {
    Moments edge = isotropic(1.0);
    EXPECT_EQ(bound(edge), 1.0);
    const double t = 0.4;  // cos t |00> + sin t |11>: Z means cos 2t, correlators 1 and sin 2t
    edge = {};
    edge[alice_mean(0)] = edge[bob_mean(2)] = std::cos(2.0 * t);
    edge[correlator(0, 2)] = 1.0;
    const double beta = std::atan(std::sin(2.0 * t));
    for (const std::size_t y : {0U, 1U}) {
        edge[bob_mean(y)] = std::cos(2.0 * t) * std::cos(beta);
        edge[correlator(0, y)] = std::cos(beta);
        edge[correlator(1, y)] = (y == 0 ? 1.0 : -1.0) * std::sin(2.0 * t) * std::sin(beta);
    }
    EXPECT_EQ(bound(edge), 1.0);
    Moments impossible = isotropic(1.0);
    for (double& e : impossible) e *= 1.3;
    impossible[correlator(0, 2)] = 1.0;
    EXPECT_EQ(bound(impossible), 1.0) << "no device shows it, so anything is true";
}

TEST(CorrelationLp, IsNotApplicableWithoutAUsableTable) {
    Link link;
    EXPECT_EQ(prove_correlation_lp(link).verdict(), Verdict::not_applicable);
    link.correlations = Correlations{};
    link.correlations->chsh_value = 2.5;
    link.correlations->quantum_bit_error_rate = 0.05;
    EXPECT_EQ(prove_correlation_lp(link).verdict(), Verdict::not_applicable);
    link = link_of(isotropic(0.9));
    link.correlations->table->probabilities[3] += 1e-6;
    EXPECT_EQ(prove_correlation_lp(link).verdict(), Verdict::not_applicable);
    link.correlations->table->probabilities[3] = nan;
    EXPECT_EQ(prove_correlation_lp(link).verdict(), Verdict::not_applicable);
    link = link_of(isotropic(0.9));
    link.correlations->table->bob_settings = 2;
    EXPECT_EQ(prove_correlation_lp(link).verdict(), Verdict::not_applicable);
    Moments negative = isotropic(1.0);
    negative[correlator(0, 2)] = 1.1;
    EXPECT_EQ(prove_correlation_lp(link_of(negative)).verdict(), Verdict::not_applicable);
}

class CorrelationEvidence : public testing::Test {
 protected:
    static Outcome<RateCeiling> conclude(const Moments& m, const Numbers& numbers) {
        Evidence evidence;
        if (!numbers.rounds.empty()) evidence.add("rounds", numbers.rounds);
        evidence.add("strategies", numbers.strategies);
        return conclude_correlation_lp(link_of(m), evidence.items());
    }
    static double concluded(const Moments& m, const Numbers& numbers) {
        const auto outcome = conclude(m, numbers);
        return outcome.has_value() ? outcome.value().rate_bits_per_pulse.value : infinity;
    }
};

TEST_F(CorrelationEvidence, ProvesTheSameAgain) {
    for (const double v : {0.7, 0.76, 0.8, 0.9, 0.99, 1.0}) {
        const RateCeiling ceiling = prove_correlation_lp(link_of(isotropic(v))).value();
        EXPECT_EQ(concluded(isotropic(v), numbers_of(ceiling)), ceiling.rate_bits_per_pulse.value) << v;
    }
}

// No mixture that shows the table gives less than the programme over all of them; one that does not show it gives a bit.
TEST_F(CorrelationEvidence, NoMixtureProvesTooLittle) {
    test::Random random(7302);
    const Moments m = isotropic(0.9);
    const Numbers good = numbers_of(prove_correlation_lp(link_of(m)).value());
    const double least = concluded(m, good);
    int unchanged = 0, refused = 0;
    for (int i = 0; i < test::samples(3000); ++i) {
        Numbers n = good;
        const double size = test::log_uniform(random, 1e-17, 1.0);
        const int what = i % 4;
        for (double& number : n.rounds) {
            if (what == 0 || test::uniform(random, 0.0, 1.0) < 0.05) number += size * test::uniform(random, -1.0, 1.0);
        }
        for (double& number : n.strategies) {
            if (what == 1 || test::uniform(random, 0.0, 1.0) < 0.05) number += size * test::uniform(random, -1.0, 1.0);
        }
        if (what == 2) n.rounds[9 * static_cast<std::size_t>(i % 5) + 6] = 0.5;  // a coin gives no key
        if (what == 3) n.strategies[static_cast<std::size_t>(i) % 32] = -size;
        const double found = concluded(m, n);
        EXPECT_GE(found, least - 1e-6) << i;
        unchanged += found < 1.0 ? 1 : 0;
        refused += found >= 1.0 ? 1 : 0;
    }
    EXPECT_GE(unchanged, test::samples(3000) / 20);
    EXPECT_GE(refused, test::samples(3000) / 4);
}

// Every number by itself, replaced by nonsense.
TEST_F(CorrelationEvidence, NonsenseProvesNothing) {
    const Moments m = isotropic(0.9);
    const Numbers good = numbers_of(prove_correlation_lp(link_of(m)).value());
    const double least = concluded(m, good);
    for (const double nonsense : {nan, infinity, -infinity, -1.0, 1e300, 0.75, 1e-320}) {
        for (std::size_t k = 0; k < good.rounds.size(); ++k) {
            Numbers n = good;
            n.rounds[k] = nonsense;
            EXPECT_GE(concluded(m, n), least - 1e-6) << nonsense << " " << k;
        }
        for (std::size_t k = 0; k < good.strategies.size(); ++k) {
            Numbers n = good;
            n.strategies[k] = nonsense;
            EXPECT_GE(concluded(m, n), least - 1e-6) << nonsense << " " << k;
        }
    }
    Numbers n = good;
    n.rounds[6] = nan;
    EXPECT_EQ(conclude(m, n).verdict(), Verdict::undecided);
    n = good;
    n.rounds.pop_back();
    EXPECT_EQ(conclude(m, n).verdict(), Verdict::undecided);
    EXPECT_EQ(conclude_correlation_lp(link_of(m), {}).verdict(), Verdict::undecided);
    n = good;
    n.strategies.pop_back();
    EXPECT_EQ(conclude(m, n).verdict(), Verdict::undecided);
    n = {{}, std::vector<double>(32, 0.0)};
    EXPECT_EQ(concluded(m, n), 1.0);
}

// The key of a round is convex in its local rounds: with negative weights of two others, a third would lower the bound for
// ever.
TEST_F(CorrelationEvidence, NegativeWeightsAreNoRounds) {
    const Moments m = isotropic(0.9);
    Numbers n = numbers_of(prove_correlation_lp(link_of(m)).value());
    const double least = concluded(m, n);
    for (const auto& [weight, local_rounds] : {std::pair{0.25, 0.25}, {-0.1, 0.0}, {-0.15, 0.5}}) {
        n.rounds.insert(n.rounds.end(), {weight, 0.0, 1.0, pi / 2.0, pi / 4.0, -pi / 4.0, 0.0, local_rounds, 0.0});
    }
    EXPECT_GE(concluded(m, n), least);
}

// What a mixture misses must fit into the white noise that its weights leave.
TEST_F(CorrelationEvidence, MissingMomentsNeedNoise) {
    Moments m{};
    m[correlator(0, 2)] = 0.25;
    const Numbers empty = {{}, std::vector<double>(32, 0.0)};
    EXPECT_EQ(concluded(m, empty), 0.0) << "a quarter of the rounds agree, the others are noise";
    Numbers half = empty;  // all strategies evenly show nothing, and use noise up
    for (double& weight : half.strategies) weight = 0.8 / 32.0;
    EXPECT_EQ(concluded(m, half), 1.0);
    m[correlator(0, 2)] = 0.19;
    EXPECT_EQ(concluded(m, half), 0.0);
    for (double& weight : half.strategies) weight = 1.0 / 32.0;
    m[correlator(0, 2)] = 1e-10;
    EXPECT_EQ(concluded(m, half), 1.0) << "however little is missed";
    Numbers too_much = empty;
    for (double& weight : too_much.strategies) weight = 0.05;
    EXPECT_EQ(concluded(Moments{}, too_much), 1.0) << "weights sum to 1.6";
}

}  // namespace
}  // namespace keybound
