// Key rates of laser pulses: the intensities that give the most key, and where key is lost to leaks.
#pragma once

#include <optional>
#include <vector>

#include "keybound/core/named_numbers.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Whether source.intensities = "optimise": signal, one decoy, and the vacuum.
bool optimises_intensities(const Scenario& scenario);

// The scenario with these intensities, in photons, signal first.
Scenario with_intensities(const Scenario& scenario, const std::vector<double>& intensities);

// Those that are best for the closed form of `leaky-decoy-reference`, which no solver is needed for; with less leakage if it
// gives no key otherwise. Results show their statistics, and searches start there.
std::vector<double> typical_intensities(const Scenario& scenario);

// The link of a scenario, as results show it: at typical intensities where they are to be chosen.
Link shown_link(const Scenario& scenario);

// The intensities that give the most key by this proof; the same digits whatever else is evaluated.
std::vector<double> best_intensities(const Scenario& scenario, const std::vector<double>& typical, LowerProof prove);

// What results and evidence say of intensities that were chosen.
NamedNumbers intensity_quantities(const std::vector<double>& intensities);
const std::vector<std::string>& intensity_names();

// Where key is lost, in bits per pulse: the rate that `decoy-ideal` would give for the same gains without a leak, less what is
// lost because yields, then error rates of single photons in the other basis, then their phase-error rate are known less well,
// is the rate of `found`. A negative loss is a gain: `leaky-decoy-joint` uses more of the data.
NamedNumbers losses(const Link& link, const std::optional<PhaseErrorBound>& without_leakage, const PhaseErrorBound& found);

// The bound of `decoy-ideal` for a link that does not leak and has the same gains; none if nothing is detected.
std::optional<PhaseErrorBound> bound_without_leakage(const Link& link);

}  // namespace keybound
