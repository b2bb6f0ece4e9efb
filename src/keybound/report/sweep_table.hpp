// Rows of a sweep as CSV, contract v1 (docs/formats/sweep.md).
#pragma once

#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"
#include "keybound/study/axis.hpp"
#include "keybound/study/sweep.hpp"

namespace keybound {

// Which columns a sweep has: known before anything is computed, so that rows can be written as they come.
class SweepTable {
 public:
    // `scenarios`: one per value of the axis, all resolved.
    SweepTable(const Axis& axis, const std::vector<Scenario>& scenarios);

    // Comment lines (version, scenario) and the line of column names, ending in a newline.
    std::string header() const;
    // The cells of one row, in the order of the columns; empty where there is no number.
    TableRow row(std::size_t index, const Result& result) const;
    static std::string line(const TableRow& row);

    const std::vector<std::string>& columns() const { return columns_; }

 private:
    Axis axis_;
    std::vector<const Proof*> proofs_;
    std::vector<std::string> columns_;
    std::string scenario_;
};

}  // namespace keybound
