#include "keybound/scenario/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "keybound/core/text.hpp"
#include "keybound/scenario/device_independent_table.hpp"
#include "keybound/scenario/finite_table.hpp"
#include "keybound/scenario/laser_table.hpp"
#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/private_tables.hpp"
#include "keybound/scenario/shared_state_tables.hpp"
#include "keybound/scenario/side_channel_table.hpp"

namespace keybound {

namespace {

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates, const std::string& otherwise) {
    const std::string near = nearest(word, candidates);
    return near.empty() ? otherwise : fmt::format("did you mean {}?", near);
}

// Turns one raw value into the type of its row, checking kind and range.
class Reader {
 public:
    Reader(const Parameter& row, const RawValue& raw, const RawScenario& scenario, const Vocabulary& vocabulary)
        : row_(row), raw_(raw), scenario_(scenario), vocabulary_(vocabulary) {}

    void operator()(double* field) const { *field = number(raw_); }
    void operator()(std::optional<double>* field) const { *field = number(raw_); }
    void operator()(std::string* field) const {
        *field = row_.words == nullptr ? free_text(raw_) : name(raw_, row_.words(vocabulary_));
    }
    void operator()(bool* field) const {
        const auto* value = std::get_if<bool>(&raw_.data);
        if (value == nullptr) {
            fail(raw_, fmt::format("is a {}, not true or false", raw_.kind), "true or false",
                 fmt::format("write for example {} = {}", row_.key, row_.example));
        }
        *field = *value;
    }
    void operator()(FileReference* field) const { *field = read_file_reference(scenario_, row_.path(), row_.example, raw_); }
    void operator()(NameList* field) const {
        std::vector<RawValue> elements;
        if (std::holds_alternative<std::string>(raw_.data))
            elements.push_back(raw_);
        else
            elements = list(raw_);
        field->clear();
        for (const RawValue& element : elements) {
            const std::string word = name(element, row_.words(vocabulary_));
            if (std::find(field->begin(), field->end(), word) != field->end()) {
                fail(element, fmt::format("names \"{}\" twice", word), "each name once", "remove the repetition");
            }
            field->push_back(word);
        }
    }
    void operator()(NumberList* field) const {
        field->clear();
        if (row_.words != nullptr && std::holds_alternative<std::string>(raw_.data)) {
            const std::vector<std::string> words = row_.words(vocabulary_);
            const auto& text = std::get<std::string>(raw_.data);
            if (text == words.front()) return;
            fail(raw_, fmt::format("is a {}, not a number", raw_.kind),
                 fmt::format("{}, or {}", kind_of(row_), row_.range.to_string()),
                 suggestion(text, words, fmt::format("write for example {} = {}", row_.key, row_.example)));
        }
        if (!std::holds_alternative<std::vector<RawValue>>(raw_.data)) {
            field->push_back(number(raw_));
            return;
        }
        for (const RawValue& element : list(raw_)) field->push_back(number(element));
    }
    void operator()(AngleList* field) const {
        field->clear();
        for (const RawValue& element : list(raw_)) {
            const auto* pair = std::get_if<std::vector<RawValue>>(&element.data);
            if (pair == nullptr || pair->size() != 2) {
                fail(element, "holds something else than a pair of angles", "[theta, phi] with two numbers in rad",
                     "write [[theta, phi], ...]; phi = 0 is the X-Z plane");
            }
            field->push_back({number((*pair)[0]), number((*pair)[1])});
        }
    }

 private:
    [[noreturn]] void fail(const RawValue& at, const std::string& problem, const std::string& allowed,
                           const std::string& remedy) const {
        Mistake mistake = mistake_at(row_.path(), at);
        mistake.problem = problem;
        mistake.allowed = allowed;
        mistake.remedy = remedy;
        throw UserError(mistake);
    }

    std::string allowed_numbers() const {
        return fmt::format("a number in {}{}{}", row_.range.to_string(), row_.unit.empty() ? "" : " ", row_.unit);
    }

