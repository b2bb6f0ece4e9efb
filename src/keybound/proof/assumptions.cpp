#include "keybound/proof/assumptions.hpp"

namespace keybound {

const std::vector<std::string>& asymptotic_source_assumptions() {
    static const std::vector<std::string> rows = {
        "A1 independent rounds: the joint source state is a product over rounds; if light can enter the source, the leakage "
        "bound holds for every input state of each round, not on average",
        "A2 basis-independent detection: the same detection operator in Z and X, double clicks become random bits in both",
        "A3 Bob's basis choices are random, independent, and unknown to Eve until all pulses are received",
        "A6 setting probabilities are known exactly and the key bit is uniform",
        "A7 error correction discloses at most error_correction_efficiency x h(e_Z) bits per sifted bit",
        "coherent attacks are covered (Theorem G); asymptotic: infinitely many pulses, honest-channel statistics",
    };
    return rows;
}

}  // namespace keybound
