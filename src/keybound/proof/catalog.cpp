#include "keybound/proof/catalog.hpp"

#include <algorithm>

#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/device_independent_rows.hpp"
#include "keybound/proof/lower/coin_tangent.hpp"
#include "keybound/proof/lower/decoy_ideal.hpp"
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
#include "keybound/proof/shared_state_rows.hpp"
#include "keybound/proof/upper/repeaterless.hpp"

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
         with(with(laser, "formulas are reconstructed in part; the programmes are solved to convergence"),
              "light that enters the source is a product over pulses, or a recorded mixture of such"),
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
