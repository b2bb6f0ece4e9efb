// solve and optimise on real scenarios: what they report is what rate says.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "support/command_line.hpp"
#include "support/message.hpp"

namespace keybound {
namespace {

using Json = nlohmann::json;
using test::CommandResult;
using test::holds;
using test::parse_message;
using test::run;

const std::string& bb84 = test::leaky_bb84;

Json document_of(std::vector<std::string> command) {
    command.insert(command.end(), {"--format", "json"});
    const CommandResult result = run(command);
    EXPECT_EQ(result.err, "");
    const Json document = Json::parse(result.out);
    EXPECT_EQ(document.at("schema"), 1);
    return document;
}

// By another route: the rate as the rate command gives it; of one proof or, if none is named, of the best.
double rate_at(const std::vector<std::string>& assignments, const std::string& proof = "") {
    std::vector<std::string> command = {"rate", bb84, "--format", "json"};
    for (const std::string& assignment : assignments) command.insert(command.end(), {"--set", assignment});
    const Json document = Json::parse(run(command).out);
    if (proof.empty()) return document.at("best").at("lower").at("rate_bits_per_pulse");
    for (const Json& bound : document.at("bounds")) {
        if (bound.at("proof") == proof) return bound.at("rate_bits_per_pulse");
    }
    ADD_FAILURE() << proof;
    return 0.0;
}

TEST(SolveCommand, TheValueIsSafeAndItsNeighbourIsNot) {
    struct Case {
        std::string key;
        std::string target;
        std::string proof;
        std::string range;
        std::string side;
    };
    const std::vector<Case> cases = {
        {"source.leakage", "any", "", "", "below"},
        {"source.leakage", "1e-3", "loss-tolerant-coin", "", "below"},
        {"channel.fibre_km", "any", "quantum-coin", "", "below"},
        {"channel.fibre_km", "0.002", "", "", "below"},
        {"detector.efficiency", "0.001", "", "", "above"},
        {"detector.dark_count_probability", "1e-3", "", "", "below"},
        {"channel.misalignment_rad", "1e-3", "", "-0.5:0", "above"},
        {"protocol.z_basis_probability", "0.003", "", "", "above"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.key + " " + c.target);
        std::vector<std::string> command = {"solve", bb84, "--for", c.key, "--target", c.target};
        if (!c.proof.empty()) command.insert(command.end(), {"--proof", c.proof});
        if (!c.range.empty()) command.insert(command.end(), {"--range", c.range});
        const Json found = document_of(command);
        ASSERT_TRUE(found.at("value").is_number()) << found;
        EXPECT_EQ(found.at("key"), c.key);
        EXPECT_EQ(found.at("safe_side"), c.side);
        const double target = c.target == "any" ? 0.0 : std::stod(c.target);
        const auto met = [&](const Json& value) {
            const double rate = rate_at({c.key + "=" + value.dump()}, c.proof);
            return target == 0.0 ? rate > 0.0 : rate >= target;
        };
        const Json inside = found.at("bracket").at(c.side == "below" ? 0 : 1);
        const Json outside = found.at("bracket").at(c.side == "below" ? 1 : 0);
        EXPECT_EQ(found.at("value"), inside);
        EXPECT_TRUE(met(inside)) << found;
        EXPECT_FALSE(met(outside)) << found;
        const double a = found.at("bracket").at(0);
        const double b = found.at("bracket").at(1);
        EXPECT_LT(a, b);
        EXPECT_LE(b - a, 1e-6 * std::fmax(std::fabs(a), std::fabs(b)));
        EXPECT_EQ(found.at("rate_bits_per_pulse").get<double>(), rate_at({c.key + "=" + inside.dump()}, c.proof));
        if (!c.proof.empty()) {
            EXPECT_EQ(found.at("proof"), c.proof);
        }
        EXPECT_EQ(
            found.at("scenario_hash"),
            Json::parse(run({"rate", bb84, "--set", c.key + "=" + inside.dump(), "--format", "json"}).out).at("scenario_hash"));
    }
}

TEST(SolveCommand, ATighterToleranceStaysWithinTheBracket) {
    const auto bracket = [](const std::string& tolerance) {
        const Json found =
            document_of({"solve", bb84, "--for", "channel.fibre_km", "--target", "1e-3", "--tolerance", tolerance});
        return std::pair<double, double>{found.at("bracket").at(0), found.at("bracket").at(1)};
    };
    const auto [a, b] = bracket("1e-3");
    const auto [c, d] = bracket("1e-8");
    EXPECT_LE(a, c);
    EXPECT_GE(b, d);
    EXPECT_LE(d - c, 1e-8 * d);
}

TEST(SolveCommand, SaysWhenThereIsNoSingleCrossing) {
    const auto none = [](const std::vector<std::string>& more) {
        std::vector<std::string> command = {"solve", bb84};
        command.insert(command.end(), more.begin(), more.end());
        const CommandResult text = run(command);
        EXPECT_EQ(text.exit_code, exit_nothing_proved);
        EXPECT_EQ(text.err, "");
        EXPECT_EQ(text.out.rfind("no value: ", 0), 0u) << text.out;
        const Json document = document_of(command);
        for (const char* key : {"value", "safe_side", "bracket", "rate_bits_per_pulse", "scenario_hash"})
            EXPECT_TRUE(document.at(key).is_null()) << key;
        EXPECT_PRED2(holds, text.out, document.at("reason").get<std::string>());
        return document;
    };
    EXPECT_PRED2(holds, none({"--for", "detector.efficiency", "--target", "0.9"}).at("reason"), "at none of 129 values");
    EXPECT_PRED2(holds, none({"--for", "source.repetition_rate_hz", "--target", "any"}).at("reason"), "at all of 129 values");
    const Json several = none({"--for", "channel.misalignment_rad", "--target", "1e-3"});
    EXPECT_PRED2(holds, several.at("reason"), "more than one crossing");
    ASSERT_EQ(several.at("met").size(), 1u);
    EXPECT_GE(rate_at({"channel.misalignment_rad=" + several.at("met").at(0).at(0).dump()}), 1e-3);
    EXPECT_PRED2(
        holds,
        none({"--for", "source.leakage", "--target", "any", "--proof", "loss-tolerant", "--range", "1e-9:1"}).at("reason"),
        "nothing is proved there");
}

TEST(SolveCommand, RefusesMistakes) {
    const auto refused = [](const std::vector<std::string>& more) {
        std::vector<std::string> command = {"solve", bb84};
        command.insert(command.end(), more.begin(), more.end());
        const CommandResult result = run(command);
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(result.out, "");
        const test::Message message = parse_message(result.err);
        EXPECT_NE(message.remedy, "") << result.err;
        return message;
    };
    EXPECT_EQ(refused({"--for", "chanel.fibre_km", "--target", "any"}).remedy, "did you mean channel.fibre_km?");
    EXPECT_EQ(refused({"--for", "protocol.name", "--target", "any"}).problem, "is not a numeric key");
    EXPECT_EQ(refused({"--for", "source.states", "--target", "any"}).problem, "is not a numeric key");
    for (const char* target : {"-1", "nan", "inf", "1x", "", "all"}) {
        EXPECT_EQ(refused({"--for", "channel.fibre_km", "--target", target}).path, "--target") << target;
    }
    EXPECT_EQ(refused({"--for", "channel.fibre_km", "--target", "any", "--range", "0:20000"}).problem, "is out of range");
    EXPECT_EQ(refused({"--for", "channel.fibre_km", "--target", "any", "--range", "20:10"}).problem, "is not a range");
    EXPECT_EQ(refused({"--for", "channel.fibre_km", "--target", "any", "--proof", "repeaterless"}).problem,
              "is not a known lower bound");
    EXPECT_EQ(refused({"--for", "channel.fibre_km", "--target", "any", "--proof", "loss-tolerant-con"}).remedy,
              "did you mean loss-tolerant-coin?");
    EXPECT_EQ(refused({"--for", "channel.fibre_km", "--target", "any", "--proof", "loss-tolerant-coin-three-state"}).problem,
              "is not evaluated for this scenario");
    refused({"--for", "channel.fibre_km", "--target", "any", "--tolerance", "0"});
    refused({"--for", "channel.fibre_km"});
}

TEST(OptimiseCommand, IsAsGoodAsAFineGrid) {
    const Json found = document_of({"optimise", bb84, "--over", "channel.misalignment_rad=-0.2:0.2"});
    double best = 0.0;
    for (int i = -200; i <= 200; i += 2) {
        best = std::fmax(best, rate_at({"channel.misalignment_rad=" + std::to_string(0.001 * i)}));
    }
    EXPECT_GE(found.at("rate_bits_per_pulse").get<double>(), 0.995 * best);
    EXPECT_GT(best, rate_at({}));
    const std::string assignment = "channel.misalignment_rad=" + found.at("optimum").at("channel.misalignment_rad").dump();
    EXPECT_EQ(found.at("rate_bits_per_pulse").get<double>(), rate_at({assignment}));
    EXPECT_TRUE(found.at("at_end").empty());
    EXPECT_EQ(run({"optimise", bb84, "--over", "channel.misalignment_rad=-0.2:0.2"}).exit_code, exit_proved);
}

TEST(OptimiseCommand, SaysThatTheOptimumIsAtTheEnd) {
    const Json found = document_of({"optimise", bb84, "--over", "source.leakage=1e-9:1e-3", "--proof", "quantum-coin"});
    EXPECT_EQ(found.at("optimum").at("source.leakage"), 1e-9);
    EXPECT_EQ(found.at("at_end"), Json({"source.leakage"}));
    EXPECT_EQ(found.at("proof"), "quantum-coin");
}

TEST(OptimiseCommand, NeverReportsZeroAsAnOptimum) {
    const std::vector<std::string> command = {
        "optimise", bb84, "--set", "channel.fibre_km=400", "--over", "detector.efficiency=0.1:0.9"};
    const CommandResult result = run(command);
    EXPECT_EQ(result.exit_code, exit_nothing_proved);
    EXPECT_EQ(result.out.rfind("no optimum: the rate is above 0 at none of ", 0), 0u) << result.out;
    const Json document = document_of(command);
    EXPECT_TRUE(document.at("optimum").is_null());
    EXPECT_TRUE(document.at("rate_bits_per_pulse").is_null());
    EXPECT_GE(document.at("evaluations"), 256);
}

TEST(OptimiseCommand, RefusesMistakes) {
    for (const char* over : {"channel.fibre_km", "channel.fibre_km=1", "channel.fibre_km=2:1", "channel.fibre_km=0:20000",
                             "protocol.name=0:1", "x.y=0:1", "=0:1"}) {
        const CommandResult result = run({"optimise", bb84, "--over", over});
        EXPECT_EQ(result.exit_code, exit_mistake) << over;
        EXPECT_EQ(result.out, "");
        EXPECT_PRED2(holds, result.err, "remedy:") << over;
    }
    EXPECT_EQ(run({"optimise", bb84, "--over", "channel.fibre_km=0:1", "--over", "channel.fibre_km=1:2"}).exit_code,
              exit_mistake);
}

}  // namespace
}  // namespace keybound
