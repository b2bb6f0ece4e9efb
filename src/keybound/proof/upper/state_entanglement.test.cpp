#include "keybound/proof/upper/state_entanglement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/proof/upper/split_ceiling.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::measured_link;
using test::measured_state;
using test::Random;

constexpr double infinity = std::numeric_limits<double>::infinity();

double ceiling(const SmallMatrix& state, const std::vector<int>& dimensions, double leak = 0.0,
               OutcomeLeak::LeakPattern pattern = OutcomeLeak::LeakPattern::same) {
    const Link link = measured_link(measured_state(state, dimensions, {}, leak, pattern));
    return prove_entanglement_of_measured_state(link).value().rate_bits_per_pulse.value;
}

void expect_just_above(double bound, double exact, double tolerance) {
    EXPECT_GE(bound, exact);
    EXPECT_LE(bound, exact + tolerance);
}

// 1 - h(lambda_max) of Bell-diagonal states; log2 d - h(F) - (1-F) log2(d-1) of isotropic ones.
TEST(StateEntanglement, ClosedForms) {
    expect_just_above(ceiling(test::noisy_ghz(2, 2, 0.9), {2, 2}), 0.6156884558, 1e-7);
    expect_just_above(ceiling(test::bell_diagonal(0.7, 0.15, 0.1, 0.05), {2, 2}), 1.0 - binary_entropy(0.7), 1e-7);
    expect_just_above(ceiling(test::bell_diagonal(0.1, 0.05, 0.15, 0.7), {2, 2}), 1.0 - binary_entropy(0.7), 1e-7);
    expect_just_above(ceiling(test::bell_diagonal(1.0, 0.0, 0.0, 0.0), {2, 2}), 1.0, 1e-7);
    // of a matrix beyond 2 x 3: mixtures of product kets
    expect_just_above(ceiling(test::noisy_ghz(3, 2, 0.6), {3, 3}), 0.29047, 1e-4);
}

// Computed by an independent programme: [0.61153, 0.61258].
TEST(StateEntanglement, OfAmplitudeDamping) {
    EXPECT_GE(ceiling(test::amplitude_damped(0.2), {2, 2}), 0.61153);
    EXPECT_LE(ceiling(test::amplitude_damped(0.2), {2, 2}), 0.61258);
    EXPECT_NEAR(ceiling(test::amplitude_damped(0.2), {2, 2}, 0.25), 0.75 * ceiling(test::amplitude_damped(0.2), {2, 2}), 1e-9);
}

// Three qubits: Y (1 - h(x/Y)) across any cut, and as leaks allow.
TEST(StateEntanglement, AcrossTheBestCut) {
    const double exact = 0.370722;
    MeasuredState measured =
        measured_state(test::noisy_ghz(2, 3, 0.7), {2, 2, 2}, {}, 0.2, OutcomeLeak::LeakPattern::independent);
    const SupportedState cut = supported(across_cut(measured, 1));
    const SeparableCandidate sigma = closest_separable(cut);
    expect_just_above(entanglement_above(cut, sigma).value, exact - 1e-6, 1e-4);
    // the state is the same across all cuts
    Evidence evidence;
    for (int party = 0; party < 3; ++party) add_evidence(evidence, sigma);
    const auto bound = conclude_entanglement_of_measured_state(measured_link(measured), evidence.items());
    expect_just_above(bound.value().rate_bits_per_pulse.value, (1.0 - 0.232) * (exact - 1e-6), 1e-4);
}

// Entangled across two cuts only: the third is better, whatever is proposed for the others.
TEST(StateEntanglement, AcrossTheCutThatSeparates) {
    const SmallMatrix pair = tensor_product(test::noisy_ghz(2, 2, 0.9), test::dyad({0.6, 0.8}));
    SeparableCandidate nothing, product;
    nothing.kets = {{Eigen::VectorXcd::Ones(2), Eigen::VectorXcd::Ones(4)}};
    nothing.weights = {1.0};
    const Eigen::VectorXcd third = (Eigen::VectorXcd(2) << 0.6, 0.8).finished();
    const SmallMatrix rho = test::noisy_ghz(2, 2, 0.9);
    const Spectrum spectrum = spectrum_of(rho);
    for (int k = 0; k < 4; ++k) {
        product.kets.push_back({third, spectrum.vectors.col(k)});
        product.weights.push_back(spectrum.values(k));
    }
    Evidence evidence;
    for (const auto& one : {nothing, nothing, product}) add_evidence(evidence, one);
    const Link link = measured_link(measured_state(pair, {2, 2, 2}, {}));
    const auto bound = conclude_entanglement_of_measured_state(link, evidence.items());
    EXPECT_LE(bound.value().rate_bits_per_pulse.value, 1e-9);
}

