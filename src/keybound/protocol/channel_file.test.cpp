#include "keybound/protocol/channel_file.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {
namespace {

FileReference file(const std::string& content) { return {"channel.csv", content}; }

template <class Read>
Mistake refused(Read read, const std::string& content) {
    try {
        read(file(content));
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "") << content;
        EXPECT_NE(error.mistake().allowed, "") << content;
        EXPECT_NE(error.mistake().problem, "") << content;
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << content;
    return {};
}

const std::string perfect = "0.5,0,0,0,0,0,0.5,0\n0,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0\n0.5,0,0,0,0,0,0.5,0\n";

TEST(ChoiFile, OfThePerfectChannel) {
    const ChoiState choi = read_choi_state(file("# perfect\n\n" + perfect));
    EXPECT_EQ(choi.input_dimension, 2);
    EXPECT_EQ(choi.output_dimension, 2);
    EXPECT_NEAR(choi.matrix(0, 3).real(), 0.5, 2e-15);
    EXPECT_LT(choi.doubt, 1e-12);
    EXPECT_GT(choi.doubt, 1e-15);
}

// What is off by less than the tolerance becomes the Choi state of a channel.
TEST(ChoiFile, IsNormalised) {
    const ChoiState choi = read_choi_state(
        file("0.5000000004,0,0,0,0,0,0.4999999998,1e-10\n0,0,-3e-10,0,0,0,0,0\n0,0,0,0,0,0,0,0\n0.5,0,0,0,0,0,0.5,0\n"));
    EXPECT_GE(spectrum_of(choi.matrix).values(0), -choi.doubt);
    const SmallMatrix input = partial_trace(choi.matrix, {2, 2}, {0});
    EXPECT_LE((input - 0.5 * SmallMatrix::Identity(2, 2)).norm(), 1e-15);
    EXPECT_LT(choi.doubt, 1e-12);
    EXPECT_NEAR(choi.matrix(0, 3).real(), 0.5, 1e-8);
}

TEST(ChoiFile, MayHaveUnequalDimensions) {
    const std::string row = "0,0,0,0,0,0,0,0,0,0,0,0\n";
    const std::string text = "dimensions,3,2\n" + std::string("0.333333333333,0,0,0,0,0,0,0,0,0,0,0\n") + row +
                             "0,0,0,0,0.333333333333,0,0,0,0,0,0,0\n" + row + "0,0,0,0,0,0,0,0,0.333333333333,0,0,0\n" + row;
    const ChoiState choi = read_choi_state(file(text));
    EXPECT_EQ(choi.input_dimension, 3);
    EXPECT_EQ(choi.output_dimension, 2);
    EXPECT_NE(refused(read_choi_state, text.substr(text.find('\n') + 1)).remedy.find("dimensions"), std::string::npos);
    std::string other = text;
    other.replace(0, 14, "dimensions,2,3");
    EXPECT_NE(refused(read_choi_state, other).problem.find("maximally mixed"), std::string::npos);
}

TEST(ChoiFile, RefusesWhatIsNoChannel) {
    const auto problem = [](const std::string& text) { return refused(read_choi_state, text).problem; };
    EXPECT_NE(problem("0.5,0,0,0,0,0,0.5,1e-6\n" + perfect.substr(perfect.find('\n') + 1)).find("Hermitian"),
              std::string::npos);
    EXPECT_NE(problem("0.5,0,0,0,0,0,0.6,0\n0,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0\n0.6,0,0,0,0,0,0.5,0\n").find("eigenvalue"),
              std::string::npos);
    EXPECT_NE(problem("1,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0\n").find("maximally mixed"),
              std::string::npos);
    EXPECT_NE(problem("").find("no row"), std::string::npos);
    EXPECT_NE(problem("1,0\n").find("no square"), std::string::npos);
    EXPECT_NE(problem("0.5,0,0\n").find("numbers"), std::string::npos);
    EXPECT_NE(problem("0.5,nan\n").find("not a number"), std::string::npos);
    EXPECT_NE(problem("dimensions,2\n" + perfect).find("cells"), std::string::npos);
    EXPECT_NE(problem("dimensions,4,5\n" + perfect).find("not possible"), std::string::npos);
    EXPECT_NE(problem("dimensions,1,4\n" + perfect).find("not possible"), std::string::npos);
    EXPECT_NE(problem("dimensions,2,3\n" + perfect).find("does not fit"), std::string::npos);
    EXPECT_NE(problem(perfect + "0,0\n").find("entries in a row"), std::string::npos);
    EXPECT_EQ(refused(read_choi_state, "\n" + perfect + "#\n0,0,0\n").line, 7);
}

TEST(KrausFile, OfAmplitudeDamping) {
    const ChoiState choi = read_kraus_operators(file("1,0,0,0,0,0,0.8,0\n0,0,0.6,0,0,0,0,0\n"));
    EXPECT_NEAR(choi.matrix(0, 3).real(), 0.4, 2e-15);
    EXPECT_NEAR(choi.matrix(2, 2).real(), 0.18, 2e-15);  // input 1, output 0
    EXPECT_NEAR(choi.matrix(1, 1).real(), 0.0, 2e-15);
    EXPECT_NEAR(choi.matrix(3, 3).real(), 0.32, 2e-15);
}

TEST(KrausFile, MayHaveUnequalDimensions) {
    // a qutrit of which a qubit learns whether it is 0: operators of 2 x 3, row by row
    const std::string text = "dimensions,3,2\n1,0,0,0,0,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0,1,0,0,0\n0,0,0,0,0,0,0,0,0,0,1,0\n";
    const ChoiState choi = read_kraus_operators(file(text));
    EXPECT_EQ(choi.input_dimension, 3);
    EXPECT_EQ(choi.output_dimension, 2);
    for (const int k : {0, 3, 5}) EXPECT_NEAR(choi.matrix(k, k).real(), 1.0 / 3.0, 2e-15) << k;
}

TEST(KrausFile, RefusesWhatDoesNotKeepTheTrace) {
    EXPECT_NE(refused(read_kraus_operators, "1,0,0,0,0,0,0.8,0\n").problem.find("keep the trace"), std::string::npos);
    EXPECT_NE(refused(read_kraus_operators, "1,0,0,0,0,0,1,0\n0,0\n").problem.find("entries"), std::string::npos);
}

TEST(ShieldFile, MustBeAFlatUnitary) {
    Scenario scenario;
    scenario.private_state.dimension = 2.0;
    const auto with = [&](const std::string& text) {
        scenario.private_state.file = file(text);
        check_private_files(scenario);
    };
    const auto problem = [&](const std::string& text) {
        return refused([&](const FileReference& given) { with(given.content); }, text).problem;
    };
    const std::string r = "0.70710678118654752";
    EXPECT_NO_THROW(with(r + ",0," + r + ",0\n" + r + ",0,-" + r + ",0\n"));
    EXPECT_NE(problem(r + ",0," + r + ",0\n" + r + ",0," + r + ",0\n").find("orthogonal to row 1"), std::string::npos);
    EXPECT_NE(problem("0.6,0,0.8,0\n0.8,0,-0.6,0\n").find("modulus"), std::string::npos);
    EXPECT_NE(problem(r + ",0," + r + ",0\n").find("rows"), std::string::npos);
    EXPECT_NE(problem(r + ",0\n" + r + ",0\n").find("entries"), std::string::npos);
}

}  // namespace
}  // namespace keybound