    // 1e-400 reads as 0, and zero leakage is another claim than a tiny one.
    static bool written_as_nonzero(const RawValue& raw) {
        const std::string mantissa = raw.text.substr(0, raw.text.find_first_of("eE"));
        return std::holds_alternative<double>(raw.data) && mantissa.find_first_of("123456789") != std::string::npos;
    }

    double number(const RawValue& raw) const {
        double value = 0.0;
        if (const auto* integer = std::get_if<std::int64_t>(&raw.data))
            value = static_cast<double>(*integer);
        else if (const auto* floating = std::get_if<double>(&raw.data))
            value = *floating;
        else
            fail(raw, fmt::format("is a {}, not a number", raw.kind), allowed_numbers(),
                 fmt::format("write for example {} = {}", row_.key, row_.example));
        if (value == 0.0 && written_as_nonzero(raw)) {
            fail(raw, "is too small for a double-precision number", allowed_numbers(), "write 0 if zero is meant");
        }
        if (!row_.range.contains(value)) {
            fail(raw, "is out of range", allowed_numbers(), fmt::format("write for example {} = {}", row_.key, row_.example));
        }
        return value;
    }

    // A name of the user's own, short enough for tables.
    std::string free_text(const RawValue& raw) const {
        constexpr std::size_t longest = 40;
        const auto* text = std::get_if<std::string>(&raw.data);
        const bool fits = text != nullptr && !text->empty() && text->size() <= longest &&
                          std::all_of(text->begin(), text->end(), [](char c) { return c >= ' ' && c <= '~'; });
        if (fits) return *text;
        fail(raw, text == nullptr ? fmt::format("is a {}, not a text", raw.kind) : "is not a short text",
             fmt::format("1 to {} printable ASCII characters", longest),
             fmt::format("write for example {} = {}", row_.key, row_.example));
    }

    std::string name(const RawValue& raw, const std::vector<std::string>& known) const {
        const auto* text = std::get_if<std::string>(&raw.data);
        const std::string allowed = "one of " + join(known);
        if (text == nullptr)
            fail(raw, fmt::format("is a {}, not a name", raw.kind), allowed,
                 fmt::format("write for example {} = {}", row_.key, row_.example));
        if (std::find(known.begin(), known.end(), *text) == known.end()) {
            fail(raw, "is not known", allowed, suggestion(*text, known, "choose one of the names above"));
        }
        return *text;
    }

    std::vector<RawValue> list(const RawValue& raw) const {
        const auto* elements = std::get_if<std::vector<RawValue>>(&raw.data);
        const std::string remedy = fmt::format("write for example {} = {}", row_.key, row_.example);
        if (elements == nullptr) fail(raw, fmt::format("is a {}, not a list", raw.kind), kind_of(row_), remedy);
        if (elements->empty()) fail(raw, "is an empty list", kind_of(row_), remedy + ", or leave the key out");
        return *elements;
    }

