#include "keybound/finite/counting_problem.hpp"

#include <algorithm>
#include <cmath>

namespace keybound {

namespace {

bool amount(double value) { return value >= 0.0 && std::isfinite(value); }

}  // namespace

bool CountingProblem::usable() const {
    const auto counted = [](const ObservedClass& seen) { return std::isfinite(seen.coefficient) && amount(seen.observed); };
    return size >= 0 && size <= max_classes && phase_coefficient > 0.0 && std::isfinite(phase_coefficient) && amount(pulses) &&
           amount(source_term) && failure > 0.0 && failure < 1.0 &&
           std::all_of(storage.begin(), storage.begin() + size, counted);
}

}  // namespace keybound
