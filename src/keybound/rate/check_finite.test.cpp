// Evidence of the keys of finite runs: what is honest is verified, and nothing else becomes stronger by being claimed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "keybound/rate/check.hpp"
#include "support/claims.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::document_of;
using test::reasons;

const std::string bb84 =
    "[protocol]\nname = \"bb84\"\n[source]\nmodulation_error_rad = 0.063\nleakage = 1e-6\n"
    "[channel]\nfibre_km = 61\n[finite]\npulses = 3e9\n";
const std::string three_state =
    "[protocol]\nname = \"three-state\"\nz_basis_probability = 0.9\n[source]\nmodulation_error_rad = 0.05\nleakage = 2e-7\n"
    "[channel]\nfibre_km = 32\n[finite]\npulses = 1e12\ntest_fraction = 0.03\n";
const std::string out_of_plane =
    "[protocol]\nname = \"bb84\"\nz_basis_probability = 0.88\n[source]\n"
    "states = [[0.02, 0.1], [1.6, 0.05], [0.81, 0.04], [2.33, -0.06]]\nleakage = [3e-7, 1e-7, 2e-7, 0]\n"
    "[channel]\nfibre_km = 21\nmisalignment_rad = 0.02\n[finite]\npulses = 1e10\ntest_fraction = 0.05\n";
const std::string given =
    "[protocol]\nname = \"bb84\"\nz_basis_probability = 0.93\n[source]\nleakage = 1e-6\n[channel]\nfibre_km = 41\n"
    "[finite]\npulses = 1e10\ndual = \"coin\"\ndual_weight = 0.7\ntilt = 1e-3\nsecrecy = 1e-8\nfailure_probability = 1e-18\n";

const std::vector<std::string> scenarios = {bb84, three_state, out_of_plane, given};

bool is_finite_lower(const ClaimedBound& bound) {
    return std::any_of(bound.items.begin(), bound.items.end(), [](const auto& item) { return item.name == "tilt"; });
}

TEST(CheckFinite, VerifiesWhatWasProved) {
    int keys = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument document = document_of(toml);
        const CheckResult result = check(document);
        EXPECT_TRUE(result.verified()) << toml << reasons(result);
        for (std::size_t i = 0; i < result.bounds.size(); ++i) {
            EXPECT_EQ(*result.bounds[i].proved_rate, *document.bounds[i].rate_bits_per_pulse) << result.bounds[i].proof;
            keys += is_finite_lower(document.bounds[i]) && *document.bounds[i].rate_bits_per_pulse > 0.0;
        }
    }
    EXPECT_EQ(keys, 3 + 3 + 3 + 1);
}

TEST(CheckFinite, RejectsClaimsThatAreTooGood) {
    int raised = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
            const double rate = *honest.bounds[i].rate_bits_per_pulse;
            for (const double relative : {1e-8, 1e-3, 1.0}) {
                EvidenceDocument document = honest;
                document.bounds[i].rate_bits_per_pulse =
                    honest.bounds[i].direction == "upper" ? rate / (1.0 + relative) : rate * (1.0 + relative);
                EXPECT_FALSE(check(document).verified()) << toml << honest.bounds[i].proof;
                ++raised;
            }
        }
    }
    EXPECT_GE(raised, 40);
}

// `visit` gets the number, the name of its item, the place of its bound and the size of the largest number of the item.
using Visit = std::function<void(double&, const std::string&, std::size_t, double)>;
void for_each_number(EvidenceDocument& document, const Visit& visit) {
    for (std::size_t i = 0; i < document.bounds.size(); ++i) {
        ClaimedBound& bound = document.bounds[i];
        for (ClaimedItem& item : bound.items) {
            double size = 0.0;
            for (const auto* part : {&item.real, &item.imaginary}) {
                for (const double x : *part) size = std::max(size, std::fabs(x));
            }
            for (double& x : item.real) visit(x, item.name, i, size);
            for (double& x : item.imaginary) visit(x, item.name, i, size);
        }
        for (auto& [name, x] : bound.quantities) visit(x, name, i, std::fabs(x));
    }
}

