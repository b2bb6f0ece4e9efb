#include "keybound/device/detector.hpp"

#include <cmath>

namespace keybound {

std::array<double, 2> click_probabilities(const std::array<double, 2>& photon, double overall_efficiency,
                                          double dark_count_probability) {
    const double eta = overall_efficiency;
    const double dark = dark_count_probability;
    const double only_dark = (1.0 - eta) * dark * (1.0 - dark);
    const double both = eta * dark + (1.0 - eta) * dark * dark;
    return {eta * photon[0] * (1.0 - dark) + only_dark + 0.5 * both, eta * photon[1] * (1.0 - dark) + only_dark + 0.5 * both};
}

std::array<double, 2> coherent_click_probabilities(const std::array<double, 2>& mean, double dark_count_probability) {
    std::array<double, 2> click{};  // of each detector, whatever the other one does; 1 - (1 - dark) e^-mean
    for (int b = 0; b < 2; ++b) click[b] = -std::expm1(-mean[b]) + dark_count_probability * std::exp(-mean[b]);
    const double both = click[0] * click[1];
    return {click[0] - 0.5 * both, click[1] - 0.5 * both};
}

}  // namespace keybound
