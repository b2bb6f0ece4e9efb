#include "keybound/report/plot_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/report/sweep_table.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

constexpr std::size_t max_plots = 9;
constexpr std::size_t max_curves = 24;
constexpr const char* outcome = ".outcome";
constexpr const char* rates = "rate_bits_per_second";

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

[[noreturn]] void fail(const std::string& option, const std::string& problem, const std::string& value,
                       const std::vector<std::string>& known, const std::string& remedy) {
    const std::string near = nearest(value, known);
    throw UserError({option, problem, shortened(value), known.empty() ? "" : "one of " + shortened(join(known), 400),
                     "command line", 0, near.empty() ? remedy : "did you mean " + near + "?"});
}

double number(const std::string& text) {
    double value = std::numeric_limits<double>::quiet_NaN();
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // 1_000 is a TOML number too: read in part it would be drawn at 1
    return error == std::errc() && rest == text.data() + text.size() ? value : std::numeric_limits<double>::quiet_NaN();
}

// Keys that each row sets to their best value stand behind the swept ones; a comment names them.
bool is_optimised(const CsvTable& table, const std::string& key) {
    return std::any_of(table.comments.begin(), table.comments.end(), [&](const std::string& comment) {
        return comment.rfind("optimised: ", 0) == 0 && comment.find(" " + key + "=") != std::string::npos;
    });
}

bool same_value(const std::string& a, const std::string& b) { return a == b || number(a) == number(b); }

std::vector<std::string> quantities_of(const CsvTable& table) {
    std::vector<std::string> names;
    for (const std::string& proof : proofs_of(table)) {
        for (const std::string& column : table.columns) {
            if (column.rfind(proof + ".", 0) != 0 || column == proof + outcome) continue;
            const std::string name = column.substr(proof.size() + 1);
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        }
    }
    return names;
}

std::size_t values_of(const CsvTable& table, const std::string& key) {
    const std::size_t column = table.column(key).value();
    std::set<std::string> values;
    for (const auto& row : table.rows) values.insert(row[column]);
    return values.size();
}

bool is_numeric(const CsvTable& table, const std::string& key) {
    const std::vector<double> numbers = numbers_of(table, key);
    return std::all_of(numbers.begin(), numbers.end(), [](double value) { return std::isfinite(value); });
}

std::string abscissa_of(const CsvTable& table, const PlotRequest& request) {
    const std::vector<std::string> keys = swept_keys(table);
    if (keys.empty()) fail(request.option, "has no swept key", "", {}, "is this a table of keybound sweep?");
    if (!request.x.empty()) {
        if (std::find(keys.begin(), keys.end(), request.x) == keys.end())
            fail("--x", "is not a swept key of the table", request.x, keys, "take one of them");
        if (!is_numeric(table, request.x)) fail("--x", "needs numbers on the axis", request.x, keys, "take a numeric key");
        return request.x;
    }
    std::string best;
    for (const std::string& key : keys) {
        if (is_numeric(table, key) && (best.empty() || values_of(table, key) > values_of(table, best))) best = key;
    }
    if (!best.empty()) return best;
    const std::size_t column = table.column(keys.front()).value();
    const auto words = std::find_if(table.rows.begin(), table.rows.end(),
                                    [&](const auto& row) { return !std::isfinite(number(row[column])); });
    throw UserError({request.option, "needs numbers on the axis", words == table.rows.end() ? "" : shortened((*words)[column]),
                     "a sweep over a numeric key", "command line", 0,
                     "the table itself needs no numbers: leave the picture out"});
}

// Rates, unless something else is asked for; a table of solved values has those of a key in their place.
PlotRequest with_quantity(const CsvTable& table, PlotRequest request) {
    if (!request.quantity.empty()) return request;
    const std::vector<std::string> quantities = quantities_of(table);
    const bool has_rates = quantities.empty() || std::find(quantities.begin(), quantities.end(), rates) != quantities.end();
    request.quantity = has_rates ? rates : quantities.front();
    return request;
}

std::vector<std::string> wanted_proofs(const CsvTable& table, const PlotRequest& request) {
    const std::vector<std::string> quantities = quantities_of(table);
    if (std::find(quantities.begin(), quantities.end(), request.quantity) == quantities.end())
        fail("--quantity", "is not in the table", request.quantity, quantities, "take one of them");
    std::vector<std::string> having;
    for (const std::string& proof : proofs_of(table)) {
        if (table.column(proof + "." + request.quantity)) having.push_back(proof);
    }
    for (const std::string& proof : request.proofs) {
        if (std::find(having.begin(), having.end(), proof) == having.end())
            fail("--proof", "has no " + request.quantity + " in the table", proof, having, "take one of them");
    }
    return request.proofs.empty() ? having : request.proofs;
}

