#include "keybound/study/grid.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

constexpr std::size_t max_points = 10'000'000;

}  // namespace

Grid::Grid(std::vector<Axis> axes) : axes_(std::move(axes)) {
    for (std::size_t i = 0; i < axes_.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (axes_[i].key != axes_[j].key) continue;
            throw UserError({"--over", "names a key twice", axes_[i].key, "each key once", "command line", 0,
                             "put all its values into one list"});
        }
        size_ *= std::max<std::size_t>(axes_[i].values.size(), 1);  // at most 1e7 * 1e6 before the check: no overflow
        if (size_ > max_points) {
            throw UserError({"--over", "has too many combinations", fmt::format("{} or more rows", size_),
                             fmt::format("at most {} rows", max_points), "command line", 0,
                             "take larger steps, or several sweeps and keybound merge"});
        }
    }
}

std::vector<std::string> Grid::keys() const {
    std::vector<std::string> names;
    for (const Axis& axis : axes_) names.push_back(axis.key);
    return names;
}

std::vector<std::string> Grid::values(std::size_t index) const {
    KEYBOUND_CHECK(index < size_);
    std::vector<std::string> result(axes_.size());
    for (std::size_t i = axes_.size(); i-- > 0;) {
        const auto& values = axes_[i].values;
        result[i] = values[index % values.size()];
        index /= values.size();
    }
    return result;
}

}  // namespace keybound
