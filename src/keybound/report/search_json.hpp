// What solve and optimise found, as JSON (docs/formats/search.md).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keybound/study/solve.hpp"

namespace keybound {

struct SolveReport {
    std::string key;
    Solution solution;
    SolveTask task;
    std::string proof;   // the proof that gives the rate at the value; "" if there is none
    std::string hash;    // of the scenario at the value
    std::string reason;  // why there is no value; "" if there is one
    std::string per;     // what the rate counts
};

struct OptimiseReport {
    std::vector<std::pair<std::string, double>> optimum;  // empty if there is none
    std::vector<std::string> at_end;                      // the keys whose value is an end of its range
    std::optional<double> rate_bits_per_pulse;
    std::string proof;
    int evaluations = 0;
    std::string hash;
    std::string reason;
    std::string per;
};

std::string solve_json(const SolveReport& report);
std::string optimise_json(const OptimiseReport& report);

}  // namespace keybound
