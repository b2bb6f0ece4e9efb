#include "keybound/scenario/canonical.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "keybound/core/text.hpp"
#include "keybound/core/version.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {

namespace {

std::string number(double x) { return fmt::format("{}", x == 0.0 ? 0.0 : x); }  // no negative zero: it is the same scenario

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            result += c;
        }
    }
    return result + '"';
}

template <class List, class Write>
std::string array_text(const List& list, Write write) {
    std::vector<std::string> words;
    for (const auto& element : list) words.push_back(write(element));
    return "[" + join(words) + "]";
}

struct ValueText {
    std::string operator()(const double* value) const { return number(*value); }
    std::string operator()(const std::optional<double>* value) const { return *value ? number(**value) : ""; }
    std::string operator()(const std::string* value) const { return value->empty() ? "" : quoted(*value); }
    std::string operator()(const FileReference* value) const { return value->path.empty() ? "" : quoted(value->path); }
    std::string operator()(const NameList* value) const { return value->empty() ? "" : array_text(*value, quoted); }
    std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
    std::string operator()(const NumberList* value) const {
        if (value->empty()) return "";
        return value->size() == 1 ? number(value->front()) : array_text(*value, number);
    }
    std::string operator()(const AngleList* value) const {
        if (value->empty()) return "";
        return array_text(*value, [](const auto& pair) { return array_text(pair, number); });
    }
};

}  // namespace

std::string value_text(const Parameter& parameter, const Scenario& scenario) {
    Scenario copy = scenario;
    const FieldPointer field = parameter.field(copy);
    const auto* list = std::get_if<NumberList*>(&field);
    if (list != nullptr && (*list)->empty()) return parameter.words == nullptr ? "" : quoted(parameter.words({}).front());
    return std::visit(ValueText{}, field);
}

bool has_meaning(const Parameter& parameter, const Scenario& scenario) {
    const auto& protocols = parameter.only_for;
    if (!protocols.empty() && std::find(protocols.begin(), protocols.end(), scenario.protocol.name) == protocols.end()) {
        return false;
    }
    if (parameter.has_meaning != nullptr && !parameter.has_meaning(scenario)) return false;
    const auto& kinds = parameter.state_kinds;
    if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), scenario.state.kind) == kinds.end()) return false;
    const auto is_set = [&](const std::string& path) { return !value_text(*find_parameter(path), scenario).empty(); };
    if (std::any_of(parameter.unless.begin(), parameter.unless.end(), is_set)) return false;
    return parameter.needs.empty() || !value_text(*find_parameter(parameter.needs), scenario).empty();
}

namespace {

// The entries [[source.side_channel]] as one more key of [source]; "" if there are none.
std::string side_channels_text(const Scenario& scenario) {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < scenario.source.side_channels.size(); ++i) {
        std::vector<std::string> keys;
        for (const Parameter& row : side_channel_parameters(i)) {
            const std::string value = value_text(row, scenario);
            if (!value.empty()) keys.push_back(quoted(row.key) + ": " + value);
        }
        entries.push_back("{" + join(keys) + "}");
    }
    return entries.empty() ? "" : ", \"side_channel\": [" + join(entries) + "]";
}

}  // namespace

std::string canonical_json(const Scenario& scenario) {
    std::string text = "{";
    std::string table;
    for (const Parameter& row : parameters()) {
        const std::string value = value_text(row, scenario);
        if (value.empty() || !has_meaning(row, scenario)) continue;
        if (row.table != table) {
            if (table == "source") text += side_channels_text(scenario);
            if (!table.empty()) text += "}, ";
            table = row.table;
            text += quoted(table) + ": {";
        } else {
            text += ", ";
        }
        text += quoted(row.key) + ": " + value;
    }
    return text + (table.empty() ? "}" : "}}");
}

std::vector<FileReference> referenced_files(const Scenario& scenario) {
    Scenario copy = scenario;
    std::vector<FileReference> files;
    for (const Parameter& row : parameters()) {
        const FieldPointer field = row.field(copy);
        const auto* file = std::get_if<FileReference*>(&field);
        if (file != nullptr && !(*file)->path.empty()) files.push_back(**file);
    }
    return files;
}

std::string scenario_hash(const Scenario& scenario) {
    std::string text = canonical_json(scenario) + "\n" + version;
    for (const FileReference& file : referenced_files(scenario)) text += "\n" + file.content;
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace keybound
