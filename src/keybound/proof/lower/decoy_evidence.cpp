#include "keybound/proof/lower/decoy_evidence.hpp"

#include <span>

namespace keybound {

std::optional<YieldCertificate> certificate_in(const std::vector<EvidenceItem>& items, const WantedYield& wanted) {
    YieldCertificate certificate;
    bool complete = false;
    for (const EvidenceItem& item : items) {
        if (item.name == wanted.lines && item.columns == 4 && item.real.size() == 4 * item.rows) {
            for (std::size_t k = 0; k < item.rows; ++k) {
                const double* row = item.real.data() + 4 * k;
                const auto whole = [](double x) { return x >= 0.0 && x < 1e3 ? static_cast<int>(x) : -1; };
                certificate.lines.push_back({whole(row[0]), whole(row[1]), whole(row[2]), row[3]});
            }
        }
        if (item.name == wanted.multipliers && item.rows == 1) {
            certificate.multipliers.assign(item.real.begin(), item.real.end());
            complete = true;
        }
    }
    if (!complete) return std::nullopt;
    return certificate;
}

void add_certificate(Evidence& evidence, const WantedYield& wanted, const YieldCertificate& certificate) {
    std::vector<double> lines;
    for (const Line& line : certificate.lines) {
        for (const double value : {1.0 * line.number, 1.0 * line.from, 1.0 * line.to, line.at}) lines.push_back(value);
    }
    if (!lines.empty()) evidence.add_table(wanted.lines, 4, lines);
    evidence.add(wanted.multipliers, std::span<const double>(certificate.multipliers));
}

bool are_probabilities(const std::vector<Statistics>& statistics) {
    for (const Statistics& seen : statistics) {
        for (int j = 0; j < seen.settings; ++j) {
            for (const auto& row : {seen.x[j], seen.z[j]}) {
                if (!(row[0] >= 0.0 && row[1] >= 0.0 && row[0] + row[1] <= 1.0 + 1e-12)) return false;
            }
        }
    }
    return true;
}

}  // namespace keybound
