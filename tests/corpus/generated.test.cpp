// Mistakes generated from the parameter rows: every row, every wrong thing, from a file and from the command line.
// A new row is covered by being there.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "keybound/rate/evaluate.hpp"
#include "keybound/scenario/parameters.hpp"
#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

enum class Kind { number, numbers, angles, name, names, file, yes_or_no };

Kind kind_of_value(const Parameter& row) {
    Scenario scenario;
    struct {
        Kind operator()(double*) const { return Kind::number; }
        Kind operator()(std::optional<double>*) const { return Kind::number; }
        Kind operator()(NumberList*) const { return Kind::numbers; }
        Kind operator()(AngleList*) const { return Kind::angles; }
        Kind operator()(std::string*) const { return Kind::name; }
        Kind operator()(NameList*) const { return Kind::names; }
        Kind operator()(FileReference*) const { return Kind::file; }
        Kind operator()(bool*) const { return Kind::yes_or_no; }
    } visitor;
    return std::visit(visitor, row.field(scenario));
}

bool numeric(const Parameter& row) {
    const Kind kind = kind_of_value(row);
    return kind == Kind::number || kind == Kind::numbers || kind == Kind::angles;
}

// The first protocol that uses the row, and how many settings it has.
const Vocabulary::ProtocolWord& protocol_for(const Parameter& row) {
    static const Vocabulary words = vocabulary();
    for (const auto& word : words.protocols) {
        if (std::find(word.parameters.begin(), word.parameters.end(), row.path()) != word.parameters.end()) return word;
    }
    throw std::runtime_error("no protocol uses " + row.path());
}

std::string repeated(const std::string& first, const std::string& other, std::size_t count, const std::string& separator) {
    std::string text = "[" + first;
    for (std::size_t i = 1; i < count; ++i) text += separator + other;
    return text + "]";
}

// A number as a value of the row: alone, or in lists as long as the protocol wants them.
std::vector<std::string> holding(const Parameter& row, const std::string& number) {
    const std::size_t settings = protocol_for(row).settings.size();
    const std::string fine = fmt::format("{}", 0.5 * (row.range.lower + row.range.upper));
    if (row.path() == "repeaters.link_visibilities") return {number, fmt::format("[0.9, {}, 0.5]", number)};
    if (row.path() == "state.dimensions") return {fmt::format("[{}, 2]", number)};
    if (row.path() == "state.weights") {  // of sum 1 where there is one
        char* end = nullptr;
        const double value = std::strtod(number.c_str(), &end);
        const bool weight = *end == '\0' && value >= 0.0 && value <= 1.0;
        return {fmt::format("[{}, {}, 0, 0]", number, weight ? 1.0 - value : 0.5)};
    }
    if (row.kind.rfind("list of numbers", 0) == 0) {  // decreasing ones; what is no number may stand anywhere
        char* end = nullptr;
        const double value = std::strtod(number.c_str(), &end);
        const bool first = *end == '\0' && value > 8.0;
        return {first ? fmt::format("[{}, 5, 1]", number) : fmt::format("[9, 8.5, {}]", number)};
    }
    switch (kind_of_value(row)) {
        case Kind::numbers:
            return {number, repeated(number, fine, settings, ", ")};
        case Kind::angles: {
            const std::string pair = fmt::format("[{}, {}]", fine, fine);
            return {repeated(fmt::format("[{}, {}]", number, fine), pair, settings, ", "),
                    repeated(fmt::format("[{}, {}]", fine, number), pair, settings, ", ")};
        }
        default:
            return {number};
    }
}

struct Mistaken {
    std::string value;     // of the whole key
    std::string reported;  // the part of it that the message must quote
    std::string problem;   // part of the message
};

