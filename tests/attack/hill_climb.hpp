// A search that only climbs: random steps of some of the coordinates, longer after a success, shorter after a failure.
#pragma once

#include <functional>
#include <vector>

#include "support/samples.hpp"

namespace keybound::test {

struct Summit {
    std::vector<double> at;
    double height;
};

inline Summit climb_hill(Random& random, std::vector<double> start,
                         const std::function<double(const std::vector<double>&)>& height, int steps, double width = 0.1) {
    Summit best{start, height(start)};
    std::normal_distribution<double> normal;
    for (int k = 0; k < steps; ++k) {
        std::vector<double> next = best.at;
        // A few coordinates, or all of them.
        const double share = k % 3 == 0 ? 1.0 : 2.0 / static_cast<double>(next.size());
        for (double& x : next) {
            if (uniform(random, 0.0, 1.0) < share) x += width * normal(random);
        }
        const double there = height(next);
        if (there > best.height) best = {next, there};
        width *= there >= best.height ? 1.5 : 0.95;
        if (width < 1e-4) width = 0.3;
    }
    return best;
}

}  // namespace keybound::test
