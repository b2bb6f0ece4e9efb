#include "keybound/proof/assumptions.hpp"

namespace keybound {

namespace {

std::vector<std::string> with_common(std::vector<std::string> rows) {
    static const std::vector<std::string> common = {
        "A1 independent rounds: the joint source state is a product over rounds; if light can enter the source, the leakage "
        "bound holds for every input state of each round, not on average",
        "A2 basis-independent detection: the same detection operator in Z and X, double clicks become random bits in both",
        "A3 Bob's basis choices are random, independent, and unknown to Eve until all pulses are received",
        "A6 setting probabilities are known exactly and the key bit is uniform",
        "A7 error correction discloses at most error_correction_efficiency x h(e_Z) bits per sifted bit",
    };
    rows.insert(rows.begin(), common.begin(), common.end());
    return rows;
}

}  // namespace

const std::vector<std::string>& asymptotic_source_assumptions() {
    static const std::vector<std::string> rows = with_common(
        {"coherent attacks are covered (Theorem G); asymptotic: infinitely many pulses, honest-channel statistics"});
    return rows;
}

const std::vector<std::string>& finite_source_assumptions() {
    static const std::vector<std::string> rows = with_common(
        {"A5 the number of emitted pulses, the multipliers and all parameters of the method are fixed before the run",
         "coherent attacks are covered (Theorem G); the key length is that of a run that shows the honest channel's expected "
         "counts",
         "the key is secret to within `secrecy` and correct to within `correctness`, composably; it is shorter if the run "
         "shows "
         "more errors"});
    return rows;
}

}  // namespace keybound