std::vector<Mistaken> mistakes_in_numbers(const Parameter& row) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Range& range = row.range;
    std::vector<std::string> outside = {"nan", "+nan", "-nan", "inf", "+inf", "-inf", "1e308", "-1e308"};
    outside.push_back(fmt::format("{}", range.lower_included ? std::nextafter(range.lower, -infinity) : range.lower));
    outside.push_back(fmt::format("{}", range.upper_included ? std::nextafter(range.upper, infinity) : range.upper));
    std::vector<Mistaken> mistakes;
    for (const std::string& number : outside) {
        for (const std::string& value : holding(row, number)) mistakes.push_back({value, number, "is out of range"});
    }
    for (const auto& [wrong, problem] :
         {std::pair{"\"0.5\"", "is a text, not a number"}, std::pair{"true", "is a true/false, not a number"},
          std::pair{"2025-01-31", "is a date or time, not a number"}, std::pair{"[[0.5]]", "is a list, not a number"},
          std::pair{"{ x = 0.5 }", "is a table, not a number"}}) {
        for (const std::string& value : holding(row, wrong)) {
            const bool whole_list = value == "[[0.5]]" && kind_of_value(row) == Kind::numbers;
            mistakes.push_back({value, whole_list ? "[0.5]" : wrong, problem});
        }
    }
    return mistakes;
}

std::vector<Mistaken> mistakes_in_names(const Parameter& row) {
    const bool list = kind_of_value(row) == Kind::names;
    const std::string not_it = list ? "not a list" : "not a name";
    std::vector<Mistaken> mistakes = {{"\"no such name at all\"", "\"no such name at all\"", "is not known"},
                                      {"\"\"", "\"\"", "is not known"},
                                      {"7", "7", "is a whole number, " + not_it},
                                      {"0.5", "0.5", "is a number, " + not_it},
                                      {"nan", "nan", "is a number, " + not_it},
                                      {"false", "false", "is a true/false, " + not_it},
                                      {"2025-01-31", "2025-01-31", "is a date or time, " + not_it},
                                      {"{ x = 1 }", "{ x = 1 }", "is a table, " + not_it}};
    if (list) {
        mistakes.push_back({"[]", "[]", "is an empty list"});
        mistakes.push_back({"[7]", "7", "is a whole number, not a name"});
        mistakes.push_back({"[[\"x\"]]", "[\"x\"]", "is a list, not a name"});
        mistakes.push_back({"[\"no such name at all\"]", "\"no such name at all\"", "is not known"});
    } else {
        mistakes.push_back({"[]", "[]", "is a list, not a name"});
    }
    return mistakes;
}

std::vector<Mistaken> mistakes_in_files() {
    return {{"\"no-such-file.csv\"", "\"no-such-file.csv\"", "does not exist"},
            {"\".\"", "\".\"", "is not a regular file"},
            {"\"\"", "\"\"", "is an empty name"},
            {"7", "7", "is a whole number, not a file name"},
            {"nan", "nan", "is a number, not a file name"},
            {"[]", "[]", "is a list, not a file name"},
            {"false", "false", "is a true/false, not a file name"},
            {"2025-01-31", "2025-01-31", "is a date or time, not a file name"},
            {"{ x = 1 }", "{ x = 1 }", "is a table, not a file name"}};
}

std::vector<Mistaken> mistakes_in(const Parameter& row) {
    if (kind_of_value(row) == Kind::file) return mistakes_in_files();
    std::vector<Mistaken> mistakes = numeric(row) ? mistakes_in_numbers(row) : mistakes_in_names(row);
    if (kind_of_value(row) == Kind::number) {
        mistakes.push_back({"[]", "[]", "is a list, not a number"});
    } else if (numeric(row)) {
        mistakes.push_back({"[]", "[]", "is an empty list"});
    }
    if (kind_of_value(row) == Kind::angles) {
        for (const char* pair : {"0.5", "[]", "[0.5]", "[0.5, 0.5, 0.5]", "\"0.5\"", "{ theta = 0.5 }"}) {
            mistakes.push_back({fmt::format("[{}, [0.5, 0.5]]", pair), pair, "something else than a pair of angles"});
        }
        for (const char* whole : {"0.5", "\"0.5\"", "true"}) mistakes.push_back({whole, whole, "not a list"});
    }
    return mistakes;
}

