// Rows of a sweep as CSV, contract v1 (docs/formats/sweep.md).
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"
#include "keybound/study/solve.hpp"
#include "keybound/study/sweep.hpp"

namespace keybound {

// The last column: which scenario a row is of.
inline constexpr const char* scenario_hash_column = "scenario_hash";

// In front of the name of a statistic of the link.
inline constexpr const char* statistics_prefix = "statistics.";

// The value of a key at which one proof's rate reaches a target.
struct SolvedBound {
    const Proof* proof = nullptr;
    Solution solution;
};

// Whether a key is solved for with this proof: a lower bound that is evaluated, and in a run one that gives its key.
bool has_solved_column(const Proof& proof, const Scenario& scenario);

// Which columns a sweep has: known before anything is computed, so that rows can be written as they come.
class SweepTable {
 public:
    // `leading`: the columns in front of those of the proofs, first of all the swept keys. `comment`, if not empty, becomes a
    // line of the header. `solved_key`: instead of rates, the values of this key. `statistics`: names of the link's numbers.
    explicit SweepTable(std::vector<std::string> leading, std::string comment = "", std::string solved_key = "",
                        std::vector<std::string> statistics = {});

    // To be called for the scenario of every row, that of the first row first, before anything else.
    void include(const Scenario& scenario);

    // Comment lines (version, scenario) and the line of column names, ending in a line break.
    std::string header() const;
    // The cells of one row, in the order of the columns; empty where there is no number.
    TableRow row(const std::vector<std::string>& leading, const Result& result) const;
    // The same for solved values; `statistics` and `hash` are those of the scenario that stands for the row.
    TableRow row(const std::vector<std::string>& leading, const std::vector<SolvedBound>& solved,
                 const NamedNumbers& statistics, const std::string& hash) const;
    std::vector<std::string> columns() const;
    // What is wrong with a row that was read from a file; "" if row() may have made it.
    std::string flaw(const TableRow& row) const;

 private:
    // The columns of one proof, without its name; the first three are always the same.
    std::vector<std::string> columns_of(const Proof& proof) const;
    std::vector<std::string> cells_of(const Bound& bound) const;
    // `cells` gives those of a proof, in the order of its columns; none if it has no answer in this row.
    TableRow assembled(const std::vector<std::string>& leading,
                       const std::function<std::vector<std::string>(const Proof&)>& cells, const NamedNumbers& statistics,
                       const std::string& hash) const;

    std::vector<std::string> leading_;
    std::string comment_;
    std::string solved_key_;
    std::vector<std::string> statistics_;
    std::vector<bool> evaluated_;  // per row of the catalog of proofs
    std::string scenario_;
    std::set<std::string> protocols_;
    bool has_runs_ = false;  // whether any row is of a run of finitely many pulses
    bool chooses_intensities_ = false;
};

// Whether an outcome comes with a number: "proved", or "found" of a solved value.
bool has_value(const std::string& outcome);

// Whether any proof proved something in a row, or any value was found.
bool proved_something(const std::vector<std::string>& columns, const TableRow& row);

}  // namespace keybound
