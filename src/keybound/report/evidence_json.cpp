#include "keybound/report/evidence_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/rate/laser_rate.hpp"
#include "keybound/report/json_numbers.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {

namespace {

using Json = nlohmann::ordered_json;

Json item_json(const EvidenceItem& item) {
    const auto array = [&](std::span<const double> values) {
        Json rows = Json::array();
        for (std::size_t row = 0; row < item.rows; ++row) {
            Json columns = Json::array();
            for (std::size_t column = 0; column < item.columns; ++column)
                columns.push_back(json_number(values[row * item.columns + column]));
            rows.push_back(columns);
        }
        return item.rows == 1 ? rows[0] : rows;
    };
    if (!item.imaginary.empty()) return {{"real", array(item.real)}, {"imaginary", array(item.imaginary)}};
    return item.rows == 1 && item.columns == 1 ? json_number(item.real[0]) : array(item.real);
}

// A name that occurs more than once is followed by [1], [2], .. from the second time on.
Json items_json(const Evidence& evidence) {
    Json items = Json::object();
    for (const EvidenceItem& item : evidence.items()) {
        std::string name(item.name);
        for (int again = 1; items.contains(name); ++again) name = fmt::format("{}[{}]", item.name, again);
        items[name] = item_json(item);
    }
    return items;
}

// Reads one document; every complaint names the place in it.
class Reader {
 public:
    Reader(Json document, std::string file) : document_(std::move(document)), file_(std::move(file)) {}

    EvidenceDocument read() const {
        if (!document_.is_object() || document_.value("schema", Json()) != Json(1)) {
            fail("schema", "is not a Keybound evidence file of schema 1");
        }
        EvidenceDocument result;
        result.version = text(member(document_, "version", ""), "version");
        result.scenario_hash = text(member(document_, "scenario_hash", ""), "scenario_hash");
        result.scenario = scenario();
        result.statistics = numbers(member(document_, "statistics", ""), "statistics");
        result.link = items(member(document_, "link", ""), "link");
        const Json& rows = member(document_, "evidence", "");
        if (!rows.is_array()) fail("evidence", "is not a list");
        for (std::size_t i = 0; i < rows.size(); ++i) result.bounds.push_back(bound(rows[i], fmt::format("evidence[{}]", i)));
        return result;
    }

 private:
    [[noreturn]] void fail(const std::string& path, const std::string& problem) const {
        throw UserError({shortened(path), problem, "", "what `keybound rate FILE --evidence out.json` writes", file_, 0,
                         "write the evidence again"});
    }

    const Json& member(const Json& object, const std::string& key, const std::string& path) const {
        const std::string full = path.empty() ? key : path + "." + key;
        if (!object.is_object() || !object.contains(key)) fail(full, "is missing");
        return object.at(key);
    }

    std::string text(const Json& value, const std::string& path) const {
        if (!value.is_string()) fail(path, "is not a text");
        return value.get<std::string>();
    }

    double number(const Json& value, const std::string& path) const {
        if (value.is_null()) return std::nan("");
        if (!value.is_number()) fail(path, "is not a number");
        return value.get<double>();
    }

    NamedNumbers numbers(const Json& object, const std::string& path) const {
        if (!object.is_object()) fail(path, "is not an object");
        NamedNumbers result;
        for (const auto& [name, value] : object.items()) result.emplace_back(name, number(value, path + "." + name));
        return result;
    }

    std::vector<double> array(const Json& value, const std::string& path, ClaimedItem& item) const {
        std::vector<double> result;
        const auto append_row = [&](const Json& row) {
            if (!row.is_array() || (item.columns != 0 && row.size() != item.columns)) fail(path, "has rows of unequal length");
            item.columns = row.size();
            for (const Json& entry : row) result.push_back(number(entry, path));
        };
        const bool nested = !value.empty() && value.front().is_array();
        item.columns = 0;
        item.rows = nested ? value.size() : 1;
        if (nested) {
            for (const Json& row : value) append_row(row);
        } else {
            append_row(value);
        }
        return result;
    }

    ClaimedItem item(const std::string& name, const Json& value, const std::string& path) const {
        ClaimedItem result;
        result.name = name;
        if (value.is_object()) {
            result.real = array(member(value, "real", path), path, result);
            const std::size_t rows = result.rows, columns = result.columns;
            result.imaginary = array(member(value, "imaginary", path), path, result);
            if (rows != result.rows || columns != result.columns) fail(path, "has parts of unequal size");
        } else if (value.is_array()) {
            result.real = array(value, path, result);
        } else {
            result.rows = result.columns = 1;
            result.real = {number(value, path)};
        }
        return result;
    }

    std::vector<ClaimedItem> items(const Json& object, const std::string& path) const {
        if (!object.is_object()) fail(path, "is not an object");
        std::vector<ClaimedItem> result;
        for (const auto& [name, value] : object.items()) {
            result.push_back(item(name.substr(0, name.find('[')), value, path + "." + name));
        }
        return result;
    }

