#include "keybound/protocol/matrix_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {
namespace {

const std::vector<int> qubits = {2, 2};

FileReference file(const std::string& content) { return {"a.csv", content}; }

std::string diagonal(const std::vector<double>& values) {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t k = 0; k < values.size(); ++k) {
            text += fmt::format("{}{:.17g},0", k == 0 ? "" : ",", i == k ? values[i] : 0.0);
        }
        text += "\n";
    }
    return text;
}

TEST(DensityMatrixFile, IsReadAsItStands) {
    const ReadState read = read_density_matrix(file("# psi\n0.5,0, 0,-0.25\n\n+0,0.25,0.5,0\n"), {2, 1});
    EXPECT_EQ(read.state(0, 1), Complex(0.0, -0.25));
    EXPECT_EQ(read.state(1, 0), Complex(0.0, 0.25));
    EXPECT_LE(read.doubt, 1e-13);
}

// Of -5e-10 and a trace that is wrong by as much: clipped, and of trace 1.
TEST(DensityMatrixFile, IsRepairedWithinItsTolerance) {
    const ReadState read = read_density_matrix(file(diagonal({0.75, 0.25, 0.0, -5e-10})), qubits);
    EXPECT_NEAR(read.state.trace().real(), 1.0, 1e-15);
    EXPECT_GE(spectrum_of(read.state).values(0), -1e-15);
    EXPECT_NEAR(read.state(0, 0).real(), 0.75, 1e-12);
    EXPECT_LE(read.doubt, 1e-12);
    EXPECT_THROW(read_density_matrix(file(diagonal({0.75, 0.25, 0.0, -2e-9})), qubits), UserError);
    EXPECT_THROW(read_density_matrix(file(diagonal({0.75, 0.25, 0.0, 2e-9})), qubits), UserError);
    EXPECT_THROW(read_density_matrix(file(diagonal({0.75, 0.25, 1e300, -1e300})), qubits), UserError);
    EXPECT_THROW(read_density_matrix(file("0.5,0,1e300,0\n1e300,0,0.5,0\n"), {2, 1}), UserError);
}

TEST(PovmFile, IsReadAsItStands) {
    const std::string text =
        "a,1,0,0.5,0,0,-0.5\na,1,0,0,0.5,0.5,0\na,1,1,0.5,0,0,0.5\na,1,1,0,-0.5,0.5,0\n"
        "a,2,0,1,0,0,0\na,2,0,0,0,1,0\n";
    const ReadSettings read = read_povms(file(text), qubits);
    ASSERT_EQ(read.settings.size(), 1U);
    EXPECT_EQ(read.settings[0].label, "a");
    EXPECT_LE(std::abs(read.settings[0].elements[0][0](0, 1) - Complex(0.0, -0.5)), 1e-14);
    EXPECT_EQ(read.settings[0].elements[1].size(), 1U);
    EXPECT_LE(read.doubt, 1e-12);
}

// A POVM to rounding of what adds up to 1 within the tolerance only, with an operator that is negative by as much.
TEST(PovmFile, IsCompletedWithinItsTolerance) {
    const auto text = [](double spare) {
        std::string all;
        for (const int party : {1, 2}) {
            all +=
                fmt::format("s,{0},0,0.7,0,0,0\ns,{0},0,0,0,-5e-10,0\ns,{0},1,{1:.17g},0,0,0\ns,{0},1,0,0,1,0\n", party, spare);
        }
        return all;
    };
    const ReadSettings read = read_povms(file(text(0.3 + 4e-10)), qubits);
    for (const auto& elements : read.settings[0].elements) {
        EXPECT_LE((elements[0] + elements[1] - SmallMatrix::Identity(2, 2)).norm(), 2e-15);
        for (const SmallMatrix& element : elements) EXPECT_GE(spectrum_of(element).values(0), -1e-15);
        EXPECT_NEAR(elements[0](0, 0).real(), 0.7, 1e-9);
    }
    EXPECT_LE(read.doubt, 1e-12);
    EXPECT_THROW(read_povms(file(text(0.3 + 1e-8)), qubits), UserError);
}

TEST(PovmFile, RefusesTooMuch) {
    std::string settings, outcomes;
    for (int k = 0; k < 17; ++k) {
        for (const int party : {1, 2}) settings += fmt::format("s{0},{1},0,1,0,0,0\ns{0},{1},0,0,0,1,0\n", k, party);
    }
    EXPECT_THROW(read_povms(file(settings), qubits), UserError);
    for (int k = 0; k < 65; ++k) outcomes += fmt::format("s,1,{0},{1:.17g},0,0,0\ns,1,{0},0,0,{1:.17g},0\n", k, 1.0 / 65.0);
    EXPECT_THROW(read_povms(file(outcomes), qubits), UserError);
}

}  // namespace
}  // namespace keybound
