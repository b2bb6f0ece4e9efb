#include "keybound/report/evidence_json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "keybound/core/error.hpp"
#include "support/places.hpp"
#include "support/samples.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using Json = nlohmann::ordered_json;
using test::TemporaryFolder;

const std::string modes = KEYBOUND_SOURCE_DIR "/scenarios/leaky-modes.toml";
const std::string bb84 =
    "[protocol]\nname = \"bb84\"\nz_basis_probability = 0.95\n[source]\nmodulation_error_rad = 0.063\n"
    "leakage = 1e-6\n[channel]\nfibre_km = 61\nmisalignment_rad = 0.01\n";
const std::string three_state =
    "[protocol]\nname = \"three-state\"\n[source]\nmodulation_error_rad = 0.05\nleakage = 2e-7\n"
    "[channel]\nfibre_km = 32\n";
const std::string out_of_plane =
    "[protocol]\nname = \"bb84\"\n[source]\n"
    "states = [[0.02, 0.1], [1.6, 0.05], [0.81, 0.04], [2.33, -0.06]]\n"
    "leakage = [3e-7, 1e-7, 4e-8, 0]\n[channel]\nfibre_km = 21\n";
const std::string without_leakage =
    "[protocol]\nname = \"bb84\"\n[source]\nmodulation_error_rad = 0.04\n"
    "[channel]\nfibre_km = 71\n";

std::vector<Result> results() {
    std::vector<Result> all;
    for (const auto& toml : {bb84, three_state, out_of_plane, without_leakage}) all.push_back(evaluate(parse_scenario(toml)));
    all.push_back(evaluate(load_scenario(modes)));
    return all;
}

CheckResult check_text(const std::string& text) { return check(parse_evidence(text, "evidence.json")); }

TEST(EvidenceJson, IsVerifiedWhenReadBack) {
    for (const Result& result : results()) {
        const CheckResult checked = check_text(evidence_json(result));
        EXPECT_TRUE(checked.verified()) << (checked.objections.empty() ? "" : checked.objections.front());
        for (const CheckedBound& bound : checked.bounds) EXPECT_TRUE(bound.verified) << bound.proof << ": " << bound.reason;
        EXPECT_GE(checked.bounds.size(), 2U);
        const Json sorted = nlohmann::json::parse(evidence_json(result));
        EXPECT_TRUE(check_text(sorted.dump()).verified()) << "the order of keys means nothing";
    }
}

void visit(Json& node, const std::string& place, const std::function<void(Json&, const std::string&)>& at_number) {
    if (node.is_number()) return at_number(node, place);
    if (!node.is_structured()) return;
    for (auto entry = node.begin(); entry != node.end(); ++entry) {
        visit(*entry, place + "/" + (node.is_object() ? entry.key() : std::to_string(entry - node.begin())), at_number);
    }
}

// The law of `keybound check`: whatever single number of the document is wrong, either the document is rejected, or what it
// claims and what is proved are no better than the honest bounds.
TEST(EvidenceJson, NoCorruptedNumberMakesABoundBetter) {
    int numbers = 0, corruptions = 0, rejected = 0, harmless = 0;
    for (const Result& honest : results()) {
        Json document = Json::parse(evidence_json(honest));
        std::vector<const Bound*> bounds;
        for (const Bound& bound : honest.bounds) {
            if (bound.verdict == Verdict::proved) bounds.push_back(&bound);
        }
        visit(document, "", [&](Json& node, const std::string& place) {
            ++numbers;
            const Json original = node;
            const double x = original.get<double>();
            const bool other_link = place.rfind("/scenario/", 0) == 0;
            for (const Json& wrong : {Json(x * (1 + 1e-6)), Json(x * (1 - 1e-6)), Json(0.5 * x), Json(2 * x), Json(-x),
                                      Json(0.0), Json(1e300), Json(nullptr)}) {
                if (wrong == original) continue;
                node = wrong;
                ++corruptions;
                const std::string text = document.dump();
                node = original;
                CheckResult result;
                try {
                    result = check_text(text);
                } catch (const UserError&) {
                    continue;  // not even read
                }
                ASSERT_EQ(result.bounds.size(), bounds.size());
                for (std::size_t i = 0; i < bounds.size(); ++i) {
                    const CheckedBound& bound = result.bounds[i];
                    const double rate = *bounds[i]->rate_bits_per_pulse;
                    const bool upper = bound.direction == "upper";
                    const auto better = [&](double other, double slack) {
                        return upper ? other < rate * (1 - slack) : other > rate * (1 + slack);
                    };
                    if (bound.verified && !other_link) {
                        ASSERT_TRUE(bound.claimed_rate && bound.proved_rate);
                        EXPECT_FALSE(better(*bound.claimed_rate, 1e-9)) << place << " = " << wrong << ": " << bound.proof;
                        EXPECT_FALSE(better(*bound.proved_rate, 1e-9)) << place << " = " << wrong << ": " << bound.proof;
                    } else if (!other_link && bound.proved_rate) {
                        EXPECT_FALSE(better(*bound.proved_rate, 1e-4)) << place << " = " << wrong << ": " << bound.proof;
                    }
                }
                if (other_link) {
                    EXPECT_FALSE(result.verified()) << place << " = " << wrong;
                }
                ++(result.verified() ? harmless : rejected);
            }
        });
    }
    EXPECT_GE(numbers, 1000);
    EXPECT_GE(rejected, 5000);
    EXPECT_LE(harmless, corruptions / 10);
}

