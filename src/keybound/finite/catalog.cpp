#include "keybound/finite/catalog.hpp"

#include <algorithm>

#include "keybound/finite/e_value.hpp"

namespace keybound {

const std::vector<FiniteMethod>& finite_methods() {
    static const std::vector<FiniteMethod> rows = {
        {"e-value",
         false,
         "One inequality on the average of a product of weights, for coherent attacks on all rounds at once, and Markov's.",
         "derived; the product of weights is an e-value (Vovk, Wang, Annals of Statistics 49, 1736 (2021))",
         "finite-key.md",
         {"tilt"},
         {},
         e_value_phase_errors},
    };
    return rows;
}

const FiniteMethod* find_finite_method(const std::string& name) {
    const auto& rows = finite_methods();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const FiniteMethod& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace keybound
