#include "keybound/proof/lower/chsh_noisy_preprocessing.hpp"

#include "keybound/opt/minimise.hpp"
#include "keybound/proof/lower/chsh.hpp"

namespace keybound {

namespace {

constexpr double most_flips = 0.499;  // beyond, what is gained and lost cancels to more digits than there are

double best_flips(double violation, double error) {
    const auto loss = [&](double f) { return -chsh_rate(violation, error, f).value; };
    return minimise_after_scan(loss, 0.0, most_flips, 12, 24).x;
}

}  // namespace

Outcome<RateFloor> prove_chsh_noisy_preprocessing(const Link& link) {
    auto outcome = chsh_floor(link, best_flips);
    if (!outcome.has_value()) return outcome;
    RateFloor result = outcome.value();
    for (const EvidenceItem& item : result.evidence.items()) {
        if (item.name == "flip_probability") result.quantities.emplace_back(item.name, item.real.front());
    }
    return Outcome<RateFloor>::proved(std::move(result));
}

}  // namespace keybound
