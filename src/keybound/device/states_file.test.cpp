#include "keybound/device/states_file.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/device/source.hpp"
#include "keybound/protocol/bb84.hpp"
#include "keybound/protocol/three_state.hpp"
#include "support/message.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using Amplitude = std::complex<double>;
using test::Random;
using test::uniform;

Amplitude inner(const ModeKet& bra, const ModeKet& ket) {
    Amplitude sum = 0.0;
    for (std::size_t i = 0; i < bra.size(); ++i) sum += std::conj(bra[i]) * ket[i];
    return sum;
}

std::string csv(const std::vector<ModeKet>& kets) {
    std::string text;
    for (const ModeKet& ket : kets) {
        for (std::size_t i = 0; i < ket.size(); ++i)
            text += fmt::format("{}{},{}", i == 0 ? "" : ",", ket[i].real(), ket[i].imag());
        text += "\n";
    }
    return text;
}

std::vector<ModeKet> read(const std::string& content, int settings) { return read_states({"kets.csv", content}, settings); }

test::Message complaint(const std::string& content, int settings = 3) {
    try {
        read(content, settings);
    } catch (const UserError& error) {
        return test::parse_message(std::string("error: ") + error.what());
    }
    ADD_FAILURE() << "accepted: " << content;
    return {};
}

ModeKet random_ket(Random& random, int modes) {
    ModeKet ket;
    for (int i = 0; i < 2 * modes; ++i) ket.emplace_back(uniform(random, -1, 1), uniform(random, -1, 1));
    const double length = std::sqrt(inner(ket, ket).real());
    for (Amplitude& amplitude : ket) amplitude /= length;
    return ket;
}

TEST(StatesFile, ReadsOneKetPerRow) {
    const auto kets = read("1,0,0,0\n0,0,0,1\n0.6,0,0,-0.8\n", 3);
    ASSERT_EQ(kets.size(), 3U);
    EXPECT_EQ(kets[0], (ModeKet{1.0, 0.0}));
    EXPECT_EQ(kets[1], (ModeKet{0.0, Amplitude(0, 1)}));
    EXPECT_NEAR(std::abs(kets[2][0] - 0.6) + std::abs(kets[2][1] - Amplitude(0, -0.8)), 0.0, 4e-16);
    EXPECT_EQ(read("0,0,0,0,0.6,0,0.8,0\n1,0,0,0,0,0,0,0\n0,0,1,0,0,0,0,0", 3)[0].size(), 4U);
}

TEST(StatesFile, ForgivesWhatMeansTheSame) {
    const auto plain = read("1,0,0,0\n0,0,1,0\n0.6,0,0.8,0\n", 3);
    for (const char* text :
         {"# head\n1,0,0,0\n\n#1,2,3\n0,0,1,0\n  \t \n0.6,0,0.8,0\n# end", "1,0,0,0\r\n0,0,1,0\r\n\r\n0.6,0,0.8,0\r\n",
          " 1 ,\t0, 0,0 \n0 ,0 , 1,0\n 0.6,0,\t0.8,0", "+1,+0,0,0\n-0,0,+1.0,-0.0\n+.6,0,8e-1,0E5\n",
          "\xef\xbb\xbf"
          "1,0,0,0\n0,0,1,0\n0.6,0,0.8,0\n",
          "\xef\xbb\xbf# kets\n1,0,0,0\n0,0,1,0\n0.6,0,0.8,0\n",
          "# K\xc3\xb6ln, 20 \xe2\x84\xa6, \xf0\x9f\x94\x91\n1,0,0,0\n0,0,1,0\n0.6,0,0.8,0\n"}) {
        const auto kets = read(text, 3);
        ASSERT_EQ(kets.size(), 3U) << text;
        for (int j = 0; j < 3; ++j) {
            for (int i = 0; i < 2; ++i) EXPECT_EQ(kets[j][i], plain[j][i]) << text;
        }
    }
}

TEST(StatesFile, NormalisesExactly) {
    for (const double length : {1 - 9e-7, 1 + 9e-7}) {
        const auto kets = read(fmt::format("{0},0,0,0\n0,0,{0},0\n0,{1},{2},0\n", length, 0.6 * length, 0.8 * length), 3);
        for (const ModeKet& ket : kets) EXPECT_NEAR(inner(ket, ket).real(), 1.0, 4e-16);
        EXPECT_NEAR(kets[2][0].imag(), 0.6, 2e-16);
    }
}

