#include "keybound/protocol/run.hpp"

namespace keybound {

double setting_probability(int setting, int settings, double z_basis_probability) {
    return setting < 2 ? 0.5 * z_basis_probability : (1.0 - z_basis_probability) / (settings - 2);
}

double x_label_probability(const RunChoices& choices) { return 1.0 - choices.z_basis_probability; }

double z_test_label_probability(const RunChoices& choices) { return choices.z_basis_probability * choices.z_test_fraction; }

double key_label_probability(const RunChoices& choices) {
    return choices.z_basis_probability * (1.0 - choices.z_test_fraction);
}

Counts expected_counts(const Link& link, const RunChoices& choices) {
    Counts counts;
    const Statistics& seen = link.statistics;
    const double z = choices.z_basis_probability;
    for (int j = 0; j < seen.settings; ++j) {
        const double sent = choices.pulses * setting_probability(j, seen.settings, z);
        for (int b = 0; b < 2; ++b) {
            counts.x[j][b] = sent * x_label_probability(choices) * seen.x[j][b];
            if (j < 2) counts.z_test[j][b] = sent * z_test_label_probability(choices) * seen.z[j][b];
        }
        counts.detected += sent * ((1.0 - z) * seen.yield_x(j) + z * seen.yield_z(j));
    }
    counts.sifted_key = choices.pulses * z * key_label_probability(choices) * seen.key_yield();
    return counts;
}

}  // namespace keybound
