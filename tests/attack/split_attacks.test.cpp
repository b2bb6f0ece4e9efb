// Eve splits a state: her strategy behind the bounds on any small state, as a measurement of the purification that she holds;
// keys that two parties provably get against her; and the relative entropy of entanglement from below.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attack/entangled.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/upper/convex_combination_optimal.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"
#include "keybound/proof/upper/separable_cone.hpp"
#include "keybound/proof/upper/state_entanglement.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"
#include "support/eigensystem.hpp"
#include "support/small_states.hpp"

namespace keybound::test {
namespace {

double plogp(double x) { return x > 0.0 ? x * std::log2(x) : 0.0; }

double entropy(const ComplexMatrix& m) {
    double sum = 0.0;
    const Eigensystem solver(m);
    for (Eigen::Index i = 0; i < m.rows(); ++i) sum -= plogp(solver.eigenvalues()(i));
    return sum;
}

// sum_i sqrt(w_i) |v_i>|i>, as a matrix: rows of the parties, columns of Eve.
ComplexMatrix purification(const SmallMatrix& rho) {
    const Eigensystem solver(rho);
    const Eigen::VectorXd roots = solver.eigenvalues().cwiseMax(0.0).cwiseSqrt();
    return solver.eigenvectors() * roots.asDiagonal();
}

std::vector<ComplexMatrix> joint_elements(const KeySetting& setting) {
    std::vector<ComplexMatrix> joint = {ComplexMatrix::Ones(1, 1)};
    for (const auto& party : setting.elements) {
        std::vector<ComplexMatrix> longer;
        for (const auto& before : joint)
            for (const auto& element : party) longer.push_back(kron(before, ComplexMatrix(element)));
        joint = longer;
    }
    return joint;
}

struct Sample {
    MeasuredState measured;
    int rank;
};

Sample random_sample(Random& random, const std::vector<int>& dimensions, bool projective) {
    int n = 1;
    for (const int d : dimensions) n *= d;
    const int rank = 1 + static_cast<int>(random() % 3);
    KeySetting setting{"random", {}};
    for (const int d : dimensions) {
        const bool more = !projective && random() % 2 == 0;
        setting.elements.push_back(random_elements(random, d, more ? d + 1 : d));
        // two outcomes thrown together: an operator that is not of rank one
        if (more && random() % 2 == 0) {
            setting.elements.back()[0] += setting.elements.back().back();
            setting.elements.back().pop_back();
        }
    }
    const double leak = 0.1 * static_cast<double>(random() % 4);
    const auto pattern = random() % 2 == 0 ? OutcomeLeak::LeakPattern::same : OutcomeLeak::LeakPattern::independent;
    // pure states in some noise: far from separable
    const double noise = uniform(random, 0.0, 0.3);
    SmallMatrix state = (1.0 - noise) * random_state(random, n, rank);
    if (random() % 3 != 0) {
        for (int i = 0; i < n; ++i) state(i, i) += noise / n;
    } else {
        state /= state.trace().real();
    }
    return {measured_state(state, dimensions, {setting}, leak, pattern), rank};
}

// What outcomes leak in a round, by counting: all of the first party, or all of the others; all.
std::pair<double, double> leak_probabilities(const MeasuredState& m) {
    if (m.leak_pattern == OutcomeLeak::LeakPattern::same) return {m.leak_probability, m.leak_probability};
    double most = 0.0, all = 0.0;
    for (int who = 0; who < 1 << m.parties; ++who) {
        double p = 1.0;
        int count = 0;
        for (int k = 0; k < m.parties; ++k) {
            const bool leaks = (who >> k & 1) != 0;
            p *= leaks ? m.leak_probability : 1.0 - m.leak_probability;
            count += leaks ? 1 : 0;
        }
        const bool first = (who & 1) != 0;
        if (first || count - (first ? 1 : 0) == m.parties - 1) most += p;
        if (count == m.parties) all += p;
    }
    return {most, all};
}

// Eve measures {flagged, rest} on her part of the purification, keeps "?" alone of the rest, and post-selects what leaked.
TEST(SplitAttack, LeavesWhatTheBoundSays) {
    Random random(81);
    int entangled = 0, hidden = 0;
    const std::vector<std::vector<int>> sizes = {{2, 2}, {2, 2}, {2, 3}, {2, 2, 2}};
    for (int i = 0; i < samples(24); ++i) {
        const auto& dimensions = sizes[static_cast<std::size_t>(i) % sizes.size()];
        const MeasuredState measured = across_cut(random_sample(random, dimensions, false).measured, 0);
        const SupportedState state = supported(measured);
        const SplitProblem problem = split_problem(measured, state, measured.settings[0]);
        const bool mixtures = dimensions.size() > 2;
        const SplitCandidate candidate = best_split(problem, {.max_iterations = mixtures ? 25 : 60});
        const auto t = repaired_part(state, candidate.flagged);
        ASSERT_TRUE(t);
        // her POVM: the transpose of W^(-1/2) T W^(-1/2) in the basis of the purification's Schmidt vectors
        const int r = state.rank();
        ComplexMatrix psi = state.vectors, flag(r, r);
        for (int j = 0; j < r; ++j) {
            psi.col(j) *= std::sqrt(state.weights(j));
            for (int k = 0; k < r; ++k) flag(k, j) = (*t)(j, k) / std::sqrt(state.weights(j) * state.weights(k));
        }
        const ComplexMatrix unflagged = identity(r) - flag;
        EXPECT_GT(least_eigenvalue(flag), -1e-12);
        EXPECT_GT(least_eigenvalue(unflagged), -1e-12);
        const ComplexMatrix flagged_state = psi * flag.transpose() * psi.adjoint();
        const ComplexMatrix rest_state = psi * unflagged.transpose() * psi.adjoint();
        EXPECT_LT((flagged_state + rest_state - ComplexMatrix(measured.state)).norm(), 1e-12);
        // merged rounds
        const auto [known, all] = leak_probabilities(measured);
        Table table;
        for (const auto& party : measured.settings[0].elements) table.sizes.push_back(static_cast<int>(party.size()));
        const auto elements = joint_elements(measured.settings[0]);
        for (std::size_t a = 0; a < elements.size(); ++a) {
            const double leaks = all * (elements[a] * measured.state).trace().real();
            const double share = leaks > 1e-12 ? std::clamp(candidate.forgotten[a] / leaks, 0.0, 1.0) : 0.0;
            hidden += share > 0.01 ? 1 : 0;
            table.p.push_back((1.0 - known) * (elements[a] * rest_state).trace().real() + share * leaks);
        }
        const double weight = flagged_state.trace().real();
        double exact = multi_information(table);
        if (weight > 1e-9) {
            const SeparableOperator z = certify_separable(candidate.separable, measured.dimensions);
            const ComplexMatrix sigma = ComplexMatrix(z.matrix) + 1e-12 * identity(static_cast<int>(z.matrix.rows()));
            exact += (1.0 - known) * relative_entropy(flagged_state, sigma / sigma.trace().real());
            entangled +=
                least_eigenvalue(partial_transpose(SmallMatrix(flagged_state), measured.dimensions, {0})) < -1e-3 ? 1 : 0;
        }
        const double bound = conclude_split(problem, candidate).value;
        EXPECT_GE(bound, exact - 1e-9) << i;
        // the mixtures' candidates are interrupted: their traces do not match yet
        EXPECT_LE(bound, exact + (mixtures ? 0.05 : 1e-6)) << i;
    }
    EXPECT_GE(entangled, samples(24) / 4);
    EXPECT_GE(hidden, samples(24) / 3);
}

// Flagged parts that are separable leave nothing: of a mixture of product kets with labels, I(A:B|label) = 0.
TEST(SplitAttack, LabelledProductsAreWorthNothing) {
    Random random(82);
    for (int i = 0; i < 20; ++i) {
        const std::vector<Measurement> settings = {random_measurement(random, 2, 2), random_measurement(random, 2, 3)};
        const ComplexVector a = random_gaussian(random, 2, 1), b = random_gaussian(random, 2, 1);
        EXPECT_NEAR(
            multi_information(born(ComplexMatrix(projector(kron(a, b)) / (a.squaredNorm() * b.squaredNorm())), settings)), 0.0,
            1e-13);
    }
}

// Keys of two parties against the purification: Devetak and Winter's one-way rates in both directions, with outcomes that
// leaked, with noise added on purpose, and with blocks of two rounds compared by their parities before.
class Keys {
 public:
    explicit Keys(const MeasuredState& measured) : measured_(measured), leak_(measured.some_outcome_leaks()) {
        const ComplexMatrix psi = purification(measured.state);
        outcomes_a_ = measured.settings[0].elements[0].size();
        outcomes_b_ = measured.settings[0].elements[1].size();
        // Eve's state together with each pair of outcomes
        for (const ComplexMatrix& m : joint_elements(measured.settings[0])) {
            eve_.emplace_back((psi.adjoint() * m * psi).transpose());
        }
    }

