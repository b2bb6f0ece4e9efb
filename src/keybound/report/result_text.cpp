#include "keybound/report/result_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "keybound/core/text.hpp"
#include "keybound/core/version.hpp"
#include "keybound/scenario/canonical.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

std::string number(const std::optional<double>& value) { return value ? fmt::format("{:.4g}", *value) : "-"; }

std::string quantity(const Bound& bound, const std::string& name) {
    for (const auto& [key, value] : bound.quantities) {
        if (key == name) return fmt::format("{:.4g}", value);
    }
    return "-";
}

bool per_pulse(const Result& result) { return result.bounds.empty() || result.bounds.front().per == "pulse"; }

bool has_thresholds(const Result& result) {
    const auto has = [](const Bound& bound) { return quantity(bound, "visibility_threshold") != "-"; };
    return std::any_of(result.bounds.begin(), result.bounds.end(), has);
}

// The numbers of a row, and what stands above them; what is not per pulse is not per second.
std::string cells(const Result& result, const Bound& bound) {
    if (!per_pulse(result)) {
        const std::string threshold = fmt::format("{:>16}", quantity(bound, "visibility_threshold"));
        return fmt::format("{:<40}{:>12}{}", bound.proof->name, number(bound.rate_bits_per_pulse),
                           has_thresholds(result) ? threshold : "");
    }
    const std::string key =
        result.scenario.finite.pulses ? fmt::format("{:>12}", number(bound.key_length_bits)) : std::string();
    return fmt::format("{:<32}{}{:>12}{:>12}{:>14}", bound.proof->name, key, number(bound.rate_bits_per_pulse),
                       number(bound.rate_bits_per_second), quantity(bound, "phase_error_rate"));
}

std::string heading(const Result& result) {
    if (!per_pulse(result)) {
        return fmt::format("{:<40}{:>12}{}", "", bits_per(result.bounds.front().per),
                           has_thresholds(result) ? "  no key up to v" : "");
    }
    const std::string key = result.scenario.finite.pulses ? fmt::format("{:>12}", "key bits") : std::string();
    return fmt::format("{:<32}{}{:>12}{:>12}{:>14}", "", key, "bits/pulse", "bits/s", "phase error");
}

std::string rate_with_unit(double bits_per_second) {
    constexpr const char* units[] = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};
    int unit = 0;
    while (unit < 3 && bits_per_second >= 1000.0) {
        bits_per_second /= 1000.0;
        ++unit;
    }
    return fmt::format("{:.4g} {}", bits_per_second, units[unit]);
}

// Numbers the distinct assumptions in order of appearance and returns each bound's list, e.g. "1-4,6".
class AssumptionList {
 public:
    std::string refer(const std::vector<std::string>& assumptions) {
        std::vector<std::size_t> numbers;
        for (const std::string& text : assumptions) {
            const auto found = std::find(texts_.begin(), texts_.end(), text);
            numbers.push_back(static_cast<std::size_t>(found - texts_.begin()) + 1);
            if (found == texts_.end()) texts_.push_back(text);
        }
        std::sort(numbers.begin(), numbers.end());
        std::vector<std::string> ranges;
        for (std::size_t i = 0; i < numbers.size();) {
            std::size_t end = i;
            while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1) ++end;
            ranges.push_back(i == end ? fmt::format("{}", numbers[i]) : fmt::format("{}-{}", numbers[i], numbers[end]));
            i = end + 1;
        }
        return join(ranges, ",");
    }
    const std::vector<std::string>& texts() const { return texts_; }

 private:
    std::vector<std::string> texts_;
};

// What else a row says, of protocols whose columns hold rates alone; thresholds have a column of their own.
std::string more_quantities(const Bound& bound) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : bound.quantities) {
        if (name == "visibility_threshold" || name == "maximum_repeaters") continue;
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        parts.push_back(fmt::format("{} {:.4g}", words, value));
    }
    return join(parts);
}

void add_rows(std::string& text, const Result& result, Direction direction, Devices devices, AssumptionList& assumptions) {
    for (std::size_t i = 0; i < result.bounds.size(); ++i) {
        const Bound& bound = result.bounds[i];
        if (bound.proof->direction() != direction || bound.proof->devices != devices) continue;
        const bool best = i == (direction == Direction::lower ? result.best_lower : result.best_upper);
        const std::string verdict =
            result.scenario.finite.pulses && bound.regime == "asymptotic" && bound.verdict == Verdict::proved
                ? "asymptotic"
                : to_string(bound.verdict);
        text += fmt::format("  {} {}   {:<15}[{}]\n", best ? '*' : ' ', cells(result, bound), verdict,
                            assumptions.refer(bound.assumptions));
        if (!bound.reason.empty()) text += fmt::format("      {}\n", bound.reason);
        if (!bound.restricted_to.empty()) text += fmt::format("      only of {}\n", bound.restricted_to);
        if (const std::string more = more_quantities(bound); !per_pulse(result) && !more.empty()) {
            text += fmt::format("      {}\n", more);
        }
    }
}