// Shared states have no repetition rate: where nothing is per second, the rate per round is drawn.
PlotRequest with_drawable_rate(const CsvTable& table, PlotRequest request) {
    const auto has_numbers = [&](const std::string& quantity) {
        for (const std::string& proof : proofs_of(table)) {
            if (!table.column(proof + "." + quantity)) continue;
            const std::vector<double> numbers = numbers_of(table, proof + "." + quantity);
            if (std::any_of(numbers.begin(), numbers.end(), [](double value) { return !std::isnan(value); })) return true;
        }
        return false;
    };
    const bool per_round =
        request.quantity == "rate_bits_per_second" && !has_numbers(request.quantity) && has_numbers("rate_bits_per_pulse");
    if (per_round) request.quantity = "rate_bits_per_pulse";
    return request;
}

// "leakage = 1e-06, name = bb84": the values that one group of rows shares.
std::string group_name(const std::vector<std::string>& keys, const std::vector<std::string>& values) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < keys.size(); ++i) parts.push_back(keys[i].substr(keys[i].find('.') + 1) + " = " + values[i]);
    return join(parts);
}

struct Group {
    std::vector<std::string> values;
    std::vector<std::size_t> rows;
};

// Rows by the values of `keys`, in the order of first appearance.
std::vector<Group> groups_of(const CsvTable& table, const std::vector<std::string>& keys) {
    std::vector<Group> groups;
    std::map<std::vector<std::string>, std::size_t> known;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        std::vector<std::string> values;
        for (const std::string& key : keys) values.push_back(table.rows[i][table.column(key).value()]);
        const auto [place, is_new] = known.emplace(values, groups.size());
        if (is_new) groups.push_back({values, {}});
        groups[place->second].rows.push_back(i);
    }
    return groups;
}

std::vector<double> sorted_unique(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

// The ordinates of some rows at the abscissae `at`; NaN where there is none.
std::vector<double> ordinates(const std::vector<double>& x, const std::vector<double>& y, const std::vector<std::size_t>& rows,
                              const std::vector<double>& at) {
    std::vector<double> values(at.size(), std::numeric_limits<double>::quiet_NaN());
    for (const std::size_t row : rows) {
        const auto place = std::lower_bound(at.begin(), at.end(), x[row]) - at.begin();
        values[static_cast<std::size_t>(place)] = y[row];
    }
    return values;
}

bool is_upper(const std::string& proof) {
    const Proof* row = find_proof(proof);
    return row != nullptr && row->direction() == Direction::upper;
}

// The same ordinate for all plots, so that they can be compared.
void share_ordinate(Picture& picture, bool by_magnitude) {
    std::vector<double> all;
    std::vector<double> largest;  // of each curve
    for (const Plot& plot : picture.plots) {
        for (const Curve& curve : plot.curves) {
            all.insert(all.end(), curve.values.begin(), curve.values.end());
            double top = 0.0;
            for (const double value : curve.values) top = std::isfinite(value) ? std::max(top, value) : top;
            if (top > 0.0) largest.push_back(top);
        }
    }
    const auto [least, most] = std::minmax_element(largest.begin(), largest.end());
    const bool far_apart = largest.size() > 1 && *most / *least > 100.0;  // else the lower curves would lie on the axis
    const bool logarithmic = by_magnitude || far_apart || prefers_logarithm(all);
    std::optional<std::pair<double, double>> range;
    for (Plot& plot : picture.plots) {
        plot.y_logarithmic = logarithmic;
        if (!has_points(plot)) continue;
        const auto own = ordinate_of(plot);
        range = range ? std::pair{std::min(range->first, own.first), std::max(range->second, own.second)} : own;
    }
    for (Plot& plot : picture.plots) {
        if (picture.plots.size() > 1) plot.y_range = range;
    }
}

}  // namespace

std::vector<std::string> proofs_of(const CsvTable& table) {
    std::vector<std::string> names;
    for (const std::string& column : table.columns) {
        if (ends_with(column, outcome)) names.push_back(column.substr(0, column.size() - std::string(outcome).size()));
    }
    return names;
}

std::vector<std::string> swept_keys(const CsvTable& table) {
    std::vector<std::string> keys;
    for (const std::string& column : table.columns) {
        if (ends_with(column, outcome) || column == "scenario_hash" || column == "base_scenario_hash") break;
        if (!is_optimised(table, column)) keys.push_back(column);
    }
    return keys;
}

std::vector<double> numbers_of(const CsvTable& table, const std::string& column) {
    const std::size_t index = table.column(column).value();
    std::vector<double> numbers;
    for (const auto& row : table.rows) numbers.push_back(number(row[index]));
    return numbers;
}

