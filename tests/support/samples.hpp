// How many random samples a test takes, and with which seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>

namespace keybound::test {

// `usual` times the environment variable KEYBOUND_TEST_MULTIPLIER (1 if unset).
inline int samples(int usual) {
    const char* text = std::getenv("KEYBOUND_TEST_MULTIPLIER");
    const double multiplier = text == nullptr ? 1.0 : std::atof(text);
    return static_cast<int>(usual * (multiplier > 0.0 ? multiplier : 1.0));
}

// A generator whose seed stands in the test; nothing random is hidden.
using Random = std::mt19937_64;

inline double uniform(Random& random, double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(random);
}

// Between two positive numbers, evenly in the logarithm.
inline double log_uniform(Random& random, double from, double to) {
    return std::exp(uniform(random, std::log(from), std::log(to)));
}

}  // namespace keybound::test
