// What is printed with results: what each one assumes, and what the user should not miss.
#pragma once

#include <string>
#include <vector>

#include "keybound/proof/catalog.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Of the proof in this scenario, claims of the user among them.
std::vector<std::string> assumptions_of(const Proof& proof, const Scenario& scenario, const Link& link);

std::vector<std::string> warnings_of(const Link& link);

}  // namespace keybound
