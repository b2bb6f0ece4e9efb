// The house rules that a machine can check: direction of includes, where libraries may be used, one page and one test per
// proof.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "keybound/proof/catalog.hpp"
#include "keybound/protocol/catalog.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = KEYBOUND_SOURCE_DIR;

// In the order in which data flows; a folder may include itself and those before it.
const std::vector<std::string> folders = {"core",  "quantum", "opt",  "scenario", "device", "channel", "protocol",
                                          "proof", "finite",  "rate", "study",    "report", "cli"};

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<fs::path> sources() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root / "src/keybound")) {
        const std::string extension = entry.path().extension();
        if (entry.is_regular_file() && (extension == ".hpp" || extension == ".cpp")) files.push_back(entry.path());
    }
    return files;
}

bool is_test(const fs::path& path) { return path.string().find(".test.cpp") != std::string::npos; }

std::string folder_of(const fs::path& path) { return fs::relative(path, root / "src/keybound").begin()->string(); }

std::size_t place_of(const std::string& folder) {
    return static_cast<std::size_t>(std::find(folders.begin(), folders.end(), folder) - folders.begin());
}

TEST(Structure, EveryFolderHasItsPlace) {
    for (const auto& entry : fs::directory_iterator(root / "src/keybound")) {
        if (entry.is_directory()) {
            EXPECT_LT(place_of(entry.path().filename()), folders.size()) << entry.path();
        }
    }
}

// The violations of the include direction in one file's text; a function so that the rule itself can be tested.
std::vector<std::string> downward_includes(const std::string& folder, const std::string& text) {
    const std::regex include("#include \"keybound/([a-z_]+)/[^\"]+\"");
    std::vector<std::string> bad;
    for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
        const std::string included = (*it)[1];
        const bool study_and_physics = folder == "study" && included != "core" && included != "study";
        if (place_of(included) > place_of(folder) || study_and_physics) bad.push_back(it->str());
    }
    return bad;
}

TEST(Structure, IncludesPointUp) {
    int includes = 0;
    for (const fs::path& path : sources()) {
        if (is_test(path)) continue;  // a test may look at everything that its subject feeds
        const std::string text = text_of(path);
        includes += static_cast<int>(std::count(text.begin(), text.end(), '#'));
        EXPECT_TRUE(downward_includes(folder_of(path), text).empty())
            << path << ": " << downward_includes(folder_of(path), text).front();
    }
    EXPECT_GT(includes, 200);
}

TEST(Structure, TheIncludeRuleBites) {
    EXPECT_EQ(downward_includes("device", "#include \"keybound/proof/catalog.hpp\"\n").size(), 1U);
    EXPECT_EQ(downward_includes("study", "#include \"keybound/rate/evaluate.hpp\"\n").size(), 1U);
    EXPECT_EQ(downward_includes("protocol", "#include \"keybound/proof/finding.hpp\"\n").size(), 1U);
    EXPECT_TRUE(downward_includes("proof", "#include \"keybound/protocol/link.hpp\"\n").empty());
}

// Libraries that are slow to compile or easy to misuse stay where they were put.
TEST(Structure, LibrariesStayInTheirRooms) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> rooms = {
        {"<toml++/", {"scenario/raw.cpp"}},
        {"<CLI/", {"cli/options.cpp"}},
        {"<nlohmann/json.hpp>",
         {"report/budget_report.cpp", "report/evidence_json.cpp", "report/json_numbers.hpp", "report/plot_html.cpp",
          "report/result_json.cpp", "report/search_json.cpp", "cli/check.cpp", "cli/list.cpp"}},
        {"<oneapi/tbb", {"study/sweep.cpp"}},
        {"<nlopt.h>", {"opt/minimise.cpp", "study/optimise.cpp"}},
        {"<boost/", {"opt/minimise.cpp", "study/solve.cpp"}},
        {"<xxhash.h>", {"scenario/canonical.cpp"}},
        {"<Eigen/Eigenvalues>", {"quantum/certify_psd.cpp", "quantum/density_matrix.cpp", "quantum/matrix_logarithm.cpp"}},
        {"<Clp", {"opt/backends/clp.cpp"}},
        {"<Coin", {"opt/backends/clp.cpp"}},
        {"<csdp/", {"opt/backends/csdp.cpp"}},
        {"<iostream>", {}},
    };
    for (const fs::path& path : sources()) {
        if (is_test(path)) continue;
        const std::string text = text_of(path);
        const std::string name = fs::relative(path, root / "src/keybound").string();
        for (const auto& [library, allowed] : rooms) {
            const bool used = text.find("#include " + library) != std::string::npos;
            if (used) {
                EXPECT_NE(std::find(allowed.begin(), allowed.end(), name), allowed.end()) << library << " in " << name;
            }
        }
    }
}

