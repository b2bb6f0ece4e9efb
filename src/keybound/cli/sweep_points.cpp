#include "keybound/cli/sweep_points.hpp"

namespace keybound {

namespace {

Grid grid_of(const std::vector<std::string>& over) {
    std::vector<Axis> axes;
    for (const std::string& text : over) axes.push_back(parse_axis(text));
    return Grid(std::move(axes));
}

}  // namespace

SweepPoints::SweepPoints(const ScenarioOptions& options, const std::vector<std::string>& over)
    : base_(options.read()), grid_(grid_of(over)), words_(vocabulary()) {}

RawScenario SweepPoints::raw(std::size_t index) const {
    RawScenario point = base_;
    const std::vector<std::string> values = grid_.values(index);
    for (std::size_t i = 0; i < values.size(); ++i) apply_override(point, grid_.axes()[i].key + "=" + values[i], "--over");
    return point;
}

}  // namespace keybound