// One number is changed, everything else is honest. What the changed evidence proves may be less, or more by what the search
// left; a claim is believed only if its own evidence proves it.
TEST(CheckFinite, NoSingleNumberMakesAStrongerClaim) {
    int tried = 0, proved = 0, refused = 0, believed = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        int numbers = 0;
        EvidenceDocument counted = honest;
        for_each_number(counted, [&](double&, const std::string&, std::size_t, double) { ++numbers; });
        for (int which = 0; which < numbers; ++which) {
            for (const double change : {1.0 + 1e-6, 0.5, -1.0, 0.0, 1e6, std::nan("")}) {
                if (change == 1e6 && which % 2 == 0) continue;
                EvidenceDocument document = honest;
                int at = 0;
                std::size_t bound = 0;
                std::string name;
                bool same = false, close = false;
                for_each_number(document, [&](double& x, const std::string& item, std::size_t i, double size) {
                    if (at++ != which) return;
                    const double before = x;
                    x *= change;
                    same = x == before;
                    close = std::fabs(x - before) <= 1e-9 * size;
                    bound = i;
                    name = item;
                });
                if (same) continue;
                ++tried;
                for (const double stronger : {1.0, 1.0 + 1e-8}) {
                    ClaimedBound& claim = document.bounds[bound];
                    const double rate = *honest.bounds[bound].rate_bits_per_pulse;
                    claim.rate_bits_per_pulse = claim.direction == "upper" ? rate / stronger : rate * stronger;
                    const CheckResult result = check(document);
                    const auto& found = result.bounds[bound];
                    if (!found.proved_rate) {
                        ++refused;
                    } else if (claim.direction == "lower") {
                        ++proved;
                        // another place for the run or its multipliers is another valid key; the search left at most 0.5 %
                        ASSERT_LE(*found.proved_rate, rate * (1.0 + 5e-3))
                            << toml << found.proof << " " << name << " x " << change;
                    }
                    believed += found.verified;
                    if (found.verified) {
                        // only numbers that are closer to the honest ones than other machines' are
                        EXPECT_EQ(stronger, 1.0) << toml << found.proof << " " << name << " x " << change;
                        EXPECT_TRUE(close || change == 1.0 + 1e-6) << toml << found.proof << " " << name << " x " << change;
                    }
                }
            }
        }
    }
    EXPECT_GE(tried, 1500);
    EXPECT_GE(proved, 1000);
    EXPECT_GE(refused, 500);
    EXPECT_LE(believed, tried / 5);
}

ClaimedItem* item_of(EvidenceDocument& document, std::size_t bound, const std::string& name) {
    for (ClaimedItem& item : document.bounds[bound].items) {
        if (item.name == name) return &item;
    }
    return nullptr;
}

// What the scenario fixes is not for the evidence to choose.
TEST(CheckFinite, FixedParametersCannotBeOverridden) {
    const EvidenceDocument free = document_of(bb84);
    const std::vector<std::pair<std::string, std::string>> fixed = {{"protocol.z_basis_probability", "z_basis_probability"},
                                                                    {"finite.tilt", "tilt"},
                                                                    {"finite.test_fraction", "z_test_fraction"},
                                                                    {"finite.dual_weight", "dual_weight"}};
    int refused = 0;
    for (const auto& [path, name] : fixed) {
        for (std::size_t i = 0; i < free.bounds.size(); ++i) {
            EvidenceDocument document = free;
            const ClaimedItem* item = item_of(document, i, name);
            if (item == nullptr) continue;
            if (name == "z_test_fraction" && free.bounds[i].proof != "loss-tolerant-coin-z") continue;
            const double chosen = item->real[0];
            for (const double other : {chosen * 0.99, chosen}) {
                EvidenceDocument changed = free;
                if (path == "protocol.z_basis_probability") changed.scenario.protocol.z_basis_probability = other;
                if (path == "finite.tilt") changed.scenario.finite.tilt = other;
                if (path == "finite.test_fraction") changed.scenario.finite.test_fraction = other;
                if (path == "finite.dual_weight") changed.scenario.finite.dual_weight = other;
                const CheckResult result = check(changed);
                EXPECT_EQ(result.bounds[i].verified, other == chosen)
                    << path << " " << free.bounds[i].proof << result.bounds[i].reason;
                refused += !result.bounds[i].verified;
            }
        }
    }
    EXPECT_EQ(refused, 3 + 3 + 1 + 1);
}

TEST(CheckFinite, RunsThatAreNoneAreRefused) {
    const EvidenceDocument honest = document_of(bb84);
    const double infinity = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
        if (!is_finite_lower(honest.bounds[i])) continue;
        for (const std::string name : {"z_basis_probability", "z_test_fraction", "tilt"}) {
            for (const double value : {std::nan(""), infinity, -infinity, -0.1, 1.0, 1.5, 5e-324, -5e-324}) {
                if (name == "tilt" && value == 5e-324) continue;
                EvidenceDocument document = honest;
                item_of(document, i, name)->real[0] = value;
                const CheckResult result = check(document);
                EXPECT_FALSE(result.bounds[i].verified) << name << " = " << value;
                EXPECT_LE(result.bounds[i].proved_rate.value_or(0.0), 0.0) << name << " = " << value;
            }
        }
        EvidenceDocument document = honest;
        item_of(document, i, "tilt")->imaginary = {0.0};
        EXPECT_FALSE(check(document).bounds[i].verified);
    }
}

