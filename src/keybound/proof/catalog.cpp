#include "keybound/proof/catalog.hpp"

#include <algorithm>

#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/device_independent_rows.hpp"
#include "keybound/proof/lower/coin_tangent.hpp"
#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/devetak_winter.hpp"
#include "keybound/proof/lower/joint_sdp.hpp"
#include "keybound/proof/lower/leaky_decoy.hpp"
#include "keybound/proof/lower/leaky_decoy_characterised.hpp"
#include "keybound/proof/lower/leaky_decoy_joint.hpp"
#include "keybound/proof/lower/leaky_decoy_pair.hpp"
#include "keybound/proof/lower/leaky_decoy_phase_modulator.hpp"
#include "keybound/proof/lower/leaky_decoy_reference.hpp"
#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"
#include "keybound/proof/lower/phase_error_dual.hpp"
#include "keybound/proof/lower/quantum_coin.hpp"
#include "keybound/proof/lower/reference_technique.hpp"
#include "keybound/proof/private_rows.hpp"
#include "keybound/proof/upper/convex_combination.hpp"
#include "keybound/proof/upper/convex_combination_as_printed.hpp"
#include "keybound/proof/upper/convex_combination_optimal.hpp"
#include "keybound/proof/upper/convex_combination_plus.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_plus.hpp"
#include "keybound/proof/upper/repeaterless.hpp"
#include "keybound/proof/upper/split_ceiling.hpp"

