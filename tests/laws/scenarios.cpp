#include "laws/scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keybound/proof/catalog.hpp"

namespace keybound::test {

namespace {

std::string number(double value) {
    const std::string text = fmt::format("{:.17g}", value);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

bool chance(Random& random, double probability) { return uniform(random, 0.0, 1.0) < probability; }

}  // namespace

std::string Draw::toml() const {
    std::string text = fmt::format("[protocol]\nname = \"{}\"\n", protocol);
    if (z_basis_probability) text += fmt::format("z_basis_probability = {}\n", number(*z_basis_probability));
    text += "[source]\n";
    if (states.empty()) {
        text += fmt::format("modulation_error_rad = {}\n", number(modulation_error_rad));
    } else {
        text += "states = [";
        for (const auto& [theta, phi] : states) text += fmt::format("[{}, {}], ", number(theta), number(phi));
        text += "]\n";
    }
    text += "leakage = [";
    for (int j = 0; j < settings(); ++j) text += number(leakage[leakage.size() == 1 ? 0 : static_cast<std::size_t>(j)]) + ", ";
    text += fmt::format("]\nrepetition_rate_hz = {}\n", number(repetition_rate_hz));
    text += fmt::format("[channel]\nfibre_km = {}\nattenuation_db_per_km = {}\nmisalignment_rad = {}\n", number(fibre_km),
                        number(attenuation_db_per_km), number(misalignment_rad));
    text += fmt::format("[detector]\nefficiency = {}\ndark_count_probability = {}\n", number(efficiency),
                        number(dark_count_probability));
    text += fmt::format("[processing]\nerror_correction_efficiency = {}\n", number(error_correction_efficiency));
    return text;
}

Result evaluate(const Draw& draw) { return evaluate(parse_scenario(draw.toml())); }

Draw random_draw(Random& random, const Region& region) {
    Draw draw;
    draw.protocol = region.protocols[std::uniform_int_distribution<std::size_t>(0, region.protocols.size() - 1)(random)];
    draw.efficiency = log_uniform(random, 0.05, 1.0);
    draw.dark_count_probability = log_uniform(random, 1e-12, 1e-4);
    draw.error_correction_efficiency = uniform(random, 1.0, 1.4);
    draw.misalignment_rad = 0.1 * std::pow(uniform(random, -1.0, 1.0), 3);
    const double flaw = region.largest_flaw;
    if (region.kets && chance(random, 1.0 / 3.0)) {
        // A clear tilt, or none: in between both relations are poor and no key is left.
        const double tilt = chance(random, 0.5) ? 0.0 : 0.2;
        for (const double turns : {0.0, 2.0, 1.0, 3.0}) {
            if (static_cast<int>(draw.states.size()) == draw.settings()) break;
            draw.states.push_back(
                {turns * std::acos(-1.0) / 4.0 + 0.3 * flaw * uniform(random, -1.0, 1.0), tilt * uniform(random, -1.0, 1.0)});
        }
    } else {
        draw.modulation_error_rad = flaw * uniform(random, -1.0, 1.0);
    }
    // The length is drawn up to where dark counts are a tenth of the signal, at most 400 km.
    const double reach = 50.0 * std::log10(std::max(1.0, 0.1 * draw.efficiency / draw.dark_count_probability));
    draw.fibre_km = std::min(400.0, reach) * uniform(random, 0.0, 1.0);
    const double yield = draw.efficiency * std::pow(10.0, -0.02 * draw.fibre_km) + 2.0 * draw.dark_count_probability;
    if (!region.leaks) return draw;
    // Three states and out-of-plane kets bear less leakage per detection.
    const double bearable = (draw.protocol == "bb84" && draw.states.empty() ? 0.05 : 0.002) * yield;
    const double largest =
        chance(random, 0.1) ? 0.1 * uniform(random, 0.0, 1.0) : log_uniform(random, 1e-6 * bearable, bearable);
    draw.leakage = {largest};
    if (region.unequal && chance(random, 0.5)) {
        draw.leakage.clear();
        for (int j = 0; j < draw.settings(); ++j) draw.leakage.push_back(largest * std::pow(uniform(random, 0.0, 1.0), 2));
    }
    return draw;
}

const Bound* find(const Result& result, const std::string& proof) {
    for (const Bound& bound : result.bounds) {
        if (bound.proof->name == proof) return &bound;
    }
    return nullptr;
}

double phase_error(const Bound* bound) {
    if (bound == nullptr || bound->verdict != Verdict::proved) return 0.5;
    for (const auto& [name, value] : bound->quantities) {
        if (name == "phase_error_rate") return value;
    }
    return 0.5;
}

double rate(const Bound* bound) {
    if (bound == nullptr || bound->verdict != Verdict::proved) return 0.0;
    return bound->rate_bits_per_pulse.value_or(0.0);
}

bool meaningful(const Bound* bound) {
    const double error = phase_error(bound);
    return error > 0.0 && error < 0.5 && rate(bound) > 0.0;
}

const std::vector<std::string>& solver_proofs() {
    static const std::vector<std::string> names = {"loss-tolerant-coin-optimal", "loss-tolerant-coin-z", "joint-sdp"};
    return names;
}

double solver_slack(const std::string& name, double phase_error_rate) {
    return name == "loss-tolerant-coin-z" ? 5e-5 * phase_error_rate + 5e-9 : 5e-6 * phase_error_rate + 1e-10;
}

std::vector<std::string> lower_proofs(const Draw& draw) {
    std::vector<std::string> names;
    for (const Proof& proof : proofs()) {
        const auto& solved = solver_proofs();
        const bool optimised = std::find(solved.begin(), solved.end(), proof.name) != solved.end();
        if (proof.direction() == Direction::lower && proof.applies_to(draw.protocol) && !optimised) names.push_back(proof.name);
    }
    return names;
}

}  // namespace keybound::test
