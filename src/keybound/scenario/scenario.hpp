// Everything a user says about a link, resolved: every field has its value, defaults included.
//
// The tables and keys are those of the scenario file (docs/formats/scenario.md). Each field's name, unit, range, default and
// help stand in one row of parameters.cpp; the defaults are the member initialisers below.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "keybound/scenario/file_reference.hpp"

namespace keybound {

struct ProtocolTable {
    std::string name;
    std::optional<double> z_basis_probability;  // omitted: the asymptotic limit 1
};

// One way in which the source leaks: an entry [[source.side_channel]]. Which keys an entry has depends on its kind
// (device/leakage/catalog.cpp); the others are unset. resolve() fills in what may be omitted.
struct SideChannel {
    std::string kind;
    std::string name;                        // in the budget; omitted: the kind
    std::optional<double> power_dbm;         // the largest that can enter during a pulse
    std::optional<double> pulse_energy_j;    // instead: the largest energy
    std::optional<double> pulse_duration_s;  // the time in which light that enters meets one setting
    std::optional<double> wavelength_nm;
    std::optional<double> isolation_db;   // in and out
    std::string light;                    // "coherent" or "any"
    std::string cap;                      // "pulse"; "total" is refused
    std::optional<double> extinction_db;  // between intended and other modes
    std::optional<double> angle_rad;
    std::vector<double> leakage;  // epsilon; of pulse correlations one for each distance
    bool product = true;          // false: not in product form with the others
};

struct SourceTable {
    double modulation_error_rad = 0.0;
    std::vector<std::array<double, 2>> states;  // [theta, phi] in radians; empty: from modulation_error_rad
    FileReference states_file;                  // characterised kets of any dimension instead
    std::vector<double> leakage = {0.0};        // one number for all settings, or one per setting; empty: side_channels
    std::vector<SideChannel> side_channels;     // instead of leakage
    double repetition_rate_hz = 2.5e9;
    std::vector<double> intensities = {0.5, 0.1, 0.0};  // mean photon numbers, signal first; empty: to be optimised
    std::string phase_randomisation = "continuous";     // or "discrete"
    std::optional<double> phases;                       // N of discrete phases; filled in with 10 where they are
    std::string encoding = "polarisation";              // or "phase"
};

// Light that Eve sends into the source and gets back, as a coherent state.
struct TrojanHorseTable {
    std::optional<double> output_intensity;           // photons per pulse that leave the source; omitted: no such light
    std::optional<double> phase_modulator_intensity;  // what leaves between source and an extra phase modulator
    std::optional<double> phase_modulator_phases;     // its number of phases; omitted: there is none
};

struct ChannelTable {
    double fibre_km = 0.0;
    double attenuation_db_per_km = 0.2;
    double misalignment_rad = 0.0;
};

struct DetectorTable {
    double efficiency = 0.73;
    double dark_count_probability = 1e-8;
};

struct ProcessingTable {
    double error_correction_efficiency = 1.16;
};

// Omitted numbers are optimised, except where a default stands here.
struct FiniteTable {
    std::optional<double> pulses;  // whole; omitted: no finite-key analysis, the other keys then have no meaning
    double secrecy = 1e-10;
    double correctness = 1e-10;
    std::string method = "e-value";
    std::string dual;                           // "optimal", "coin", or empty for both
    std::optional<double> dual_weight;          // mu of the coin's multipliers
    std::optional<double> tilt;                 // s
    std::optional<double> coin_probability;     // p_C
    std::optional<double> hoelder_exponent;     // theta
    std::optional<double> test_fraction;        // r
    std::optional<double> failure_probability;  // eps_f; omitted: what secrecy leaves
    std::optional<double> privacy_secrecy;      // eps_PA; omitted: half of the secrecy; see secrecy_split
};

// What N parties share. Which keys mean something depends on the kind (docs/formats/scenario.md).
struct StateTable {
    std::string kind = "isotropic";  // v |GHZ><GHZ| + (1 - v) 1/d^N; others have fixed or given dimensions
    double visibility = 1.0;         // v; of each link if there are repeaters
    double dimension = 2.0;          // d, whole
    double parties = 2.0;            // N, whole
    std::vector<double> weights;     // of the Bell states phi+, phi-, psi+, psi-
    double damping = 0.0;            // probability of the damping or of the phase flip on the last party's side
    FileReference file;              // a density matrix
    std::vector<double> dimensions;  // of the parties of that matrix, whole
};

// What the parties measure in the rounds that give key; the settings are announced.
struct SettingsTable {
    std::string key;     // "z", "x", "y", "bbm92", "e91", "six-state"; empty: "z", and closed forms for any settings
    FileReference file;  // measurement operators instead
};

// The statistics of a device-independent protocol, instead of a state and a detector.
struct CorrelationsTable {
    std::optional<double> chsh_value;              // S
    std::optional<double> quantum_bit_error_rate;  // Q, of the key settings
    FileReference file;                            // measured p(a,b|x,y)
    std::optional<double> local_visibility;        // v_L of the tested settings; omitted: computed
};

// The family of states with partial transposition-invariant shields, "private" up to a small error.
struct PrivateStateTable {
    double dimension = 24.0;          // d of each party's shield, whole
    std::string unitary = "fourier";  // "hadamard" (of qubits), or "file"
    FileReference file;               // the unitary, all of whose entries have the modulus 1/sqrt(d)
    double copies = 1.0;              // n of advantage distillation, whole
};

// A channel from Alice to Bob, used once per round.
struct QuantumChannelTable {
    std::string kind = "depolarising";
    double parameter = 0.0;  // what the kind's name says: probability of depolarisation, phase flip, erasure, damping
    double settings = 2.0;   // how many settings a device-independent receiver has, whole
    FileReference file;      // of the kinds "choi-file" and "kraus-file"
};

// Outcomes of key rounds that Eve learns.
struct LeakTable {
    double probability = 0.0;
    std::string model = "uniform";  // or "junk": in rounds of the separable part alone
    std::string pattern = "same";   // or "independent", "disjoint": which outcomes of a round leak together
};

// A chain of n repeaters that swap entanglement, n + 1 links.
struct RepeatersTable {
    std::optional<double> count;            // whole; filled in where link_visibilities are given; omitted: none
    std::string convention = "links";       // or "paper": v^(2n) instead of v^(n+1)
    std::vector<double> link_visibilities;  // instead of state.visibility
    double bell_measurement_visibility = 1.0;
};

struct AnalysisTable {
    std::vector<std::string> proofs;  // empty: all that apply
};

struct Scenario {
    ProtocolTable protocol;
    SourceTable source;
    TrojanHorseTable trojan_horse;
    ChannelTable channel;
    DetectorTable detector;
    ProcessingTable processing;
    FiniteTable finite;
    StateTable state;
    SettingsTable settings;
    LeakTable leak;
    RepeatersTable repeaters;
    CorrelationsTable correlations;
    PrivateStateTable private_state;
    QuantumChannelTable quantum_channel;
    AnalysisTable analysis;
};

}  // namespace keybound
