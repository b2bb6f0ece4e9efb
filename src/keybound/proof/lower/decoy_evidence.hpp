// Yields that decoy-state proofs need, and their certificates as items of evidence (docs/formats/evidence.md).
#pragma once

#include <optional>
#include <vector>

#include "keybound/core/evidence.hpp"
#include "keybound/proof/lower/decoy_programme.hpp"
#include "keybound/proof/lower/joint_programme.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// One yield, and the names of the two items of its certificate.
struct WantedYield {
    bool errors;
    bool z_basis;
    YieldSide side;
    const char* lines;
    const char* multipliers;
};
inline constexpr WantedYield z_detections = {false, true, YieldSide::least, "z_lines", "z_multipliers"};
inline constexpr WantedYield x_detections = {false, false, YieldSide::least, "x_lines", "x_multipliers"};
inline constexpr WantedYield x_errors = {true, false, YieldSide::largest, "x_error_lines", "x_error_multipliers"};

std::optional<YieldCertificate> certificate_in(const std::vector<EvidenceItem>& items, const WantedYield& wanted);
void add_certificate(Evidence& evidence, const WantedYield& wanted, const YieldCertificate& certificate);

std::optional<JointCertificate> joint_certificate_in(const std::vector<EvidenceItem>& items);
void add_certificate(Evidence& evidence, const JointCertificate& certificate);

// Whether the outcomes of every setting and intensity are probabilities that sum to at most 1.
bool are_probabilities(const std::vector<Statistics>& statistics);

}  // namespace keybound
