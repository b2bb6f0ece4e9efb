// From the points of a grid to scenarios, one at a time: a sweep of a million rows does not hold a million scenarios.
#pragma once

#include <string>
#include <vector>

#include "keybound/cli/command.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/study/grid.hpp"

namespace keybound {

class SweepPoints {
 public:
    SweepPoints(const ScenarioOptions& options, const std::vector<std::string>& over);

    const Grid& grid() const { return grid_; }
    RawScenario raw(std::size_t index) const;
    // Throws UserError, naming --over, if the values do not make a scenario.
    Scenario scenario(std::size_t index) const { return resolve(raw(index), words_); }

 private:
    RawScenario base_;
    Grid grid_;
    Vocabulary words_;
};

}  // namespace keybound