// Both directions, with those for devices that nobody trusts apart from the others where there are both.
void add_sections(std::string& text, const Result& result, AssumptionList& assumptions) {
    const auto any = [&](Devices devices) {
        return std::any_of(result.bounds.begin(), result.bounds.end(),
                           [&](const Bound& bound) { return bound.proof->devices == devices; });
    };
    const bool apart = any(Devices::trusted) && any(Devices::untrusted);
    for (const Direction direction : {Direction::lower, Direction::upper}) {
        for (const Devices devices : {Devices::trusted, Devices::untrusted}) {
            std::string rows;
            add_rows(rows, result, direction, devices, assumptions);
            if (rows.empty()) continue;
            text += direction == Direction::lower ? "  lower bounds: what you may use" : "  upper bounds: what nobody can beat";
            if (apart) text += devices == Devices::trusted ? ", with trusted devices" : ", device-independently";
            text += "\n" + rows;
        }
    }
}

std::string best_line(const Result& result) {
    if (!result.proved_something()) return "\nNothing was proved for this scenario.\n";
    std::string text = "\n";
    if (result.best_lower) {
        const Bound& lower = result.bounds[*result.best_lower];
        const std::string key =
            lower.key_length_bits ? fmt::format("a key of {:.0f} bits, ", *lower.key_length_bits) : std::string();
        text += fmt::format("You may use {}{} ({} bits/pulse), by {}.\n", key, rate_with_unit(*lower.rate_bits_per_second),
                            number(lower.rate_bits_per_pulse), lower.proof->name);
    }
    if (result.best_upper) {
        const Bound& upper = result.bounds[*result.best_upper];
        text += fmt::format("Nobody can get more than {} ({} bits/pulse), by {}.\n",
                            rate_with_unit(*upper.rate_bits_per_second), number(upper.rate_bits_per_pulse), upper.proof->name);
    }
    if (result.best_lower && result.best_upper && *result.bounds[*result.best_lower].rate_bits_per_second > 0.0) {
        text += fmt::format(
            "The gap between the two is a factor {:.3g}.\n",
            *result.bounds[*result.best_upper].rate_bits_per_second / *result.bounds[*result.best_lower].rate_bits_per_second);
    }
    return text;
}

// The shortest chain that a proved bound allows at most; "" if there is no chain, or no limit.
std::string longest_chain(const Result& result) {
    const Bound* strictest = nullptr;
    double most = 0.0;
    for (const Bound& bound : result.bounds) {
        for (const auto& [name, value] : bound.quantities) {
            const bool counts = name == "maximum_repeaters" && bound.verdict == Verdict::proved;
            if (!counts || (strictest != nullptr && value >= most)) continue;
            strictest = &bound;
            most = value;
        }
    }
    if (strictest == nullptr || !result.scenario.repeaters.count) return "";
    return fmt::format("More than {:g} repeaters of this kind leave no key, by {}.\n", most, strictest->proof->name);
}

// The same where there is no repetition rate.
std::string best_line_per_round(const Result& result) {
    if (!result.proved_something()) return "\nNothing was proved for this scenario.\n";
    std::string text = "\n";
    if (result.best_lower) {
        const Bound& lower = result.bounds[*result.best_lower];
        text += fmt::format("You may use {} bits per {}, by {}.\n", number(lower.rate_bits_per_pulse), lower.per,
                            lower.proof->name);
    }
    if (result.best_upper) {
        const Bound& upper = result.bounds[*result.best_upper];
        text += fmt::format("Nobody can get more than {} bits per {}, by {}.\n", number(upper.rate_bits_per_pulse), upper.per,
                            upper.proof->name);
    }
    return text + longest_chain(result);
}

