// Where the leakage of a source comes from, as text and as JSON (docs/formats/budget.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"

namespace keybound {

struct BudgetReport {
    Result result;
    // For each contribution: how many dB less of it alone give twice the key; empty if no reduction does.
    std::vector<std::optional<double>> db_to_double_key;
};

std::string budget_text(const BudgetReport& report);
std::string budget_json(const BudgetReport& report);

}  // namespace keybound