    const Parameter& row_;
    const RawValue& raw_;
    const RawScenario& scenario_;
    const Vocabulary& vocabulary_;
};

// The right key in the wrong table, or outside of any, is a more likely mistake than a misspelt one.
std::string remedy_for_unknown(const std::string& path, const std::vector<std::string>& known) {
    const std::string key = path.substr(path.find('.') + 1);
    if (key == "include") return "include stands before the first table of the file";
    const auto same_key = [&](const std::string& candidate) { return candidate.substr(candidate.find('.') + 1) == key; };
    const auto found = std::find_if(known.begin(), known.end(), same_key);
    if (found != known.end()) return fmt::format("did you mean {}?", *found);
    return suggestion(path, known, "`keybound list parameters` shows every key");
}

void reject_unknown(const RawScenario& raw) {
    std::vector<std::string> paths;
    std::set<std::string> tables;
    for (const Parameter& row : parameters()) {
        paths.push_back(row.path());
        tables.insert(row.table);
    }
    for (const auto& [path, value] : raw.values) {
        if (find_parameter(path) != nullptr) continue;
        Mistake mistake = mistake_at(path, value);
        const std::string table = path.substr(0, path.find('.'));
        const bool known_table = tables.count(table) == 1;
        if (path == table && known_table) {
            // a table arrives here only from the command line, which sets keys
            mistake.problem =
                value.kind == "table" ? "sets a whole table at once" : fmt::format("is a {}, not a table", value.kind);
            mistake.allowed = fmt::format("a table [{}]", table);
            mistake.remedy = value.kind == "table" ? fmt::format("set one key at a time: {}.key=value", table)
                                                   : fmt::format("write [{}] on a line of its own and its keys below", table);
        } else {
            mistake.problem =
                known_table || path == table ? "is not a known key" : fmt::format("[{}] is not a known table", table);
            std::vector<std::string> candidates;
            for (const std::string& known : paths) {
                if (!known_table || known.substr(0, known.find('.')) == table) candidates.push_back(known);
            }
            mistake.allowed = "one of " + join(candidates);
            mistake.remedy = remedy_for_unknown(path, paths);
        }
        throw UserError(mistake);
    }
    for (const auto& [table, value] : raw.empty_tables) {
        if (tables.count(table) == 1 || table.rfind("source.side_channel[", 0) == 0) continue;
        Mistake mistake = mistake_at(table, value);
        mistake.value.clear();
        mistake.problem = "is not a known table";
        mistake.allowed = "one of " + join({tables.begin(), tables.end()});
        mistake.remedy = suggestion(table, {tables.begin(), tables.end()}, "remove the table");
        throw UserError(mistake);
    }
}

const Vocabulary::ProtocolWord& chosen_protocol(const RawScenario& raw, const Scenario& scenario,
                                                const Vocabulary& vocabulary) {
    std::vector<std::string> names;
    for (const auto& word : vocabulary.protocols) {
        if (word.name == scenario.protocol.name) return word;
        names.push_back(word.name);
    }
    throw UserError({"protocol.name", "is missing", "", "one of " + join(names), raw.file, 0,
                     "add a table [protocol] with name = \"bb84\""});
}

// Of a list of tables, protocols name the list.
bool uses(const Vocabulary::ProtocolWord& protocol, const std::string& path) {
    const std::string key = path.substr(0, path.find('['));
    return std::find(protocol.parameters.begin(), protocol.parameters.end(), key) != protocol.parameters.end();
}

void reject_unused(const RawScenario& raw, const Vocabulary::ProtocolWord& protocol) {
    for (const auto& [path, value] : raw.values) {
        if (uses(protocol, path)) continue;
        Mistake mistake = mistake_at(path, value);
        mistake.problem = fmt::format("is not used by the protocol {}", protocol.name);
        mistake.allowed = "one of " + join(protocol.parameters);
        mistake.remedy = "remove the key, or choose another protocol";
        throw UserError(mistake);
    }
}

void reject_incomplete(const RawScenario& raw) {
    for (const Parameter& row : parameters()) {
        if (row.needs.empty() || find_value(raw, row.needs) != nullptr) continue;
        const RawValue* value = find_value(raw, row.path());
        if (value == nullptr) continue;
        const Parameter& needed = *find_parameter(row.needs);
        Mistake mistake = mistake_at(row.path(), *value);
        mistake.problem = fmt::format("needs {}", row.needs);
        mistake.allowed = fmt::format("only beside {}, a {} in {}", row.needs, kind_of(needed), needed.range.to_string());
        mistake.remedy =
            fmt::format("add for example {} = {} to [{}], or remove {}", needed.key, needed.example, needed.table, row.key);
        throw UserError(mistake);
    }
}

// Keys that say the same in two ways.
void reject_rivals(const RawScenario& raw) {
    for (const Parameter& row : parameters()) {
        const RawValue* value = find_value(raw, row.path());
        for (const std::string& rival : row.unless) {
            const RawValue* other = find_value(raw, rival);
            if (value == nullptr || other == nullptr) continue;
            Mistake mistake = mistake_at(row.path(), *value);
            mistake.problem = "contradicts " + quotation(rival, *other);
            mistake.allowed = "one of the two keys: each says what the devices show";
            mistake.remedy = "remove one of them";
            throw UserError(mistake);
        }
    }
}

void reject_contradictions(const RawScenario& raw, const Scenario& scenario, const Vocabulary::ProtocolWord& protocol) {
    const auto written = [&](const std::string& path) { return find_value(raw, path); };
    const std::array<std::string, 3> descriptions = {"source.modulation_error_rad", "source.states", "source.states_file"};
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const RawValue* one = written(descriptions[i]);
            const RawValue* other = written(descriptions[k]);
            if (one == nullptr || other == nullptr) continue;
            Mistake mistake = mistake_at(descriptions[i], *one);
            mistake.problem = "contradicts " + quotation(descriptions[k], *other);
            mistake.allowed = "one of the two keys: each describes the same states";
            mistake.remedy = "remove one of them";
            throw UserError(mistake);
        }
    }
    const RawValue* states = written("source.states");
    const std::size_t settings = protocol.settings.size();
    const std::string labels = join(protocol.settings, " ");
    if (states != nullptr && scenario.source.states.size() != settings) {
        Mistake mistake = mistake_at("source.states", *states);
        mistake.problem = fmt::format("has {} states", scenario.source.states.size());
        mistake.allowed = fmt::format("{} states, in the order {}", settings, labels);
        mistake.remedy = fmt::format("give one [theta, phi] for each setting of {}", protocol.name);
        throw UserError(mistake);
    }
    const std::size_t leakages = scenario.source.leakage.size();
    if (written("source.leakage") != nullptr && leakages != 1 && leakages != settings) {
        Mistake mistake = mistake_at("source.leakage", *written("source.leakage"));
        mistake.problem = fmt::format("has {} numbers", leakages);
        mistake.allowed = fmt::format("one number, or {} numbers in the order {}", settings, labels);
        mistake.remedy = fmt::format("give one number for each setting of {}, or one for all", protocol.name);
        throw UserError(mistake);
    }
}

}  // namespace

