#include "keybound/scenario/side_channel_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "keybound/core/text.hpp"
#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/refuse.hpp"

namespace keybound {

namespace {

const std::string list_path = "source.side_channel";

std::string entry_path(std::size_t entry) { return fmt::format("{}[{}]", list_path, entry); }

bool contains(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string in_quotes(const std::vector<std::string>& words) { return "\"" + join(words, "\", \"") + "\""; }

// The entry of "source.side_channel[3].key" or "source.side_channel[3]".
std::size_t entry_of(const std::string& path, const RawValue& value) {
    std::size_t entry = most_side_channels;
    const char* from = path.data() + list_path.size() + 1;
    const auto [rest, error] = std::from_chars(from, path.data() + path.size(), entry);
    if (error == std::errc() && entry < most_side_channels && *rest == ']') return entry;
    refuse(path, value, error == std::errc() && *rest == ']' ? "is one entry too many" : "is not an entry",
           fmt::format("{} to {}", entry_path(0), entry_path(most_side_channels - 1)), "entries are counted from 0");
}

void reject_unknown_key(const std::string& path, const RawValue& value, std::size_t entry) {
    if (find_parameter(path) != nullptr) return;
    std::vector<std::string> known;
    for (const Parameter& row : side_channel_parameters(entry)) known.push_back(row.path());
    const std::string near = nearest(path, known);
    refuse(path, value, "is not a known key", "one of " + join(known),
           near.empty() ? "`keybound list leakage` shows the keys of each kind" : fmt::format("did you mean {}?", near));
}

// One entry, its keys as they are written, and the word for its kind.
class Entry {
 public:
    Entry(const RawScenario& raw, std::size_t number, const Vocabulary& vocabulary) : raw_(raw), number_(number) {
        const RawValue* written = find_value(raw, path("kind"));
        std::vector<std::string> names;
        for (const auto& word : vocabulary.side_channels) names.push_back(word.name);
        if (written == nullptr) {
            const auto at = raw.values.lower_bound(entry_path(number) + ".");
            const auto empty = raw.empty_tables.find(entry_path(number));
            RawValue where = empty != raw.empty_tables.end() ? empty->second : at->second;
            where.text.clear();
            refuse(path("kind"), where, "is missing", "one of " + in_quotes(names), "add for example kind = \"given\"");
        }
        kind_ = *written;
        const auto& words = vocabulary.side_channels;
        word_ = &*std::find_if(words.begin(), words.end(), [&](const auto& word) {
            return word.name == std::get<std::string>(kind_.data);  // the row of kind has seen that it is one
        });
    }

    std::string path(const std::string& key) const { return entry_path(number_) + "." + key; }
    const Vocabulary::SideChannelWord& word() const { return *word_; }
    const RawValue* written(const std::string& key) const { return find_value(raw_, path(key)); }

    // There is a proof for this kind of leak, this protocol and this regime.
    void check_that_it_is_proved(const Scenario& scenario) const {
        const std::string& protocol = scenario.protocol.name;
        if (!word_->protocols.empty() && !contains(word_->protocols, protocol)) {
            refuse(path("kind"), kind_, fmt::format("is not supported for the protocol {}: no proof here covers it", protocol),
                   "with the protocols " + join(word_->protocols), "remove the entry, or choose another protocol");
        }
        if (!word_->for_runs && scenario.finite.pulses) {
            refuse(path("kind"), kind_,
                   "is not supported with " + quotation("finite.pulses", *find_value(raw_, "finite.pulses")) +
                       ": rates for it are proved in the asymptotic limit only",
                   "without [finite]", "remove [finite], or the entry");
        }
    }

    void check_keys() const {
        for (const Parameter& row : side_channel_parameters(number_)) {
            const RawValue* value = written(row.key);
            const bool common = row.key == "kind" || row.key == "name" || row.key == "product";
            if (value == nullptr || common || contains(word_->parameters, row.key)) continue;
            refuse(row.path(), *value, "is not used beside " + quotation(path("kind"), kind_),
                   "one of kind, name, product, " + join(word_->parameters), "remove the key, or choose another kind");
        }
        for (const std::vector<std::string>& group : word_->required) check_group(group);
        if (written("power_dbm") != nullptr && written("pulse_duration_s") == nullptr) complain_of_missing("pulse_duration_s");
    }

    void check_values(const SideChannel& entry) const {
        if (entry.cap == "total") {
            refuse(path("cap"), *written("cap"),
                   "is not supported: a limit on the total of a run is no limit on any of its pulses",
                   "\"pulse\": every proof here needs a limit that holds for every pulse",
                   "state the largest power or energy that can enter during one pulse");
        }
        if (word_->name == "given" && entry.leakage.size() != 1) {
            refuse(path("leakage"), *written("leakage"), fmt::format("has {} numbers", entry.leakage.size()),
                   "one number, for all settings", "give the largest of them");
        }
    }

 private:
    void complain_of_missing(const std::string& key) const {
        RawValue where = kind_;
        where.text.clear();
        const Parameter& row = *find_parameter(path(key));
        const std::string unit = row.unit.empty() ? "" : " " + row.unit;
        refuse(path(key), where, "is missing", fmt::format("a number in {}{}", row.range.to_string(), unit),
               fmt::format("add for example {} = {}", row.key, row.example));
    }

    void check_group(const std::vector<std::string>& group) const {
        const std::string* first = nullptr;
        for (const std::string& key : group) {
            if (written(key) == nullptr) continue;
            if (first != nullptr) {
                refuse(path(key), *written(key), "contradicts " + quotation(path(*first), *written(*first)),
                       "one of the keys " + join(group), "remove one of them");
            }
            first = &key;
        }
        if (first == nullptr) complain_of_missing(group.front());
    }

    const RawScenario& raw_;
    std::size_t number_;
    RawValue kind_;
    const Vocabulary::SideChannelWord* word_ = nullptr;
};

// The name of each entry is its own, so that tables of contributions can be read.
void name_entries(const RawScenario& raw, std::vector<SideChannel>& entries) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string path = entry_path(i) + ".name";
        if (entries[i].name.empty() || taken.insert(entries[i].name).second) continue;
        refuse(path, *find_value(raw, path), "is the name of an earlier entry too", "another name for each entry",
               "choose another name, or leave it out");
    }
    for (SideChannel& entry : entries) {
        for (int number = 1; entry.name.empty(); ++number) {
            const std::string name = number == 1 ? entry.kind : fmt::format("{}-{}", entry.kind, number);
            if (taken.insert(name).second) entry.name = name;
        }
    }
}

}  // namespace

