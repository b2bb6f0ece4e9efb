#include "keybound/study/merge_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/study/table_file.hpp"

namespace keybound {

namespace {

using Cells = std::vector<std::string>;

struct Source {
    const NamedTable* table;
    std::size_t row;

    const Cells& cells() const { return table->second.rows[row]; }
    std::string place() const { return fmt::format("{}, line {}", table->first, table->second.row_lines[row]); }
};

[[noreturn]] void refuse(const Source& at, const std::string& problem, const std::string& value, const std::string& remedy) {
    throw UserError({"merge", problem, shortened(value), "tables of one sweep, by one version of keybound", at.table->first,
                     static_cast<int>(at.table->second.row_lines[at.row]), remedy});
}

bool of_the_first_row(const std::string& comment) { return comment.rfind(first_row_comment, 0) == 0; }

Cells fixed_comments(const CsvTable& table) {
    Cells comments = table.comments;
    comments.erase(std::remove_if(comments.begin(), comments.end(), of_the_first_row), comments.end());
    return comments;
}

void check_alike(const NamedTable& first, const NamedTable& other) {
    const auto differ = [&](const std::string& what, const std::string& ours, const std::string& theirs) {
        throw UserError({"merge", what, shortened(theirs), fmt::format("{} as in {}", shortened(ours), first.first),
                         other.first, 0, "merge tables of one sweep, by one version of keybound"});
    };
    const Cells ours = fixed_comments(first.second);
    const Cells theirs = fixed_comments(other.second);
    for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
        const std::string a = i < ours.size() ? ours[i] : "nothing";
        const std::string b = i < theirs.size() ? theirs[i] : "nothing";
        if (a != b) differ("has another head", a, b);
    }
    if (first.second.columns != other.second.columns)
        differ("has other columns", join(first.second.columns, ","), join(other.second.columns, ","));
}

// The cells of one key column, each with its place in the order.
std::map<std::string, double> ranks(const std::vector<Source>& rows, std::size_t column) {
    std::map<std::string, double> numbers;
    std::map<std::string, double> appearances;
    bool numeric = true;
    for (const Source& row : rows) {
        const std::string& cell = row.cells()[column];
        appearances.emplace(cell, static_cast<double>(appearances.size()));
        double value = 0.0;
        const auto [rest, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        numeric = numeric && error == std::errc() && rest == cell.data() + cell.size() && std::isfinite(value);
        numbers.emplace(cell, value);
    }
    return numeric ? numbers : appearances;
}

}  // namespace

CsvTable merge_tables(const std::vector<NamedTable>& tables, std::size_t keys, const std::string& identity_column) {
    KEYBOUND_CHECK(!tables.empty());
    const CsvTable& first = tables.front().second;
    const auto identity = first.column(identity_column);
    KEYBOUND_CHECK(identity.has_value() && keys <= first.columns.size());
    std::vector<Source> rows;
    std::map<std::string, Source> by_identity;
    const auto tail = [&](const Source& row) { return row.cells().begin() + static_cast<std::ptrdiff_t>(keys); };
    for (const NamedTable& table : tables) {
        check_alike(tables.front(), table);
        for (std::size_t i = 0; i < table.second.complete_rows; ++i) {
            const Source row{&table, i};
            const auto [known, added] = by_identity.emplace(row.cells()[*identity], row);
            if (added) {
                rows.push_back(row);
            } else if (!std::equal(tail(row), row.cells().end(), tail(known->second))) {
                refuse(row, "has other digits than " + known->second.place() + " for the same scenario", known->first,
                       "one of the files is damaged or was computed by another build: recompute it");
            }
        }
    }
    std::vector<std::map<std::string, double>> order;
    for (std::size_t column = 0; column < keys; ++column) order.push_back(ranks(rows, column));
    const auto compare = [&](const Source& a, const Source& b) {
        for (std::size_t column = 0; column < keys; ++column) {
            const double left = order[column].at(a.cells()[column]);
            const double right = order[column].at(b.cells()[column]);
            if (left != right) return left < right ? -1 : 1;
        }
        return 0;
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const Source& a, const Source& b) { return compare(a, b) < 0; });
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (compare(rows[i - 1], rows[i]) != 0) continue;
        refuse(rows[i], "has the keys of " + rows[i - 1].place() + " for another scenario",
               join(Cells(rows[i].cells().begin(), tail(rows[i]))),
               "the tables differ in a key that is not swept: sweep over that key as well");
    }
    CsvTable merged{{}, first.columns, {}, {}, true, rows.size()};
    for (const std::string& comment : rows.empty() ? first.comments : rows.front().table->second.comments) {
        // what the first row's scenario is, only the table in which it came first can tell
        const bool known = rows.empty() || rows.front().row == 0;
        merged.comments.push_back(known || !of_the_first_row(comment) ? comment : std::string(first_row_comment) + "not known");
    }
    for (const Source& row : rows) merged.rows.push_back(row.cells());
    return merged;
}

std::string csv_text(const CsvTable& table) {
    std::string text;
    for (const std::string& comment : table.comments) text += "# " + comment + "\n";
    text += csv_line(table.columns);
    for (const Cells& row : table.rows) text += csv_line(row);
    return text;
}

}  // namespace keybound
