#include "keybound/proof/upper/state_split_programme.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "keybound/opt/smooth_barrier.hpp"
#include "keybound/proof/upper/separable_cone.hpp"
#include "keybound/proof/upper/split_functions.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

using Matrix = Eigen::MatrixXcd;

// T and weights - T positive.
void constrain_flagged(Sdp& problem, const SupportedState& state) {
    const int r = state.rank();
    SdpBlock flagged{r, {}, {}}, rest{r, {}, {}};
    for (int i = 0; i < r; ++i) rest.constant.push_back({i, i, state.weights(i)});
    for (int i = 0; i < r * r; ++i) {
        flagged.coefficients.push_back(hermitian_entries(r, i));
        rest.coefficients.push_back(flagged.coefficients.back());
        for (SdpEntry& e : rest.coefficients.back()) e.value = -e.value;
    }
    problem.blocks.push_back(flagged);
    problem.blocks.push_back(rest);
}

// What the outcomes of one setting add to a programme: the variables g, and P as a function of all variables.
struct OutcomePart {
    OutcomePart(const SplitProblem& problem, int flagged_variables, int variables)
        : constant(problem.seen.size()), variable_of(problem.seen.size(), -1) {
        const SupportedState& state = problem.state;
        for (const SmallMatrix& element : problem.seen) {
            double sum = 0.0;
            for (int i = 0; i < state.rank(); ++i) sum += state.weights(i) * element(i, i).real();
            const std::size_t a = leaked.size();
            leaked.push_back(problem.hidden * sum);
            if (leaked.back() > 1e-14) variable_of[a] = variables++;
            // what cannot occur is given a place inside the domain
            constant(static_cast<Eigen::Index>(a)) = std::max(1e-15, problem.kept * sum);
        }
        slopes = Eigen::MatrixXd::Zero(constant.size(), variables);
        for (std::size_t a = 0; a < leaked.size(); ++a) {
            const auto row = static_cast<Eigen::Index>(a);
            const Matrix element = problem.seen[a];
            for (int i = 0; i < flagged_variables; ++i) {
                slopes(row, i) = -problem.kept * real_dot(element, hermitian_basis(state.rank(), i));
            }
            if (variable_of[a] >= 0) slopes(row, variable_of[a]) = 1.0;
        }
    }

    int variables() const { return static_cast<int>(slopes.cols()); }

    // 0 <= g <= what leaked; appends the middle of it to the start.
    void constrain(Sdp& problem, std::vector<double>& start) const {
        for (std::size_t a = 0; a < leaked.size(); ++a) {
            if (variable_of[a] < 0) continue;
            std::vector<std::vector<SdpEntry>> plus(static_cast<std::size_t>(variable_of[a] + 1)), minus = plus;
            plus.back() = {{0, 0, 1.0}};
            minus.back() = {{0, 0, -1.0}};
            problem.blocks.push_back({1, {}, plus});
            problem.blocks.push_back({1, {{0, 0, leaked[a]}}, minus});
            start.push_back(0.5 * leaked[a]);
        }
    }

    std::vector<double> forgotten(const std::vector<double>& x) const {
        std::vector<double> g(leaked.size(), 0.0);
        for (std::size_t a = 0; a < g.size(); ++a) {
            if (variable_of[a] >= 0) g[a] = x[static_cast<std::size_t>(variable_of[a])];
        }
        return g;
    }

    std::vector<double> leaked;
    Eigen::VectorXd constant;
    Eigen::MatrixXd slopes;
    std::vector<int> variable_of;
};

// The partial transpose of V T V^dagger plus a slack, on the last variable, stays positive.
void constrain_transposed(Sdp& problem, const SupportedState& state, int slack) {
    const int r = state.rank(), all = static_cast<int>(state.vectors.rows());
    SdpBlock block{all, {}, std::vector<std::vector<SdpEntry>>(static_cast<std::size_t>(slack + 1))};
    for (int i = 0; i < r * r; ++i) {
        const SmallMatrix part = hermitian_basis(r, i);
        const SmallMatrix turned = partial_transpose(state.vectors * part * state.vectors.adjoint(), state.dimensions, {1});
        for (int row = 0; row < all; ++row) {
            for (int column = 0; column <= row; ++column) {
                if (std::abs(turned(row, column)) > 1e-16) {
                    block.coefficients[static_cast<std::size_t>(i)].push_back({row, column, turned(row, column)});
                }
            }
        }
    }
    for (int i = 0; i < all; ++i) block.coefficients.back().push_back({i, i, 1.0});
    problem.blocks.push_back(block);
    std::vector<std::vector<SdpEntry>> one(static_cast<std::size_t>(slack + 1));
    one.back() = {{0, 0, 1.0}};
    problem.blocks.push_back({1, {}, one});
}

// T, and a slack that makes V T V^dagger stay positive under partial transposition.
struct SeparablePart {
    explicit SeparablePart(const SupportedState& of) : state(of), slack(of.rank() * of.rank()) {
        constrain_flagged(constraints, state);
        constrain_transposed(constraints, state, slack);
        for (int i = 0; i < slack; ++i) start.push_back(i < state.rank() ? 0.5 * state.weights(i) : 0.0);
        start.push_back(1.0);
    }

