// Runs for the tests of finite keys: what plan_run makes of choices, and whether a linear bound is one.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "keybound/proof/run_proof.hpp"
#include "keybound/protocol/run.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// Alice chooses Z with probability z (half of it for each state) and otherwise one of her X states; Bob chooses Z with
// probability z; of the rounds in which both did a share r is disclosed.
inline RunDesign design_of(int settings, double pulses, double z, double r = 0.0, double failure = 6.25e-22) {
    RunDesign design;
    for (int j = 0; j < settings; ++j) design.x[j] = 1.0 / ((1.0 - z) * (j < 2 ? z / 2.0 : (1.0 - z) / (settings - 2.0)));
    if (r > 0.0) design.z_test = {2.0 / (z * z * r), 2.0 / (z * z * r)};
    design.phase_error = 1.0 / (z * z * (1.0 - r));
    design.pulses = pulses;
    design.failure_term = -std::log(failure);
    return design;
}

// How far below 0 the inequality behind a linear bound can be driven by one detected round, whatever Eve sends to Bob.
//
// Bob's two X outcomes see the amplitudes a_0j, a_1j of Alice's settings. The same detection in Z has outcomes whose amplitudes
// are a unitary mixture of the two, for the two detection operators are one. With u_D = (psi_0Z +- e^{i alpha} psi_1Z)/2 the
// phase errors are |<1|u_0>|^2 + |<0|u_1>|^2, and they must not exceed
//   sum lambda_bj |a_bj|^2 + sum lambda^Z_bj |z_bj|^2 + sum_b a_b^dagger Omega^T a_b.
// Nothing here is taken from the code that certifies.
inline double least_slack(const LinearBound& bound, Complex phase, int n, Random& random, int mixtures = 60) {
    double least = 1e300;
    for (int trial = 0; trial < mixtures; ++trial) {
        // trial 0: Bob's two bases are one; 1: outcomes exchanged; 2, 3: the bases of the protocol
        const double pi = std::numbers::pi;
        const double angle = trial < 4 ? std::array<double, 4>{0.0, pi / 2, pi / 4, -pi / 4}[trial] : uniform(random, 0, pi);
        const Complex turn = trial < 4 ? Complex(1.0) : std::polar(1.0, uniform(random, 0, 2 * pi));
        const Complex unitary[2][2] = {{std::cos(angle), -std::sin(angle) * turn},
                                       {std::sin(angle) * std::conj(turn), std::cos(angle)}};
        SmallMatrix form = SmallMatrix::Zero(2 * n, 2 * n);
        const auto add_square = [&](double factor, const SmallMatrix& row) { form += factor * (row.adjoint() * row); };
        for (int b = 0; b < 2; ++b) {
            for (int j = 0; j < n; ++j) {
                SmallMatrix x = SmallMatrix::Zero(1, 2 * n), z = x;
                x(0, b * n + j) = 1.0;
                add_square(bound.lambda[b][j], x);
                for (int from = 0; from < 2; ++from) z(0, from * n + j) = unitary[b][from];
                add_square(bound.lambda_z[b][j], z);
                for (int k = 0; k < n; ++k) form(b * n + j, b * n + k) += bound.omega(k, j);
            }
            SmallMatrix error = SmallMatrix::Zero(1, 2 * n);  // outcome 1 of u_0, outcome 0 of u_1
            error(0, b * n) = 0.5;
            error(0, b * n + 1) = (b == 1 ? 0.5 : -0.5) * phase;
            add_square(-1.0, error);
        }
        double size = 1.0;
        for (int k = 0; k < 2 * n; ++k) size = std::max(size, std::abs(form(k, k)));
        least = std::min(least, certify_psd(form) / size);
    }
    return least;
}

}  // namespace keybound::test
