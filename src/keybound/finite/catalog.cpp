#include "keybound/finite/catalog.hpp"

#include <algorithm>

#include "keybound/finite/azuma.hpp"
#include "keybound/finite/e_value.hpp"
#include "keybound/finite/e_value_thinned.hpp"
#include "keybound/finite/kato.hpp"

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
        {"e-value-thinned",
         false,
         "The same aim without Theorem G: a supermartingale with a fictitious coin, Hoelder's inequality, thinning.",
         "derived; replaces the union bound of Curras-Lorenzo et al., arXiv:2305.05930",
         "finite-key.md",
         {"tilt", "coin_probability", "hoelder_exponent"},
         {},
         e_value_thinned_phase_errors},
        {"kato",
         true,
         "Each count is bounded by itself with Kato's inequality, and the failure probabilities are added.",
         "Kato, arXiv:2002.04357; Curras-Lorenzo et al., arXiv:2305.05930, accounting reconstructed",
         "finite-key.md",
         {"coin_probability"},
         {},
         kato_phase_errors},
        {"azuma",
         true,
         "Each count is bounded by itself with Azuma's inequality, and the failure probabilities are added.",
         "Azuma, Tohoku Mathematical Journal 19, 357 (1967); accounting as for Kato's inequality",
         "finite-key.md",
         {"coin_probability"},
         {},
         azuma_phase_errors},
    };
    return rows;
}

const FiniteMethod* find_finite_method(const std::string& name) {
    const auto& rows = finite_methods();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const FiniteMethod& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace keybound
