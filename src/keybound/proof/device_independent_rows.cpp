#include "keybound/proof/device_independent_rows.hpp"

#include <utility>

#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/chsh.hpp"
#include "keybound/proof/lower/chsh_noisy_preprocessing.hpp"
#include "keybound/proof/upper/chsh_value.hpp"
#include "keybound/proof/upper/chsh_value_and_error.hpp"
#include "keybound/proof/upper/correlation_lp.hpp"
#include "keybound/proof/upper/key_flip.hpp"
#include "keybound/proof/upper/local_convex_combination.hpp"
#include "keybound/proof/upper/local_convex_combination_one_way.hpp"
#include "keybound/proof/upper/local_relative_entropy.hpp"

namespace keybound {

namespace {

Proof untrusted(Proof row) {
    row.protocols = {"diqkd-chsh"};
    row.devices = Devices::untrusted;
    return row;
}

}  // namespace

void add_device_independent_proofs(std::vector<Proof>& rows) {
    std::vector<std::string> one_way = untrusted_device_assumptions();
    one_way.emplace_back(
        "key of one way: error correction of H(A|B) bits per key round, ideal; coherent attacks are covered (entropy "
        "accumulation)");
    const auto& attacked = attacked_device_assumptions();
    const std::vector<std::string> threshold = {"visibility_threshold", "local_visibility"};
    const char* farkas = "Farkas, Balanzo-Juando, Lukanowski, Kolodynski, Acin, PRL 127, 050503 (2021)";
    const char* das = "Kaur, Horodecki, Das, arXiv:2107.06411; Vedral, Plenio, PRA 57, 1619 (1998)";
    rows.push_back(untrusted({"chsh",
                              Origin::published,
                              "The CHSH value alone bounds what any maker of the devices knows of the key.",
                              "Acin, Brunner, Gisin, Massar, Pironio, Scarani, PRL 98, 230501 (2007); coherent attacks: "
                              "Arnon-Friedman et al., Nature Communications 9, 459 (2018)",
                              "chsh.md",
                              {},
                              {},
                              one_way,
                              prove_chsh}));
    rows.push_back(untrusted({"chsh-noisy-preprocessing",
                              Origin::published,
                              "Alice turns key bits around at random: Eve loses more by it than Bob.",
                              "Ho, Sekatski, Tan, Renner, Bancal, Sangouard, PRL 124, 230502 (2020)",
                              "chsh-noisy-preprocessing.md",
                              {},
                              {"flip_probability"},
                              one_way,
                              prove_chsh_noisy_preprocessing}));
    rows.push_back(untrusted({"local-convex-combination",
                              Origin::published,
                              "Devices that follow a local model in some rounds, and are perfect in the others.",
                              std::string(farkas) + ", the attack; its two-way bound in closed form",
                              "local-convex-combination.md",
                              {},
                              {"local_weight", "visibility_threshold", "local_visibility"},
                              attacked,
                              prove_local_convex_combination,
                              nullptr,
                              conclude_local_convex_combination}));
    rows.push_back(untrusted({"local-convex-combination-one-way",
                              Origin::published,
                              "The same devices against protocols in which one party alone talks and adds no noise.",
                              "Lukanowski, Balanzo-Juando, Farkas, Kolodynski, Acin, Quantum 7, 1199 (2023)",
                              "local-convex-combination.md",
                              {},
                              {"local_visibility"},
                              attacked,
                              prove_local_convex_combination_one_way,
                              nullptr,
                              conclude_local_convex_combination_one_way}));
    rows.push_back(
        untrusted({"key-flip",
                   Origin::derived,
                   "Devices that put all errors of the key into their perfect rounds; for the settings of CHSH alone.",
                   std::string("derived from ") + farkas,
                   "key-flip.md",
                   {},
                   threshold,
                   attacked,
                   prove_key_flip}));
    rows.push_back(untrusted({"chsh-value",
                              Origin::published,
                              "Two Bell states reach any CHSH value, and give no more key than their relative entropy of "
                              "entanglement.",
                              das,
                              "chsh-value.md",
                              {},
                              {},
                              attacked,
                              prove_chsh_value}));
    rows.push_back(
        untrusted({"chsh-value-and-error",
                   Origin::derived,
                   "Rounds that reach more, with all errors of the key, beside rounds that reach less and have none.",
                   std::string("derived from ") + farkas + ", and " + das,
                   "chsh-value.md",
                   {},
                   {},
                   attacked,
                   prove_chsh_value_and_error}));
    rows.push_back(untrusted({"local-relative-entropy",
                              Origin::published,
                              "Rounds of a local model beside an isotropic state of higher visibility, of which no more than "
                              "its relative entropy of entanglement is key.",
                              "Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021); Kaur, Wilde, Winter, NJP 22, 023039 "
                              "(2020)",
                              "local-relative-entropy.md",
                              {},
                              threshold,
                              attacked,
                              prove_local_relative_entropy}));
    rows.push_back(untrusted(
        {"correlation-lp",
         Origin::derived,
         "The cheapest mixture of rounds that Eve can prepare whole, among those that show the whole table.",
         std::string("derived from ") + farkas + "; Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9",
         "correlation-lp.md",
         {},
         {},
         attacked,
         prove_correlation_lp,
         nullptr,
         conclude_correlation_lp}));
}

}  // namespace keybound
