// The only file that knows toml++.
#define TOML_HEADER_ONLY 0
#include "keybound/scenario/raw.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "keybound/core/text.hpp"
#include "keybound/scenario/raw_table.hpp"

namespace keybound {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file_bytes = 1 << 20;
constexpr std::size_t max_line_bytes = 1 << 16;
constexpr std::size_t max_include_depth = 16;

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string checked_encoding(std::string text, const std::string& file) {
    if (text.size() >= 2 && (text.substr(0, 2) == "\xff\xfe" || text.substr(0, 2) == "\xfe\xff")) {
        throw UserError({"", "the file is UTF-16, not UTF-8", "", "UTF-8 text", file, 1, "save the file as UTF-8"});
    }
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.erase(0, 3);
    return text;
}

// Columns count characters; they are bytes as far as the line is ASCII.
std::size_t ascii_bytes(std::string_view line) {
    const auto end = std::find_if(line.begin(), line.end(), [](char c) { return static_cast<signed char>(c) < 0; });
    return static_cast<std::size_t>(end - line.begin());
}

// A file's text, checked line by line. Neither copied nor moved: `lines` are views into `text`.
class Document {
 public:
    Document(std::string whole_text, std::string file_name)
        : file(std::move(file_name)), text(checked_encoding(std::move(whole_text), file)), lines(split_lines(text)) {
        for (std::size_t i = 0; i < lines.size(); ++i) check_line(lines[i], static_cast<int>(i + 1));
        for (const std::string_view line : lines) ascii.push_back(ascii_bytes(line));
    }
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    const std::string file;
    const std::string text;
    const std::vector<std::string_view> lines;
    std::vector<std::size_t> ascii;  // ascii_bytes() of each line, counted once: a line may hold thousands of values

 private:
    void check_line(std::string_view line, int number) const {
        if (line.size() > max_line_bytes) {
            throw UserError({"", "a line is too long to be a scenario", shortened(line, 40),
                             fmt::format("lines of at most {} bytes", max_line_bytes), file, number,
                             "break the line; TOML lists may span lines"});
        }
        if (line.find('\0') != std::string_view::npos) {
            throw UserError({"", "the file contains a zero byte", "", "UTF-8 text", file, number,
                             "is this a scenario file? They are TOML text; see scenarios/"});
        }
    }
};

std::string kind_name(toml::node_type type) {
    switch (type) {
        case toml::node_type::table:
            return "table";
        case toml::node_type::array:
            return "list";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "whole number";
        case toml::node_type::floating_point:
            return "number";
        case toml::node_type::boolean:
            return "true/false";
        default:
            return "date or time";
    }
}

std::string written_text(const toml::node& node, const Document& document) {
    const toml::source_region& region = node.source();
    if (region.begin.line == region.end.line && region.begin.line >= 1 && region.begin.line <= document.lines.size()) {
        const std::string_view line = document.lines[region.begin.line - 1];
        const std::size_t begin = region.begin.column - 1;
        const std::size_t end = std::min<std::size_t>(region.end.column - 1, line.size());
        if (begin < end && end <= document.ascii[region.begin.line - 1]) return shortened(line.substr(begin, end - begin));
    }
    std::ostringstream out;
    node.visit([&](const auto& concrete) { out << concrete; });
    return shortened(out.str());
}

RawValue raw_value(const toml::node& node, const Document& document) {
    RawValue value;
    value.text = written_text(node, document);
    value.kind = kind_name(node.type());
    value.file = document.file;
    value.line = static_cast<int>(node.source().begin.line);
    if (const auto* list = node.as_array()) {
        std::vector<RawValue> elements;
        for (const toml::node& element : *list) elements.push_back(raw_value(element, document));
        value.data = std::move(elements);
    } else if (const auto* text = node.as_string()) {
        value.data = text->get();
    } else if (const auto* integer = node.as_integer()) {
        value.data = integer->get();
    } else if (const auto* number = node.as_floating_point()) {
        value.data = number->get();
    } else if (const auto* boolean = node.as_boolean()) {
        value.data = boolean->get();
    }
    return value;
}

toml::table parse_toml(const Document& document) {
    try {
        return toml::parse(std::string_view(document.text), document.file);
    } catch (const toml::parse_error& error) {
        throw UserError({"", fmt::format("not valid TOML: {}", error.description()), "", "", document.file,
                         static_cast<int>(error.source().begin.line),
                         "see docs/formats/scenario.md for the format and scenarios/ for working files"});
    }
}

void read_document(RawScenario& raw, const Document& document, const fs::path& folder, std::vector<fs::path>& open_files);

void read_file(RawScenario& raw, const fs::path& path, std::vector<fs::path>& open_files, const RawValue* included_by) {
    Mistake mistake{"", "", path.string(), "a readable TOML file", "", 0, "check the path and the permissions"};
    if (included_by != nullptr) {
        mistake.path = "include";
        mistake.file = included_by->file;
        mistake.line = included_by->line;
        mistake.remedy = "paths in a file are relative to that file";
    } else {
        mistake.path = "scenario file";
    }
    const auto fail = [&](const std::string& problem) {
        mistake.problem = problem;
        throw UserError(mistake);
    };
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    if (error) fail("cannot be read: " + error.message());
    if (std::find(open_files.begin(), open_files.end(), canonical) != open_files.end()) {
        mistake.allowed = "files that do not include themselves, directly or through others";
        mistake.remedy = "remove one of the includes in the loop";
        fail("include loop");
    }
    if (open_files.size() > max_include_depth) {  // the scenario itself is level 0
        mistake.allowed = fmt::format("at most {} levels of include", max_include_depth);
        fail("includes are nested too deeply");
    }
    if (!fs::is_regular_file(canonical, error)) fail("is not a regular file");
    std::ifstream stream(canonical, std::ios::binary);
    if (!stream) fail("cannot be opened");
    std::string text;
    text.resize(max_file_bytes + 1);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) fail("cannot be read");
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > max_file_bytes) {
        mistake.allowed = fmt::format("files of at most {} bytes", max_file_bytes);
        mistake.remedy = "scenario files are short; is this the right file?";
        fail("is too large");
    }
    open_files.push_back(canonical);
    read_document(raw, Document(std::move(text), path.string()), canonical.parent_path(), open_files);
    open_files.pop_back();
}