    Matrix flagged(const std::vector<double>& x) const {
        Matrix t = Matrix::Zero(state.rank(), state.rank());
        for (int i = 0; i < slack; ++i) t += x[static_cast<std::size_t>(i)] * hermitian_basis(state.rank(), i);
        return t;
    }

    const SupportedState& state;
    int slack;
    Sdp constraints;
    std::vector<double> start;
};

constexpr double price_of_slack = 1e5;  // so high that next to nothing is left

constexpr int most_rounds = 30;            // of columns
constexpr double columns_do = 1.0 + 1e-6;  // no product ket pulls more

SolverOptions solver_options(const SplitOptions& options) {
    return {.max_iterations = options.max_iterations, .gap = options.gap};
}

// Solves, and adds product kets as long as they help.
template <class Solve>
void with_columns(SeparableCone& cone, Solve solve) {
    for (int round = 0; round < most_rounds; ++round) {
        const Matrix pull = solve();
        if (cone.is_ppt() || !(cone.add_columns(pull) > columns_do)) return;
    }
}

}  // namespace

SeparableCandidate closest_separable(const SupportedState& state, const SplitOptions& options) {
    SeparableCone cone(state.dimensions);
    SeparableCandidate best;
    with_columns(cone, [&] {
        const RelativeEntropyFunction entropy(state, cone, true);
        Sdp constraints;
        cone.constrain(constraints, 0);
        const auto f = [&](const std::vector<double>& x, double* gradient, double* hessian) {
            HessianView matrix(hessian, entropy.variables(), entropy.variables());
            return entropy.add(x.data(), 1.0, gradient, &matrix);
        };
        const auto solution = minimise_smooth(constraints, f, cone.centre(), solver_options(options));
        best = cone.candidate(solution.x.data());
        return entropy.pull(solution.x.data());
    });
    return best;
}

SplitCandidate best_split(const SplitProblem& problem, const SplitOptions& options) {
    const SupportedState& state = problem.state;
    SeparableCone cone(state.dimensions);
    SplitCandidate best;
    with_columns(cone, [&] {
        const RelativeEntropyFunction entropy(state, cone, false);
        const OutcomePart outcomes(problem, entropy.first_of_cone(), entropy.variables());
        Sdp constraints;
        constrain_flagged(constraints, state);
        cone.constrain(constraints, entropy.first_of_cone());
        std::vector<double> start(static_cast<std::size_t>(entropy.first_of_cone()), 0.0);
        for (int i = 0; i < state.rank(); ++i) start[static_cast<std::size_t>(i)] = 0.5 * state.weights(i);
        for (const double z : cone.centre()) start.push_back(0.5 * z);
        outcomes.constrain(constraints, start);
        const CorrelationFunction correlations(outcomes.constant, outcomes.slopes, problem.outcomes);
        const auto f = [&](const std::vector<double>& x, double* gradient, double* hessian) {
            HessianView matrix(hessian, outcomes.variables(), outcomes.variables());
            const Eigen::Map<const Eigen::VectorXd> at(x.data(), outcomes.variables());
            const double value = correlations.add(at, 1.0, gradient, &matrix);
            return value + entropy.add(x.data(), problem.kept, gradient, &matrix);
        };
        const auto solution = minimise_smooth(constraints, f, start, solver_options(options));
        best.flagged = entropy.flagged(solution.x.data());
        best.separable = cone.candidate(solution.x.data() + entropy.first_of_cone());
        best.forgotten = outcomes.forgotten(solution.x);
        return entropy.pull(solution.x.data());
    });
    return best;
}

SplitCandidate best_separable_split(const SplitProblem& problem, const SplitOptions& options) {
    SeparablePart part(problem.state);
    const OutcomePart outcomes(problem, part.slack, part.slack + 1);
    outcomes.constrain(part.constraints, part.start);
    const CorrelationFunction correlations(outcomes.constant, outcomes.slopes, problem.outcomes);
    const auto f = [&](const std::vector<double>& x, double* gradient, double* hessian) {
        HessianView matrix(hessian, outcomes.variables(), outcomes.variables());
        const Eigen::Map<const Eigen::VectorXd> at(x.data(), outcomes.variables());
        if (gradient != nullptr) gradient[part.slack] += price_of_slack;
        return correlations.add(at, 1.0, gradient, &matrix) + price_of_slack * x[static_cast<std::size_t>(part.slack)];
    };
    const auto solution = minimise_smooth(part.constraints, f, part.start, solver_options(options));
    SplitCandidate best;
    best.flagged = part.flagged(solution.x);
    best.separable.matrix = problem.state.vectors * best.flagged * problem.state.vectors.adjoint();
    best.forgotten = outcomes.forgotten(solution.x);
    return best;
}

SmallMatrix largest_separable_part(const SupportedState& state, const SplitOptions& options) {
    const SeparablePart part(state);
    const auto f = [&](const std::vector<double>& x, double* gradient, double*) {
        double value = price_of_slack * x[static_cast<std::size_t>(part.slack)];
        if (gradient != nullptr) gradient[part.slack] += price_of_slack;
        for (int i = 0; i < state.rank(); ++i) {
            value -= x[static_cast<std::size_t>(i)];
            if (gradient != nullptr) gradient[i] -= 1.0;
        }
        return value;
    };
    return part.flagged(minimise_smooth(part.constraints, f, part.start, solver_options(options)).x);
}

}  // namespace keybound
