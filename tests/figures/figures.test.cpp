// Every figure of figures/ shows what it claims, on a coarse grid; and a false claim is caught.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

namespace fs = std::filesystem;

const fs::path figures = fs::path(KEYBOUND_SOURCE_DIR) / "figures";

// A folder of figures with one changed copy of a figure.
std::string changed_copy(const TemporaryFolder& folder, const std::string& find, const std::string& replace,
                         const std::string& name = "coin-comparison") {
    const fs::path root = folder.file("figures");
    fs::create_directories(root / "copy");
    fs::copy_file(figures / name / "scenario.toml", root / "copy/scenario.toml");
    std::string text = text_of_file((figures / name / "figure.toml").string());
    const std::size_t place = text.find(find);
    EXPECT_NE(place, std::string::npos);
    text.replace(place, find.size(), replace);
    folder.write("figures/copy/figure.toml", text);
    return root.string();
}

TEST(Figures, ShowWhatTheyClaim) {
    const CommandResult result = run({"figure", "all", "--check", "--coarse"});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_FALSE(holds(result.out, "FAILS")) << result.out;
    for (const auto& entry : fs::directory_iterator(figures))
        EXPECT_TRUE(holds(result.out, "holds  " + entry.path().filename().string() + ": ")) << entry.path();
}

TEST(Figures, AFalseClaimIsCaught) {
    const TemporaryFolder folder;
    const std::string root = changed_copy(folder, "curves = [\"loss-tolerant flawed\", \"original flawed\"]\nfactor = 2",
                                          "curves = [\"original flawed\", \"loss-tolerant flawed\"]\nfactor = 2");
    const CommandResult result = run({"figure", "copy", "--figures", root, "--check", "--coarse"});
    EXPECT_EQ(result.exit_code, exit_nothing_proved);
    EXPECT_TRUE(holds(result.out, "FAILS  copy: ")) << result.out;
    EXPECT_TRUE(holds(result.out, "holds  copy: ")) << result.out;
}

constexpr const char* solved = "tolerable-leakage";

// Curves of solved values are what the sweep found, and those of statistics what the factor and the power make of them.
TEST(Figures, DrawSolvedValuesAndStatistics) {
    const TemporaryFolder folder;
    const std::string root = changed_copy(folder, "statistic = \"detection_probability\"",
                                          "statistic = \"detection_probability\"\nfactor = 0.25\npower = 2", solved);
    const CommandResult result = run({"figure", "copy", "--figures", root, "--check", "--coarse"});
    EXPECT_EQ(result.exit_code, exit_nothing_proved) << "a quarter of the square is below what the optimal coin tolerates";
    EXPECT_TRUE(holds(result.out,
                      "FAILS  copy: no proof tolerates more than the detection probability (any key) (limit any is "
                      "below 1 x optimal any at 50 (0.00133225))"))
        << result.out;
    EXPECT_TRUE(holds(result.out, "holds  copy: no proof tolerates more than the detection probability (half key)"));
    EXPECT_TRUE(holds(result.out, "the optimal coin, any key (power 0.50")) << result.out;
}

TEST(Figures, WriteTablesAndPages) {
    const TemporaryFolder folder;
    const CommandResult result = run({"figure", "coin-comparison", "--coarse", "-o", folder.file("out")});
    if (holds(result.err, "gnuplot is not installed")) {
        EXPECT_EQ(result.exit_code, exit_mistake);
    } else {
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_TRUE(holds(text_of_file(folder.file("out/coin-comparison.svg")), "</svg>"));
    }
    EXPECT_TRUE(holds(text_of_file(folder.file("out/coin-comparison.csv")), "quantum-coin.rate_bits_per_second"));
    EXPECT_TRUE(holds(text_of_file(folder.file("out/coin-comparison.html")), "uPlot"));
}

TEST(Figures, AreListed) {
    const CommandResult result = run({"figure", "list"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(holds(result.out, "coin-comparison ")) << result.out;
    EXPECT_TRUE(holds(run({"list", "figures"}).out, "coin-comparison "));
    EXPECT_TRUE(holds(run({"list", "figures", "--format", "json"}).out, "\"claims\""));
}

TEST(Figures, MistakesAreNamed) {
    const CommandResult unknown = run({"figure", "coin-comparson"});
    EXPECT_EQ(unknown.exit_code, exit_mistake);
    EXPECT_EQ(parse_message(unknown.err).remedy, "did you mean coin-comparison?");
    EXPECT_EQ(run({"figure", "../figures/coin-comparison"}).exit_code, exit_mistake);
    EXPECT_EQ(run({"figure", "list", "--figures", "/no/such/folder"}).exit_code, exit_mistake);
    const auto refused = [](const std::string& find, const std::string& replace, const std::string& name = "coin-comparison") {
        const TemporaryFolder folder;
        const std::string root = changed_copy(folder, find, replace, name);
        const CommandResult result = run({"figure", "copy", "--figures", root, "--check", "--coarse"});
        EXPECT_EQ(result.exit_code, exit_mistake) << replace;
        return parse_message(result.err);
    };
    EXPECT_EQ(refused("kind = \"equal\"", "kind = \"equl\"").remedy, "did you mean equal?");
    EXPECT_EQ(refused("y_range = ", "y_rnge = ").remedy, "did you mean y_range?");
    EXPECT_EQ(refused("y_range = [0.01, 1e10]", "y_range = [2, 1]").path, "panel.y_range");
    EXPECT_EQ(refused("colour = \"#D55E00\"", "colour = \"red'; system\"").path, "curve.colour");
    EXPECT_EQ(refused("proof = \"quantum-coin\"", "proof = \"quantum-con\"").path, "curve.proof");
    EXPECT_EQ(refused("title = ", "titel = ").path, "title");
    EXPECT_EQ(refused("proof = \"quantum-coin\"", "proof = \"quantum-coin\"\nfactor = 2").path, "curve.factor");
    EXPECT_EQ(refused("for = \"source.leakage\"", "for = \"source.leakege\"", solved).path, "--for");
    EXPECT_EQ(refused("target = \"any\"", "target = \"a lot\"", solved).path, "--target");
    EXPECT_EQ(refused("target = \"any\"\n", "", solved).problem.find("--for requires --target"), 0u);
    EXPECT_EQ(refused("target = \"any\"", "target = [1]", solved).path, "sweep.target");
    EXPECT_EQ(refused("\"detection_probability\"", "\"detection_probabilty\"", solved).path, "--statistic");
    EXPECT_EQ(refused("statistic = ", "statistik = ", solved).path, "curve.proof");
}

}  // namespace
}  // namespace keybound::test
