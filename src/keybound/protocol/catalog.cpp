#include "keybound/protocol/catalog.hpp"

#include <algorithm>

#include "keybound/core/error.hpp"
#include "keybound/protocol/bb84.hpp"
#include "keybound/protocol/channel_map.hpp"
#include "keybound/protocol/decoy_bb84.hpp"
#include "keybound/protocol/diqkd_chsh.hpp"
#include "keybound/protocol/entanglement.hpp"
#include "keybound/protocol/prepare_and_measure.hpp"
#include "keybound/protocol/private_state.hpp"
#include "keybound/protocol/three_state.hpp"

namespace keybound {

namespace {

const std::vector<std::string> prepare_and_measure_keys = {
    "protocol.name",
    "protocol.z_basis_probability",
    "source.modulation_error_rad",
    "source.states",
    "source.states_file",
    "source.leakage",
    "source.side_channel",
    "source.repetition_rate_hz",
    "channel.fibre_km",
    "channel.attenuation_db_per_km",
    "channel.misalignment_rad",
    "detector.efficiency",
    "detector.dark_count_probability",
    "processing.error_correction_efficiency",
    "finite.pulses",
    "finite.secrecy",
    "finite.correctness",
    "finite.method",
    "finite.dual",
    "finite.dual_weight",
    "finite.tilt",
    "finite.coin_probability",
    "finite.hoelder_exponent",
    "finite.test_fraction",
    "finite.failure_probability",
    "finite.privacy_secrecy",
    "analysis.proofs",
};

const std::vector<std::string> decoy_keys = {
    "protocol.name",
    "protocol.z_basis_probability",
    "source.leakage",
    "source.side_channel",
    "source.repetition_rate_hz",
    "source.intensities",
    "source.phase_randomisation",
    "source.phases",
    "source.encoding",
    "trojan_horse.output_intensity",
    "trojan_horse.phase_modulator_intensity",
    "trojan_horse.phase_modulator_phases",
    "channel.fibre_km",
    "channel.attenuation_db_per_km",
    "channel.misalignment_rad",
    "detector.efficiency",
    "detector.dark_count_probability",
    "processing.error_correction_efficiency",
    "analysis.proofs",
};

}  // namespace

const std::vector<Protocol>& protocols() {
    static const std::vector<Protocol> rows = {
        {"bb84",
         "Single-photon BB84: key from the Z basis, both X states sent as test states, basis-mismatched events used too.",
         "Bennett, Brassard (1984); as analysed by Curras-Lorenzo et al., Optica Quantum (2025)",
         {"0Z", "1Z", "0X", "1X"},
         prepare_and_measure_keys,
         bb84_link,
         prepare_and_measure_statistics},
        {"three-state",
         "Single-photon three-state protocol: as BB84, but only 0X is sent in the X basis.",
         "Boileau et al., PRL 94, 040503 (2005); Tamaki et al., PRA 90, 052314 (2014)",
         {"0Z", "1Z", "0X"},
         prepare_and_measure_keys,
         three_state_link,
         prepare_and_measure_statistics},
        {"decoy-bb84",
         "Decoy-state BB84: phase-randomised laser pulses of several intensities, key from the Z basis of the brightest.",
         "Hwang, PRL 91, 057901 (2003); Lo, Ma, Chen, PRL 94, 230504 (2005); with leaks: Sixto et al., Quantum Sci. "
         "Technol. 10, 035034 (2025)",
         {"0Z", "1Z", "0X", "1X"},
         decoy_keys,
         decoy_bb84_link,
         prepare_and_measure_statistics},
        {"entanglement",
         "Two or more parties measure an entangled state and announce their settings; outcomes of some key rounds leak.",
         "Ekert, PRL 67, 661 (1991); Bennett, Brassard, Mermin, PRL 68, 557 (1992); with leaks: Sarkar, Prasad, Horodecki, "
         "arXiv:2603.06400",
         {},
         {"protocol.name", "state.kind", "state.visibility", "state.dimension", "state.parties", "state.weights",
          "state.damping", "state.file", "state.dimensions", "settings.key", "settings.file", "leak.probability", "leak.model",
          "leak.pattern", "repeaters.count", "repeaters.convention", "repeaters.link_visibilities",
          "repeaters.bell_measurement_visibility", "analysis.proofs"},
         entanglement_link,
         entanglement_statistics,
         "key-round"},
        {"private-state",
         "Copies of a state with a private key part and shields; the parties trust their devices, or see statistics only.",
         "Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021), \"Examples\"",
         {},
         {"protocol.name", "private_state.dimension", "private_state.unitary", "private_state.file", "private_state.copies",
          "analysis.proofs"},
         private_state_link,
         private_state_statistics,
         "copy"},
        {"diqkd-chsh",
         "Key from devices that nobody trusts: two settings each violate the CHSH inequality, a third one of Bob gives the "
         "key.",
         "Acin, Brunner, Gisin, Massar, Pironio, Scarani, PRL 98, 230501 (2007)",
         {},
         {"protocol.name", "state.kind", "state.visibility", "detector.efficiency", "detector.dark_count_probability",
          "correlations.chsh_value", "correlations.quantum_bit_error_rate", "correlations.file",
          "correlations.local_visibility", "analysis.proofs"},
         diqkd_chsh_link,
         diqkd_chsh_statistics,
         "key-round",
         Devices::untrusted},
        {"quantum-channel",
         "A channel, used once per round with free public discussion: its two-way private capacity, with devices that are "
         "trusted or not.",
         "Pirandola et al., Nature Communications 8, 15043 (2017); Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021)",
         {},
         {"protocol.name", "private_state.dimension", "private_state.unitary", "private_state.file", "quantum_channel.kind",
          "quantum_channel.parameter", "quantum_channel.settings", "quantum_channel.file", "analysis.proofs"},
         quantum_channel_link,
         quantum_channel_statistics,
         "channel-use"},
    };
    return rows;
}

const Protocol& protocol_named(const std::string& name) {
    const auto& rows = protocols();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Protocol& row) { return row.name == name; });
    KEYBOUND_CHECK(found != rows.end());
    return *found;
}

}  // namespace keybound
