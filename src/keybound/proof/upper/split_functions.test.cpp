#include "keybound/proof/upper/split_functions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::measured_state;
using test::Random;
using test::uniform;

// f(x, gradient, hessian) as of the class, with central differences of value and gradient.
using Function = std::function<double(const std::vector<double>&, double*, HessianView*)>;

void expect_derivatives(const Function& f, const std::vector<double>& x, double step, bool hessian_too, double tolerance) {
    const auto n = static_cast<Eigen::Index>(x.size());
    const auto derivatives = [&](const std::vector<double>& at, Eigen::VectorXd& gradient, Eigen::MatrixXd& hessian) {
        std::vector<double> raw(x.size() * x.size(), 0.0);
        gradient = Eigen::VectorXd::Zero(n);
        HessianView view(raw.data(), n, n);
        f(at, gradient.data(), &view);
        hessian = Eigen::MatrixXd(view).selfadjointView<Eigen::Lower>();
    };
    Eigen::VectorXd gradient, ahead, behind;
    Eigen::MatrixXd hessian, unused;
    derivatives(x, gradient, hessian);
    for (Eigen::Index i = 0; i < n; ++i) {
        std::vector<double> plus = x, minus = x;
        plus[static_cast<std::size_t>(i)] += step;
        minus[static_cast<std::size_t>(i)] -= step;
        const double slope = (f(plus, nullptr, nullptr) - f(minus, nullptr, nullptr)) / (2.0 * step);
        EXPECT_NEAR(gradient(i), slope, tolerance * (1.0 + gradient.norm())) << i;
        if (!hessian_too) continue;
        derivatives(plus, ahead, unused);
        derivatives(minus, behind, unused);
        const Eigen::VectorXd column = (ahead - behind) / (2.0 * step);
        EXPECT_LT((column - hessian.col(i)).norm(), tolerance * (1.0 + hessian.norm())) << i;
    }
}

struct Sample {
    SupportedState state;
    SeparableCone cone;
    std::vector<double> x;  // T of half of the state, and a separable operator
};

Sample sample(Random& random, const std::vector<int>& dimensions, int rank) {
    int n = 1;
    for (const int d : dimensions) n *= d;
    Sample s{supported(measured_state(test::random_state(random, n, rank), dimensions, {})), SeparableCone(dimensions), {}};
    const int r = s.state.rank();
    for (int i = 0; i < r * r; ++i) {
        const double small = 0.02 * s.state.weights(0) * uniform(random, -1, 1);
        s.x.push_back(i < r ? s.state.weights(i) * uniform(random, 0.3, 0.7) : small);
    }
    for (const double z : s.cone.centre()) s.x.push_back(z * uniform(random, 0.5, 1.5) + 0.01 * uniform(random, 0, 1) / n);
    return s;
}

double relative_entropy(const SmallMatrix& s, const SmallMatrix& z) {
    const Spectrum of_s = spectrum_of(s), of_z = spectrum_of(z);
    double value = z.trace().real() - s.trace().real();
    for (const double p : of_s.values) value += p > 1e-15 ? p * std::log(p) : 0.0;
    for (Eigen::Index j = 0; j < of_z.values.size(); ++j) {
        value -= (of_z.vectors.col(j).adjoint() * s * of_z.vectors.col(j))(0, 0).real() * std::log(of_z.values(j));
    }
    return value;
}

TEST(RelativeEntropyFunction, HasTheseDerivatives) {
    Random random(51);
    for (const auto& [dimensions, rank] : {std::pair{std::vector<int>{2, 2}, 4}, std::pair{std::vector<int>{2, 2}, 2},
                                           std::pair{std::vector<int>{2, 3}, 3}, std::pair{std::vector<int>{2, 2, 2}, 3}}) {
        const Sample s = sample(random, dimensions, rank);
        const RelativeEntropyFunction f(s.state, s.cone, false);
        ASSERT_EQ(f.variables(), static_cast<int>(s.x.size()));
        ASSERT_EQ(f.first_of_cone(), rank * rank);
        const SmallMatrix part = s.state.vectors * SmallMatrix(f.flagged(s.x.data())) * s.state.vectors.adjoint();
        const double exact = relative_entropy(part, SmallMatrix(s.cone.matrix(s.x.data() + f.first_of_cone())));
        EXPECT_NEAR(f.add(s.x.data(), 2.0, nullptr, nullptr), 2.0 * exact, 1e-12);
        const auto weighted = [&](const std::vector<double>& x, double* gradient, HessianView* hessian) {
            return f.add(x.data(), 0.7, gradient, hessian);
        };
        expect_derivatives(weighted, s.x, 1e-6 * s.state.weights(0), true, 1e-4);
    }
}