Scenario resolve(const RawScenario& raw, const Vocabulary& vocabulary) {
    const std::size_t side_channels = count_side_channels(raw);
    reject_unknown(raw);
    Scenario scenario;
    const auto read = [&](const std::vector<Parameter>& rows) {
        for (const Parameter& row : rows) {
            const auto found = raw.values.find(row.path());
            if (found != raw.values.end()) std::visit(Reader(row, found->second, raw, vocabulary), row.field(scenario));
        }
    };
    read(parameters());
    scenario.source.side_channels.resize(side_channels);
    for (std::size_t i = 0; i < side_channels; ++i) read(side_channel_parameters(i));
    const Vocabulary::ProtocolWord& protocol = chosen_protocol(raw, scenario, vocabulary);
    reject_unused(raw, protocol);
    reject_incomplete(raw);
    reject_rivals(raw);
    reject_contradictions(raw, scenario, protocol);
    if (uses(protocol, "source.intensities")) check_laser_keys(raw, scenario);
    if (uses(protocol, "state.kind")) complete_shared_state(raw, scenario);
    if (uses(protocol, "private_state.dimension")) complete_private_state(raw, scenario);
    if (uses(protocol, "correlations.chsh_value")) complete_device_independent(raw, scenario);
    if (scenario.source.phase_randomisation == "discrete" && !scenario.source.phases) scenario.source.phases = 10.0;
    check_finite_table(raw, scenario.finite, vocabulary);
    check_side_channels(raw, scenario, vocabulary);
    if (scenario.finite.pulses) scenario.finite.pulses = std::floor(*scenario.finite.pulses);  // sweeps ask for fractions
    if (vocabulary.check_files != nullptr) vocabulary.check_files(scenario, protocol);
    return scenario;
}

}  // namespace keybound
