#include "keybound/device/detector.hpp"

namespace keybound {

std::array<double, 2> click_probabilities(const std::array<double, 2>& photon, double overall_efficiency,
                                          double dark_count_probability) {
    const double eta = overall_efficiency;
    const double dark = dark_count_probability;
    const double only_dark = (1.0 - eta) * dark * (1.0 - dark);
    const double both = eta * dark + (1.0 - eta) * dark * dark;
    return {eta * photon[0] * (1.0 - dark) + only_dark + 0.5 * both, eta * photon[1] * (1.0 - dark) + only_dark + 0.5 * both};
}

}  // namespace keybound