TEST(EvidenceJson, RejectsRaisedClaims) {
    int raised = 0;
    for (const Result& honest : results()) {
        Json document = Json::parse(evidence_json(honest));
        for (Json& row : document.at("evidence")) {
            Json& rate = row.at("rate_bits_per_pulse");
            const Json original = rate;
            rate = original.get<double>() * (row.at("direction") == "lower" ? 1 + 1e-6 : 1 - 1e-6);
            if (original == 0.0) continue;
            EXPECT_FALSE(check_text(document.dump()).verified()) << row.at("proof");
            rate = original;
            ++raised;
        }
    }
    EXPECT_GE(raised, 20);
}

TEST(EvidenceJson, RefusesWhatIsNoEvidence) {
    const std::string honest = evidence_json(evaluate(parse_scenario(bb84)));
    const auto refused = [](const std::string& text) {
        EXPECT_THROW(parse_evidence(text, "e.json"), UserError) << text.substr(0, 300);
    };
    for (const char* text : {"", " ", "null", "3", "\"text\"", "[]", "{}", "[[]]", "{\"schema\": 1}", "{\"schema\": 2}", "{",
                             "\xff", "{\"schema\": 1} {}", "{\"schema\": \"1\"}", "\x89PNG\r\n"}) {
        refused(text);
    }
    for (std::size_t length = 0; length < honest.size() - 2; length += 97) refused(honest.substr(0, length));
    for (const char* open : {"[", "{\"a\":", "[{\"schema\":[", "{\"schema\":1,\"version\":["}) {
        std::string deep;
        for (int k = 0; k < 1000000; ++k) deep += open;
        refused(deep);
    }
    for (const char* pair : {"[]", "{}"}) {  // closed, so that it is JSON
        for (const char* key : {"scenario", "files", "statistics", "link", "evidence", "version", "other"}) {
            std::string deep(200000, '[');
            deep += pair + std::string(200000, ']');
            refused("{\"" + std::string(key) + "\": " + deep + ", " + honest.substr(1));
        }
    }
}

// Every member of a document, one at a time: absent, or of every other type.
TEST(EvidenceJson, NoMissingMemberOrWrongTypeCrashes) {
    for (const Result& honest : {evaluate(parse_scenario(three_state)), evaluate(load_scenario(modes))}) {
        const Json document = Json::parse(evidence_json(honest));
        int tried = 0, refused = 0;
        const auto attempt = [&](const Json& changed, const std::string& place) {
            ++tried;
            try {
                EXPECT_FALSE(check_text(changed.dump()).verified()) << place;
            } catch (const UserError&) {
                ++refused;
            }
        };
        std::vector<std::string> places;
        const std::function<void(const Json&, const std::string&)> collect = [&](const Json& node, const std::string& place) {
            places.push_back(place);
            if (node.is_array() && places.size() > 3000) return;
            for (auto entry = node.begin(); node.is_structured() && entry != node.end(); ++entry) {
                std::string key = node.is_object() ? entry.key() : std::to_string(entry - node.begin());
                collect(*entry, place + "/" + key);
            }
        };
        for (auto entry = document.begin(); entry != document.end(); ++entry) collect(*entry, "/" + entry.key());
        for (const std::string& place : places) {
            const Json::json_pointer pointer(place);
            for (const Json& wrong :
                 {Json(nullptr), Json(true), Json("text"), Json::array(), Json::object(), Json::array({Json::array()}),
                  Json::array({Json::array({1, 2}), Json::array({3})}), Json({{"real", 3}, {"imaginary", {1}}}),
                  Json({{"real", {{1}}}, {"imaginary", {1, 2}}})}) {
                const bool defaults = place.rfind("/scenario/", 0) == 0 && wrong == Json::object();
                if (document.at(pointer) == wrong || defaults) continue;
                Json changed = document;
                changed[pointer] = wrong;
                attempt(changed, place + " = " + wrong.dump());
            }
            Json parent = document;
            Json& holder = parent[pointer.parent_pointer()];
            const bool optional = place.rfind("/scenario/", 0) == 0;  // what has its default value need not be written
            if (holder.is_object() && !optional) {
                holder.erase(pointer.back());
                attempt(parent, "without " + place);
            }
        }
        EXPECT_GE(tried, 2000);
        EXPECT_GE(refused, 1000);
    }
}

