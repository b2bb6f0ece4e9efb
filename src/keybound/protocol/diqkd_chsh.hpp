// Device-independent key with the CHSH inequality: Alice has two settings, Bob three; x, y in {0, 1} test, x = 0, y = 2 gives
// key. Acin, Brunner, Gisin, Massar, Pironio, Scarani, PRL 98, 230501 (2007).
#pragma once

#include "keybound/core/named_numbers.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// From an isotropic state in the optimal settings, from a table, or from S and Q alone. Throws UserError for a file that
// holds no table.
Link diqkd_chsh_link(const Scenario& scenario);

NamedNumbers diqkd_chsh_statistics(const Link& link);

}  // namespace keybound