void read_includes(RawScenario& raw, const toml::node& node, const Document& document, const fs::path& folder,
                   std::vector<fs::path>& open_files) {
    const RawValue value = raw_value(node, document);
    std::vector<RawValue> entries;
    if (const auto* list = std::get_if<std::vector<RawValue>>(&value.data))
        entries = *list;
    else
        entries.push_back(value);
    for (const RawValue& entry : entries) {
        const auto* name = std::get_if<std::string>(&entry.data);
        if (name == nullptr || name->empty()) {
            throw UserError({"include", fmt::format("is a {}", entry.kind), entry.text, "a path, or a list of paths",
                             document.file, entry.line, "write include = \"devices/x.toml\""});
        }
        read_file(raw, folder / *name, open_files, &entry);
    }
}

// The entries of a list of tables that an included file or the file itself has: a new value replaces them all.
void forget_entries(std::map<std::string, RawValue>& values, const std::string& path) {
    const std::string start = path + "[";
    auto at = values.lower_bound(start);
    while (at != values.end() && at->first.rfind(start, 0) == 0) at = values.erase(at);
}

// A list of tables becomes "table.key[0].inner" and so on, every other value stands under its own path.
void insert_value(RawScenario& raw, const std::string& path, const toml::node& node, const Document& document) {
    forget_entries(raw.values, path);
    forget_entries(raw.empty_tables, path);
    const toml::array* list = node.as_array();
    if (list == nullptr || list->empty() || !list->is_homogeneous(toml::node_type::table)) {
        raw.values.insert_or_assign(path, raw_value(node, document));
        return;
    }
    raw.values.erase(path);
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string entry = fmt::format("{}[{}]", path, i);
        const toml::table& table = *(*list)[i].as_table();
        if (table.empty()) raw.empty_tables.insert_or_assign(entry, raw_value(table, document));
        for (const auto& [key, value] : table) {
            raw.values.insert_or_assign(entry + "." + std::string(key.str()), raw_value(value, document));
        }
    }
}

void insert_key(RawScenario& raw, const std::string& path, const toml::key& key, const toml::node& node,
                const Document& document) {
    if (key.str().find('[') != std::string_view::npos) {
        // "side_channel[0].angle_rad" = 1 would hide the key of the entry
        throw UserError({shortened(path), "is one quoted name, not a key in a table", "", "table.key without quotes",
                         document.file, static_cast<int>(key.source().begin.line),
                         "write the key below its table in brackets"});
    }
    insert_value(raw, path, node, document);
}

void read_document(RawScenario& raw, const Document& document, const fs::path& folder, std::vector<fs::path>& open_files) {
    const toml::table root = parse_toml(document);
    if (const toml::node* include = root.get("include")) read_includes(raw, *include, document, folder, open_files);
    for (const auto& [key, node] : root) {
        const std::string name(key.str());
        if (name == "include") continue;
        const toml::table* table = node.as_table();
        if (name.find('.') != std::string::npos) {
            // "source.leakage" = 1 is not source.leakage = 1, and would hide it
            throw UserError({shortened("\"" + name + "\""), "is one quoted name, not a key in a table", "",
                             "table.key without quotes", document.file, static_cast<int>(key.source().begin.line),
                             "remove the quotes around the dot"});
        }
        if (table == nullptr) {
            raw.values.insert_or_assign(name, raw_value(node, document));
            continue;
        }
        if (table->empty()) raw.empty_tables.insert_or_assign(name, raw_value(node, document));
        for (const auto& [inner, value] : *table)
            insert_key(raw, name + "." + std::string(inner.str()), inner, value, document);
    }
}

