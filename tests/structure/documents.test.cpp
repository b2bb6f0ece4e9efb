// What the documents show is what the program does: the README's output and example, every relative link.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "support/command_line.hpp"

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