// A scenario whose only key besides the protocol is `row`, the value on line 6.
std::string file_with(const Parameter& row, const std::string& value) {
    if (row.path() == "protocol.name") return fmt::format("#\n\n\n\n[protocol]\nname = {}\n", value);
    if (row.table == "protocol")
        return fmt::format("[protocol]\n#\nname = \"{}\"\n#\n#\n{} = {}\n", protocol_for(row).name, row.key, value);
    return fmt::format("[protocol]\nname = \"{}\"\n\n#\n[{}]\n{} = {}\n", protocol_for(row).name, row.table, row.key, value);
}

// What must stand beside the row for it to mean something; nothing if the present vocabulary has no such scenario.
std::optional<std::vector<std::string>> companions(const Parameter& row) {
    if (row.path() == "source.phases") return std::vector<std::string>{"source.phase_randomisation=\"discrete\""};
    if (row.path() == "repeaters.convention") return std::vector<std::string>{"repeaters.count=3"};
    if (row.path() == "state.file") return std::vector<std::string>{"state.kind=\"matrix\"", "state.dimensions=[2, 3]"};
    if (row.path() == "state.dimensions") return std::vector<std::string>{"state.kind=\"matrix\"", "state.file=\"state.csv\""};
    if (!row.state_kinds.empty() && row.state_kinds.front() != "isotropic") {
        return std::vector<std::string>{"state.kind=\"" + row.state_kinds.front() + "\""};
    }
    if (row.path() == "private_state.file") {
        return std::vector<std::string>{"private_state.dimension=2", "private_state.unitary=\"file\""};
    }
    if (row.path() == "quantum_channel.settings") return std::vector<std::string>{"quantum_channel.kind=\"erasure\""};
    if (row.path() == "quantum_channel.file") return std::vector<std::string>{"quantum_channel.kind=\"choi-file\""};
    if (row.needs.empty()) return std::vector<std::string>{};
    std::vector<std::string> keys = {row.needs + "=" + find_parameter(row.needs)->example};
    if (row.path() == "trojan_horse.phase_modulator_intensity") keys.emplace_back("trojan_horse.phase_modulator_phases=4");
    if (row.path() == "finite.dual_weight") keys.emplace_back("finite.dual=\"coin\"");
    if (row.path() == "finite.failure_probability" || row.path() == "finite.privacy_secrecy") {
        keys.emplace_back("finite.secrecy=0.9");
    }
    if (row.path() != "finite.tilt" && row.path() != "finite.coin_probability" && row.path() != "finite.hoelder_exponent") {
        return keys;
    }
    for (const auto& method : vocabulary().finite_methods) {
        if (std::find(method.parameters.begin(), method.parameters.end(), row.key) == method.parameters.end()) continue;
        keys.push_back("finite.method=\"" + method.name + "\"");
        return keys;
    }
    return std::nullopt;
}

// The same in a file whose last table is that of the row.
std::string lines_of(const std::vector<std::string>& assignments) {
    std::string text;
    for (const std::string& assignment : assignments) text += assignment.substr(assignment.find('.') + 1) + "\n";
    return text;
}

std::string file_without(const Parameter& row) {
    return row.path() == "protocol.name" ? "" : fmt::format("[protocol]\nname = \"{}\"\n", protocol_for(row).name);
}

class EveryRow : public testing::TestWithParam<Parameter> {
 protected:
    void expect_message(const CommandResult& result, const Mistaken& mistake) const {
        const Parameter& row = GetParam();
        const Message message = parse_message(result.err);
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(result.out, "");
        EXPECT_TRUE(message.is_error);
        EXPECT_EQ(message.path, row.path());
        EXPECT_EQ(message.value, mistake.reported);
        EXPECT_NE(message.problem.find(mistake.problem), std::string::npos) << message.problem;
        EXPECT_NE(message.remedy, "");
        if (mistake.problem.find("number") != std::string::npos || mistake.problem == "is out of range") {
            if (numeric(row)) {
                EXPECT_NE(message.allowed.find(row.range.to_string()), std::string::npos) << message.allowed;
                EXPECT_NE(message.allowed.find(row.unit), std::string::npos) << message.allowed;
            }
        }
        if (mistake.problem == "is not known") {
            EXPECT_EQ(message.allowed.rfind("one of ", 0), 0u) << message.allowed;
        } else if (mistake.problem.find("pair of angles") == std::string::npos) {
            const std::string remedy = fmt::format("{} = {}", row.key, row.example);
            EXPECT_NE(message.remedy.find(remedy), std::string::npos) << message.remedy;
        }
    }
};

