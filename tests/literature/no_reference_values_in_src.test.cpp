// No result is hard-coded: no reference value occurs in the sources.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "support/places.hpp"

namespace keybound::test {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The digits of a number without its exponent and leading zeros: 0.0006039075 and 6.039075e-4 are the same value.
std::string significant_digits(std::string number) {
    number = number.substr(0, number.find_first_of("eE"));
    number.erase(std::remove(number.begin(), number.end(), '.'), number.end());
    number.erase(0, number.find_first_not_of('0'));
    number.erase(number.find_last_not_of('0') + 1);
    return number;
}

TEST(Sources, HoldNoReferenceValue) {
    const fs::path root = KEYBOUND_SOURCE_DIR;
    const std::regex number(R"(\d*\.?\d+(?:[eE][-+]?\d+)?)");
    std::set<std::string> references;
    for (const char* name :
         {"reference_points.csv", "finite_points.csv", "decoy_points.csv", "entanglement_points.csv", "private_points.csv"}) {
        const std::string table = text_of(root / "tests/literature" / name);
        for (std::sregex_iterator it(table.begin(), table.end(), number), end; it != end; ++it) {
            const std::string digits = significant_digits(it->str());
            if (digits.size() >= 5) references.insert(digits);
        }
    }
    ASSERT_GT(references.size(), 100U);

    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root / "src")) {
        const std::string name = entry.path().string();
        if (!entry.is_regular_file() || name.find(".test.") != std::string::npos) continue;
        ++files;
        const std::string text = text_of(entry.path());
        for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
            EXPECT_EQ(references.count(significant_digits(it->str())), 0U) << it->str() << " in " << name;
        }
    }
    EXPECT_GT(files, 50);
}

}  // namespace
}  // namespace keybound::test