// "entanglement, effective visibility 0.9, ...": what the parties see, without numbers of a single kind only.
std::string round_head(const Result& result) {
    const StateTable& state = result.scenario.state;
    std::string what;
    if (result.scenario.protocol.name == "entanglement") {
        what = state.kind == "isotropic" ? fmt::format(", d = {:g}, N = {:g}", state.dimension, state.parties)
                                         : fmt::format(", {}, N = {:g}", state.kind, state.parties);
    }
    std::string text = fmt::format("{}{}   (keybound {}, scenario {})\n", result.scenario.protocol.name, what, version,
                                   result.hash.substr(0, 8));
    std::vector<std::string> parts;
    for (const auto& [name, value] : result.statistics) {
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        parts.push_back(fmt::format("{} {:.4g}", words, value));
    }
    return text + join(parts) + "\n\n";
}

std::string pulse_head(const Result& result) {
    const Scenario& scenario = result.scenario;
    std::string text = fmt::format("{} over {:g} km, leakage {:g}{}   (keybound {}, scenario {})\n", scenario.protocol.name,
                                   scenario.channel.fibre_km, result.statistics.back().second,
                                   scenario.finite.pulses ? fmt::format(", {:g} pulses", *scenario.finite.pulses) : "", version,
                                   result.hash.substr(0, 8));
    for (const auto& [name, value] : result.statistics) {
        if (name == "detection_probability") text += fmt::format("detection probability {:.4g}", value);
        if (name == "quantum_bit_error_rate") text += fmt::format(", quantum bit error rate {:.4g}", value);
        if (name == "repetition_rate_hz") text += fmt::format(", {:.4g} pulses/s\n\n", value);
    }
    return text;
}

// What the parties fix before the run and count after it, for the best key.
std::string run_text(const Result& result) {
    if (!result.scenario.finite.pulses || !result.best_lower) return "";
    const Bound& bound = result.bounds[*result.best_lower];
    std::string text =
        fmt::format("\nThe run, as {} has it by the method {}\n", bound.proof->name, result.scenario.finite.method);
    for (const auto& [name, value] : bound.quantities) {
        const Parameter* row = find_parameter("finite." + name);
        const bool given = row != nullptr && !value_text(*row, result.scenario).empty();
        const bool z_given = name == "z_basis_probability" && result.scenario.protocol.z_basis_probability;
        text += fmt::format("  {:<32}{:>14.6g}{}\n", name, value, given || z_given ? "   as given" : "");
    }
    return text;
}

// Of laser pulses: what was chosen, and what becomes of the key that a source without leaks would give.
std::string laser_text(const Result& result) {
    if (!result.best_lower) return "";
    const Bound& bound = result.bounds[*result.best_lower];
    const auto value = [&](const char* name) -> std::optional<double> {
        for (const auto& [key, number] : bound.quantities) {
            if (key == name) return number;
        }
        return std::nullopt;
    };
    std::string text;
    if (const auto signal = value("signal_intensity")) {
        text += fmt::format("\nIntensities that suit it best: signal {:.4g}, decoy {:.4g}, 0 photons.\n", *signal,
                            *value("decoy_intensity"));
    }
    const auto ideal = value("rate_without_leakage");
    if (!ideal) return text;
    text += fmt::format("\nWhere key is lost, as {} has it (bits/pulse)\n", bound.proof->name);
    const auto line = [&](const char* what, double number, const char* sign) {
        text += fmt::format("  {:<40}{}{:>10.4g}\n", what, sign, number);
    };
    line("decoy-ideal, for pulses without leaks", *ideal, "  ");
    line("yields are known less well", *value("lost_to_yields"), "- ");
    line("so are error rates in the other basis", *value("lost_to_error_rates"), "- ");
    line("phase errors differ from these", *value("lost_to_phase_errors"), "- ");
    line("is left", bound.rate_bits_per_pulse.value_or(0.0), "= ");
    return text;
}

}  // namespace

std::string bits_per(const std::string& per) {
    if (per == "key-round") return "bits/round";
    return per == "channel-use" ? "bits/use" : "bits/" + per;
}

std::string result_text(const Result& result) {
    std::string text = per_pulse(result) ? pulse_head(result) : round_head(result);
    AssumptionList assumptions;
    text += fmt::format("    {}   {:<15}{}\n", heading(result), "outcome", "assumptions");
    add_sections(text, result, assumptions);
    text += (per_pulse(result) ? best_line(result) : best_line_per_round(result)) + run_text(result) + laser_text(result);
    text += "\nAssumptions\n";
    for (std::size_t i = 0; i < assumptions.texts().size(); ++i) {
        text += fmt::format("  {:>2}  {}\n", i + 1, wrapped(assumptions.texts()[i], 104, "      "));
    }
    for (const std::string& warning : result.warnings) text += fmt::format("Warning: {}\n", warning);
    return text;
}

}  // namespace keybound
