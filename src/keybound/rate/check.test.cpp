#include "keybound/rate/check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/claims.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::document_of;
using test::reasons;

const std::string bb84 =
    "[protocol]\nname = \"bb84\"\n[source]\nmodulation_error_rad = 0.063\nleakage = 1e-6\n"
    "[channel]\nfibre_km = 61\n";
const std::string three_state =
    "[protocol]\nname = \"three-state\"\n[source]\nmodulation_error_rad = 0.05\nleakage = 2e-7\n"
    "[channel]\nfibre_km = 32\n";
const std::string without_leakage =
    "[protocol]\nname = \"bb84\"\n[source]\nmodulation_error_rad = 0.04\n"
    "[channel]\nfibre_km = 71\n";
const std::string out_of_plane =
    "[protocol]\nname = \"bb84\"\nz_basis_probability = 0.9\n[source]\n"
    "states = [[0.02, 0.1], [1.6, 0.05], [0.81, 0.04], [2.33, -0.06]]\nleakage = 3e-7\n"
    "[channel]\nfibre_km = 21\nmisalignment_rad = 0.02\n";
const std::string unequal =
    "[protocol]\nname = \"bb84\"\n[source]\nmodulation_error_rad = 0.03\n"
    "leakage = [1e-6, 4e-8, 2e-7, 0]\n[channel]\nfibre_km = 43\n";
const std::string three_unequal =
    "[protocol]\nname = \"three-state\"\n[source]\n"
    "states = [[0.01, 0.0], [1.59, 0.03], [0.8, 0.05]]\nleakage = [1e-7, 0, 3e-7]\n";

const std::vector<std::string> scenarios = {bb84, three_state, without_leakage, out_of_plane, unequal, three_unequal};

TEST(Check, VerifiesWhatWasProved) {
    for (const std::string& toml : scenarios) {
        const EvidenceDocument document = document_of(toml);
        const CheckResult result = check(document);
        EXPECT_TRUE(result.verified()) << toml << reasons(result);
        ASSERT_EQ(result.bounds.size(), document.bounds.size());
        EXPECT_GE(result.bounds.size(), 4U) << toml;
        for (std::size_t i = 0; i < result.bounds.size(); ++i) {
            ASSERT_TRUE(result.bounds[i].proved_rate.has_value());
            EXPECT_EQ(*result.bounds[i].proved_rate, *document.bounds[i].rate_bits_per_pulse) << result.bounds[i].proof;
            EXPECT_EQ(result.bounds[i].reason, "");
        }
    }
}

// Rows of one name are closed forms for some of these links and programmes for others.
TEST(Check, VerifiesProtocolsWithoutASource) {
    for (const std::string toml : {
             "protocol.name = \"entanglement\"\nstate.visibility = 0.9\nleak.probability = 0.1\n",
             "protocol.name = \"entanglement\"\nstate.kind = \"dephased\"\nstate.damping = 0.1\nsettings.key = \"bbm92\"\n",
             "protocol.name = \"private-state\"\nprivate_state.dimension = 32\n",
             "protocol.name = \"quantum-channel\"\nquantum_channel = { kind = \"dephasing\", parameter = 0.1 }\n",
             "protocol.name = \"quantum-channel\"\nquantum_channel = { kind = \"amplitude-damping\", parameter = 0.2 }\n",
             "protocol.name = \"diqkd-chsh\"\nstate.visibility = 0.95\n",
         }) {
        const EvidenceDocument document = document_of(toml);
        const CheckResult result = check(document);
        EXPECT_TRUE(result.verified()) << toml << reasons(result);
        EXPECT_GE(result.bounds.size(), 2U) << toml;
    }
}

TEST(Check, AClaimOfNothingIsNotVerified) {
    EvidenceDocument document = document_of(bb84);
    document.bounds.clear();
    EXPECT_FALSE(check(document).verified());
    EXPECT_TRUE(check(document).objections.empty());
}

TEST(Check, RejectsClaimsThatAreTooGood) {
    int raised = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
            const double rate = *honest.bounds[i].rate_bits_per_pulse;
            const bool upper = honest.bounds[i].direction == "upper";
            if (rate == 0.0) continue;
            for (const double relative : {1e-8, 1e-6, 1e-3, 1.0, 1e300}) {
                EvidenceDocument document = honest;
                document.bounds[i].rate_bits_per_pulse = upper ? rate / (1.0 + relative) : rate * (1.0 + relative);
                const CheckResult result = check(document);
                EXPECT_FALSE(result.verified()) << toml << honest.bounds[i].proof << " by " << relative;
                EXPECT_FALSE(result.bounds[i].verified);
                EXPECT_EQ(*result.bounds[i].proved_rate, rate) << "the claim does not change what is proved";
                ++raised;
            }
            EvidenceDocument modest = honest;
            modest.bounds[i].rate_bits_per_pulse = upper ? rate * 1.01 : rate * 0.99;
            EXPECT_TRUE(check(modest).verified()) << "a weaker bound is a bound";
            for (const auto& none : {std::optional<double>(), std::optional<double>(std::nan(""))}) {
                modest.bounds[i].rate_bits_per_pulse = none;
                EXPECT_FALSE(check(modest).verified());
            }
        }
    }
    EXPECT_GE(raised, 100);
}

