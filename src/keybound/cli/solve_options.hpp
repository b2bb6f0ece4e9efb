// What solve and sweep --for look for: the value of a key at which a rate reaches a target.
#pragma once

#include <string>
#include <vector>

#include "keybound/cli/command.hpp"
#include "keybound/cli/rate_search.hpp"
#include "keybound/report/sweep_table.hpp"
#include "keybound/study/solve.hpp"

namespace keybound {

struct SolveOptions {
    std::string key;
    std::string target;
    std::string range;
    double tolerance = 1e-6;
    int scan = 129;

    void add_to(const Command& command, bool required);
    // The two below throw UserError.
    SearchKey search_key() const;
    SolveTask task() const;
    // "above 0", "at least 1e-3 bits/pulse", "at least 50% of its largest value": what the rate must be.
    std::string wanted() const;
    // All of it in one line, as tables say it.
    std::string comment() const;
};

// Solves for the key in one row of a sweep, for every lower bound that is evaluated there.
class RowSolver {
 public:
    explicit RowSolver(const SolveOptions& options);

    const std::string& key() const { return key_.key; }
    // The row's scenario with the key at an end of its range. At the lower one it stands for the row: what the file says of
    // the key has no influence. Throws UserError.
    Scenario at_lower_end(const RawScenario& base) const;
    Scenario at_upper_end(const RawScenario& base) const;
    // Each proof's own crossing, as `keybound solve --proof` finds it.
    std::vector<SolvedBound> solve(const RawScenario& base) const;

 private:
    SearchKey key_;
    SolveTask task_;
    std::vector<std::pair<const Proof*, RateSearch>> searches_;
};

}  // namespace keybound
