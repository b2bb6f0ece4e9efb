#include "keybound/protocol/correlations_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "keybound/core/text.hpp"
#include "keybound/scenario/csv_file.hpp"

namespace keybound {

namespace {

constexpr double sum_tolerance = 1e-9, signalling_tolerance = 1e-6;
constexpr double most_deviations = 6.0;
constexpr std::int64_t most_counts = 1000000000000000;  // counts and their sums are exact in double precision
constexpr const char* format = "24 rows x,y,a,b,p (or x,y,a,b,count): settings x = 0, 1 and y = 0, 1, 2, outcomes a, b = 0, 1";

template <class Number>
bool reads(const std::string& text, Number& value) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && rest == text.data() + text.size();
}

// The entries as they stand in the file, in the places of a table.
class Entries {
 public:
    explicit Entries(const CsvFile& csv) : csv_(csv) {
        values.probabilities.assign(24, -1.0);  // a place that is still empty
        const auto rows = csv.rows();
        counts = !rows.empty() && rows.front().cells == heading_of("count");
        const bool headed = counts || (!rows.empty() && rows.front().cells == heading_of("p"));
        for (std::size_t k = headed ? 1 : 0; k < rows.size(); ++k) enter(rows[k]);
        for (int k = 0; k < 24; ++k) {
            if (!(values.probabilities[static_cast<std::size_t>(k)] < 0.0)) continue;
            csv_.refuse(0, fmt::format("has no row x,y,a,b = {},{},{},{}", k / 12, k / 4 % 3, k / 2 % 2, k % 2), "",
                        fmt::format("give all 24 {}", counts ? "counts" : "probabilities"));
        }
    }

    CorrelationTable values;
    bool counts = false;

 private:
    static std::vector<std::string> heading_of(const char* last) { return {"x", "y", "a", "b", last}; }

    void enter(const CsvFile::Row& row) {
        const std::vector<std::string>& cells = row.cells;
        if (cells.size() != 5) {
            csv_.refuse(row.line, fmt::format("has {} cells in a row", cells.size()), "", "write x,y,a,b,p in each row");
        }
        const int limits[4] = {values.alice_settings, values.bob_settings, values.alice_outcomes, values.bob_outcomes};
        int place[4] = {};
        for (std::size_t k = 0; k < 4; ++k) {
            if (reads(cells[k], place[k]) && place[k] >= 0 && place[k] < limits[k]) continue;
            csv_.refuse(row.line, fmt::format("has no {} in 0 to {}", std::string(1, "xyab"[k]), limits[k] - 1),
                        shortened(cells[k]), "number settings and outcomes from 0");
        }
        const double value = counts ? count_in(row) : probability_in(row);
        double& entry = values.probabilities[values.index(place[0], place[1], place[2], place[3])];
        if (entry >= 0.0) {
            csv_.refuse(row.line, fmt::format("repeats x,y,a,b = {},{},{},{}", place[0], place[1], place[2], place[3]), "",
                        "give each combination once");
        }
        entry = value;
    }

    double probability_in(const CsvFile::Row& row) const {
        double p = -1.0;
        if (!reads(row.cells[4], p) || !(p >= 0.0 && p <= 1.0)) {
            csv_.refuse(row.line, "is not a probability", shortened(row.cells[4]),
                        "write numbers in [0, 1] with a decimal point, or whole numbers below the heading x,y,a,b,count");
        }
        return p;
    }

    double count_in(const CsvFile::Row& row) const {
        std::int64_t n = -1;
        if (!reads(row.cells[4], n) || n < 0 || n > most_counts) {
            csv_.refuse(row.line, "is not a count", shortened(row.cells[4]), "write whole numbers from 0 to 10^15");
        }
        return static_cast<double>(n);
    }

    const CsvFile& csv_;
};

double sum_of(const CorrelationTable& table, int x, int y) {
    return table(x, y, 0, 0) + table(x, y, 0, 1) + table(x, y, 1, 0) + table(x, y, 1, 1);
}

void normalise(const CsvFile& csv, CorrelationTable& table) {
    for (int x = 0; x < table.alice_settings; ++x) {
        for (int y = 0; y < table.bob_settings; ++y) {
            const double sum = sum_of(table, x, y);
            if (!(std::fabs(sum - 1.0) <= sum_tolerance)) {
                csv.refuse(0, fmt::format("has probabilities of x,y = {},{} that sum to {:.12g}", x, y, sum), "",
                           "let the four probabilities of each pair of settings sum to 1, or give counts below the heading "
                           "x,y,a,b,count");
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

Correlations of_probabilities(const CsvFile& csv, CorrelationTable table) {
    normalise(csv, table);
    const double told = signalling(table);
    if (!(told <= signalling_tolerance)) {
        csv.refuse(0, fmt::format("has outcomes that depend on the other party's setting, by {:.3g}", told), "",
                   "measured frequencies always do a little: give the counts below the heading x,y,a,b,count, or give "
                   "correlations.chsh_value and quantum_bit_error_rate instead");
    }
    return correlations_of(std::move(table));
}

Correlations of_counts(const CsvFile& csv, const CorrelationTable& counts) {
    for (int x = 0; x < counts.alice_settings; ++x) {
        for (int y = 0; y < counts.bob_settings; ++y) {
            if (sum_of(counts, x, y) > 0.0) continue;
            csv.refuse(0, fmt::format("counts no round with x,y = {},{}", x, y), "", "measure all six pairs of settings");
        }
    }
    Correlations seen = correlations_of_counts(counts);
    if (!(seen.counted->deviations <= most_deviations)) {
        csv.refuse(
            0,
            fmt::format("has outcomes that depend on the other party's setting, by {:.3g} standard deviations",
                        seen.counted->deviations),
            "",
            fmt::format("up to {} is taken for chance: look for what tells a device of the other's setting", most_deviations));
    }
    return seen;
}

}  // namespace

Correlations read_correlations(const FileReference& file) {
    const CsvFile csv("correlations.file", format, file);
    const Entries entries(csv);
    Correlations seen = entries.counts ? of_counts(csv, entries.values) : of_probabilities(csv, entries.values);
    if (!(seen.chsh_value <= 2.0 * std::numbers::sqrt2 + signalling_tolerance)) {
        csv.refuse(0, fmt::format("has the CHSH value {:.9g}, above 2 sqrt(2)", seen.chsh_value), "",
                   "no quantum devices show this: check the order of the columns");
    }
    return seen;
}

}  // namespace keybound
