#include "keybound/rate/laser_rate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "keybound/opt/minimise.hpp"
#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/leaky_decoy_reference.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/key_rate.hpp"

namespace keybound {

namespace {

constexpr std::array<double, 7> shares_of_leakage = {1.0, 0.3, 0.1, 0.03, 0.01, 0.001, 0.0};

// Signal, and decoy relative to it, in logarithms.
const std::vector<double> lowest = {std::log(0.02), std::log(5e-4)}, highest = {std::log(1.2), std::log(0.7)};
constexpr int grid_points = 8;  // along each
constexpr int decoys_looked_at = 16;
constexpr double alike = 0.9;
constexpr double enough = 3e-5;  // of the rate: what a step has to gain

std::vector<double> intensities_at(const std::vector<double>& place) {
    const double signal = std::exp(place[0]);
    return {signal, signal * std::exp(place[1]), 0.0};
}

std::vector<double> place_of(const std::vector<double>& intensities) {
    return {std::log(intensities[0]), std::log(intensities[1] / intensities[0])};
}

using Rate = std::function<double(const std::vector<double>& place)>;

Rate rate_by(const Scenario& scenario, LowerProof prove) {
    return [&scenario, prove](const std::vector<double>& place) {
        const Scenario changed = with_intensities(scenario, intensities_at(place));
        const Link link = protocol_named(scenario.protocol.name).link(changed);
        const auto outcome = prove(link);
        return outcome.has_value() ? asymptotic_key_rate(link, outcome.value()).value : 0.0;
    };
}

Rate rate_by_closed_form(const Scenario& scenario, double share_of_leakage) {
    return [&scenario, share_of_leakage](const std::vector<double>& place) {
        const Scenario changed = with_intensities(scenario, intensities_at(place));
        Link link = protocol_named(scenario.protocol.name).link(changed);
        link.source.leakage *= share_of_leakage;
        const auto found = leaky_decoy_closed_form(link);
        return found ? asymptotic_key_rate(link, *found).value : 0.0;
    };
}

struct Peak {
    double rate;
    std::vector<double> place;
};

// The places of a grid over the box that are not below their neighbours, best first.
std::vector<Peak> peaks_of_grid(const Rate& rate) {
    std::vector<Peak> grid;
    for (int k = 0; k < grid_points * grid_points; ++k) {
        const std::vector<double> share = {(k % grid_points + 0.5) / grid_points, (k / grid_points + 0.5) / grid_points};
        std::vector<double> place;
        for (std::size_t d = 0; d < 2; ++d) place.push_back(lowest[d] + (highest[d] - lowest[d]) * share[d]);
        const double value = rate(place);
        grid.push_back({value, std::move(place)});
    }
    std::vector<Peak> peaks;
    for (int i = 0; i < grid_points; ++i) {
        for (int k = 0; k < grid_points; ++k) {
            const Peak& candidate = grid[static_cast<std::size_t>(k * grid_points + i)];
            bool highest_around = candidate.rate > 0.0;
            for (int x = std::max(0, i - 1); x <= std::min(grid_points - 1, i + 1); ++x) {
                for (int y = std::max(0, k - 1); y <= std::min(grid_points - 1, k + 1); ++y) {
                    highest_around =
                        highest_around && candidate.rate >= grid[static_cast<std::size_t>(y * grid_points + x)].rate;
                }
            }
            if (highest_around) peaks.push_back(candidate);
        }
    }
    std::stable_sort(peaks.begin(), peaks.end(), [](const Peak& a, const Peak& b) { return a.rate > b.rate; });
    return peaks;
}

Peak climbed(const Rate& rate, const std::vector<double>& start, double step, int evaluations) {
    const auto cost = [&](const std::vector<double>& place) { return -std::log(rate(place)); };
    const BoxMinimum found = minimise_in_box(cost, {start, lowest, highest, step, evaluations, enough});
    return {std::exp(-found.value), found.x};
}

}  // namespace

bool optimises_intensities(const Scenario& scenario) { return scenario.source.intensities.empty(); }

Scenario with_intensities(const Scenario& scenario, const std::vector<double>& intensities) {
    Scenario changed = scenario;
    changed.source.intensities = intensities;
    return changed;
}

std::vector<double> typical_intensities(const Scenario& scenario) {
    for (const double share : shares_of_leakage) {
        const Rate rate = rate_by_closed_form(scenario, share);
        const std::vector<Peak> peaks = peaks_of_grid(rate);
        if (!peaks.empty()) return intensities_at(climbed(rate, peaks.front().place, 0.3, 60).place);
    }
    return {0.5, 0.1, 0.0};
}

Link shown_link(const Scenario& scenario) {
    const Protocol& protocol = protocol_named(scenario.protocol.name);
    return protocol.link(optimises_intensities(scenario) ? with_intensities(scenario, typical_intensities(scenario))
                                                         : scenario);
}

std::vector<double> best_intensities(const Scenario& scenario, const std::vector<double>& typical, LowerProof prove) {
    const Rate rate = rate_by(scenario, prove);
    const std::vector<double> start = place_of(typical);
    // A proof that does about as well there as the closed form has its best place nearby; others have to be looked at. Of
    // discrete phases the closed form knows too little to be a guide.
    const bool discrete = scenario.source.phase_randomisation == "discrete";
    if (!discrete && rate(start) > alike * rate_by_closed_form(scenario, 1.0)(start)) {
        return intensities_at(climbed(rate, start, 0.2, 16).place);
    }
    const std::vector<Peak> peaks = peaks_of_grid(rate);
    Peak best{0.0, start};
    for (std::size_t i = 0; i < std::min<std::size_t>(2, peaks.size()); ++i) {
        Peak top = climbed(rate, peaks[i].place, 0.3, 40);
        if (top.rate > best.rate) best = std::move(top);
    }
    // Where decoys hardly matter the peak that they make is narrow, in the middle of a plain.
    const Peak plain = best;
    for (int k = 0; k < decoys_looked_at && plain.rate > 0.0; ++k) {
        const double share = (k + 0.5) / decoys_looked_at;
        const std::vector<double> place = {plain.place[0], highest[1] - 0.5 * (highest[1] - lowest[1]) * share};
        const double value = rate(place);
        if (value > best.rate) best = {value, place};
    }
    if (best.rate > plain.rate) {
        Peak top = climbed(rate, best.place, 0.1, 30);
        if (top.rate > best.rate) best = std::move(top);
    }
    return intensities_at(best.place);
}

const std::vector<std::string>& intensity_names() {
    static const std::vector<std::string> names = {"signal_intensity", "decoy_intensity"};
    return names;
}

NamedNumbers intensity_quantities(const std::vector<double>& intensities) {
    return {{intensity_names()[0], intensities[0]}, {intensity_names()[1], intensities[1]}};
}

std::optional<PhaseErrorBound> bound_without_leakage(const Link& link) {
    Link ideal = link;
    ideal.source.leakage.setZero();
    const auto outcome = prove_decoy_ideal(ideal);
    if (!outcome.has_value()) return std::nullopt;
    return outcome.value();
}

NamedNumbers losses(const Link& link, const std::optional<PhaseErrorBound>& without_leakage, const PhaseErrorBound& found) {
    if (!without_leakage || !without_leakage->single_photons || !found.single_photons) return {};
    const auto rate = [&](double detected, double phase_error_rate) {
        PhaseErrorBound bound{UpperBound{phase_error_rate}};
        bound.single_photons = SinglePhotons{LowerBound{detected}, LowerBound{0.0}, std::nullopt};
        return asymptotic_key_rate(link, bound).value;
    };
    const double detected = found.single_photons->detected.value, ideal_error = without_leakage->phase_error_rate.value;
    const double ideal = rate(without_leakage->single_photons->detected.value, ideal_error);
    const double fewer = rate(detected, ideal_error);
    const double wrong = found.single_photons->error_rate ? rate(detected, found.single_photons->error_rate->value) : fewer;
    return {{"rate_without_leakage", ideal},
            {"lost_to_yields", ideal - fewer},
            {"lost_to_error_rates", fewer - wrong},
            {"lost_to_phase_errors", wrong - rate(detected, found.phase_error_rate.value)}};
}

}  // namespace keybound
