#include "keybound/study/axis.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

using Values = std::vector<std::string>;

Values values_of(const std::string& text) { return parse_axis(text).values; }

Mistake refused(const std::string& text) {
    try {
        parse_axis(text);
    } catch (const UserError& error) {
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << text;
    return {};
}

TEST(Axis, Linear) {
    const Axis axis = parse_axis("channel.fibre_km=0:20:5");
    EXPECT_EQ(axis.key, "channel.fibre_km");
    EXPECT_EQ(axis.values, (Values{"0", "5", "10", "15", "20"}));
    EXPECT_EQ(values_of("a.b=0:19:5"), (Values{"0", "5", "10", "15"}));
    EXPECT_EQ(values_of("a.b=20:0:-10"), (Values{"20", "10", "0"}));
    EXPECT_EQ(values_of("a.b=-0.5:0.5:0.5"), (Values{"-0.5", "0", "0.5"}));
    EXPECT_EQ(values_of("a.b=3:3:1"), (Values{"3"}));
    EXPECT_EQ(values_of("a.b=1:2:5"), (Values{"1"}));
    EXPECT_EQ(values_of("a.b=1e1:2e1:5e0"), (Values{"10", "15", "20"}));
}

TEST(Axis, LinearValuesAreTheOnesThatAPersonWouldWrite) {
    EXPECT_EQ(values_of("a.b=0:1:0.1"), (Values{"0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"}));
    EXPECT_EQ(values_of("a.b=0.1:0.7:0.1").back(), "0.7");
    EXPECT_EQ(values_of("a.b=0:250:5").size(), 51u);
}

// A value past TO may lie outside of the range of the key, and the user did not ask for it.
TEST(Axis, NeverPassesTo) {
    for (const char* text : {"a.b=0:1:0.3333333334", "a.b=0:1:0.1", "a.b=0:0.9999999999:0.1", "a.b=0:0.7:0.007"}) {
        for (const std::string& value : values_of(text)) EXPECT_LE(std::stod(value), 1.0) << text;
    }
    EXPECT_EQ(values_of("a.b=0:1:0.3333333334").back(), "1");
    for (const std::string& value : values_of("a.b=1:0:-0.3333333334")) EXPECT_GE(std::stod(value), 0.0);
}

TEST(Axis, Logarithmic) {
    EXPECT_EQ(values_of("source.leakage=1e-9:1e-3:log:7"),
              (Values{"1e-09", "1e-08", "1e-07", "1e-06", "1e-05", "0.0001", "0.001"}));
    EXPECT_EQ(values_of("a.b=1:100:log:3"), (Values{"1", "10", "100"}));
    EXPECT_EQ(values_of("a.b=100:1:log:3"), (Values{"100", "10", "1"}));
    EXPECT_EQ(values_of("a.b=2:2:log:2"), (Values{"2", "2"}));
    EXPECT_EQ(values_of("a.b=1e-12:1e-3:log:37").size(), 37u);
    EXPECT_EQ(values_of("a.b=1e-12:1e-3:log:37").front(), "1e-12");
    EXPECT_EQ(values_of("a.b=1e-12:1e-3:log:37").back(), "0.001");
}

TEST(Axis, ListsAreTakenAsWritten) {
    EXPECT_EQ(values_of("protocol.name=bb84,three-state"), (Values{"bb84", "three-state"}));
    EXPECT_EQ(values_of("a.b=1e-6"), (Values{"1e-6"}));
    EXPECT_EQ(values_of("a.b=3,1,2,1"), (Values{"3", "1", "2", "1"}));
    EXPECT_EQ(values_of("source.leakage=[1e-6,0,0,0],1e-3"), (Values{"[1e-6,0,0,0]", "1e-3"}));
    EXPECT_EQ(values_of("source.states=[[0,0],[1,0]],[[0,0],[2,0]]"), (Values{"[[0,0],[1,0]]", "[[0,0],[2,0]]"}));
    EXPECT_EQ(values_of("a.b=x=y,z"), (Values{"x=y", "z"}));
    EXPECT_EQ(values_of("a.b=nan,inf"), (Values{"nan", "inf"}));  // resolving a row refuses them with the key's range
}

TEST(Axis, RefusesWhatIsNoAssignment) {
    for (const char* text : {"", "=", "channel.fibre_km", "channel.fibre_km=", "=0:1:1", "0:1:1"}) {
        const Mistake mistake = refused(text);
        EXPECT_EQ(mistake.path, "--over") << text;
        EXPECT_EQ(mistake.value, text);
        EXPECT_EQ(mistake.problem, "is not an assignment of values to a key") << text;
        EXPECT_EQ(mistake.allowed, "table.key=FROM:TO:STEP, table.key=FROM:TO:log:COUNT or table.key=a,b,c");
        EXPECT_NE(mistake.remedy, "");
    }
}

TEST(Axis, RefusesWhatIsNoRange) {
    for (const char* text : {"a.b=0:1", "a.b=0:1:1:1", "a.b=0:1:lin:5", "a.b=0:1:LOG:5", "a.b=0:1:log:5:6", "a.b=:::::"}) {
        EXPECT_EQ(refused(text).problem, "is not a range") << text;
    }
}

TEST(Axis, RefusesWhatIsNoNumber) {
    for (const char* number :
         {"", "x", "1x", " 1", "1 ", "+1", "1,5", "nan", "inf", "-inf", "0x10", "1e400", "1e300", "1_000", "log"}) {
        for (const int place : {0, 1, 2}) {
            std::string text = "a.b=";
            for (int i = 0; i < 3; ++i) text += (i > 0 ? ":" : "") + std::string(i == place ? number : "1");
            const Mistake mistake = refused(text);
            EXPECT_EQ(mistake.problem, "\"" + std::string(number) + "\" is not a number") << text;
            EXPECT_EQ(mistake.value, text);
            EXPECT_NE(mistake.remedy, "");
        }
    }
    EXPECT_EQ(refused("a.b=1:10:log:x").problem, "\"x\" is not a number");
}

TEST(Axis, RefusesStepsThatLeadNowhere) {
    for (const char* text : {"a.b=0:1:0", "a.b=0:1:-1", "a.b=1:0:1", "a.b=0:0:0", "a.b=0:1:-0.0"}) {
        EXPECT_EQ(refused(text).problem, "the step does not lead from FROM to TO") << text;
    }
}

TEST(Axis, RefusesMoreThanAMillionValues) {
    EXPECT_EQ(values_of("a.b=1:1000000:1").size(), 1000000u);
    for (const char* text : {"a.b=0:1000000:1", "a.b=0:1:1e-12", "a.b=-1e299:1e299:1e-300"}) {
        EXPECT_NE(refused(text).problem.find("has more than"), std::string::npos) << text;
    }
    EXPECT_NE(refused("a.b=1:2:log:1000001").problem.find("COUNT"), std::string::npos);
}

TEST(Axis, RefusesLogarithmsOfNothing) {
    for (const char* text : {"a.b=0:1:log:5", "a.b=1:0:log:5", "a.b=-1:1:log:5", "a.b=-2:-1:log:5"}) {
        EXPECT_EQ(refused(text).problem, "a log range needs FROM and TO above 0") << text;
    }
    for (const char* text : {"a.b=1:2:log:1", "a.b=1:2:log:0", "a.b=1:2:log:-3", "a.b=1:2:log:2.5"}) {
        EXPECT_EQ(refused(text).problem, "COUNT must be a whole number, at least 2") << text;
    }
}

TEST(Axis, RefusesEmptyValues) {
    for (const char* text : {"a.b=1,,2", "a.b=1,", "a.b=,1", "a.b=,"})
        EXPECT_EQ(refused(text).problem, "has an empty value") << text;
}

TEST(Axis, DoesNotEchoAWholeFile) {
    const Mistake mistake = refused(std::string(100000, 'x') + "\n\x1b[31m");
    EXPECT_LT(mistake.value.size(), 100u);
}

}  // namespace
}  // namespace keybound
