#include "keybound/scenario/device_independent_table.hpp"

#include "keybound/scenario/refuse.hpp"

namespace keybound {

void complete_device_independent(const RawScenario& raw, Scenario& scenario) {
    if (scenario.state.kind != "isotropic") {
        refuse(raw, "state.kind", "is not a state whose table of this protocol is known", "\"isotropic\"",
               "remove the key, or give the table of your devices as correlations.file");
    }
    if (find_value(raw, "detector.efficiency") == nullptr) scenario.detector.efficiency = 1.0;
    if (find_value(raw, "detector.dark_count_probability") == nullptr) scenario.detector.dark_count_probability = 0.0;
}

}  // namespace keybound