TEST(AcrossCut, PutsOnePartyFirst) {
    Random random(71);
    const std::vector<int> dimensions = {2, 3, 2};
    std::vector<SmallMatrix> factors;
    for (const int d : dimensions) factors.push_back(test::random_state(random, d, d));
    const MeasuredState measured =
        measured_state(tensor_product(tensor_product(factors[0], factors[1]), factors[2]), dimensions, {});
    const auto whole = [&](int party) {
        const SupportedState state = supported(across_cut(measured, party));
        EXPECT_EQ(state.dimensions, (std::vector<int>{dimensions[static_cast<std::size_t>(party)],
                                                      12 / dimensions[static_cast<std::size_t>(party)]}));
        SmallMatrix w = SmallMatrix::Zero(state.rank(), state.rank());
        for (int i = 0; i < state.rank(); ++i) w(i, i) = state.weights(i);
        return SmallMatrix(state.vectors * w * state.vectors.adjoint());
    };
    EXPECT_LT((whole(0) - measured.state).norm(), 1e-13);
    EXPECT_LT((whole(1) - tensor_product(factors[1], tensor_product(factors[0], factors[2]))).norm(), 1e-13);
    EXPECT_LT((whole(2) - tensor_product(factors[2], tensor_product(factors[0], factors[1]))).norm(), 1e-13);
}

TEST(StateEntanglement, GarbageProvesNothing) {
    const MeasuredState measured = measured_state(test::noisy_ghz(2, 2, 0.9), {2, 2}, {});
    const SupportedState state = supported(across_cut(measured, 0));
    const double exact = 1.0 - binary_entropy(0.925);
    Random random(72);
    for (int i = 0; i < 100; ++i) {
        SeparableCandidate sigma = closest_separable(state, {.max_iterations = i % 40});
        if (i % 3 == 0) sigma.matrix *= std::pow(10.0, test::uniform(random, -3, 3));
        if (i % 3 == 1) sigma.matrix(i % 4, i / 4 % 4) += std::pow(10.0, test::uniform(random, -9, 2)) * test::normal(random);
        EXPECT_GE(entanglement_above(state, sigma).value, exact);
    }
    SeparableCandidate none;
    EXPECT_EQ(entanglement_above(state, none).value, infinity);
    none.matrix = SmallMatrix::Zero(4, 4);
    EXPECT_EQ(entanglement_above(state, none).value, infinity);
    none.matrix(0, 0) = std::nan("");
    EXPECT_EQ(entanglement_above(state, none).value, infinity);
    none.matrix = SmallMatrix::Identity(6, 6);
    EXPECT_EQ(entanglement_above(state, none).value, infinity);
    // no state: no bound
    SmallMatrix bad = measured.state;
    bad(3, 0) = std::nan("");
    SeparableCandidate noise;
    noise.matrix = SmallMatrix::Identity(4, 4);
    EXPECT_LT(entanglement_above(state, noise).value, 5.0);
    EXPECT_EQ(entanglement_above(supported(measured_state(bad, {2, 2}, {})), noise).value, infinity);
}

TEST(StateEntanglement, LeaksMustNotDependOnTheState) {
    Link link = measured_link(measured_state(test::noisy_ghz(2, 2, 0.9), {2, 2}, {}, 0.1));
    const RateCeiling proved = prove_entanglement_of_measured_state(link).value();
    const RateCeiling again = conclude_entanglement_of_measured_state(link, proved.evidence.items()).value();
    EXPECT_EQ(again.rate_bits_per_pulse.value, proved.rate_bits_per_pulse.value);
    EXPECT_EQ(conclude_entanglement_of_measured_state(link, {}).verdict(), Verdict::undecided);
    link.measured->leak_model = OutcomeLeak::LeakModel::junk;
    EXPECT_EQ(prove_entanglement_of_measured_state(link).verdict(), Verdict::not_applicable);
    EXPECT_EQ(conclude_entanglement_of_measured_state(link, proved.evidence.items()).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_entanglement_of_measured_state(Link{}).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