std::vector<double> proved_numbers_of(const CsvTable& table, const std::string& proof, const std::string& quantity) {
    std::vector<double> numbers = numbers_of(table, proof + "." + quantity);
    const std::size_t verdict = table.column(proof + outcome).value();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (!has_value(table.rows[i][verdict])) numbers[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return numbers;
}

CsvTable filtered(const CsvTable& table, const std::vector<std::string>& where, const std::string& option) {
    CsvTable rest = table;
    for (const std::string& condition : where) {
        const std::size_t equals = condition.find('=');
        if (equals == std::string::npos)
            fail(option, "is not key=value", condition, {}, "write for example source.leakage=1e-6");
        const std::string key = condition.substr(0, equals);
        const std::vector<std::string> keys = swept_keys(table);
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            fail(option, "is not a swept key of the table", key, keys, "take one of them");
        const std::size_t column = table.column(key).value();
        std::erase_if(rest.rows, [&](const auto& row) { return !same_value(row[column], condition.substr(equals + 1)); });
        if (!rest.rows.empty()) continue;
        std::vector<std::string> values;
        for (const auto& row : table.rows) {
            if (std::find(values.begin(), values.end(), row[column]) == values.end()) values.push_back(row[column]);
        }
        fail(option, "selects no row of the table", condition, values, "take a value that the table has");
    }
    rest.row_lines.clear();
    return rest;
}

std::string quantity_label(const std::string& quantity) {
    if (find_parameter(quantity) != nullptr) return key_label(quantity);
    if (quantity == rates) return "secret key rate (bit/s)";
    if (quantity == "rate_bits_per_pulse") return "secret key rate (bits per pulse)";
    std::string label = quantity;
    std::replace(label.begin(), label.end(), '_', ' ');
    return ends_with(label, " bits") ? label.substr(0, label.size() - 5) + " (bits)" : label;
}

std::string key_label(const std::string& key) {
    const Parameter* row = find_parameter(key);
    return row == nullptr || row->unit.empty() ? key : fmt::format("{} ({})", key, row->unit);
}

bool matters_by_magnitude(const std::string& quantity) {
    const Parameter* row = find_parameter(quantity);
    return row != nullptr && row->logarithmic;
}

Picture picture_of_table(const CsvTable& whole, const PlotRequest& asked) {
    const CsvTable table = filtered(whole, asked.where, "--where");
    const PlotRequest solved = with_quantity(table, asked);
    const PlotRequest request = asked.quantity.empty() ? with_drawable_rate(table, solved) : solved;
    const std::string x_key = abscissa_of(table, request);
    const std::vector<std::string> proofs = wanted_proofs(table, request);
    std::vector<std::string> other_keys = swept_keys(table);
    std::erase_if(other_keys, [&](const auto& key) { return key == x_key || values_of(table, key) < 2; });
    const std::vector<Group> groups = groups_of(table, other_keys);
    const bool family = proofs.size() == 1 && groups.size() > 1;
    const std::size_t most = family ? max_curves : max_plots;
    if (groups.size() > most) {
        fail("--where", fmt::format("{} combinations of the other swept keys are too many for one picture", groups.size()),
             join(other_keys), {},
             family ? fmt::format("at most {}: select some by --where key=value", most)
                    : fmt::format("at most {}: select some by --where key=value, or one proof by --proof NAME", most));
    }
    const std::vector<double> x = numbers_of(table, x_key);
    Plot blank;
    blank.x = sorted_unique(x);
    blank.x_label = key_label(x_key);
    blank.y_label =
        request.quantity == solved.quantity ? quantity_label(request.quantity) : "secret key rate (bits per key round)";
    blank.x_logarithmic = prefers_logarithm(blank.x);
    blank.shaded = !family && request.quantity.rfind("rate_", 0) == 0;
    Picture picture{request.title, {}};
    if (family) picture.plots.push_back(blank);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const std::string name = group_name(other_keys, groups[g].values);
        if (!family) picture.plots.push_back(blank);
        if (!family) picture.plots.back().title = name;
        for (const std::string& proof : proofs) {
            const std::vector<double> y = proved_numbers_of(table, proof, request.quantity);
            Curve curve{family ? name : proof, ordinates(x, y, groups[g].rows, blank.x), is_upper(proof)};
            if (family) curve.colour = ordered_colour(g, groups.size());
            picture.plots.back().curves.push_back(curve);
        }
    }
    if (picture.plots.empty()) picture.plots.push_back(blank);  // a table without rows
    if (family) picture.plots.back().title = proofs.front();
    share_ordinate(picture, matters_by_magnitude(request.quantity));
    return picture;
}

}  // namespace keybound