TEST_P(EveryRow, RefusesEveryMistakeInAFile) {
    const TemporaryFolder folder;
    const std::vector<Mistaken> mistakes = mistakes_in(GetParam());
    ASSERT_GE(mistakes.size(), 9u);
    for (const Mistaken& mistake : mistakes) {
        SCOPED_TRACE(GetParam().path() + " = " + mistake.value);
        const std::string path = folder.write("scenario.toml", file_with(GetParam(), mistake.value));
        const CommandResult result = run({"rate", path});
        expect_message(result, mistake);
        EXPECT_EQ(parse_message(result.err).file, path);
        EXPECT_EQ(parse_message(result.err).line, 6);
    }
}

TEST_P(EveryRow, RefusesEveryMistakeOnTheCommandLine) {
    const TemporaryFolder folder;
    const std::string path = folder.write("scenario.toml", file_without(GetParam()));
    for (const Mistaken& mistake : mistakes_in(GetParam())) {
        const std::string assignment = GetParam().path() + "=" + mistake.value;
        SCOPED_TRACE(assignment);
        const CommandResult result = run({"rate", path, "--set", assignment});
        expect_message(result, mistake);
        const Message message = parse_message(result.err);
        EXPECT_EQ(message.line, 0) << "the command line has no lines";
        EXPECT_EQ(message.file.rfind("command line, --set " + GetParam().path(), 0), 0u) << message.file;
    }
}

TEST_P(EveryRow, NamesTheLineOfTheElement) {
    const Parameter& row = GetParam();
    if (kind_of_value(row) != Kind::numbers && kind_of_value(row) != Kind::angles) return;
    const TemporaryFolder folder;
    const std::string fine = fmt::format("{}", 0.5 * (row.range.lower + row.range.upper));
    const bool pairs = kind_of_value(row) == Kind::angles;
    const std::string element = pairs ? fmt::format("[{}, {}]", fine, fine) : fine;
    const std::string bad = pairs ? fmt::format("[{}, nan]", fine) : "nan";
    const std::string path =
        folder.write("scenario.toml", file_with(row, fmt::format("[\n    {},\n    {},\n    {},\n]", element, bad, element)));
    const Message message = parse_message(run({"rate", path}).err);
    EXPECT_EQ(message.path, row.path());
    EXPECT_EQ(message.value, "nan");
    EXPECT_EQ(message.line, 8);
}

// The included ends of the ranges are values like others: they resolve, and evaluating them is no mistake and no bug.
TEST_P(EveryRow, AcceptsWhatItsRangeIncludes) {
    const Parameter& row = GetParam();
    if (!numeric(row)) return;
    if (row.path() == "state.dimensions") GTEST_SKIP() << "needs a file of each size";
    const TemporaryFolder folder;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double lowest = row.range.lower_included ? row.range.lower : std::nextafter(row.range.lower, infinity);
    double highest = row.range.upper_included ? row.range.upper : std::nextafter(row.range.upper, -infinity);
    // these two must leave something of a secrecy that is below 1 itself
    if (row.path() == "finite.failure_probability" || row.path() == "finite.privacy_secrecy") highest *= 0.8;
    const auto beside = companions(row);
    if (!beside) GTEST_SKIP() << "no method has this key";
    for (const double end : {lowest, highest, 0.5 * (row.range.lower + row.range.upper)}) {
        for (const std::string& value : holding(row, fmt::format("{}", end))) {
            SCOPED_TRACE(row.path() + " = " + value);
            const std::string text = file_with(row, value) + lines_of(*beside);
            const CommandResult from_file = run({"rate", folder.write("scenario.toml", text)});
            EXPECT_TRUE(from_file.exit_code == exit_proved || from_file.exit_code == exit_nothing_proved) << from_file.err;
            const std::string path = folder.write("scenario.toml", file_without(row));
            std::vector<std::string> words = {"rate", path, "--set", row.path() + "=" + value};
            for (const std::string& assignment : *beside) words.insert(words.end(), {"--set", assignment});
            const CommandResult from_command_line = run(words);
            EXPECT_EQ(from_command_line.out, from_file.out);
            EXPECT_EQ(from_command_line.exit_code, from_file.exit_code);
        }
    }
}