TEST(Check, RejectsOtherNamesDirectionsVersionsAndHashes) {
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        for (const auto& change : std::vector<void (*)(EvidenceDocument&)>{
                 [](auto& d) { d.version += "1"; }, [](auto& d) { d.version.clear(); },
                 [](auto& d) { d.scenario_hash.clear(); }, [](auto& d) { d.scenario_hash[5] ^= 1; },
                 [](auto& d) { d.scenario.channel.fibre_km += 1e-9; }, [](auto& d) { d.scenario.source.leakage[0] *= 0.5; }}) {
            EvidenceDocument document = honest;
            change(document);
            const bool changed = document.scenario.source.leakage[0] > 0.0 || document.version != honest.version ||
                                 document.scenario_hash != honest.scenario_hash ||
                                 document.scenario.channel.fibre_km != honest.scenario.channel.fibre_km;
            if (!changed) continue;
            EXPECT_FALSE(check(document).verified()) << toml;
            EXPECT_FALSE(check(document).objections.empty()) << toml;
        }
        for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
            EvidenceDocument document = honest;
            for (const char* direction : {"", "Lower", "lower ", "both"}) {
                document.bounds[i].direction = direction;
                EXPECT_FALSE(check(document).verified());
            }
            document.bounds[i].direction = honest.bounds[i].direction == "lower" ? "upper" : "lower";
            EXPECT_FALSE(check(document).verified());
        }
    }
}

bool has_item(const ClaimedBound& bound, const std::string& name) {
    return std::any_of(bound.items.begin(), bound.items.end(), [&](const auto& item) { return item.name == name; });
}

bool same_items(const ClaimedBound& a, const ClaimedBound& b) {
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                      [](const auto& x, const auto& y) {
                          return x.name == y.name && x.real == y.real && x.imaginary == y.imaginary;
                      }) &&
           a.quantities.size() == b.quantities.size();
}

// Evidence of the optimal coin is good for the two proofs that contain it; nothing else passes under another name.
TEST(Check, RejectsEvidenceUnderTheNameOfAnotherProof) {
    int renamed = 0, contained = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
            std::vector<std::string> names = {"", "joint", "Joint-sdp"};
            for (const Proof& proof : proofs()) names.push_back(proof.name);
            for (const std::string& name : names) {
                if (name == honest.bounds[i].proof) continue;
                EvidenceDocument document = honest;
                document.bounds[i].proof = name;
                const CheckResult result = check(document);
                const Proof* proof = find_proof(name);
                const bool solved =
                    proof != nullptr && proof->conclude != nullptr && proof->applies_to(document.scenario.protocol.name);
                const bool optimal_coin = !has_item(honest.bounds[i], "mismatch") && !has_item(honest.bounds[i], "ket_part") &&
                                          find_proof(honest.bounds[i].proof)->conclude != nullptr;
                if (solved && optimal_coin) {
                    EXPECT_TRUE(result.verified()) << toml << honest.bounds[i].proof << " as " << name << reasons(result);
                    ++contained;
                    continue;
                }
                // Without leakage two published proofs coincide to the last item.
                const bool same = std::any_of(honest.bounds.begin(), honest.bounds.end(), [&](const ClaimedBound& other) {
                    return other.proof == name && toml == without_leakage && same_items(other, honest.bounds[i]);
                });
                if (same) continue;
                EXPECT_FALSE(result.verified()) << toml << honest.bounds[i].proof << " as " << name;
                ++renamed;
            }
        }
    }
    EXPECT_GE(renamed, 200);
    EXPECT_GE(contained, 5);
}

