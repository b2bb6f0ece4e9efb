#include "attack/laser_judge.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace keybound::test {

LaserContest contest(const Outcome<PhaseErrorBound>& outcome, const LaserTruth& truth, Claim claim) {
    LaserContest result;
    if (!outcome.has_value()) return result;
    const PhaseErrorBound& found = outcome.value();
    const SinglePhotons& single = *found.single_photons;
    result.decided = true;
    const auto expect = [&](double less, double more) {
        result.refuted = result.refuted || !(less <= more * (1.0 + 1e-9) + 1e-10);
    };
    const double detected = single.detected.value, error = found.phase_error_rate.value;
    LaserTruth claimed{};
    claimed.key_events = detected;
    claimed.phase_error = error;
    expect(claimed.secret_bits(), truth.secret_bits());
    result.secret = claimed.secret_bits() / std::max(truth.secret_bits(), 1e-300);
    if (claim == Claim::of_secrecy) return result;
    result.key = detected / std::max(truth.key_events, 1e-300);
    expect(detected, truth.key_events);
    if (error < 0.5) {
        expect(truth.phase_error, error);
        result.error = truth.phase_error / error;
    }
    if (claim == Claim::of_weights) return result;
    for (const double each : truth.each) expect(detected, each);
    for (const double yield : truth.yield) expect(single.yield.value, yield);
    if (!single.error_rate || !(single.error_rate->value < 0.5)) return result;
    expect(truth.error_rate, single.error_rate->value);
    const auto angle = [](double rate) { return std::asin(std::sqrt(std::clamp(rate, 0.0, 1.0))); };
    const double added = angle(error) - angle(single.error_rate->value);
    if (error < 0.5 && added > 1e-6) {
        result.coin = std::max(0.0, angle(truth.phase_error) - angle(single.error_rate->value)) / added;
    }
    return result;
}

void ClosestLasers::add(const LaserContest& contest) {
    ++all;
    if (contest.key > 0.01 || contest.secret > 0.01) ++keys;
    if (contest.error > 0.0) ++errors;
    best.key = std::max(best.key, contest.key);
    best.error = std::max(best.error, contest.error);
    best.secret = std::max(best.secret, contest.secret);
    best.coin = std::max(best.coin, contest.coin);
    best.refuted = best.refuted || contest.refuted;
}

void ClosestLasers::print(const std::string& name) const {
    std::printf(
        "[ closest  ] %-28s single photons %.6f, secret bits %.6f, phase errors %.6f, angle of leaks %.6f "
        "(%d and %d of %d say something)\n",
        name.c_str(), best.key, best.secret, best.error, best.coin, keys, errors, all);
}

}  // namespace keybound::test
