// What the documents show is what the program does: the README's output and example, every relative link.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "support/command_line.hpp"
#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = KEYBOUND_SOURCE_DIR;

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<fs::path> documents() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root)) {
        if (entry.path().extension() == ".md") files.push_back(entry.path());
    }
    for (const auto& entry : fs::recursive_directory_iterator(root / "docs")) {
        if (entry.path().extension() == ".md") files.push_back(entry.path());
    }
    return files;
}

TEST(Documents, TheReadmeShowsWhatTheProgramPrints) {
    const std::string readme = text_of(root / "README.md");
    const CommandResult result = run({"rate", (root / "scenarios/leaky-bb84.toml").string()});
    ASSERT_EQ(result.exit_code, 0);
    std::istringstream lines(result.out.substr(0, result.out.find("\nAssumptions")));
    int compared = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.find("scenario ") != std::string::npos) continue;  // the hash changes with the version
        EXPECT_NE(readme.find("    " + line + "\n"), std::string::npos) << line;
        ++compared;
    }
    EXPECT_GE(compared, 10);
}

TEST(Documents, TheReadmeShowsTheExampleProgram) {
    const std::string readme = text_of(root / "README.md");
    std::istringstream example(text_of(root / "examples/key_rate.cpp"));
    int shown = 0;
    for (std::string line; std::getline(example, line);) {
        if (line.substr(0, 4) != "    ") continue;
        EXPECT_NE(readme.find(line.substr(4)), std::string::npos) << line;
        ++shown;
    }
    EXPECT_GE(shown, 6);
}

// The indented block that follows a line of a document, without the indent.
std::string block_after(const std::string& document, const std::string& line) {
    std::istringstream lines(document.substr(document.find(line) + line.size()));
    std::string block;
    for (std::string text; std::getline(lines, text);) {
        if (text.rfind("    ", 0) == 0)
            block += text.substr(4) + "\n";
        else if (text.empty())
            block += "\n";
        else if (block.size() > 2)
            break;
    }
    return block;
}

// Hashes change with the version, the last digits with the mathematics library.
std::string without_hash(const std::string& text) {
    const std::string hashless = std::regex_replace(text, std::regex("scenario [0-9a-f]{8}"), "scenario");
    const std::regex number(R"(\d+\.\d+(e[-+]\d+)?|\d{6,})");
    std::string result;
    std::size_t begin = 0;
    for (std::sregex_iterator it(hashless.begin(), hashless.end(), number), end; it != end; ++it) {
        const auto at = static_cast<std::size_t>(it->position());
        result += hashless.substr(begin, at - begin) + fmt::format("{:.4g}", std::stod(it->str()));
        begin = at + it->str().size();
    }
    return result + hashless.substr(begin);
}

// What docs/guide/studies.md shows of solve and optimise, with the file of getting-started.md.
TEST(Documents, TheGuideToStudiesShowsWhatTheProgramPrints) {
    const TemporaryFolder folder;
    const std::string link = folder.write(
        "my-link.toml", block_after(text_of(root / "docs/guide/getting-started.md"), "Save this as `my-link.toml`:"));
    std::istringstream lines(text_of(root / "docs/guide/studies.md"));
    int compared = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("    $ keybound solve ", 0) != 0 && line.rfind("    $ keybound optimise ", 0) != 0) continue;
        std::istringstream words(line.substr(15));
        std::vector<std::string> arguments;
        for (std::string word; words >> word;) arguments.push_back(word == "my-link.toml" ? link : word);
        std::string shown;
        for (std::string text; std::getline(lines, text) && text.rfind("    ", 0) == 0;) shown += text.substr(4) + "\n";
        EXPECT_EQ(without_hash(run(arguments).out), without_hash(shown)) << line;
        ++compared;
    }
    EXPECT_GE(compared, 5);
}