TEST(Check, RejectsMissingAndAdditionalItems) {
    const EvidenceDocument honest = document_of(bb84);
    int changed = 0;
    for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
        for (std::size_t k = 0; k < honest.bounds[i].items.size(); ++k) {
            EvidenceDocument document = honest;
            auto& items = document.bounds[i].items;
            items.erase(items.begin() + static_cast<int>(k));
            EXPECT_FALSE(check(document).verified()) << honest.bounds[i].proof << " without " << honest.bounds[i].items[k].name;
            document = honest;
            document.bounds[i].items[k].name += "x";
            EXPECT_FALSE(check(document).verified());
            document = honest;
            document.bounds[i].items[k].rows += 1;
            EXPECT_FALSE(check(document).verified());
            document = honest;
            document.bounds[i].items[k].real.clear();
            EXPECT_FALSE(check(document).verified());
            ++changed;
        }
        EvidenceDocument document = honest;
        document.bounds[i].items.push_back({"more", 1, 1, {1.0}, {}});
        EXPECT_FALSE(check(document).verified());
        document = honest;
        document.bounds[i].quantities.emplace_back("more", 1.0);
        EXPECT_FALSE(check(document).verified());
        for (std::size_t k = 0; k < honest.bounds[i].quantities.size(); ++k) {
            document = honest;
            document.bounds[i].quantities.erase(document.bounds[i].quantities.begin() + static_cast<int>(k));
            EXPECT_FALSE(check(document).verified()) << honest.bounds[i].proof;
            for (const double factor : {1 + 1e-6, 0.5, -1.0, std::nan("")}) {
                document = honest;
                document.bounds[i].quantities[k].second *= factor;
                EXPECT_FALSE(check(document).verified()) << honest.bounds[i].proof;
            }
        }
    }
    EXPECT_GE(changed, 40);
    EvidenceDocument document = honest;
    document.link.pop_back();
    EXPECT_FALSE(check(document).verified());
    document = honest;
    document.statistics.erase(document.statistics.begin());
    EXPECT_FALSE(check(document).verified());
}

// A matrix with rows but no columns has no entries to read.
TEST(Check, AnEmptyMatrixIsNoMultiplier) {
    int tried = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        for (std::size_t i = 0; i < honest.bounds.size(); ++i) {
            if (!has_item(honest.bounds[i], "omega")) continue;
            for (const char* name : {"ket_part", "mismatch", "overlap_part", "weight", "omega"}) {
                for (const std::size_t rows : {0, 1, 2, 4, 1000000}) {
                    EvidenceDocument document = honest;
                    auto& items = document.bounds[i].items;
                    std::erase_if(items, [&](const auto& item) { return item.name == name; });
                    items.push_back({name, rows, 0, {}, {}});
                    EXPECT_FALSE(check(document).verified()) << toml << honest.bounds[i].proof << " " << name << " " << rows;
                    ++tried;
                }
            }
        }
    }
    EXPECT_GE(tried, 200);
}

// Whatever multipliers the file holds, what is reported as proved is a bound: never above the honest one by more than the
// solver left, and the claim is believed only with the digits of the evaluation.
TEST(Check, RandomMultipliersProveNoMore) {
    test::Random random(20260311);
    int proved = 0, useful = 0;
    for (const std::string& toml : scenarios) {
        const EvidenceDocument honest = document_of(toml);
        double joint = 0.0;
        for (const ClaimedBound& bound : honest.bounds) {
            if (bound.direction == "lower") joint = std::max(joint, *bound.rate_bits_per_pulse);
        }
        for (int sample = 0; sample < test::samples(300); ++sample) {
            EvidenceDocument document = honest;
            const double size = std::pow(10.0, test::uniform(random, -9, 1));
            for (ClaimedBound& bound : document.bounds) {
                for (ClaimedItem& item : bound.items) {
                    for (double& x : item.real) x *= 1.0 + size * test::uniform(random, -1, 1);
                    for (double& x : item.imaginary) x *= 1.0 + size * test::uniform(random, -1, 1);
                }
                if (bound.rate_bits_per_pulse && bound.direction == "lower") *bound.rate_bits_per_pulse *= 1.0 + 1e-8;
            }
            const CheckResult result = check(document);
            EXPECT_FALSE(result.verified()) << toml;
            for (std::size_t i = 0; i < result.bounds.size(); ++i) {
                const auto& rate = result.bounds[i].proved_rate;
                if (!rate || honest.bounds[i].direction != "lower") continue;
                ++proved;
                if (*rate > 0.0) ++useful;
                EXPECT_LE(*rate, joint * (1.0 + 1e-5)) << toml << result.bounds[i].proof << " by " << size;
                EXPECT_LE(*rate, *honest.bounds[i].rate_bits_per_pulse * (1.0 + 1e-4) + 1e-14)
                    << toml << result.bounds[i].proof;
            }
        }
    }
    EXPECT_GE(proved, test::samples(3000));
    EXPECT_GE(useful, test::samples(2000));
}

}  // namespace
}  // namespace keybound