TEST(StatesFile, NamesLineAndRemedyOfMistakes) {
    struct Case {
        const char* content;
        int line;
        const char* problem;
    };
    const std::vector<Case> cases = {
        {"", 0, "has 0 rows"},
        {"# nothing\n", 1, "has 0 rows"},
        {"1,0,0,0\n0,0,1,0\n", 2, "has 2 rows"},
        {"1,0,0,0\n0,0,1,0\n1,0,0,0\n0,0,1,0\n", 4, "has 4 rows"},
        {"# c\n1,0,0\n", 2, "has 3 numbers in a row"},
        {"1,0,0,0,0,0\n", 1, "has 6 numbers in a row"},
        {"1,0,0,0\n1,0,0,0,0,0,0,0\n", 2, "has 8 numbers where the first row has 4"},
        {"1,0,0,0\n\n1,0,0.01,0\n", 3, "has a ket of norm"},
        {"0,0,0,0\n", 1, "has a ket of norm 0"},
        {"1.000002,0,0,0\n", 1, "has a ket of norm"},
        {"0.999998,0,0,0\n", 1, "has a ket of norm"},
        {"1e300,0,0,0\n", 1, "has a ket of norm inf"},
        {"1,0,0,x\n", 1, "is not a number"},
        {"1,0,,0\n", 1, "is not a number"},
        {"1,0,nan,0\n", 1, "is not a number"},
        {"1,0,inf,0\n", 1, "is not a number"},
        {"1,0,0,0x1\n", 1, "is not a number"},
        {"1;0;0;0\n", 1, "is not a number"},
        {"1 0 0 0\n", 1, "is not a number"},
        {"1,0,0,1e999\n", 1, "is not a number"},
        {"+-1,0,0,0\n", 1, "is not a number"},
        {"++1,0,0,0\n", 1, "is not a number"},
        {"-+1,0,0,0\n", 1, "is not a number"},
        {"+,0,0,0\n", 1, "is not a number"},
        {"re,im,re,im\n1,0,0,0\n", 1, "is not a number"},
        {"1,0,0,0\n# K\xf6ln\n", 2, "is not UTF-8"},
        {"# \xc0\x80\n", 1, "is not UTF-8"},
        {"# \xed\xa0\x80\n", 1, "is not UTF-8"},
        {"# \xf4\x90\x80\x80\n", 1, "is not UTF-8"},
        {"# \xe2\x82", 1, "is not UTF-8"},
    };
    for (const Case& wrong : cases) {
        const test::Message message = complaint(wrong.content);
        EXPECT_EQ(message.line, wrong.line) << wrong.content;
        EXPECT_NE(message.problem.find(wrong.problem), std::string::npos) << wrong.content << message.problem;
        EXPECT_EQ(message.path, "source.states_file");
        EXPECT_EQ(message.file, "kets.csv");
        EXPECT_NE(message.remedy, "");
        EXPECT_NE(message.allowed, "");
    }
}

// Also kets that lie in the span of others, or nearly, in any order.
TEST(StatesFile, OwnSpanKeepsInnerProducts) {
    Random random(20260401);
    int dependent = 0, total = 0;
    for (int sample = 0; sample < test::samples(2000); ++sample) {
        const int modes = 1 + static_cast<int>(random() % 8), settings = 3 + static_cast<int>(random() % 2);
        std::vector<ModeKet> kets;
        for (int j = 0; j < settings; ++j) kets.push_back(random_ket(random, modes));
        const int kind = static_cast<int>(random() % 3);
        if (kind > 0) {
            const double apart = kind == 1 ? 0.0 : std::pow(10.0, uniform(random, -16, -1));
            const Amplitude a(uniform(random, -1, 1), uniform(random, -1, 1)), b(uniform(random, -1, 1), 1.0);
            ModeKet mixed = random_ket(random, modes);
            for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = a * kets[0][i] + b * kets[1][i] + apart * mixed[i];
            const double length = std::sqrt(inner(mixed, mixed).real());
            for (Amplitude& amplitude : mixed) amplitude /= length;
            kets[random() % 2 == 0 ? 2 : settings - 1] = mixed;
        }
        const auto own = in_own_span(kets);
        ASSERT_EQ(own.size(), kets.size());
        const std::size_t rows = own.front().size();
        EXPECT_LE(rows, std::min<std::size_t>(2 * modes, settings));
        if (rows < std::min<std::size_t>(2 * modes, settings)) ++dependent;
        for (int j = 0; j < settings; ++j) {
            ASSERT_EQ(own[j].size(), rows);
            for (int k = 0; k < settings; ++k) {
                EXPECT_NEAR(std::abs(inner(own[j], own[k]) - inner(kets[j], kets[k])), 0.0, 1.5e-15) << sample;
                ++total;
            }
        }
    }
    EXPECT_GE(total, test::samples(18000));
    EXPECT_GE(dependent, test::samples(300));
}

