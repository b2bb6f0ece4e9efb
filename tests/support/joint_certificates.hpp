// Certificates of the programmes of planes, spoilt: none of them may prove too much.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "keybound/proof/lower/joint_programme.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// Still a certificate: planes anywhere, tangents anywhere, multipliers off by a factor or by a little; four ways.
inline JointCertificate damaged(Random& random, JointCertificate certificate, int way) {
    switch (way % 4) {
        case 0:
            for (OverlapPlane& plane : certificate.planes) {
                for (double& t : plane.t) t = t * uniform(random, 0.8, 1.2) + 1e-9 * uniform(random, -1.0, 1.0);
            }
            break;
        case 1:
            for (double& e : certificate.tangents) e = std::clamp(e * uniform(random, 0.5, 2.0), 1e-9, 0.5);
            break;
        case 2:
            for (double& m : certificate.multipliers) m *= uniform(random, 0.98, 1.02);
            break;
        default:
            for (double& m : certificate.multipliers) m += 1e-4 * uniform(random, -1.0, 1.0);
    }
    return certificate;
}

// No certificate at all; `no_pairs`: basis and intensity of pairs that there are not.
inline std::vector<std::pair<std::string, JointCertificate>> garbage(const JointCertificate& good,
                                                                     const std::vector<std::pair<int, int>>& no_pairs) {
    std::vector<std::pair<std::string, JointCertificate>> list;
    const auto add = [&](const std::string& what, auto change) {
        list.emplace_back(what, good);
        change(list.back().second);
    };
    const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
    for (const double t : {-1.0, -2.0, nan, infinity, -infinity}) {
        add("t " + std::to_string(t), [t](JointCertificate& c) { c.planes.at(0).t[0] = t; });
    }
    for (const double e : {0.0, -0.1, 0.6, nan}) {
        add("tangent " + std::to_string(e), [e](JointCertificate& c) { c.tangents.at(0) = e; });
    }
    for (const double m : {nan, infinity}) {
        add("multiplier " + std::to_string(m), [m](JointCertificate& c) { c.multipliers.back() = m; });
    }
    for (const auto& pair : no_pairs) {
        add("pair " + std::to_string(pair.first) + ' ' + std::to_string(pair.second), [&pair](JointCertificate& c) {
            c.planes.at(0).basis = pair.first;
            c.planes.at(0).intensity = pair.second;
        });
    }
    add("a multiplier less", [](JointCertificate& c) { c.multipliers.pop_back(); });
    list.emplace_back("nothing", JointCertificate{});
    return list;
}

}  // namespace keybound::test