TEST(RelativeEntropyFunction, OfTheWholeState) {
    Random random(52);
    const Sample s = sample(random, {2, 2}, 3);
    const RelativeEntropyFunction f(s.state, s.cone, true);
    EXPECT_EQ(f.first_of_cone(), 0);
    const std::vector<double> z(s.x.begin() + 9, s.x.end());
    expect_derivatives([&](const auto& x, double* g, HessianView* h) { return f.add(x.data(), 1.0, g, h); }, z, 1e-6, true,
                       1e-5);
    // 1 - <mu|G|mu> is the slope towards mu
    Eigen::VectorXcd mu(4);
    for (int i = 0; i < 4; ++i) mu(i) = test::normal(random);
    const double pull = (mu.adjoint() * f.pull(z.data()) * mu)(0, 0).real();
    const SmallMatrix rho = s.state.vectors * SmallMatrix(f.flagged(z.data())) * s.state.vectors.adjoint();
    const SmallMatrix at = s.cone.matrix(z.data()), step = 1e-6 * mu * mu.adjoint();
    EXPECT_NEAR((relative_entropy(rho, at + step) - relative_entropy(rho, at - step)) / 2e-6, mu.squaredNorm() - pull, 1e-6);
}

TEST(RelativeEntropyFunction, IsNotFiniteOutside) {
    Random random(53);
    Sample s = sample(random, {2, 2}, 4);
    const RelativeEntropyFunction f(s.state, s.cone, false);
    s.x[0] = -0.1;
    EXPECT_FALSE(std::isfinite(f.add(s.x.data(), 1.0, nullptr, nullptr)));
    s.x[0] = 0.1;
    s.x[16] = -0.1;
    EXPECT_FALSE(std::isfinite(f.add(s.x.data(), 1.0, nullptr, nullptr)));
}

// The Hessian is that of F with the marginals held fixed: F(P) <= F at fixed Q, equal where Q = marginals.
TEST(CorrelationFunction, GradientAndTouchingHessian) {
    Random random(54);
    for (const auto& outcomes : {std::vector<int>{2, 2}, std::vector<int>{2, 3}, std::vector<int>{2, 2, 2}}) {
        int cells = 1;
        for (const int n : outcomes) cells *= n;
        Eigen::VectorXd constant(cells);
        Eigen::MatrixXd slopes(cells, 3);
        for (int a = 0; a < cells; ++a) {
            constant(a) = uniform(random, 0.05, 0.3);
            for (int i = 0; i < 3; ++i) slopes(a, i) = uniform(random, -0.3, 0.3);
        }
        const CorrelationFunction f(constant, slopes, outcomes);
        const auto value = [&](const std::vector<double>& x, double* gradient, HessianView* hessian) {
            return f.add(Eigen::Map<const Eigen::VectorXd>(x.data(), 3), 1.3, gradient, hessian);
        };
        const std::vector<double> x = {0.01, -0.02, 0.03};
        expect_derivatives(value, x, 1e-6, false, 1e-8);
        std::vector<double> gradient(3, 0.0), raw(9, 0.0);
        HessianView hessian(raw.data(), 3, 3);
        const double here = value(x, gradient.data(), &hessian);
        const Eigen::MatrixXd full = Eigen::MatrixXd(hessian).selfadjointView<Eigen::Lower>();
        for (int i = 0; i < 50; ++i) {
            std::vector<double> y = x;
            Eigen::VectorXd step(3);
            for (int k = 0; k < 3; ++k) y[static_cast<std::size_t>(k)] += step(k) = 1e-3 * uniform(random, -1, 1);
            const double model = here + Eigen::Map<Eigen::VectorXd>(gradient.data(), 3).dot(step) + 0.5 * step.dot(full * step);
            EXPECT_LE(value(y, nullptr, nullptr), model + 1e-8);
        }
    }
}

TEST(CorrelationFunction, IsTheInformationOfPerfectAndOfNoCorrelation) {
    const Eigen::MatrixXd none = Eigen::MatrixXd::Zero(4, 0);
    const Eigen::VectorXd flat = Eigen::VectorXd::Constant(4, 0.1);
    const std::vector<double> x;
    const Eigen::Map<const Eigen::VectorXd> at(x.data(), 0);
    EXPECT_NEAR(CorrelationFunction(flat, none, {2, 2}).add(at, 1.0, nullptr, nullptr), 0.0, 1e-15);
    Eigen::VectorXd agree = Eigen::VectorXd::Constant(4, 1e-16);
    agree(0) = agree(3) = 0.25;
    EXPECT_NEAR(CorrelationFunction(agree, none, {2, 2}).add(at, 1.0, nullptr, nullptr), 0.5 * std::log(2.0), 1e-13);
    Eigen::VectorXd eight = Eigen::VectorXd::Constant(8, 1e-16);
    eight(0) = eight(7) = 0.5;
    const Eigen::MatrixXd no = Eigen::MatrixXd::Zero(8, 0);
    EXPECT_NEAR(CorrelationFunction(eight, no, {2, 2, 2}).add(at, 1.0, nullptr, nullptr), 2.0 * std::log(2.0), 1e-12);
    agree(1) = 0.0;
    EXPECT_TRUE(std::isnan(CorrelationFunction(agree, none, {2, 2}).add(at, 1.0, nullptr, nullptr)));
}

}  // namespace
}  // namespace keybound