    ClaimedBound bound(const Json& row, const std::string& path) const {
        ClaimedBound result;
        result.proof = text(member(row, "proof", path), path + ".proof");
        result.direction = text(member(row, "direction", path), path + ".direction");
        const Json& rate = member(row, "rate_bits_per_pulse", path);
        if (!rate.is_null()) result.rate_bits_per_pulse = number(rate, path + ".rate_bits_per_pulse");
        result.quantities = numbers(member(row, "quantities", path), path + ".quantities");
        result.items = items(member(row, "items", path), path + ".items");
        return result;
    }

    // A list of objects is one of tables, whose keys are set one by one.
    static void set(RawScenario& raw, const std::string& path, const Json& value) {
        const bool tables = value.is_array() && !value.empty() && value.front().is_object();
        if (!tables) return apply_override(raw, path + "=" + value.dump(), "scenario in the evidence");
        for (std::size_t i = 0; i < value.size(); ++i) {
            for (const auto& [key, inner] : value[i].items()) set(raw, fmt::format("{}[{}].{}", path, i, key), inner);
        }
    }

    // The resolved scenario is JSON that TOML understands too, key by key. Defaults need not be repeated, and some may not be:
    // modulation_error_rad = 0 beside states.
    Scenario scenario() const {
        RawScenario raw;
        raw.file = file_;
        const Json& files = member(document_, "files", "");
        if (!files.is_object()) fail("files", "is not an object");
        for (const auto& [path, content] : files.items()) raw.files[path] = text(content, "files." + path);
        const Json& tables = member(document_, "scenario", "");
        if (!tables.is_object()) fail("scenario", "is not an object");
        for (const auto& [table, keys] : tables.items()) {
            if (!keys.is_object()) fail("scenario." + table, "is not an object");
            for (const auto& [key, value] : keys.items()) {
                const Parameter* row = find_parameter(table + "." + key);
                if (row != nullptr && value.dump() == default_of(*row)) continue;
                set(raw, table + "." + key, value);
            }
        }
        const Scenario result = resolve(raw, vocabulary());
        for (const FileReference& file : referenced_files(result)) {
            if (raw.files.count(file.path) == 0) fail("files." + file.path, "is missing");  // never from the disk
        }
        // What a reader of the file sees must be what was resolved: a key such as "fibre_km=50 #" would pass for another.
        const Json resolved = Json::parse(canonical_json(result));
        for (const auto& [table, keys] : tables.items()) {
            for (const auto& [key, value] : keys.items()) {
                if (!resolved.contains(table) || !resolved.at(table).contains(key) || resolved.at(table).at(key) != value) {
                    fail("scenario." + table + "." + key, "is not written as in a resolved scenario");
                }
            }
        }
        return result;
    }

    Json document_;
    std::string file_;
};

}  // namespace

std::string evidence_json(const Result& result) {
    Json document = json_head(result);
    document["files"] = Json::object();
    for (const FileReference& file : referenced_files(result.scenario)) document["files"][file.path] = file.content;
    document["statistics"] = json_numbers(result.statistics);
    document["link"] = items_json(link_evidence(shown_link(result.scenario)));
    document["evidence"] = Json::array();
    for (const Bound& bound : result.bounds) {
        if (bound.verdict != Verdict::proved) continue;
        document["evidence"].push_back({{"proof", bound.proof->name},
                                        {"direction", direction_name(bound.proof->direction())},
                                        {"rate_bits_per_pulse", json_number(bound.rate_bits_per_pulse)},
                                        {"quantities", json_numbers(bound.quantities)},
                                        {"items", items_json(bound.evidence)}});
    }
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

EvidenceDocument parse_evidence(const std::string& text, const std::string& name) {
    constexpr int max_depth = 16;  // copying and writing JSON recurses
    const auto fail = [&](const char* problem) {
        throw UserError(
            {"", problem, "", "what `keybound rate FILE --evidence out.json` writes", name, 0, "is this an evidence file?"});
    };
    const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
        if (depth > max_depth) fail("is nested too deeply");
        return true;
    };
    Json document = Json::parse(text, shallow, false);
    if (document.is_discarded()) fail("is not JSON");
    return Reader(std::move(document), name).read();
}

EvidenceDocument read_evidence(const std::string& path) {
    constexpr std::uintmax_t max_bytes = 64 << 20;
    const auto fail = [&](const char* problem) {
        throw UserError({"evidence file", problem, path, fmt::format("a readable file of at most {} bytes", max_bytes), "", 0,
                         "check the path and the permissions"});
    };
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) fail("cannot be read");  // devices never end
    std::ifstream stream(path, std::ios::binary);
    if (!stream) fail("cannot be read");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error || size > max_bytes) fail(error ? "cannot be read" : "is too large");
    std::string text(size, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) fail("cannot be read");
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return parse_evidence(text, path);
}

}  // namespace keybound
