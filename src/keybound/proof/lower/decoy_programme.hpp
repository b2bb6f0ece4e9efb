// Bounds on the yield of single photons from the gains of several intensities: the linear programme behind the decoy-state
// proofs; docs/theory/decoy-programme.md.
//
// Unknown: Y_ni, the probability of an event (a detection, or an error) given n photons and intensity i. Known of them:
//   Q_i >= sum_n low_ni Y_ni,    Q_i <= rest_i + sum_n low_ni Y_ni,    [Q_i <= sum_n high_ni Y_ni]    (n below `numbers`),
//   Y_nk between G_-(Y_ni) and G_+(Y_ni) for the overlap of the states (n, i) and (n, k)   (yield_transfer.hpp).
// The curves are replaced by supporting lines, added where a solution violates them, until none does. Any lines and any
// multipliers whatever give a bound: they are the certificate.
#pragma once

#include <array>
#include <vector>

#include "keybound/opt/lp_solver.hpp"

namespace keybound {

inline constexpr int max_intensities = 6;
inline constexpr int max_photon_numbers = 24;

// What is known of the photon numbers of each intensity; index [i][n].
struct PhotonNumbers {
    using Table = std::array<std::array<double, max_photon_numbers>, max_intensities>;

    int intensities = 0;
    int numbers = 0;
    bool complete = false;                       // whether there are no others: then `high` is used
    Table low{}, high{};                         // bounds on p_n
    std::array<double, max_intensities> rest{};  // at least 1 - sum_n low_n
    std::array<Table, max_intensities> apart{};  // [i][k][n]: 1 - squared overlap of (n, i) and (n, k), at most; 1: unknown
};

// Bounds on the gains of one kind of event, index i.
struct Gains {
    std::array<double, max_intensities> least{}, largest{};
};

enum class YieldSide { least, largest };

// A line that supports the curves at Y_ni = at, for the neighbour k.
struct Line {
    int number;
    int from;
    int to;
    double at;
};

struct YieldCertificate {
    std::vector<Line> lines;
    std::vector<double> multipliers;  // of the rows that the gains and then the lines give
};

// The least (largest) Y_1 of intensity 0 that the certificate proves, rounded outward; 0 (1) if it proves nothing.
double certified_yield(const PhotonNumbers& known, const Gains& gains, YieldSide side, const YieldCertificate& certificate);

// A good certificate. `expected[n]`: where the first lines touch.
YieldCertificate find_yield_certificate(const PhotonNumbers& known, const Gains& gains, YieldSide side,
                                        const std::array<double, max_photon_numbers>& expected, LpSolver solve);

}  // namespace keybound
