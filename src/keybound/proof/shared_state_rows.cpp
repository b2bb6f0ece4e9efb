#include "keybound/proof/shared_state_rows.hpp"

#include <string>
#include <utility>

#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/devetak_winter.hpp"
#include "keybound/proof/upper/convex_combination.hpp"
#include "keybound/proof/upper/convex_combination_as_printed.hpp"
#include "keybound/proof/upper/convex_combination_optimal.hpp"
#include "keybound/proof/upper/convex_combination_plus.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_plus.hpp"
#include "keybound/proof/upper/split_ceiling.hpp"

namespace keybound {

namespace {

std::vector<std::string> with(std::vector<std::string> assumptions, std::string last) {
    assumptions.push_back(std::move(last));
    return assumptions;
}

// Closed forms of isotropic states.
template <auto prove>
auto if_isotropic(const Link& link) {
    using Result = decltype(prove(link));
    return link.shared ? prove(link) : Result::not_applicable("needs state.kind = \"isotropic\": it is a closed form of it");
}

// The same where settings that are given must be projective, or matched.
template <auto prove, bool MeasuredState::*property>
auto if_isotropic_with(const Link& link) {
    using Result = decltype(prove(link));
    if (link.shared && link.measured && !((*link.measured).*property)) {
        return Result::not_applicable(
            "needs other settings: not those of settings.file, and of three or more parties no other "
            "than settings.key = \"z\" where bases must match");
    }
    return if_isotropic<prove>(link);
}

}  // namespace

void add_shared_state_proofs(std::vector<Proof>& rows) {
    const std::vector<std::string> protocols = {"entanglement"};
    const std::vector<std::string> threshold = {"visibility_threshold", "maximum_repeaters"};
    const auto& common = shared_state_assumptions();
    const auto& attacked = attacked_state_assumptions();
    rows.push_back(
        {"devetak-winter",
         Origin::published,
         "One-way key from one party's outcomes, with every round counted as known in which an outcome leaks.",
         "Devetak, Winter, Proc. R. Soc. A 461, 207 (2005), Theorem 2.1; Renner, PhD thesis, quant-ph/0512258; for more "
         "than two parties Epping et al., New J. Phys. 19, 093012 (2017)",
         "devetak-winter.md",
         with(protocols, "diqkd-chsh"),
         {},
         with(common,
              "settings are announced, matched bases if none are given; in other rounds the parties learn their state; "
              "ideal one-way error correction of H(A|B) bits per key round"),
         prove_devetak_winter});
    rows.push_back({"convex-combination", Origin::derived,
                    "Eve mixes product states with entangled ones and hides what leaked; in closed form for all measurements.",
                    "the attack of Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (8)-(15) and (24)-(29), with Eq. (19) "
                    "corrected",
                    "convex-combination.md", protocols, threshold, attacked, if_isotropic<prove_convex_combination>});
    rows.push_back({"convex-combination-plus", Origin::derived,
                    "With a quantum memory Eve also hides product states of rounds that did not leak.",
                    "derived from Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (11)-(15)", "convex-combination-plus.md",
                    protocols, threshold,
                    with(with(attacked, "all parties but one measure projectively, whatever the last one does"),
                         "Eve has a quantum memory: she chooses her decomposition after the settings are announced"),
                    if_isotropic_with<prove_convex_combination_plus, &MeasuredState::projective>});
    rows.push_back({"relative-entropy-of-entanglement", Origin::published,
                    "A round whose outcomes leaked gives no key, any other at most its relative entropy of entanglement.",
                    "Horodecki, Horodecki, Horodecki, Oppenheim, IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9; Vedral, "
                    "Plenio, PRA 57, 1619 (1998)",
                    "relative-entropy-of-entanglement.md", with(protocols, "diqkd-chsh"), threshold,
                    with(common,
                         "any settings; those of rounds that may leak are announced, for a secret setting could hide a leaked "
                         "outcome; of a round the parties keep nothing but outcome and setting; Eve has a quantum memory"),
                    prove_relative_entropy_of_entanglement, nullptr, conclude_relative_entropy_of_entanglement});
    rows.push_back({"relative-entropy-of-entanglement-plus", Origin::derived,
                    "In matched bases Eve knows every wrong outcome anyway, so leaked ones can be hidden among the others.",
                    "derived from Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9",
                    "relative-entropy-of-entanglement-plus.md", protocols, threshold,
                    with(with(attacked,
                              "key rounds use matched bases: for two parties U and its conjugate, for more the computational "
                              "basis of all"),
                         "Eve has a quantum memory: she chooses her decomposition after the settings are announced"),
                    if_isotropic_with<prove_relative_entropy_of_entanglement_plus, &MeasuredState::matched>});
    const auto settings = with(attacked, "the announced settings are those of the scenario");
    const std::string memory = "Eve has a quantum memory: she chooses her decomposition after the settings are announced";
    rows.push_back(
        {"convex-combination-optimal",
         Origin::derived,
         "The best mixture of product states with the rest, and of what leaked with what did not, for this state.",
         "the attack of Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (11)-(15), with its decomposition optimised",
         "convex-combination-optimal.md",
         protocols,
         {"best_separable_weight"},
         with(settings, memory),
         prove_convex_combination_optimal,
         nullptr,
         conclude_convex_combination_optimal});
    rows.push_back({"relative-entropy-of-entanglement-optimal",
                    Origin::derived,
                    "The best split: one part gives at most its relative entropy of entanglement, the other hides what leaked.",
                    "derived from Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9, and Sarkar, Prasad, "
                    "Horodecki, arXiv:2603.06400",
                    "relative-entropy-of-entanglement-optimal.md",
                    protocols,
                    {},
                    with(settings, memory),
                    prove_relative_entropy_of_entanglement_optimal,
                    nullptr,
                    conclude_split_ceiling});
    rows.push_back({"convex-combination-as-printed", Origin::published,
                    "The threshold and the repeater formula as they are printed, for comparison; both are refuted.",
                    "Sarkar, Prasad, Horodecki, arXiv:2603.06400, Theorems 1(i) and 2(i), Eqs. (5) and (19)",
                    "convex-combination.md", protocols, threshold, attacked,
                    if_isotropic<prove_convex_combination_as_printed>});
}

}  // namespace keybound