// The table that docs/guide/studies.md shows of solved values, cut as its command says.
TEST(Documents, TheGuideToStudiesShowsSolvedValues) {
    const TemporaryFolder folder;
    const std::string guide = text_of(root / "docs/guide/studies.md");
    const std::string begin = "    $ keybound sweep my-link.toml", cut = " | grep -v '^#' | cut -d, -f1-3,5,6\n";
    const std::size_t end = guide.find(cut), at = guide.rfind(begin, end);
    ASSERT_NE(end, std::string::npos);
    ASSERT_LT(at, end);
    std::vector<std::string> arguments = {
        "sweep", folder.write("my-link.toml",
                              block_after(text_of(root / "docs/guide/getting-started.md"), "Save this as `my-link.toml`:"))};
    std::istringstream words(guide.substr(at + begin.size(), end - at - begin.size()));
    for (std::string word; words >> word;) {
        word.erase(std::remove(word.begin(), word.end(), '\''), word.end());
        if (word != "\\") arguments.push_back(word);
    }
    const CommandResult result = run(arguments);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    std::istringstream lines(result.out);
    std::string table;
    for (std::string line; std::getline(lines, line);) {
        if (line[0] == '#') continue;
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == ',')
                cells.emplace_back();
            else
                cells.back().push_back(c);
        }
        ASSERT_GE(cells.size(), 7u);
        table += fmt::format("{},{},{},{},{}\n", cells[0], cells[1], cells[2], cells[4], cells[5]);
    }
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 5);
    EXPECT_EQ(without_hash(block_after(guide, cut)), without_hash(table) + "\n");
}

TEST(Documents, TheGuideToFiniteKeysShowsWhatTheProgramPrints) {
    const std::string guide = text_of(root / "docs/guide/finite-keys.md");
    const CommandResult result = run({"rate", (root / "scenarios/finite-key.toml").string()});
    ASSERT_EQ(result.exit_code, 0);
    // Not the parameters of the run: near an optimum they may move with the last digits of the mathematics library.
    const auto table_of = [](const std::string& text) { return without_hash(text.substr(0, text.find("The run, as"))); };
    const std::string shown = block_after(guide, "    $ keybound rate scenarios/finite-key.toml\n");
    EXPECT_EQ(table_of(shown), table_of(result.out));
    EXPECT_GT(table_of(shown).size(), 800U);
    // The table of [finite] that the guide shows is that of the scenario.
    const std::string table = block_after(guide, "table more:");
    const std::size_t begin = table.find("[finite]"), end = table.find_last_not_of('\n') + 1;
    ASSERT_LT(begin, end);
    EXPECT_NE(text_of(root / "scenarios/finite-key.toml").find(table.substr(begin, end - begin)), std::string::npos) << table;
}

TEST(Documents, TheGuideToUntrustedDevicesShowsWhatTheProgramPrints) {
    const std::string guide = text_of(root / "docs/guide/untrusted-devices.md");
    const CommandResult result = run({"rate", (root / "scenarios/chsh-counts.toml").string()});
    ASSERT_EQ(result.exit_code, 0);
    // Not how many bits are turned around: near an optimum the number may move with the last digits of the mathematics library.
    const auto table_of = [](const std::string& text) {
        const std::regex flips("flip probability [^\n]*");
        return std::regex_replace(without_hash(text.substr(0, text.find("Nobody can get"))), flips, "");
    };
    const std::string shown = block_after(guide, "    $ keybound rate scenarios/chsh-counts.toml\n");
    EXPECT_EQ(table_of(shown), table_of(result.out));
    EXPECT_GT(table_of(shown).size(), 1200U);
}

TEST(Documents, RelativeLinksLeadSomewhere) {
    const std::regex link(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
    int links = 0;
    for (const fs::path& path : documents()) {
        const std::string text = text_of(path);
        for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
            const std::string target = (*it)[1];
            if (target.find("://") != std::string::npos || target.find("mailto:") == 0) continue;
            ++links;
            EXPECT_TRUE(fs::exists(path.parent_path() / target)) << target << " in " << path;
        }
    }
    EXPECT_GE(links, 20);
}

}  // namespace
}  // namespace keybound::test