TEST(CheckFinite, RejectsMissingAndAdditionalItems) {
    int changed = 0;
    for (const std::string& toml : {three_state, given}) {
        const EvidenceDocument honest = document_of(toml);
        for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
            const auto refused = [&](const std::function<void(ClaimedBound&)>& change, const std::string& what) {
                EvidenceDocument document = honest;
                change(document.bounds[i]);
                EXPECT_FALSE(check(document).bounds[i].verified) << honest.bounds[i].proof << ": " << what;
                ++changed;
            };
            for (std::size_t k = 0; k < honest.bounds[i].items.size(); ++k) {
                const std::string name = honest.bounds[i].items[k].name;
                refused([&](auto& bound) { bound.items.erase(bound.items.begin() + static_cast<int>(k)); }, "without " + name);
                refused([&](auto& bound) { bound.items[k].name += "x"; }, "renamed " + name);
                refused([&](auto& bound) { bound.items[k].rows += 1; }, "longer " + name);
                refused([&](auto& bound) { bound.items[k].real.clear(); }, "empty " + name);
                refused([&](auto& bound) { bound.items.push_back(bound.items[k]); }, "twice " + name);
            }
            for (std::size_t k = 0; k < honest.bounds[i].quantities.size(); ++k) {
                const std::string name = honest.bounds[i].quantities[k].first;
                refused([&](auto& bound) { bound.quantities.erase(bound.quantities.begin() + static_cast<int>(k)); },
                        "without " + name);
            }
            refused([](auto& bound) { bound.items.push_back({"gauge", 1, 2, {0.1, -0.1}, {}}); }, "a gauge");
            refused([](auto& bound) { bound.items.push_back({"tilt", 1, 1, {1e-5}, {}}); }, "another tilt");
            refused([](auto& bound) { bound.quantities.emplace_back("key_length_bits", 1e9); }, "more quantities");
        }
    }
    EXPECT_GE(changed, 200);
}

// A key of fewer pulses, of less secrecy or of another method is another key.
TEST(CheckFinite, AnotherRunIsAnotherKey) {
    const EvidenceDocument honest = document_of(given);
    int changes = 0;
    for (const auto& change : std::vector<std::function<void(FiniteTable&)>>{
             [](auto& t) { t.pulses = 1e9; }, [](auto& t) { t.secrecy *= 0.5; }, [](auto& t) { t.correctness *= 1e-6; },
             [](auto& t) { t.failure_probability = 1e-25; }, [](auto& t) { t.privacy_secrecy = 1e-12; },
             [](auto& t) { t.pulses.reset(); }}) {
        EvidenceDocument document = honest;
        change(document.scenario.finite);
        const CheckResult result = check(document);
        EXPECT_FALSE(result.verified()) << changes;
        EXPECT_FALSE(result.objections.empty());
        EXPECT_FALSE(result.bounds[0].verified) << changes;
        ++changes;
    }
}

// Finite evidence is no asymptotic evidence, and the other way round.
TEST(CheckFinite, RegimesDoNotMix) {
    EvidenceDocument document = document_of(bb84);
    document.scenario.finite = {};
    document.scenario_hash = document_of(bb84.substr(0, bb84.find("[finite]"))).scenario_hash;
    for (const CheckedBound& bound : check(document).bounds) {
        if (bound.direction == "lower") {
            EXPECT_FALSE(bound.verified) << bound.proof;
        }
    }
    EvidenceDocument asymptotic = document_of(bb84.substr(0, bb84.find("[finite]")));
    const EvidenceDocument finite = document_of(bb84);
    asymptotic.scenario = finite.scenario;
    asymptotic.scenario_hash = finite.scenario_hash;
    int refused = 0;
    const CheckResult result = check(asymptotic);
    for (const CheckedBound& bound : result.bounds) {
        const Proof* proof = find_proof(bound.proof);
        if (!proof->run) continue;  // asymptotic rows stay what they are
        EXPECT_FALSE(bound.verified) << bound.proof;
        ++refused;
    }
    EXPECT_EQ(refused, 3);
}

}  // namespace
}  // namespace keybound
