// Rows of a sweep as CSV, contract v1 (docs/formats/sweep.md).
#pragma once

#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"
#include "keybound/study/sweep.hpp"

namespace keybound {

// The last column: which scenario a row is of.
inline constexpr const char* scenario_hash_column = "scenario_hash";

// Which columns a sweep has: known before anything is computed, so that rows can be written as they come.
class SweepTable {
 public:
    // `leading`: the columns in front of those of the proofs, first of all the swept keys. `comment`, if not empty, becomes a
    // line of the header.
    explicit SweepTable(std::vector<std::string> leading, std::string comment = "");

    // To be called for the scenario of every row, that of the first row first, before anything else.
    void include(const Scenario& scenario);

    // Comment lines (version, scenario) and the line of column names, ending in a line break.
    std::string header() const;
    // The cells of one row, in the order of the columns; empty where there is no number.
    TableRow row(const std::vector<std::string>& leading, const Result& result) const;
    std::vector<std::string> columns() const;
    // What is wrong with a row that was read from a file; "" if row() may have made it.
    std::string flaw(const TableRow& row) const;

 private:
    // The columns of one proof, without its name; the first three are always the same.
    std::vector<std::string> columns_of(const Proof& proof) const;

    std::vector<std::string> leading_;
    std::string comment_;
    std::vector<bool> evaluated_;  // per row of the catalog of proofs
    std::string scenario_;
    bool has_runs_ = false;  // whether any row is of a run of finitely many pulses
    bool chooses_intensities_ = false;
};

// Whether any proof proved something in a row.
bool proved_something(const std::vector<std::string>& columns, const TableRow& row);

}  // namespace keybound