namespace keybound {

namespace {

std::vector<std::string> with(std::vector<std::string> assumptions, std::string last) {
    assumptions.push_back(std::move(last));
    return assumptions;
}

// Where the published coin was the better bound, its evidence stands in place of multipliers, and it needs no solver. Bit
// errors of the Z basis need assumption A4, so a proof that does not print it must not be verified by their multipliers.
enum class Data { x_alone, x_and_z };

template <Data data, bool whole_space>
Outcome<PhaseErrorBound> conclude_from_evidence(const Link& link, const std::vector<EvidenceItem>& items) {
    const auto is_coin = [](const EvidenceItem& item) { return item.name == "target_weight"; };
    if (std::any_of(items.begin(), items.end(), is_coin)) {
        const auto coin = prove_loss_tolerant_coin(link);
        if (!coin.has_value()) return coin;
        PhaseErrorBound bound = coin.value();
        bound.coin_imbalance.reset();
        return Outcome<PhaseErrorBound>::proved(std::move(bound));
    }
    const auto multipliers = multipliers_of(items);
    if (!multipliers) return Outcome<PhaseErrorBound>::undecided("the evidence holds no complete multipliers");
    if (data == Data::x_alone && multipliers->mismatch.size() > 0) {
        return Outcome<PhaseErrorBound>::undecided("the evidence uses Z-basis data, which this proof does not");
    }
    if (!whole_space && multipliers->ket_part.size() > 0) {
        return Outcome<PhaseErrorBound>::undecided("the evidence is that of joint-sdp");
    }
    return conclude_phase_error_dual(link, *multipliers);
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

// Keys from states that are shared, not sent.
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
                    with(common, "any settings, announced or not; Eve has a quantum memory"),
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

std::vector<Proof> make_proofs() {
    const auto& common = asymptotic_source_assumptions();
    const std::vector<std::string> coin = {"phase_error_rate", "coin_imbalance"};
    const std::vector<std::string> decoy_joint = {"phase_error_rate", "single_photon_yield", "rate_without_leakage",
                                                  "lost_to_yields",   "lost_to_error_rates", "lost_to_phase_errors"};
    const std::vector<std::string> decoy_reference = with(decoy_joint, "single_photon_error_rate");
    const std::vector<std::string> decoy = with(decoy_reference, "coin_imbalance");
    const std::vector<std::string> laser = with(
        common,
        "laser pulses: exact intensities, independent phases that are uniform over all angles or over source.phases of them, "
        "whatever the setting, and perfect BB84 states of each photon; what is not so is leakage. Decoys are a vanishing "
        "share");
    std::vector<Proof> rows = {
        {"loss-tolerant",
         Origin::published,
         "Without leakage, the phase-error rate of known qubit states is an exact linear function of the observed statistics.",
         "Tamaki, Curty, Kato, Lo, Azuma, PRA 90, 052314 (2014); Curras-Lorenzo et al. (2025), Eqs. (7)-(9)",
         "loss-tolerant.md",
         {"bb84", "three-state"},
         {"phase_error_rate"},
         common,
         prove_loss_tolerant},
        {"quantum-coin",
         Origin::published,
         "The original coin: phase errors are bounded by X-basis errors and the distance of the two basis states.",
         "Gottesman, Lo, Lutkenhaus, Preskill, QIC 4, 325 (2004); Lo, Preskill, QIC 7, 431 (2007); Koashi, NJP 11, 045018 "
         "(2009)",
         "quantum-coin.md",
         {"bb84"},
         coin,
         common,
         prove_quantum_coin},
        {"reference-technique",
         Origin::published,
         "Probabilities of the virtual states are bounded by those of reference states that are close to them.",
         "Pereira, Kato, Mizutani, Curty, Tamaki, Science Advances 6, eaaz4487 (2020); as compared by Curras-Lorenzo et al. "
         "(2025)",
         "reference-technique.md",
         {"bb84", "three-state"},
         coin,
         with(common,
              "bits/s are the published sequential ones, one pulse in flight at 2e5 km/s; Theorem G (derived) removes the "
              "sequential condition, so bits/pulse times the source's repetition rate is proved as well"),
         prove_reference_technique},
        {"loss-tolerant-coin",
         Origin::published,
         "A coin between target and reference states that differ by the leakage alone: qubit flaws cost almost nothing.",
         "Curras-Lorenzo, Pereira, Kato, Curty, Tamaki, Optica Quantum (2025), Eqs. (10)-(12); doi:10.1364/OPTICAQ.569424",
         "loss-tolerant-coin.md",
         {"bb84", "three-state"},
         coin,
         with(common, "the target/reference pair is a reconstruction (Supplement 1 is not used); any pair is secure"),
         prove_loss_tolerant_coin,
         nullptr,
         nullptr,
         RunProof{"coin", false, prove_run_by_coin, conclude_run_by_coin}},
        {"loss-tolerant-coin-optimal",
         Origin::derived,
         "The best linear bound among those that qubit flaws cost nothing, found by a semidefinite programme and certified.",
         "derived from Curras-Lorenzo et al., Optica Quantum (2025), whose coin is one feasible point",
         "loss-tolerant-coin-optimal.md",
         {"bb84", "three-state"},
         {"phase_error_rate"},
         common,
         prove_loss_tolerant_coin_optimal,
         conclude_from_evidence<Data::x_alone, false>,
         nullptr,
         RunProof{"optimal", false, prove_run_by_optimal_coin, conclude_run_by_optimal_coin}},
        {"loss-tolerant-coin-z",
         Origin::derived,
         "The optimal coin that also uses the bit errors seen in Bob's Z basis; a large gain for three states.",
         "derived from Curras-Lorenzo et al., Optica Quantum (2025)",
         "loss-tolerant-coin-z.md",
         {"bb84", "three-state"},
         {"phase_error_rate"},
         with(common,
              "A4 the bit errors used come from random test rounds that are no key rounds (asymptotically a vanishing "
              "fraction)"),
         prove_loss_tolerant_coin_z,
         conclude_from_evidence<Data::x_and_z, false>,
         nullptr,
         RunProof{"optimal", true, prove_run_by_coin_z, conclude_run_by_coin_z}},
        {"joint-sdp",
         Origin::derived,
         "The largest phase-error rate, for one choice of the virtual phase, that any source with these leakages and any "
         "attack can have with these X statistics.",
         "derived for the source model of Curras-Lorenzo et al., Optica Quantum (2025), Eq. (A9)",
         "joint-sdp.md",
         {"bb84", "three-state"},
         {"phase_error_rate"},
         common,
         prove_joint_sdp,
         conclude_from_evidence<Data::x_alone, true>},
        {"loss-tolerant-coin-three-state",
         Origin::derived,
         "For three states with a balanced 0X, a relation between vectors replaces the one between operators and is tighter.",
         "derived from Curras-Lorenzo et al., Optica Quantum (2025)",
         "loss-tolerant-coin-three-state.md",
         {"three-state"},
         {"phase_error_rate"},
         common,
         prove_loss_tolerant_coin_three_state},
        {"decoy-ideal",
         Origin::published,
         "Gains of several intensities bound the yield and the error rate of single photons; for sources that leak nothing.",
         "Lo, Ma, Chen, PRL 94, 230504 (2005); Wang, PRL 94, 230503 (2005); Cao, Zhang, Lo, Ma, NJP 17, 053014 (2015)",
         "decoy-ideal.md",
         {"decoy-bb84"},
         decoy,
         laser,
         prove_decoy_ideal,
         conclude_decoy_ideal},
        {"leaky-decoy",
         Origin::published,
         "Leaks of bit, basis, intensity and phase make yields of n photons differ a little; a quantum coin bounds phase "
         "errors.",
         "Sixto et al., Quantum Sci. Technol. 10, 035034 (2025), Eqs. (8)-(31), (56)-(71)",
         "leaky-decoy.md",
         {"decoy-bb84"},
         decoy,
         with(laser, "formulas are reconstructed in part; the programmes are solved to convergence"),
         prove_leaky_decoy,
         conclude_leaky_decoy},
        {"leaky-decoy-characterised",
         Origin::published,
         "Trojan-horse light in a coherent state of known intensity: pulse and light are one laser pulse with a third arm.",
         "Sixto et al., Quantum Sci. Technol. 10, 035034 (2025), Sec. V.1",
         "leaky-decoy-characterised.md",
         {"decoy-bb84"},
         decoy,
         with(laser, "what leaks is a coherent state of trojan_horse.output_intensity photons, modulated like the pulse"),
         prove_leaky_decoy_characterised,
         conclude_leaky_decoy_characterised},
        {"leaky-decoy-phase-modulator",
         Origin::published,
         "An extra phase modulator hides the basis from Trojan-horse light, but not the intensity.",
         "Sixto et al., Quantum Sci. Technol. 10, 035034 (2025), Sec. V.2",
         "leaky-decoy-characterised.md",
         {"decoy-bb84"},
         decoy,
         with(laser,
              "what leaks is a coherent state of trojan_horse.output_intensity photons behind a modulator with known phases; "
              "the pulse's own random phase does not leak"),
         prove_leaky_decoy_phase_modulator,
         conclude_leaky_decoy_phase_modulator},
        {"leaky-decoy-reference",
         Origin::derived,
         "Each leaky pulse, with the register of its random phase, is near one ideal pulse: its gains bound those of ideal "
         "pulses.",
         "leak model of Sixto et al., Quantum Sci. Technol. 10, 035034 (2025); reference technique: Pereira et al., Science "
         "Advances 6, eaaz4487 (2020)",
         "leaky-decoy-reference.md",
         {"decoy-bb84"},
         decoy_reference,
         laser,
         prove_leaky_decoy_reference,
         conclude_leaky_decoy_reference},
        {"leaky-decoy-joint",
         Origin::derived,
         "The least key that is compatible with all gains at once, each within the leakage of that of ideal pulses.",
         "leak model of Sixto et al., Quantum Sci. Technol. 10, 035034 (2025)",
         "leaky-decoy-joint.md",
         {"decoy-bb84"},
         decoy_joint,
         laser,
         prove_leaky_decoy_joint,
         conclude_leaky_decoy_joint},
        {"leaky-decoy-pair",
         Origin::derived,
         "The least key for which pulses that are sent, filtered to equal photon numbers, are detected as alike as their "
         "leakage demands.",
         "leak model of Sixto et al., Quantum Sci. Technol. 10, 035034 (2025); coins: Lo, Preskill, QIC 7, 431 (2007)",
         "leaky-decoy-pair.md",
         {"decoy-bb84"},
         decoy_joint,
         laser,
         prove_leaky_decoy_pair,
         conclude_leaky_decoy_pair},
        {"repeaterless",
         Origin::published,
         "No protocol without a repeater gets more than -log2(1 - eta) bits per pulse and optical mode through a fibre.",
         "Pirandola, Laurenza, Ottaviani, Banchi, Nature Communications 8, 15043 (2017), Eq. (1)",
         "repeaterless.md",
         {"bb84", "three-state", "decoy-bb84"},
         {},
         {"the fibre is the only path between Alice and Bob and has no repeater",
          "one photon is sent per pulse, or laser light in two modes, for which the bound is twice as large; detector losses "
          "are not charged to Eve"},
         prove_repeaterless},
    };
    add_shared_state_proofs(rows);
    add_device_independent_proofs(rows);
    add_private_state_proofs(rows);
    return rows;
}

}  // namespace

namespace {

const Elsewhere* row_for(const std::vector<Elsewhere>& rows, const std::string& protocol) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Elsewhere& row) {
        return std::find(row.protocols.begin(), row.protocols.end(), protocol) != row.protocols.end();
    });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

bool Proof::applies_to(const std::string& protocol) const {
    return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

const std::vector<std::string>& Proof::quantities_in(const std::string& protocol) const {
    const Elsewhere* other = row_for(elsewhere, protocol);
    return other == nullptr ? quantities : other->quantities;
}

const std::vector<std::string>& Proof::assumptions_in(const std::string& protocol) const {
    const Elsewhere* other = row_for(elsewhere, protocol);
    return other == nullptr ? assumptions : other->assumptions;
}

bool Proof::bounds_keys_of(Devices others) const {
    if (devices == others) return true;
    return (direction() == Direction::lower) == (devices == Devices::untrusted);
}

const std::vector<Proof>& proofs() {
    static const std::vector<Proof> rows = make_proofs();
    return rows;
}

const Proof* find_proof(const std::string& name) {
    const auto& rows = proofs();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Proof& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace keybound
