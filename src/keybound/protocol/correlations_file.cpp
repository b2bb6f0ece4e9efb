#include "keybound/protocol/correlations_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "keybound/core/text.hpp"
#include "keybound/scenario/csv_file.hpp"

namespace keybound {

namespace {

constexpr double sum_tolerance = 1e-9, signalling_tolerance = 1e-6;
constexpr const char* format = "24 rows x,y,a,b,p: settings x = 0, 1 and y = 0, 1, 2, outcomes a, b = 0, 1";

template <class Number>
bool reads(const std::string& text, Number& value) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && rest == text.data() + text.size();
}

// One row into its place; -1 in the table is a place that is still empty.
void enter(const CsvFile& csv, const CsvFile::Row& row, CorrelationTable& table) {
    const std::vector<std::string>& cells = row.cells;
    if (cells.size() != 5) {
        csv.refuse(row.line, fmt::format("has {} cells in a row", cells.size()), "", "write x,y,a,b,p in each row");
    }
    const int limits[4] = {table.alice_settings, table.bob_settings, table.alice_outcomes, table.bob_outcomes};
    int place[4] = {};
    for (std::size_t k = 0; k < 4; ++k) {
        if (reads(cells[k], place[k]) && place[k] >= 0 && place[k] < limits[k]) continue;
        csv.refuse(row.line, fmt::format("has no {} in 0 to {}", std::string(1, "xyab"[k]), limits[k] - 1), shortened(cells[k]),
                   "number settings and outcomes from 0");
    }
    double p = -1.0;
    if (!reads(cells[4], p) || !(p >= 0.0 && p <= 1.0)) {
        csv.refuse(row.line, "is not a probability", shortened(cells[4]), "write numbers in [0, 1] with a decimal point");
    }
    double& entry = table.probabilities[table.index(place[0], place[1], place[2], place[3])];
    if (entry >= 0.0) {
        csv.refuse(row.line, fmt::format("repeats x,y,a,b = {},{},{},{}", place[0], place[1], place[2], place[3]), "",
                   "give each probability once");
    }
    entry = p;
}

void normalise(const CsvFile& csv, CorrelationTable& table) {
    for (int x = 0; x < table.alice_settings; ++x) {
        for (int y = 0; y < table.bob_settings; ++y) {
            double sum = 0.0;
            for (int k = 0; k < 4; ++k) {
                const double p = table(x, y, k / 2, k % 2);
                if (p < 0.0) {
                    csv.refuse(0, fmt::format("has no row x,y,a,b = {},{},{},{}", x, y, k / 2, k % 2), "",
                               "give all 24 probabilities");
                }
                sum += p;
            }
            if (!(std::fabs(sum - 1.0) <= sum_tolerance)) {
                csv.refuse(0, fmt::format("has probabilities of x,y = {},{} that sum to {:.12g}", x, y, sum), "",
                           "let the four probabilities of each pair of settings sum to 1");
            }
            for (int k = 0; k < 4; ++k) table.probabilities[table.index(x, y, k / 2, k % 2)] /= sum;
        }
    }
}

// Largest difference of P(outcome 1 | own setting) over the settings of the other party.
double signalling(const CorrelationTable& table) {
    double largest = 0.0;
    for (int x = 0; x < table.alice_settings; ++x) {
        for (int y = 1; y < table.bob_settings; ++y) {
            const double here = table(x, y, 1, 0) + table(x, y, 1, 1), first = table(x, 0, 1, 0) + table(x, 0, 1, 1);
            largest = std::fmax(largest, std::fabs(here - first));
        }
    }
    for (int y = 0; y < table.bob_settings; ++y) {
        const double one = table(1, y, 0, 1) + table(1, y, 1, 1), other = table(0, y, 0, 1) + table(0, y, 1, 1);
        largest = std::fmax(largest, std::fabs(one - other));
    }
    return largest;
}

}  // namespace

CorrelationTable read_correlations(const FileReference& file) {
    CorrelationTable table;
    table.probabilities.assign(24, -1.0);
    const CsvFile csv("correlations.file", format, file);
    for (const CsvFile::Row& row : csv.rows()) {
        if (row.cells != std::vector<std::string>{"x", "y", "a", "b", "p"}) enter(csv, row, table);
    }
    normalise(csv, table);
    const double told = signalling(table);
    if (!(told <= signalling_tolerance)) {
        csv.refuse(
            0, fmt::format("has outcomes that depend on the other party's setting, by {:.3g}", told), "",
            "measured frequencies always do a little: fit a table without signalling, or give correlations.chsh_value and "
            "quantum_bit_error_rate instead");
    }
    const double s = correlations_of(table).chsh_value;
    if (!(s <= 2.0 * std::numbers::sqrt2 + signalling_tolerance)) {
        csv.refuse(0, fmt::format("has the CHSH value {:.9g}, above 2 sqrt(2)", s), "",
                   "no quantum devices show this: check the order of the columns");
    }
    return table;
}

}  // namespace keybound
