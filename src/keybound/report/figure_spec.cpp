#include "keybound/report/figure_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/report/plot_table.hpp"
#include "keybound/scenario/raw_table.hpp"

namespace keybound {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& problem, const RawValue& value, const std::string& allowed,
                       const std::string& remedy) {
    throw UserError({path, problem, value.text, allowed, value.file, value.line, remedy});
}

// One table of figure.toml. Every key that nobody asked for is a mistake.
class Reader {
 public:
    Reader(const RawTable& table, std::string name) : table_(table), name_(std::move(name)) {}

    std::string text(const std::string& key, const std::string& fallback = "") {
        const RawValue* value = find(key);
        if (value == nullptr) return fallback;
        const auto* found = std::get_if<std::string>(&value->data);
        if (found == nullptr) fail(path(key), "is a " + value->kind, *value, "text", "put it in quotation marks");
        return *found;
    }
    // Text, or a number as it is written.
    std::string word(const std::string& key) {
        const RawValue* value = find(key);
        if (value == nullptr) return "";
        const bool number = std::holds_alternative<std::int64_t>(value->data) || std::holds_alternative<double>(value->data);
        return number ? value->text : text(key);
    }
    std::string needed(const std::string& key) {
        const std::string value = text(key);
        if (!value.empty()) return value;
        throw UserError({path(key), "is missing", "", "text", table_.file, table_.line, "add it; see docs/guide/plotting.md"});
    }
    std::vector<std::string> texts(const std::string& key) {
        std::vector<std::string> list;
        const RawValue* value = find(key);
        if (value == nullptr) return list;
        const auto* elements = std::get_if<std::vector<RawValue>>(&value->data);
        if (elements == nullptr) fail(path(key), "is a " + value->kind, *value, "a list of text", "put it in [ ]");
        for (const RawValue& element : *elements) {
            const auto* found = std::get_if<std::string>(&element.data);
            if (found == nullptr) fail(path(key), "holds a " + element.kind, element, "a list of text", "use quotation marks");
            list.push_back(*found);
        }
        return list;
    }
    double number(const std::string& key, double fallback) {
        const RawValue* value = find(key);
        return value == nullptr ? fallback : as_number(key, *value);
    }
    std::optional<std::pair<double, double>> range(const std::string& key) {
        const RawValue* value = find(key);
        if (value == nullptr) return std::nullopt;
        const auto* ends = std::get_if<std::vector<RawValue>>(&value->data);
        if (ends == nullptr || ends->size() != 2) fail(path(key), "is not a range", *value, "[from, to]", "give both ends");
        const std::pair<double, double> result{as_number(key, (*ends)[0]), as_number(key, (*ends)[1])};
        if (!(result.first <= result.second))
            fail(path(key), "is upside down", *value, "[from, to], from <= to", "swap the ends");
        return result;
    }
    bool flag(const std::string& key) {
        const RawValue* value = find(key);
        if (value == nullptr) return false;
        const auto* found = std::get_if<bool>(&value->data);
        if (found == nullptr) fail(path(key), "is a " + value->kind, *value, "true or false", "write true or false");
        return *found;
    }
    std::string choice(const std::string& key, const std::vector<std::string>& allowed, const std::string& fallback) {
        const std::string word = text(key, fallback);
        if (word.empty() || std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return word;
        const std::string near = nearest(word, allowed);
        fail(path(key), "is not known", *find(key), "one of " + join(allowed),
             near.empty() ? "take one of them" : "did you mean " + near + "?");
    }
    std::vector<Reader> all(const std::string& key) {
        asked_.insert(key);
        std::vector<Reader> readers;
        const auto found = table_.tables.find(key);
        if (found == table_.tables.end()) return readers;
        for (const RawTable& table : found->second) readers.emplace_back(table, key);
        return readers;
    }
    void finish() const {
        const std::vector<std::string> known(asked_.begin(), asked_.end());
        const auto check = [&](const std::string& key, int line) {
            if (asked_.count(key) != 0) return;
            const std::string near = nearest(key, known);
            throw UserError({path(key), "is not a known key", "", "one of " + join(known), table_.file, line,
                             near.empty() ? "remove it" : "did you mean " + near + "?"});
        };
        for (const auto& [key, value] : table_.values) check(key, value.line);
        for (const auto& [key, tables] : table_.tables) check(key, tables.front().line);
    }
    [[noreturn]] void refuse(const std::string& key, const std::string& problem, const std::string& value,
                             const std::string& remedy) const {
        throw UserError({path(key), problem, value, "", table_.file, table_.line, remedy});
    }

 private:
    std::string path(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }
    const RawValue* find(const std::string& key) {
        asked_.insert(key);
        const auto found = table_.values.find(key);
        return found == table_.values.end() ? nullptr : &found->second;
    }
    double as_number(const std::string& key, const RawValue& value) const {
        double result = std::nan("");
        if (const auto* integer = std::get_if<std::int64_t>(&value.data)) result = static_cast<double>(*integer);
        if (const auto* real = std::get_if<double>(&value.data)) result = *real;
        if (!std::isfinite(result)) fail(path(key), "is a " + value.kind, value, "a finite number", "write a number");
        return result;
    }

    const RawTable& table_;
    std::string name_;
    std::set<std::string> asked_;
};

std::string with(std::string text, const std::string& value) {
    for (std::size_t place = text.find("{}"); place != std::string::npos; place = text.find("{}", place + value.size()))
        text.replace(place, 2, value);
    return text;
}

FigureSweep read_sweep(Reader& reader, const std::string& folder) {
    FigureSweep sweep{reader.needed("name"),  (fs::path(folder) / reader.text("scenario", "scenario.toml")).string(),
                      reader.texts("set"),    reader.texts("over"),
                      reader.texts("coarse"), reader.text("for")};
    const bool word = std::all_of(sweep.name.begin(), sweep.name.end(),
                                  [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
    if (!word) reader.refuse("name", "is not a word", sweep.name, "use letters, digits, - and _: it becomes a file name");
    if (sweep.over.empty()) reader.refuse("over", "is missing", "", "name what is swept, as after --over");
    if (sweep.coarse.empty()) reader.refuse("coarse", "is missing", "", "give a grid of few points for the tests");
    if (!sweep.solved_for.empty()) sweep.options.emplace_back("--for", sweep.solved_for);
    for (const char* key : {"target", "range", "scan", "tolerance"}) {
        const std::string value = reader.word(key);
        if (!value.empty()) sweep.options.emplace_back(std::string("--") + key, value);
    }
    return sweep;
}

FigurePanel read_panel(Reader& reader) {
    FigurePanel panel{reader.needed("name"), reader.text("title"), reader.needed("x"), "", "", "", false, std::nullopt};
    panel.quantity = reader.text("quantity");
    panel.x_label = reader.text("x_label", key_label(panel.x));
    panel.y_label = reader.text("y_label");
    panel.shaded = reader.flag("shaded");
    panel.y_range = reader.range("y_range");
    return panel;
}

// The sweep of a curve needs a column for the statistic that it draws.
void add_statistic(FigureSpec& figure, const FigureCurve& curve) {
    if (curve.statistic.empty()) return;
    const auto sweep = std::find_if(figure.sweeps.begin(), figure.sweeps.end(),
                                    [&](const FigureSweep& candidate) { return candidate.name == curve.sweep; });
    auto& options = sweep->options;
    const std::pair<std::string, std::string> wanted{"--statistic", curve.statistic};
    if (std::find(options.begin(), options.end(), wanted) == options.end()) options.push_back(wanted);
}

// One curve, or with `each` one per value.
void read_curves(Reader& reader, FigureSpec& figure) {
    FigureCurve curve;
    curve.name = reader.needed("name");
    curve.panel = reader.text("panel", figure.panels.front().name);
    curve.sweep = reader.text("sweep", figure.sweeps.front().name);
    curve.statistic = reader.text("statistic");
    if (curve.statistic.empty()) curve.proof = reader.needed("proof");
    curve.factor = reader.number("factor", 1.0);
    curve.power = reader.number("power", 1.0);
    curve.where = reader.texts("where");
    curve.style.label = reader.text("label", curve.name);
    curve.style.variant = reader.text("variant");
    curve.style.colour = reader.text("colour");
    curve.style.width = reader.number("width", 2.5);
    curve.style.line = line_named(reader.choice("line", {"solid", "dashed", "dash-dot", "dotted"}, "solid"));
    curve.style.upper = reader.flag("upper");
    const std::string key = reader.text("each");
    const std::vector<std::string> values = reader.texts("values");
    const std::vector<std::string> labels = reader.texts("labels");
    const std::string& colour = curve.style.colour;
    const bool hexadecimal =
        colour.size() == 7 && colour[0] == '#' && colour.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    if (!colour.empty() && !hexadecimal) reader.refuse("colour", "is not a colour", colour, "write for example \"#0072B2\"");
    if (key.empty() != values.empty())
        reader.refuse("each", "needs values", key, "give each = \"table.key\" and values = [...]");
    if (!labels.empty() && labels.size() != values.size())
        reader.refuse("labels", "are not as many as the values", std::to_string(labels.size()), "give one label per value");
    const auto known = [](const auto& list, const std::string& name) {
        return std::any_of(list.begin(), list.end(), [&](const auto& entry) { return entry.name == name; });
    };
    if (!known(figure.sweeps, curve.sweep))
        reader.refuse("sweep", "is not defined", curve.sweep, "add a [[sweep]] of that name");
    if (!known(figure.panels, curve.panel))
        reader.refuse("panel", "is not defined", curve.panel, "add a [[panel]] of that name");
    if (curve.statistic.empty() && (curve.factor != 1.0 || curve.power != 1.0))
        reader.refuse("factor", "and power are for statistics", "", "remove them: what is proved is drawn as it is");
    add_statistic(figure, curve);
    const std::size_t count = std::max<std::size_t>(values.size(), 1);
    for (std::size_t i = 0; i < count; ++i) {
        FigureCurve one = curve;
        if (!values.empty()) {
            one.name = with(curve.name, values[i]);
            one.where.push_back(key + "=" + values[i]);
            one.style.label = labels.empty() ? with(curve.style.label, values[i]) : labels[i];
            if (curve.style.colour.empty()) one.style.colour = ordered_colour(i, count);
        }
        if (known(figure.curves, one.name)) reader.refuse("name", "occurs twice", one.name, "give every curve its own name");
        figure.curves.push_back(one);
    }
}

void read_claims(Reader& reader, FigureSpec& figure) {
    Claim claim;
    claim.kind = reader.choice("kind", claim_kinds(), "");
    if (claim.kind.empty()) reader.refuse("kind", "is missing", "", "take one of " + join(claim_kinds()));
    const std::vector<std::string> curves = reader.texts("curves");
    const auto range = reader.range("range");
    if (range) std::tie(claim.from, claim.to) = *range;
    claim.at = reader.number("at", 0.0);
    claim.factor = reader.number("factor", 1.0);
    claim.power = reader.number("power", 1.0);
    claim.tolerance = reader.number("tolerance", 0.0);
    const std::string says = reader.needed("says");
    const std::vector<std::string> each = reader.texts("each");
    for (const std::string& value : each.empty() ? std::vector<std::string>{"{}"} : each) {
        claim.says = with(says, value);
        claim.curves.clear();
        for (const std::string& name : curves) claim.curves.push_back(with(name, value));
        figure.claims.push_back(claim);
    }
}

}  // namespace

FigureSpec read_figure(const std::string& folder) {
    const RawTable table = read_raw_table((fs::path(folder) / "figure.toml").string());
    Reader root(table, "");
    FigureSpec figure;
    figure.name = fs::path(folder).filename().string();
    figure.title = root.needed("title");
    figure.caption = root.needed("caption");
    figure.citation = root.needed("citation");
    for (Reader& reader : root.all("sweep")) {
        figure.sweeps.push_back(read_sweep(reader, folder));
        reader.finish();
    }
    for (Reader& reader : root.all("panel")) {
        figure.panels.push_back(read_panel(reader));
        reader.finish();
    }
    if (figure.sweeps.empty()) root.refuse("sweep", "is missing", "", "add at least one [[sweep]]");
    if (figure.panels.empty()) root.refuse("panel", "is missing", "", "add at least one [[panel]]");
    for (Reader& reader : root.all("curve")) {
        read_curves(reader, figure);
        reader.finish();
    }
    for (Reader& reader : root.all("claim")) {
        read_claims(reader, figure);
        reader.finish();
    }
    if (figure.claims.empty()) root.refuse("claim", "is missing", "", "say what the figure shows, in at least one [[claim]]");
    root.finish();
    return figure;
}

std::vector<std::string> figure_names(const std::string& root) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root, error)) {
        if (fs::exists(entry.path() / "figure.toml", error)) names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace keybound
