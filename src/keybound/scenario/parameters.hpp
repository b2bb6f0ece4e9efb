// The rows of the scenario file: one per key. Validation, help, documentation and the generated tests all read them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "keybound/core/range.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

struct Vocabulary;  // resolve.hpp

using NameList = std::vector<std::string>;
using NumberList = std::vector<double>;
using AngleList = std::vector<std::array<double, 2>>;

// Where a row's value lives inside a Scenario; the alternative also says what kind of value it is.
using FieldPointer =
    std::variant<double*, std::optional<double>*, std::string*, NameList*, NumberList*, AngleList*, FileReference*, bool*>;

struct Parameter {
    std::string table;
    std::string key;
    std::string unit;  // "" if dimensionless
    Range range;       // of every number in the value; unused for names
    std::string help;  // what the value means, in one or two sentences
    std::string example;
    std::function<FieldPointer(Scenario&)> field;
    bool logarithmic = false;  // searched evenly in the logarithm: the value matters by its order of magnitude
    // The names that the value is chosen from; others have none. For a list of numbers: one word that may stand in
    // its place, and leaves it empty.
    NameList (*words)(const Vocabulary&) = nullptr;
    std::string needs = {};     // path of the key without which this one has no meaning, or ""
    std::string kind = {};      // in words, if kind_of cannot tell it from the field
    NameList only_for = {};     // protocols in whose scenarios it stands; empty: all that use it
    NameList state_kinds = {};  // values of state.kind beside which it means something; empty: all
    // Of keys that mean something only beside certain values of others: whether this scenario has those.
    bool (*has_meaning)(const Scenario&) = nullptr;
    NameList unless = {};  // paths of keys that say the same otherwise: beside one of them this one has no meaning

    std::string path() const { return table + "." + key; }
};

// All rows of keys that stand once in a file, in the order of the documentation.
const std::vector<Parameter>& parameters();

// The rows of one entry [[source.side_channel]], counted from 0; their table is "source.side_channel[0]". The field of a row
// adds the entries that the scenario lacks.
inline constexpr std::size_t most_side_channels = 16;
const std::vector<Parameter>& side_channel_parameters(std::size_t entry);

// What documentation and lists show: parameters(), and the rows of the first entry.
std::vector<Parameter> documented_parameters();

// The statistics of device-independent protocols, and which rows of others they use (device_independent_parameters.cpp).
void add_device_independent_parameters(std::vector<Parameter>& rows);

// The row of "table.key" or "source.side_channel[2].key", or nullptr.
const Parameter* find_parameter(std::string_view path);

// "number", "name", "list of names", "file name", "number, or one number per setting", "list of numbers", "list of [theta,
// phi]", "true or false", "text".
std::string kind_of(const Parameter& parameter);

// Whether the row's value consists of numbers within its range.
bool is_numeric(const Parameter& parameter);

// The default as it would be written in a scenario file, or a sentence if there is none.
std::string default_of(const Parameter& parameter);

}  // namespace keybound