    // max over directions of  (1-L) S(A'|E) + L H(A'|A) - H(A'|B), A' the outcome behind a channel
    double one_way(double flip) const { return std::max(one_way(flip, false), one_way(flip, true)); }

    double two_rounds() const {
        if (outcomes_a_ != 2 || outcomes_b_ != 2) return 0.0;
        double best = 0.0;
        for (const int turn : {0, 1}) best = std::max(best, two_rounds(turn));
        return best;
    }

 private:
    const ComplexMatrix& eve(std::size_t mine, std::size_t other, bool of_bob) const {
        return of_bob ? eve_[other * outcomes_b_ + mine] : eve_[mine * outcomes_b_ + other];
    }

    double one_way(double flip, bool of_bob) const {
        const std::size_t mine = of_bob ? outcomes_b_ : outcomes_a_, others = of_bob ? outcomes_a_ : outcomes_b_;
        const auto channel = [&](std::size_t to, std::size_t from) {
            return (to == from ? 1.0 - flip : 0.0) + flip / static_cast<double>(mine);
        };
        const auto n = eve_[0].rows();
        ComplexMatrix whole = ComplexMatrix::Zero(n, n);
        for (const auto& m : eve_) whole += m;
        double with = 0.0, joint = 0.0, single = 0.0, noise = 0.0;
        for (std::size_t to = 0; to < mine; ++to) {
            ComplexMatrix seen = ComplexMatrix::Zero(n, n);
            for (std::size_t b = 0; b < others; ++b) {
                double p = 0.0;
                for (std::size_t from = 0; from < mine; ++from) {
                    seen += channel(to, from) * eve(from, b, of_bob);
                    p += channel(to, from) * eve(from, b, of_bob).trace().real();
                }
                joint -= plogp(p);
            }
            with += entropy(seen);
            noise -= plogp(channel(to, 0));
        }
        for (std::size_t b = 0; b < others; ++b) {
            double p = 0.0;
            for (std::size_t from = 0; from < mine; ++from) p += eve(from, b, of_bob).trace().real();
            single -= plogp(p);
        }
        return (1.0 - leak_) * (with - entropy(whole)) + leak_ * noise - (joint - single);
    }