// A key that means nothing without another is refused alone, and the message names the other.
TEST_P(EveryRow, SaysWhichKeyItNeeds) {
    const Parameter& row = GetParam();
    if (row.needs.empty()) return;
    const TemporaryFolder folder;
    const std::string path = folder.write("scenario.toml", file_with(row, row.example));
    const CommandResult result = run({"rate", path});
    const Message message = parse_message(result.err);
    EXPECT_EQ(result.exit_code, exit_mistake);
    EXPECT_EQ(message.path, row.path());
    EXPECT_EQ(message.value, row.example);
    EXPECT_EQ(message.problem, "needs " + row.needs);
    EXPECT_EQ(message.file, path);
    EXPECT_EQ(message.line, 6);
    const Parameter& needed = *find_parameter(row.needs);
    EXPECT_NE(message.allowed.find(needed.range.to_string()), std::string::npos) << message.allowed;
    EXPECT_NE(message.remedy.find(needed.key + " = " + needed.example), std::string::npos) << message.remedy;
}

// The example of the help is what a hurried user copies.
TEST_P(EveryRow, AcceptsItsOwnExample) {
    const Parameter& row = GetParam();
    const TemporaryFolder folder;
    folder.write("kets.csv", "1,0,0,0\n0,0,1,0\n0.6,0,0.8,0\n0.8,0,-0.6,0\n");
    std::string state, operators;
    for (int i = 0; i < 6; ++i) {
        for (int k = 0; k < 6; ++k) state += fmt::format("{}{},0", k == 0 ? "" : ",", i != k ? 0.0 : i == 0 ? 0.5 : 0.1);
        state += "\n";
    }
    for (const int party : {1, 2}) operators += fmt::format("none,{0},0,1,0,0,0\nnone,{0},0,0,0,1,0\n", party);
    folder.write("state.csv", state);
    folder.write("povm.csv", operators);
    folder.write("unitary.csv", "0.70710678118654752,0,0.70710678118654752,0\n0.70710678118654752,0,-0.70710678118654752,0\n");
    folder.write("choi.csv", "0.5,0,0,0,0,0,0.5,0\n0,0,0,0,0,0,0,0\n0,0,0,0,0,0,0,0\n0.5,0,0,0,0,0,0.5,0\n");
    const auto beside = companions(row);
    if (!beside) GTEST_SKIP() << "no method has this key";
    const std::string text = file_with(row, row.example) + lines_of(*beside);
    const CommandResult result = run({"rate", folder.write("scenario.toml", text)});
    EXPECT_TRUE(result.exit_code == exit_proved || result.exit_code == exit_nothing_proved) << result.err;
}

TEST_P(EveryRow, IsSuggestedWhenMisspelt) {
    const Parameter& row = GetParam();
    if (row.path() == "protocol.name") return;
    const TemporaryFolder folder;
    const std::string path = folder.write("scenario.toml", file_without(row));
    const std::string misspelt = row.path() + "x";
    const Message message = parse_message(run({"rate", path, "--set", misspelt + "=1"}).err);
    EXPECT_EQ(message.path, misspelt);
    EXPECT_EQ(message.problem, "is not a known key");
    EXPECT_EQ(message.remedy, fmt::format("did you mean {}?", row.path()));
}

std::string row_name(const testing::TestParamInfo<Parameter>& info) { return info.param.table + "_" + info.param.key; }

INSTANTIATE_TEST_SUITE_P(Parameters, EveryRow, testing::ValuesIn(parameters()), row_name);

TEST(EveryRowTest, CoversAtLeastTheFirstRows) { EXPECT_GE(parameters().size(), 26u); }

}  // namespace
}  // namespace keybound::test