TEST(StatesFile, OwnSpanOfEqualKetsIsOneDimension) {
    Random random(7);
    const ModeKet ket = random_ket(random, 5);
    ModeKet turned = ket;
    for (Amplitude& amplitude : turned) amplitude *= Amplitude(0, 1);
    EXPECT_EQ(in_own_span({ket, turned, ket, ket}).front().size(), 1U);
}

Scenario scenario_of(const std::vector<ModeKet>& kets) {
    Scenario scenario;
    scenario.protocol.name = kets.size() == 4 ? "bb84" : "three-state";
    scenario.source.states_file = {"kets.csv", csv(kets)};
    scenario.source.leakage = {1e-6};
    scenario.channel.fibre_km = 37;
    scenario.channel.misalignment_rad = 0.03;
    return scenario;
}

Link link_of(const Scenario& scenario) {
    return scenario.protocol.name == "bb84" ? bb84_link(scenario) : three_state_link(scenario);
}

void expect_same_statistics(const Link& a, const Link& b, double relative) {
    for (int j = 0; j < a.statistics.settings; ++j) {
        for (int bit = 0; bit < 2; ++bit) {
            EXPECT_NEAR(a.statistics.x[j][bit], b.statistics.x[j][bit], relative * a.statistics.yield_x(j)) << j << bit;
            EXPECT_NEAR(a.statistics.z[j][bit], b.statistics.z[j][bit], relative * a.statistics.yield_z(j)) << j << bit;
        }
    }
}

TEST(StatesFile, SaysTheSameAsTheModulationError) {
    for (const int settings : {3, 4}) {
        SourceTable table;
        table.modulation_error_rad = 0.063;
        Scenario built_in = scenario_of(emitted_kets(table, settings));
        const Link from_file = link_of(built_in);
        built_in.source.states_file = {};
        built_in.source.modulation_error_rad = 0.063;
        const Link link = link_of(built_in);
        expect_same_statistics(from_file, link, 1e-15);
        ASSERT_TRUE(from_file.source.are_qubits());
        EXPECT_LE((from_file.source.kets - link.source.kets).norm(), 1e-15);
    }
}

// The receiver is blind to the mode: a rotation of the modes alone changes nothing, and neither does an empty mode.
TEST(StatesFile, ACommonRotationOfTheModesLeavesQubits) {
    Random random(99);
    for (int sample = 0; sample < test::samples(50); ++sample) {
        SourceTable table;
        table.modulation_error_rad = uniform(random, -0.2, 0.2);
        const auto qubits = emitted_kets(table, 4);
        const int modes = 2 + static_cast<int>(random() % 4);
        const ModeKet shape = random_ket(random, modes);  // amplitudes 0 .. modes-1 become those of the modes
        double length = 0.0;
        for (int m = 0; m < modes; ++m) length += std::norm(shape[m]);
        std::vector<ModeKet> spread(4);
        for (int j = 0; j < 4; ++j) {
            for (int m = 0; m < modes; ++m) {
                for (int i = 0; i < 2; ++i) spread[j].push_back(shape[m] / std::sqrt(length) * qubits[j][i]);
            }
        }
        const Link link = link_of(scenario_of(spread)), plain = link_of(scenario_of(qubits));
        EXPECT_TRUE(link.source.are_qubits()) << sample;
        expect_same_statistics(link, plain, 4e-15);
        EXPECT_LE(
            (link.source.states().adjoint() * link.source.states() - plain.source.states().adjoint() * plain.source.states())
                .norm(),
            1e-14);
    }
}

TEST(StatesFile, KetsInMoreDimensionsAreWide) {
    Random random(3);
    for (const int modes : {2, 3, 8}) {
        std::vector<ModeKet> kets;
        for (int j = 0; j < 4; ++j) kets.push_back(random_ket(random, modes));
        const Source source = link_of(scenario_of(kets)).source;
        EXPECT_FALSE(source.are_qubits());
        EXPECT_EQ(source.states().rows(), 4);
        EXPECT_EQ(source.settings(), 4);
    }
}

}  // namespace
}  // namespace keybound