    // Alice announces a1 + a2, Bob keeps the block if b1 + b2 + 0 is the same; `turn` exchanges Bob's outcomes.
    double two_rounds(int turn) const {
        double rate = 0.0;
        for (std::size_t parity = 0; parity < 2; ++parity) {
            const auto n = eve_[0].rows() * eve_[0].rows();
            ComplexMatrix whole = ComplexMatrix::Zero(n, n);
            double with = 0.0, joint = 0.0, bob[2] = {0.0, 0.0};
            for (std::size_t a = 0; a < 2; ++a) {
                ComplexMatrix seen = ComplexMatrix::Zero(n, n);
                for (std::size_t b = 0; b < 2; ++b) {
                    const std::size_t other = b ^ static_cast<std::size_t>(turn);
                    const ComplexMatrix both = kron(eve(a, other, false), eve(a ^ parity, other ^ parity, false));
                    seen += both;
                    joint -= plogp(both.trace().real());
                    bob[b] += both.trace().real();
                }
                with += entropy(seen);
                whole += seen;
            }
            const double kept = (1.0 - leak_) * (1.0 - leak_);
            rate += kept * (with - entropy(whole)) - (joint + plogp(bob[0]) + plogp(bob[1]));
        }
        return 0.5 * rate;
    }

    const MeasuredState& measured_;
    double leak_;
    std::size_t outcomes_a_, outcomes_b_;
    std::vector<ComplexMatrix> eve_;
};

double best_key(const MeasuredState& measured) {
    const Keys keys(measured);
    double best = keys.two_rounds();
    for (const double flip : {0.0, 0.05, 0.2, 0.5}) best = std::max(best, keys.one_way(flip));
    return best;
}

double split_bound(const MeasuredState& m) {
    return prove_relative_entropy_of_entanglement_optimal(measured_link(m)).value().rate_bits_per_pulse.value;
}
double attack_bound(const MeasuredState& m) {
    return prove_convex_combination_optimal(measured_link(m)).value().rate_bits_per_pulse.value;
}
double entanglement_bound(const MeasuredState& m) {
    return prove_entanglement_of_measured_state(measured_link(m)).value().rate_bits_per_pulse.value;
}

TEST(KeysAgainstEve, NeverExceedTheBounds) {
    Random random(83);
    int meaningful = 0;
    for (int i = 0; i < samples(60); ++i) {
        Sample sample = random_sample(random, i % 4 == 3 ? std::vector<int>{2, 3} : std::vector<int>{2, 2}, i % 2 == 0);
        if (i % 3 == 0) {  // aligned settings on states with much key
            sample.measured = measured_state(noisy_ghz(2, 2, uniform(random, 0.6, 1.0)), {2, 2},
                                             {matched_setting("xyz"[i % 9 / 3])}, 0.1 * (i % 4));
        }
        const double key = best_key(sample.measured);
        EXPECT_LE(key, split_bound(sample.measured) + 1e-9) << i;
        EXPECT_LE(key, attack_bound(sample.measured) + 1e-9) << i;
        EXPECT_LE(key, entanglement_bound(sample.measured) + 1e-9) << i;
        meaningful += key > 0.01 ? 1 : 0;
    }
    EXPECT_GE(meaningful, samples(60) / 4);
}

// The parties look for a state and settings on which their key comes nearest to the bounds.
TEST(KeysAgainstEve, NotEvenAfterAClimb) {
    Random random(84);
    for (int start = 0; start < samples(2); ++start) {
        ComplexMatrix root = ComplexMatrix::Identity(4, 4) * 0.1;
        root.col(0) += ghz(2, 2);
        ComplexMatrix turns[2] = {identity(2), identity(2)};
        double best = -10.0, key = 0.0;
        for (int step = 0; step < samples(40); ++step) {
            const double size = 0.3 * std::pow(0.93, step);
            const ComplexMatrix next_root = root + (step == 0 ? 0.0 : size) * random_gaussian(random, 4, 4) * 0.3;
            ComplexMatrix next[2];
            KeySetting setting{"climb", {}};
            for (int k = 0; k < 2; ++k) {
                next[k] = orthonormal(turns[k] + (step == 0 ? 0.0 : size) * random_gaussian(random, 2, 2));
                setting.elements.push_back({SmallMatrix(projector(next[k].col(0))), SmallMatrix(projector(next[k].col(1)))});
            }
            SmallMatrix state = next_root * next_root.adjoint();
            state = SmallMatrix(0.5 * (state + SmallMatrix(state.adjoint()))) / state.trace().real();
            const MeasuredState measured = measured_state(state, {2, 2}, {setting}, start % 2 == 0 ? 0.0 : 0.2);
            const double found = best_key(measured), bound = std::min(split_bound(measured), attack_bound(measured));
            EXPECT_LE(found, bound + 1e-9);
            if (found - bound + std::min(found, 0.3) <= best) continue;  // near the bound, and not where both are 0
            best = found - bound + std::min(found, 0.3);
            key = found;
            root = next_root;
            for (int k = 0; k < 2; ++k) turns[k] = next[k];
        }
        EXPECT_GT(key, 0.1);
        EXPECT_GT(best, 0.1);  // within 0.2 of the bound with a key of 0.3
    }
}

TEST(SplitBounds, AreZeroOnSeparableStates) {
    Random random(85);
    for (int i = 0; i < samples(6); ++i) {
        SmallMatrix state = SmallMatrix::Zero(4, 4);
        for (int k = 0; k < 1 + i % 3; ++k) {
            state += uniform(random, 0.1, 1.0) * tensor_product(random_state(random, 2, 1 + i % 2), random_state(random, 2, 1));
        }
        state /= state.trace().real();
        const MeasuredState m =
            measured_state(state, {2, 2}, {{"random", {random_elements(random, 2, 2), random_elements(random, 2, 2)}}}, 0.1);
        EXPECT_LE(split_bound(m), 1e-5) << i;
        EXPECT_LE(entanglement_bound(m), 1e-5) << i;
    }
}

struct Bounds {
    explicit Bounds(const MeasuredState& m) : values{split_bound(m), attack_bound(m), entanglement_bound(m)} {}
    double values[3];
};

TEST(SplitBounds, KeepOrder) {
    Random random(86);
    int meaningful = 0;
    for (int i = 0; i < samples(10); ++i) {
        MeasuredState m = random_sample(random, {2, 2}, true).measured;
        m.leak_pattern = OutcomeLeak::LeakPattern::same;
        m.leak_probability = 0.1;
        const Bounds first(m);
        MeasuredState turned = m, leakier = m, noisier = m;
        const SmallMatrix a = orthonormal(random_gaussian(random, 2, 2)), b = orthonormal(random_gaussian(random, 2, 2));
        const SmallMatrix ab = tensor_product(a, b);
        turned.state = ab * m.state * ab.adjoint();
        for (auto& e : turned.settings[0].elements[0]) e = SmallMatrix(a * e * a.adjoint());
        for (auto& e : turned.settings[0].elements[1]) e = SmallMatrix(b * e * b.adjoint());
        leakier.leak_probability = 0.15;
        noisier.state = 0.95 * m.state + 0.05 * tensor_product(random_state(random, 2, 1), random_state(random, 2, 2));
        const Bounds second(turned), third(leakier), fourth(noisier);
        for (int k = 0; k < 3; ++k) {
            EXPECT_NEAR(second.values[k], first.values[k], 1e-7) << i << k;
            EXPECT_LE(third.values[k], first.values[k] + 1e-7) << i << k;
            EXPECT_LE(fourth.values[k], first.values[k] + 1e-7) << i << k;
            meaningful += first.values[k] > 0.05 ? 1 : 0;
        }
    }
    EXPECT_GE(meaningful, samples(10));
}

// D(rho||tau) >= D(rho||sigma) + 1/ln 2 - max Tr(G tau)/ln 2 with G the derivative of Tr rho ln at sigma; and for every Y >= 0
// Tr(G tau) <= largest eigenvalue of G + Y^Gamma if tau has a positive partial transpose.
double entanglement_below(const SmallMatrix& rho, const ComplexMatrix& sigma) {
    const Eigensystem at(sigma);
    ComplexMatrix g = at.eigenvectors().adjoint() * ComplexMatrix(rho) * at.eigenvectors();
    for (int j = 0; j < 4; ++j) {
        for (int k = 0; k < 4; ++k) {
            const double x = at.eigenvalues()(j), y = at.eigenvalues()(k);
            g(j, k) *= std::fabs(x - y) > 1e-7 * (x + y) ? std::log1p((x - y) / y) / (x - y) : 2.0 / (x + y);
        }
    }
    g = at.eigenvectors() * g * at.eigenvectors().adjoint();
    Sdp dual{std::vector<double>(17, 0.0), {{4, {}, {}}, {4, {}, {}}}};
    dual.cost[16] = 1.0;
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column <= row; ++column) dual.blocks[1].constant.push_back({row, column, -g(row, column)});
    for (int i = 0; i < 16; ++i) {
        dual.blocks[0].coefficients.push_back(hermitian_entries(4, i));
        const SmallMatrix turned = partial_transpose(SmallMatrix(hermitian_basis(4, i)), {2, 2}, {1});
        dual.blocks[1].coefficients.emplace_back();
        for (int row = 0; row < 4; ++row) {
            for (int column = 0; column <= row; ++column) {
                if (turned(row, column) != 0.0)
                    dual.blocks[1].coefficients.back().push_back({row, column, -turned(row, column)});
            }
        }
    }
    dual.blocks[0].coefficients.emplace_back();
    dual.blocks[1].coefficients.push_back({{0, 0, 1.0}, {1, 1, 1.0}, {2, 2, 1.0}, {3, 3, 1.0}});
    std::vector<double> start(17, 0.0);
    for (int i = 0; i < 4; ++i) start[static_cast<std::size_t>(i)] = 1.0;
    start[16] = 3.0 + g.norm();
    const ApproxSolution solution = solve_dense_primal_dual(dual, start, {100, 1e-10});
    ComplexMatrix y = ComplexMatrix::Zero(4, 4);
    for (int i = 0; i < 16; ++i) y += solution.x[static_cast<std::size_t>(i)] * hermitian_basis(4, i);
    y += std::max(0.0, -least_eigenvalue(y)) * identity(4);  // repaired
    const double most = -least_eigenvalue(-(g + ComplexMatrix(partial_transpose(SmallMatrix(y), {2, 2}, {1}))));
    return relative_entropy(ComplexMatrix(rho), sigma) + (1.0 - most) / std::log(2.0);
}

TEST(RelativeEntropyOfEntanglement, IsWithinAMillionthOfALowerBound) {
    Random random(87);
    int positive = 0;
    double worst = 0.0;
    for (int i = 0; i < samples(100); ++i) {
        const SmallMatrix rho = random_state(random, 4, 1 + i % 4);
        const SupportedState state = supported(measured_state(rho, {2, 2}, {}));
        const SeparableCandidate found = closest_separable(state);
        const double above = entanglement_above(state, found).value;
        ComplexMatrix sigma = found.matrix;
        sigma /= sigma.trace().real();
        const double below = entanglement_below(rho, sigma);
        // of nearly singular sigma the gradient is large, and the lower bound has fewer digits than ours
        EXPECT_LE(below, above + 3e-7) << i;
        if (i % 4 == 0) {  // a pure state: the entropy of its parts
            const double exact = entropy(ComplexMatrix(partial_trace(rho, {2, 2}, {0})));
            EXPECT_GE(above, exact - 1e-13);
            EXPECT_LE(above, exact + 1e-6);
        }
        EXPECT_LE(above, std::max(0.0, below) + 1e-6) << i;
        worst = std::max(worst, above - std::max(0.0, below));
        positive += below > 0.01 ? 1 : 0;
    }
    EXPECT_GE(positive, samples(100) / 2);
    RecordProperty("largest gap", std::to_string(worst));
}

}  // namespace
}  // namespace keybound::test