// The library neither prints nor ends the process.
TEST(Structure, OnlyTheCommandLinePrints) {
    const std::regex printing(R"(\b(printf|puts|std::cout|std::cerr|fmt::print|std::exit|std::abort|abort\(\)))");
    for (const fs::path& path : sources()) {
        if (is_test(path) || folder_of(path) == "cli") continue;
        EXPECT_FALSE(std::regex_search(text_of(path), printing)) << path;
    }
}

TEST(Structure, EveryProofHasAPageATestAndAnOrigin) {
    ASSERT_GE(proofs().size(), 6U);
    for (const Proof& proof : proofs()) {
        std::string stem = proof.name;
        std::replace(stem.begin(), stem.end(), '-', '_');
        const fs::path folder = root / "src/keybound/proof" / (proof.direction() == Direction::lower ? "lower" : "upper");
        EXPECT_TRUE(fs::exists(folder / (stem + ".hpp"))) << proof.name;
        EXPECT_TRUE(fs::exists(folder / (stem + ".cpp"))) << proof.name;
        EXPECT_TRUE(fs::exists(folder / (stem + ".test.cpp"))) << proof.name;
        const std::string page = text_of(root / "docs/theory" / proof.theory_page);
        EXPECT_NE(page.find("`" + proof.name + "`"), std::string::npos) << proof.name << " has no theory page";
        const std::string head = text_of(folder / (stem + ".hpp")).substr(0, 2000);
        for (const char* word : {"Claim", "Source", "Hypotheses", "Numerics", "Origin"}) {
            EXPECT_NE(head.find(word), std::string::npos) << proof.name << " does not say its " << word;
        }
        EXPECT_FALSE(proof.assumptions.empty()) << proof.name;
        EXPECT_FALSE(proof.published_as.empty()) << proof.name;
        for (const std::string& protocol : proof.protocols) EXPECT_NO_THROW(protocol_named(protocol)) << proof.name;
    }
}

// A mutant whose line has moved on breaks nothing, and nobody would notice.
TEST(Structure, EveryMutantStillFindsItsLine) {
    int mutants = 0;
    for (const auto& entry : fs::directory_iterator(root / "tests/mutants")) {
        std::map<std::string, std::string> fields;
        std::istringstream lines(text_of(entry.path()));
        for (std::string line; std::getline(lines, line);) {
            const std::size_t colon = line.find(": ");
            if (colon != std::string::npos) fields[line.substr(0, colon)] = line.substr(colon + 2);
        }
        const std::string text = text_of(root / fields["file"]), wanted = fields["find"];
        const std::size_t first = text.find(wanted);
        EXPECT_TRUE(!wanted.empty() && first != std::string::npos && text.find(wanted, first + 1) == std::string::npos)
            << entry.path();
        ++mutants;
    }
    EXPECT_GE(mutants, 50);
}

TEST(Structure, FilesAreReadable) {
    for (const fs::path& path : sources()) {
        const std::string text = text_of(path);
        const auto lines = std::count(text.begin(), text.end(), '\n');
        EXPECT_LE(lines, is_test(path) ? 800 : 400) << path;
        std::istringstream stream(text);
        int number = 0;
        for (std::string line; std::getline(stream, line);) {
            ++number;
            EXPECT_LE(line.size(), 132U) << path << ":" << number;
            EXPECT_EQ(line.find('\t'), std::string::npos) << path << ":" << number;
        }
        if (path.extension() == ".hpp") {
            EXPECT_NE(text.find("#pragma once"), std::string::npos) << path;
        }
    }
}

}  // namespace
}  // namespace keybound::test
