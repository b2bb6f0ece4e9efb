// Untrusted devices as what they are: states, measurements and deterministic strategies whose mixture Eve knows. Shares no
// formula with the bounds: tables by Born's rule, entropies by eigenvectors.
#pragma once

#include <array>
#include <vector>

#include "attack/entangled.hpp"
#include "keybound/protocol/correlations.hpp"

namespace keybound::test {

// cos(theta) Z + sin(theta) (cos(phi) X + sin(phi) Y), and its projector on the outcome 0 or 1.
ComplexMatrix observable(double theta, double phi = 0.0);
ComplexMatrix outcome_projector(const ComplexMatrix& observable, int outcome);

// Alice and Bob share the state of which amplitudes' columns are Eve's basis: psi = sum_e amplitudes.col(e) |e>, of length 1.
struct QuantumPart {
    double weight;
    ComplexMatrix amplitudes;
    std::array<ComplexMatrix, 2> alice;
    std::array<ComplexMatrix, 3> bob;
    double flips = 0.0;  // Bob's outcome of setting 2 is turned around with this probability, by a bit that Eve knows

    double probability(int x, int y, int a, int b) const;  // flips included, weight not
};

struct LocalPart {
    double weight;
    std::array<int, 2> alice;
    std::array<int, 3> bob;
};

struct Device {
    std::vector<QuantumPart> quantum;
    std::vector<LocalPart> local;

    CorrelationTable table() const;
};

// Columns are the amplitudes of the Bell states phi+, phi-, psi+, psi- with these weights.
ComplexMatrix bell_mixture(const std::array<double, 4>& weights);

// The settings that suit the state (1+C)/2 phi+ + (1-C)/2 phi- best, and the isotropic one at C = 1.
QuantumPart best_part(double weight, double coherence, double flips = 0.0);

// The strategies with S = 2, b2 = a0, with these flips of b2 each counted as strategies of their own.
std::vector<LocalPart> saturating_strategies(double weight, double flips);

// H(A'|E) of setting x = 0 in bits, A' turned around with probability `noise` by Alice; Eve knows which part it is.
double ignorance(const Device& device, double noise);
// H(A'|B) of the key settings.
double correction(const Device& device, double noise);

}  // namespace keybound::test