TEST(EvidenceJson, TheScenarioIsWhatItLooksLike) {
    const Json honest = Json::parse(evidence_json(evaluate(parse_scenario(bb84))));
    Json document = honest;  // 61 km resolved, 161 km shown
    document["scenario"]["channel"]["fibre_km"] = 161;
    document["scenario"]["channel"]["fibre_km=61 #"] = 0;
    EXPECT_THROW(parse_evidence(document.dump(), "e.json"), UserError);
    document = honest;
    document["scenario"]["channel"]["fibre_km = 61\n"] = "";
    EXPECT_THROW(parse_evidence(document.dump(), "e.json"), UserError);
    document = honest;
    document["scenario"]["channel"]["colour"] = 1;
    EXPECT_THROW(parse_evidence(document.dump(), "e.json"), UserError);
}

TEST(EvidenceJson, CarriesReferencedFiles) {
    const TemporaryFolder folder;
    const std::string kets = folder.write(
        "kets.csv", test::text_of_file(KEYBOUND_SOURCE_DIR "/scenarios/modes.csv") + "# \xc3\xbc \"quoted\" \\ \t tab\r\n");
    const std::string toml = folder.write("a.toml",
                                          "[protocol]\nname = \"bb84\"\n[source]\nstates_file = \"kets.csv\"\n"
                                          "leakage = 1e-7\n");
    const std::string text = evidence_json(evaluate(load_scenario(toml)));
    std::filesystem::remove(kets);
    EXPECT_TRUE(check_text(text).verified());
    folder.write("kets.csv", "1,0,0,0\n");
    EXPECT_TRUE(check_text(text).verified());

    Json document = Json::parse(text);
    std::string& content = document["files"]["kets.csv"].get_ref<std::string&>();
    content += "# more\n";
    EXPECT_FALSE(check_text(document.dump()).verified()) << "the hash covers the content";
    content = "1,0\n";
    EXPECT_THROW(parse_evidence(document.dump(), "e.json"), UserError);
    document["files"] = Json::object();
    EXPECT_THROW(parse_evidence(document.dump(), "e.json"), UserError);
}

// A file that is on this disk is not part of the evidence.
TEST(EvidenceJson, NeverReadsFilesFromTheDisk) {
    Json document = Json::parse(evidence_json(evaluate(load_scenario(modes))));
    const std::string full = KEYBOUND_SOURCE_DIR "/scenarios/modes.csv";
    document["files"] = Json::object();
    document["scenario"]["source"]["states_file"] = full;
    EXPECT_THROW(parse_evidence(document.dump(), "e.json"), UserError);
}

TEST(EvidenceJson, ReadsRegularFilesOfBoundedSizeOnly) {
    const TemporaryFolder folder;
    const std::string big = folder.write("big.json", "{");
    std::filesystem::resize_file(big, std::uintmax_t{3} << 30);  // sparse
    EXPECT_THROW(read_evidence(big), UserError);
    std::filesystem::resize_file(big, std::uintmax_t{60} << 20);
    EXPECT_THROW(read_evidence(big), UserError);
    for (const std::string& path :
         {folder.file("missing.json"), folder.file(""), std::string("/dev/null"), std::string("/dev/zero"), std::string("")}) {
        EXPECT_THROW(read_evidence(path), UserError) << path;
    }
    const std::string text = evidence_json(evaluate(parse_scenario(bb84)));
    EXPECT_TRUE(check(read_evidence(folder.write("good.json", text))).verified());
}

}  // namespace
}  // namespace keybound
