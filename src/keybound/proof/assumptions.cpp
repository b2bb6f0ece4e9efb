#include "keybound/proof/assumptions.hpp"

namespace keybound {

namespace {

constexpr const char* independent_rounds =
    "A1 independent rounds: the joint source state is a product over rounds; if light can enter the source, the leakage "
    "bound holds for every input state of each round, not on average";
constexpr const char* same_detection =
    "A2 basis-independent detection: the same detection operator in Z and X, double clicks become random bits in both";
constexpr const char* random_labels =
    "A3 Bob's basis choices are random, independent, and unknown to Eve until all pulses are received";
constexpr const char* known_choices = "A6 setting probabilities are known exactly and the key bit is uniform";
constexpr const char* actual_correction =
    "A7 error correction discloses at most error_correction_efficiency x h(e_Z) bits per sifted bit";

}  // namespace

const std::vector<std::string>& asymptotic_source_assumptions() {
    static const std::vector<std::string> rows = {
        independent_rounds,
        same_detection,
        random_labels,
        known_choices,
        actual_correction,
        "coherent attacks are covered (Theorem G); asymptotic: infinitely many pulses, honest-channel statistics",
    };
    return rows;
}

const std::vector<std::string>& finite_source_assumptions() {
    static const std::vector<std::string> rows = {
        independent_rounds,
        same_detection,
        random_labels,
        "A5 the number of emitted pulses, the multipliers and all parameters of the method are fixed before the run",
        known_choices,
        actual_correction,
        "coherent attacks are covered (Theorem G); the length is that of a run which shows the honest channel's expected "
        "counts, "
        "and shorter if it shows more errors",
        "the key is secret to within finite.secrecy and correct to within finite.correctness, composably",
    };
    return rows;
}

const std::vector<std::string>& shared_state_assumptions() {
    static const std::vector<std::string> rows = {
        "rounds are independent and alike: Eve holds the purification of each shared state, the devices measure one copy at a "
        "time and are trusted",
        leaks_of_outcomes,
        "rates are per key round; sifting and test rounds are not charged; asymptotic, public discussion in both directions",
    };
    return rows;
}

const std::vector<std::string>& attacked_state_assumptions() {
    static const std::vector<std::string> rows = [] {
        std::vector<std::string> list = shared_state_assumptions();
        list.emplace_back("the settings of every key round are announced");
        return list;
    }();
    return rows;
}

const std::vector<std::string>& untrusted_device_assumptions() {
    static const std::vector<std::string> rows = {
        "devices are arbitrary, but tell nobody anything by themselves: laboratories are closed, settings free and unknown to "
        "the devices before their round",
        "rates are per key round; test rounds are not charged; asymptotic: infinitely many rounds, statistics as given",
    };
    return rows;
}

const std::vector<std::string>& attacked_device_assumptions() {
    static const std::vector<std::string> rows = [] {
        std::vector<std::string> list = untrusted_device_assumptions();
        list.emplace_back(
            "one pair of settings gives the key, and settings are announced; the parties test nothing but what the scenario "
            "says");
        return list;
    }();
    return rows;
}

}  // namespace keybound
