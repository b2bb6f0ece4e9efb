#include "keybound/scenario/shared_state_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "keybound/scenario/refuse.hpp"

namespace keybound {

namespace {

void check_whole(const RawScenario& raw, const std::string& path, double value, const std::string& example) {
    if (value == std::floor(value)) return;
    refuse(raw, path, "is not a whole number", "a whole number", "write for example " + example);
}

void check_chain(const RawScenario& raw, const Scenario& scenario) {
    const RepeatersTable& chain = scenario.repeaters;
    const double count = chain.count.value_or(0.0);
    check_whole(raw, "repeaters.count", count, "count = 3");
    if (!chain.link_visibilities.empty()) {
        if (const RawValue* written = find_value(raw, "state.visibility")) {
            refuse(raw, "repeaters.link_visibilities", "contradicts " + quotation("state.visibility", *written),
                   "one of the two keys: each says what the links share", "remove one of them");
        }
        if (static_cast<double>(chain.link_visibilities.size()) != count + 1.0) {
            refuse(raw, "repeaters.link_visibilities", fmt::format("has {} links", chain.link_visibilities.size()),
                   fmt::format("{} links for repeaters.count = {}", count + 1.0, count), "give one visibility for each link");
        }
    }
    if (count > 0.0 && scenario.state.parties != 2.0) {
        refuse(raw, "state.parties", "does not go with repeaters", "2 parties at the two ends of a chain",
               "remove repeaters.count, or write parties = 2");
    }
    if (chain.convention != "paper") return;
    const bool other_chain = !chain.link_visibilities.empty() || chain.bell_measurement_visibility != 1.0;
    if (count == 0.0 || other_chain) {
        refuse(raw, "repeaters.convention",
               count == 0.0 ? "needs a repeater" : "is for equal links and perfect Bell measurements",
               "\"links\", or \"paper\" beside repeaters.count of at least 1 and state.visibility alone",
               "write convention = \"links\"");
    }
}

}  // namespace

void complete_shared_state(const RawScenario& raw, Scenario& scenario) {
    RepeatersTable& chain = scenario.repeaters;
    if (!chain.count && !chain.link_visibilities.empty()) {
        chain.count = static_cast<double>(chain.link_visibilities.size()) - 1.0;
    }
    check_whole(raw, "state.dimension", scenario.state.dimension, "dimension = 3");
    check_whole(raw, "state.parties", scenario.state.parties, "parties = 3");
    check_chain(raw, scenario);
    const double parties = scenario.state.parties, probability = scenario.leak.probability;
    if (scenario.leak.pattern == "disjoint" && !(parties * probability <= 1.0)) {
        refuse(raw, "leak.probability", "is too large for disjoint leaks",
               fmt::format("at most 1/{}: no two of the {} outcomes of a round leak", parties, parties),
               "lower it, or choose another leak.pattern");
    }
}

}  // namespace keybound