std::size_t count_side_channels(const RawScenario& raw) {
    if (const RawValue* value = find_value(raw, list_path)) {
        const auto* list = std::get_if<std::vector<RawValue>>(&value->data);
        const bool empty = list != nullptr && list->empty();
        refuse(list_path, *value, empty ? "is an empty list" : fmt::format("is a {}, not a list of tables", value->kind),
               "tables [[source.side_channel]]",
               empty ? "leave the key out, and state source.leakage"
                     : "write [[source.side_channel]] on a line of its own and the keys of the entry below");
    }
    const auto uncounted = raw.values.lower_bound(list_path + ".");
    if (uncounted != raw.values.end() && uncounted->first.rfind(list_path + ".", 0) == 0) {
        refuse(uncounted->first, uncounted->second, "does not say of which entry it is", fmt::format("{}.key", entry_path(0)),
               "entries are counted from 0");
    }
    std::set<std::size_t> entries;
    const auto note = [&](const std::map<std::string, RawValue>& values, bool with_key) {
        for (auto at = values.lower_bound(list_path + "["); at != values.end(); ++at) {
            const auto& [path, value] = *at;
            if (path.rfind(list_path + "[", 0) != 0) break;
            const std::size_t entry = entry_of(path, value);
            if (with_key) reject_unknown_key(path, value, entry);
            entries.insert(entry);
        }
    };
    note(raw.empty_tables, false);
    note(raw.values, true);
    for (const std::size_t entry : entries) {
        if (entry == 0 || entries.count(entry - 1) == 1) continue;
        const auto& [path, value] = *raw.values.lower_bound(entry_path(entry) + ".");
        refuse(path, value, fmt::format("belongs to an entry that does not exist: there is no {}", entry_path(entry - 1)),
               "the entries of the file, and the one behind the last", "entries are counted from 0");
    }
    return entries.size();
}

void check_side_channels(const RawScenario& raw, Scenario& scenario, const Vocabulary& vocabulary) {
    auto& entries = scenario.source.side_channels;
    if (entries.empty()) return;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry entry(raw, i, vocabulary);
        entry.check_that_it_is_proved(scenario);
        entry.check_keys();
        entry.check_values(entries[i]);
        const auto has = [&](const char* key) { return contains(entry.word().parameters, key); };
        if (has("wavelength_nm") && !entries[i].wavelength_nm) entries[i].wavelength_nm = 1550.0;
        if (has("light") && entries[i].light.empty()) entries[i].light = "any";
        if (has("cap") && entries[i].cap.empty()) entries[i].cap = "pulse";
    }
    name_entries(raw, entries);
    if (const RawValue* leakage = find_value(raw, "source.leakage")) {
        const std::string kind = entry_path(0) + ".kind";
        refuse("source.leakage", *leakage, "contradicts " + quotation(kind, *find_value(raw, kind)),
               "either the leakage or its side channels",
               "remove one of them; kind = \"given\" adds a known leakage to the others");
    }
    scenario.source.leakage.clear();
}

}  // namespace keybound