RawTable raw_table(const toml::table& table, const Document& document) {
    RawTable result;
    result.file = document.file;
    result.line = static_cast<int>(table.source().begin.line);
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const toml::array* list = node.as_array();
        if (const toml::table* inner = node.as_table()) {
            result.tables[name].push_back(raw_table(*inner, document));
        } else if (list != nullptr && !list->empty() && list->is_homogeneous(toml::node_type::table)) {
            for (const toml::node& element : *list) result.tables[name].push_back(raw_table(*element.as_table(), document));
        } else {
            result.values.insert_or_assign(name, raw_value(node, document));
        }
    }
    return result;
}

// The command line has no lines.
void forget_line(RawValue& value) {
    value.line = 0;
    if (auto* list = std::get_if<std::vector<RawValue>>(&value.data)) std::for_each(list->begin(), list->end(), forget_line);
}

}  // namespace

const RawValue* find_value(const RawScenario& raw, const std::string& path) {
    const auto found = raw.values.find(path);
    return found == raw.values.end() ? nullptr : &found->second;
}

Mistake mistake_at(const std::string& path, const RawValue& value) {
    Mistake mistake;
    mistake.path = shortened(path);
    mistake.value = value.text;
    mistake.file = value.file;
    mistake.line = value.line;
    return mistake;
}

std::string quotation(const std::string& path, const RawValue& value) {
    const std::string line = value.line > 0 ? fmt::format(", line {}", value.line) : "";
    return fmt::format("{} = {} ({}{})", path, shortened(value.text), value.file, line);
}

RawScenario read_raw_scenario(const std::string& path) {
    RawScenario raw;
    raw.file = path;
    std::vector<fs::path> open_files;
    read_file(raw, path, open_files, nullptr);
    return raw;
}

RawTable read_raw_table(const std::string& path) {
    std::error_code error;
    std::ifstream stream(path, std::ios::binary);
    std::string text(max_file_bytes + 1, '\0');
    if (fs::is_regular_file(path, error)) stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (!stream.is_open() || stream.bad() || !fs::is_regular_file(path, error) || text.size() > max_file_bytes) {
        throw UserError({"", "cannot be read", path, fmt::format("a TOML file of at most {} bytes", max_file_bytes), "", 0,
                         "check the path and the permissions"});
    }
    const Document document(std::move(text), path);
    return raw_table(parse_toml(document), document);
}

RawScenario parse_raw_scenario(const std::string& text, const std::string& name) {
    RawScenario raw;
    raw.file = name;
    std::vector<fs::path> open_files;
    read_document(raw, Document(text, name), fs::current_path(), open_files);
    return raw;
}

void apply_override(RawScenario& raw, const std::string& assignment, const std::string& option) {
    const std::string where = fmt::format("command line, {} {}", option, shortened(assignment));
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw UserError({option, "is not an assignment", shortened(assignment), "table.key=value", where, 0,
                         fmt::format("write for example {} channel.fibre_km=100", option)});
    }
    const std::string path = assignment.substr(0, equals);
    std::string text = assignment.substr(equals + 1);
    const auto assign = [&](const std::string& value_text) {
        const Document document("value = " + value_text, where);
        const toml::table table = toml::parse(std::string_view(document.text));
        if (table.size() != 1) {
            throw UserError(
                {path, "is not one value", shortened(text), "one TOML value", where, 0, "repeat the option for another key"});
        }
        RawScenario assigned;
        insert_value(assigned, path, *table.get("value"), document);
        forget_entries(raw.values, path);
        forget_entries(raw.empty_tables, path);
        for (auto* values : {&assigned.values, &assigned.empty_tables}) {
            for (auto& [key, value] : *values) {
                forget_line(value);
                (values == &assigned.values ? raw.values : raw.empty_tables).insert_or_assign(key, value);
            }
        }
    };
    const bool bare_word = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '+' || c == '.' || c == '/';
    });
    try {
        assign(text);
    } catch (const toml::parse_error& error) {
        if (!bare_word) {
            throw UserError({path, fmt::format("is not a TOML value: {}", error.description()), shortened(text),
                             "a number, \"text\" or [list]", where, 0, "quote the argument for the shell if it holds spaces"});
        }
        RawValue value;
        value.data = text;
        value.text = shortened(text);
        value.kind = "text";
        value.file = where;
        raw.values.insert_or_assign(path, value);
    }
}

}  // namespace keybound
