// How much key does a leaky link give? The library in ten lines.
#include <cstdio>

#include "keybound/rate/evaluate.hpp"

int main() {
    const keybound::Scenario scenario = keybound::parse_scenario(R"(
        protocol.name = "bb84"
        source = {modulation_error_rad = 0.063, leakage = 1e-6}
        channel.fibre_km = 100)");
    const keybound::Result result = keybound::evaluate(scenario);
    const keybound::Bound& best = result.bounds[result.best_lower.value()];
    std::printf("%s: %.4g bit/s\n", best.proof->name.c_str(), *best.rate_bits_per_second);
}
