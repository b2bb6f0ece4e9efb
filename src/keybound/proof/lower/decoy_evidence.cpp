#include "keybound/proof/lower/decoy_evidence.hpp"

#include <algorithm>
#include <span>

namespace keybound {

namespace {

constexpr std::size_t plane_numbers = 2 + max_outcomes;

}  // namespace

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

void add_certificate(Evidence& evidence, const JointCertificate& certificate) {
    std::vector<double> planes;
    for (const OverlapPlane& plane : certificate.planes) {
        planes.push_back(plane.basis);
        planes.push_back(plane.intensity);
        planes.insert(planes.end(), plane.t.begin(), plane.t.end());
    }
    if (!planes.empty()) evidence.add_table("planes", plane_numbers, planes);
    evidence.add("tangents", std::span<const double>(certificate.tangents));
    evidence.add("multipliers", std::span<const double>(certificate.multipliers));
}

std::optional<JointCertificate> joint_certificate_in(const std::vector<EvidenceItem>& items) {
    JointCertificate certificate;
    bool complete = false;
    for (const EvidenceItem& item : items) {
        if (item.name == "planes" && item.columns == plane_numbers && item.real.size() == plane_numbers * item.rows) {
            for (std::size_t k = 0; k < item.rows; ++k) {
                const double* row = item.real.data() + plane_numbers * k;
                const auto whole = [](double x) { return x >= 0.0 && x < 1e3 ? static_cast<int>(x) : -1; };
                OverlapPlane plane{whole(row[0]), whole(row[1]), {}};
                std::copy_n(row + 2, max_outcomes, plane.t.begin());
                certificate.planes.push_back(plane);
            }
        }
        if (item.name == "tangents") certificate.tangents.assign(item.real.begin(), item.real.end());
        if (item.name == "multipliers") {
            certificate.multipliers.assign(item.real.begin(), item.real.end());
            complete = true;
        }
    }
    if (!complete) return std::nullopt;
    return certificate;
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
