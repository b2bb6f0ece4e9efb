// Key from measurements on a state that two or more parties share; outcomes of some rounds leak.
#pragma once

#include "keybound/core/named_numbers.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

Link entanglement_link(const Scenario& scenario);

// What the parties can see of their state, and the leak.
NamedNumbers entanglement_statistics(const Link& link);

}  // namespace keybound
