// The points of a sweep over several keys: every combination of their values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "keybound/study/axis.hpp"

namespace keybound {

// Row-major: the last key varies fastest. Point `index` is computed and never stored, however many there are.
class Grid {
 public:
    // Throws UserError if a key occurs twice or if there are more than 1e7 points.
    explicit Grid(std::vector<Axis> axes);

    std::size_t size() const { return size_; }
    const std::vector<Axis>& axes() const { return axes_; }
    std::vector<std::string> keys() const;
    // The value of each key at a point, in the order of the keys.
    std::vector<std::string> values(std::size_t index) const;

 private:
    std::vector<Axis> axes_;
    std::size_t size_ = 1;
};

}  // namespace keybound
