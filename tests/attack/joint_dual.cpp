#include "attack/joint_dual.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/programmes.hpp"

namespace keybound::test {

namespace {

using Matrix = Eigen::MatrixXd;
using Row = Eigen::VectorXd;

enum { error, other, rest, none };

SmallMatrix small(const Matrix& a) { return a.cast<Complex>(); }

// The space of one n: states that are sent, then an orthonormal basis of ideal states.
struct Space {
    const JointModel& model;
    int n;

    int sent() const { return static_cast<int>(model.registers.size()); }
    int size() const { return sent() + n + 1; }
    int index(int intensity, int setting) const {
        for (int k = 0; k < sent(); ++k) {
            if (model.registers[k].intensity == intensity && model.registers[k].setting == setting) return k;
        }
        return -1;
    }
    // Of sum_k c_k chi_k + sum_a d_a sqrt(p_n) phi_a, as a linear form on the space.
    Row form(int intensity, const std::vector<std::array<double, 3>>& settings) const {
        Row v = Row::Zero(size());
        for (const auto& [setting, of_sent, of_ideal] : settings) {
            v[index(intensity, static_cast<int>(setting))] += of_sent;
            const auto phi = ideal_photons(n, static_cast<int>(setting));
            const double root = std::sqrt(model.probability(intensity, n));
            for (int e = 0; e <= n; ++e) v[sent() + e] += of_ideal * root * phi[e];
        }
        return v;
    }
};

// |chi / sqrt(1 + t) - sqrt(1 + t) sqrt(p) phi|^2 for chi = sum_a amplitudes_a chi_a.
Matrix apart(const Space& space, int intensity, const std::vector<std::array<double, 2>>& amplitudes, double t) {
    const double root = std::sqrt(1.0 + t);
    std::vector<std::array<double, 3>> settings;
    for (const auto& [setting, amplitude] : amplitudes) settings.push_back({setting, amplitude / root, -amplitude * root});
    const Row v = space.form(intensity, settings);
    return v * v.transpose();
}

struct WeighedPlane {
    OverlapPlane plane;
    double weight;
};

// Rows of the programme that bound one gain by itself are planes too: that which touches where the gain would be extreme.
WeighedPlane plane_of_gain(int kind, int intensity, double gain, double deficit, double multiplier) {
    const double turned = std::asin(std::sqrt(gain)) + (multiplier > 0.0 ? -1.0 : 1.0) * std::asin(std::sqrt(deficit));
    const double ideal = std::sin(turned) * std::sin(turned);
    const double in = std::sqrt(gain / ideal) - 1.0, out = std::sqrt((1.0 - gain) / (1.0 - ideal)) - 1.0;
    OverlapPlane plane{kind == 0 ? 1 : 0, intensity, {in, in, in, out}};
    if (kind == 2) plane.t[other] = out;
    return {plane, std::fabs(multiplier / (in - out))};
}

std::vector<WeighedPlane> weighed_planes(const JointModel& model, const JointCertificate& certificate) {
    const ReferencePulses reference = reference_of(model);
    const SeenOfPulses seen = honest_statistics(model);
    std::vector<WeighedPlane> planes;
    const int intensities = static_cast<int>(model.means.size());
    std::size_t row = 0;
    for (const Gains* gains : {&seen.z_detections, &seen.x_detections, &seen.x_errors}) {
        const int kind = gains == &seen.z_detections ? 0 : gains == &seen.x_detections ? 1 : 2;
        for (int i = 0; i < intensities; ++i) {
            for (int side = 0; side < 2; ++side, ++row) {
                const double multiplier = certificate.multipliers[row];
                const double deficit = reference.deficit[kind == 0 ? 1 : 0][i];
                if (multiplier == 0.0 || deficit == 1.0) continue;
                planes.push_back(plane_of_gain(kind, i, gains->least[i], deficit, multiplier));
            }
        }
    }
    const std::size_t last = certificate.multipliers.size() - certificate.planes.size();
    for (std::size_t k = 0; k < certificate.planes.size(); ++k) {
        const double weight = -certificate.multipliers[last + k];
        if (weight > 0.0) planes.push_back({certificate.planes[k], weight});
    }
    return planes;
}

// What Bob's outcome b (2: none) makes of a plane: the sum of `apart` over Alice's outcomes.
Matrix seen_by(const Space& space, const OverlapPlane& plane, int b) {
    Matrix sum = Matrix::Zero(space.size(), space.size());
    const double half = std::sqrt(0.5);
    const int first = plane.basis == 1 ? 0 : 2;
    if (plane.basis == 1 && plane.intensity == 0 && space.n == 1 && b < 2) {
        for (const double sign : {1.0, -1.0}) {  // Alice's X outcome 0, 1
            const bool wrong = (sign > 0.0) == (b == 1);
            sum += apart(space, 0, {{0.0, 0.5}, {1.0, 0.5 * sign}}, plane.t[wrong ? error : other]);
        }
        return sum;
    }
    for (int bit = 0; bit < 2; ++bit) {
        const double of_x = plane.t[bit == b ? other : error];
        const double t = b == 2 ? plane.t[none] : plane.basis == 1 ? plane.t[rest] : of_x;
        sum += apart(space, plane.intensity, {{1.0 * (first + bit), half}}, t);
    }
    return sum;
}

// t / (1 + t) relative to that of no detection.
double factor(const OverlapPlane& plane, int outcome) {
    const auto of = [&](int o) { return plane.t[o] / (1.0 + plane.t[o]); };
    return of(outcome) - of(none);
}

double largest_entry(const Matrix& a) { return a.cwiseAbs().maxCoeff(); }

}  // namespace

double JointModel::probability(int intensity, int n) const {
    double sum = 0.0, term = 1.0, wanted = 0.0;
    for (int m = 0; m < numbers; ++m) {
        if (m > 0) term *= means[static_cast<std::size_t>(intensity)] / m;
        sum += term;
        if (m == n) wanted = term;
    }
    return wanted / sum;
}

bool JointModel::sends(int intensity, int setting) const { return Space{*this, 0}.index(intensity, setting) >= 0; }

std::vector<double> ideal_photons(int n, int setting) {
    const double r = std::sqrt(0.5);
    const std::array<std::array<double, 2>, 4> modes = {{{1, 0}, {0, 1}, {r, r}, {r, -r}}};
    std::vector<double> amplitudes;
    double binomial = 1.0;
    for (int k = 0; k <= n; ++k) {
        amplitudes.push_back(std::sqrt(binomial) * std::pow(modes[setting][0], n - k) * std::pow(modes[setting][1], k));
        binomial *= static_cast<double>(n - k) / (k + 1);
    }
    return amplitudes;
}

ReferencePulses reference_of(const JointModel& model) {
    ReferencePulses reference;
    PhotonNumbers& known = reference.numbers;
    known.intensities = static_cast<int>(model.means.size());
    known.numbers = model.numbers;
    known.complete = true;
    for (int i = 0; i < known.intensities; ++i) {
        for (int n = 0; n < model.numbers; ++n) known.low[i][n] = known.high[i][n] = model.probability(i, n);
        for (const int z : {0, 1}) reference.deficit[z][i] = model.sends(i, z == 1 ? 0 : 2) ? model.leakage[z] : 1.0;
    }
    return reference;
}

SeenOfPulses honest_statistics(const JointModel& model) {
    SeenOfPulses seen;
    for (int i = 0; i < static_cast<int>(model.means.size()); ++i) {
        double gain = 0.0, wrong = 0.0;
        for (int n = 0; n < model.numbers; ++n) {
            const double clicks = 1.0 - std::pow(1.0 - model.efficiency, n);
            gain += model.probability(i, n) * (model.dark + (1.0 - model.dark) * clicks);
            wrong += model.probability(i, n) * (0.5 * model.dark * (1.0 - clicks) + model.error * clicks);
        }
        const bool z = model.sends(i, 0), x = model.sends(i, 2);
        seen.z_detections.least[i] = z ? gain : 0.0;
        seen.z_detections.largest[i] = z ? gain : 1.0;
        seen.x_detections.least[i] = x ? gain : 0.0;
        seen.x_detections.largest[i] = x ? gain : 1.0;
        seen.x_errors.least[i] = x ? wrong : 0.0;
        seen.x_errors.largest[i] = x ? wrong : 1.0;
    }
    return seen;
}

JointDual dual_of(const JointModel& model, const JointCertificate& certificate) {
    JointDual dual;
    const SeenOfPulses seen = honest_statistics(model);
    const std::vector<WeighedPlane> planes = weighed_planes(model, certificate);
    const std::size_t first_tangent = certificate.multipliers.size() - certificate.planes.size() - certificate.tangents.size();
    for (std::size_t k = 0; k < certificate.tangents.size(); ++k) {
        const double weight = std::max(0.0, certificate.multipliers[first_tangent + k]), e = certificate.tangents[k];
        dual.alpha += weight * (1.0 + std::log2(1.0 - e));
        dual.beta += weight * std::log2((1.0 - e) / e);
    }
    for (const auto& [plane, weight] : planes) {
        const int i = plane.intensity;
        const double deficit = reference_of(model).deficit[plane.basis][i], t = plane.t[none];
        dual.source_formula += weight * (2.0 * (1.0 - std::sqrt(1.0 - deficit)) + t * t / (1.0 + t));
        if (plane.basis == 1) {
            dual.observed += weight * factor(plane, rest) * seen.z_detections.least[i];
        } else {
            const double wrong = seen.x_errors.least[i];
            dual.observed += weight * factor(plane, error) * wrong;
            dual.observed += weight * factor(plane, other) * (seen.x_detections.least[i] - wrong);
        }
    }
    for (int n = 0; n < model.numbers; ++n) {
        const Space space{model, n};
        const int sent = space.sent(), ideal = n + 1;
        Matrix whole = Matrix::Zero(space.size(), space.size());
        std::array<Matrix, 2> weights = {Matrix::Zero(sent, sent), Matrix::Zero(sent, sent)};
        for (const auto& [plane, weight] : planes) {
            whole += weight * seen_by(space, plane, 2);
            for (int bit = 0; bit < 2; ++bit) {
                const int k = space.index(plane.intensity, (plane.basis == 1 ? 0 : 2) + bit);
                for (int b = 0; b < 2; ++b) {
                    const int outcome = plane.basis == 1 ? rest : bit == b ? other : error;
                    weights[b](k, k) += 0.5 * weight * factor(plane, outcome);
                }
            }
        }
        if (n == 1) {
            const int zero = space.index(0, 0), one = space.index(0, 1);
            for (int b = 0; b < 2; ++b) {
                const double sign = b == 1 ? 1.0 : -1.0;  // the phase error is Alice's + with 1, - with 0
                for (const int k : {zero, one}) weights[b](k, k) += 0.25 * dual.beta - 0.5 * dual.alpha;
                weights[b](zero, one) += 0.25 * dual.beta * sign;
                weights[b](one, zero) += 0.25 * dual.beta * sign;
            }
        }
        // The least over all ideal states of the form on both: a Schur complement. The ridge is for what no plane sees.
        Matrix of_ideal = whole.bottomRightCorner(ideal, ideal);
        of_ideal += 1e-13 * (largest_entry(of_ideal) + 1e-300) * Matrix::Identity(ideal, ideal);
        const Matrix mixed = whole.topRightCorner(sent, ideal);
        Matrix omega = whole.topLeftCorner(sent, sent) - mixed * of_ideal.ldlt().solve(mixed.transpose());
        omega = 0.5 * (omega + Matrix(omega.transpose()));
        double lacks = -std::min(0.0, certify_psd(small(omega)));
        for (const Matrix& w : weights) lacks = std::max(lacks, -certify_psd(small(omega - w)));
        dual.repaired = std::max(dual.repaired, lacks);
        omega += lacks * Matrix::Identity(sent, sent);
        dual.omega.push_back(small(omega));
        for (int b = 0; b < 2; ++b) dual.weights[b].push_back(small(weights[b]));
    }
    return dual;
}

namespace {

using Weights = std::array<std::vector<SmallMatrix>, 2>;

// Omega as a variable of the first blocks, with Omega >= 0 and Omega >= weights.
void add_best_omega(Sdp& problem, std::vector<double>& start, const JointModel& model, const Weights& weights, double scale) {
    const int sent = static_cast<int>(model.registers.size());
    const std::size_t first = problem.cost.size(), each = static_cast<std::size_t>(sent * (sent + 1) / 2);
    const std::size_t variables = first + each * static_cast<std::size_t>(model.numbers);
    for (SdpBlock& block : problem.blocks) block.coefficients.resize(variables);
    for (int n = 0; n < model.numbers; ++n) {
        std::vector<std::vector<SdpEntry>> entries(variables);
        for (int r = 0; r < sent; ++r) {
            for (int c = 0; c <= r; ++c) {
                const std::size_t k = problem.cost.size();
                entries[k] = {{r, c, 1.0}};
                problem.blocks[n].coefficients[k] = {{r, c, -1.0}};
                problem.cost.push_back(0.0);
                start.push_back(r == c ? 2.0 : 0.0);
            }
        }
        problem.blocks.push_back({sent, {}, entries});
        for (const auto& of_outcome : weights) {
            problem.blocks.push_back({sent, entries_of(SmallMatrix(-of_outcome[n] / scale)), entries});
        }
    }
}

// Of Omega if it is given, else of the best one for the weights.
JointSource worst_source_of(const JointModel& model, const std::vector<SmallMatrix>* omega, const Weights* weights) {
    const ReferencePulses reference = reference_of(model);
    const int sent = static_cast<int>(model.registers.size());
    double scale = 0.0;  // of Omega, which then is of order 1
    for (int n = 0; n < model.numbers; ++n) {
        if (omega != nullptr) scale = std::max(scale, (*omega)[n].norm());
        for (int b = 0; weights != nullptr && b < 2; ++b) scale = std::max(scale, (*weights)[b][n].norm());
    }
    Sdp problem;
    std::vector<double> start;
    std::vector<Space> spaces;
    for (int n = 0; n < model.numbers; ++n) {
        spaces.push_back({model, n});
        Matrix whole = Matrix::Zero(spaces[n].size(), spaces[n].size());
        if (omega != nullptr) whole.topLeftCorner(sent, sent) = -(*omega)[n].real() / scale;
        problem.blocks.push_back({spaces[n].size(), entries_of(small(whole)), {}});
    }
    const auto add = [&](double cost, double at, const std::vector<Matrix>& of_blocks) {
        for (int n = 0; n < model.numbers; ++n) {
            problem.blocks[n].coefficients.push_back(of_blocks[n].size() > 0 ? entries_of(small(of_blocks[n]))
                                                                             : std::vector<SdpEntry>{});
        }
        problem.cost.push_back(cost);
        start.push_back(at);
    };
    for (int k = 0; k < sent; ++k) {  // norms of pulses
        std::vector<Matrix> blocks;
        for (const Space& space : spaces) {
            blocks.push_back(Matrix::Zero(space.size(), space.size()));
            blocks.back()(k, k) = 1.0;
        }
        add(1.0, 4.0, blocks);
    }
    int ideal_dimensions = 0;
    for (int n = 0; n < model.numbers; ++n) {  // ideal states: an orthonormal basis
        for (int r = 0; r <= n; ++r, ++ideal_dimensions) {
            for (int c = 0; c <= r; ++c) {
                std::vector<Matrix> blocks(spaces.size());
                blocks[n] = Matrix::Zero(spaces[n].size(), spaces[n].size());
                blocks[n](sent + r, sent + c) = blocks[n](sent + c, sent + r) = 1.0;
                add(r == c ? 1.0 : 0.0, r == c ? 4.0 : 0.0, blocks);
            }
        }
    }
    const std::size_t first_overlap = problem.cost.size();
    std::vector<std::array<int, 2>> pairs;  // first setting, intensity
    for (int i = 0; i < static_cast<int>(model.means.size()); ++i) {
        for (const int first : {0, 2}) {
            if (!model.sends(i, first)) continue;
            std::vector<Matrix> blocks;
            for (const Space& space : spaces) {
                Matrix cross = Matrix::Zero(space.size(), space.size());
                for (int bit = 0; bit < 2; ++bit) {
                    const Row v = space.form(i, {{1.0 * (first + bit), 1.0, 0.0}});
                    const Row w = space.form(i, {{1.0 * (first + bit), 0.0, 1.0}});
                    cross -= 0.25 * (v * w.transpose() + w * v.transpose());
                }
                blocks.push_back(cross);
            }
            add(-std::sqrt(1.0 - reference.deficit[first == 0 ? 1 : 0][i]), 0.01, blocks);
            pairs.push_back({first, i});
        }
    }
    const std::size_t last_overlap = problem.cost.size();
    for (std::size_t k = first_overlap; k < last_overlap; ++k) {
        std::vector<double> unit(problem.cost.size(), 0.0);
        unit[k] = 1.0;
        problem.blocks.push_back(inequality(unit, 0.0));
    }
    if (weights != nullptr) add_best_omega(problem, start, model, *weights, scale);
    const ApproxSolution solution = solve_dense_primal_dual(problem, start, {150, 1e-11});
    JointSource result;
    std::vector<double> x = solution.x;
    for (std::size_t k = first_overlap; k < last_overlap; ++k) x[k] = std::max(0.0, x[k]);
    double lacks = 0.0;  // what a multiple of 1 makes up for, in Omega too
    for (const SdpBlock& block : problem.blocks) {
        if (block.size > 1) lacks += std::max(0.0, -certify_psd(evaluate_block(block, x)));
    }
    result.at_most = scale * (cost_at(problem, x) + lacks * (sent + ideal_dimensions));

    // The multipliers as vectors: along the ideal basis, and a Gram matrix of the rest.
    std::vector<Matrix> along, beside;
    for (int n = 0; n < model.numbers; ++n) {
        const Matrix gram = solution.multipliers[n].real();
        const Matrix ideal = gram.bottomRightCorner(n + 1, n + 1), mixed = gram.bottomLeftCorner(n + 1, sent);
        const Eigen::LLT<Matrix> factor(ideal);
        along.push_back(factor.matrixL().solve(mixed));
        const Matrix remains = gram.topLeftCorner(sent, sent) - along[n].transpose() * along[n];
        const Eigen::SelfAdjointEigenSolver<Matrix> system(remains);
        beside.push_back(system.eigenvectors() * system.eigenvalues().cwiseMax(0.0).asDiagonal() *
                         system.eigenvectors().transpose());
        // Back to the basis in which ideal states are known: E = L^T (orthonormal).
        const Matrix turn = factor.matrixL();
        const Eigen::JacobiSVD<Matrix> svd(turn, Eigen::ComputeFullU | Eigen::ComputeFullV);
        along[n] = svd.matrixU() * svd.matrixV().transpose() * along[n];
    }
    const auto ideal_of = [&](int n, int k) {
        return Row(spaces[n].form(model.registers[k].intensity, {{1.0 * model.registers[k].setting, 0.0, 1.0}}).tail(n + 1));
    };
    const auto normalise = [&] {
        for (int k = 0; k < sent; ++k) {
            double square = 0.0;
            for (int n = 0; n < model.numbers; ++n) square += along[n].col(k).squaredNorm() + beside[n](k, k);
            for (int n = 0; n < model.numbers; ++n) {
                along[n].col(k) /= std::sqrt(square);
                beside[n].col(k) /= std::sqrt(square);
                beside[n].row(k) /= std::sqrt(square);
            }
        }
    };
    const auto near_enough = [&] {
        for (const auto& [first, i] : pairs) {
            double overlap = 0.0;
            for (int bit = 0; bit < 2; ++bit) {
                const int k = spaces[0].index(i, first + bit);
                for (int n = 0; n < model.numbers; ++n) overlap += 0.5 * along[n].col(k).dot(ideal_of(n, k));
            }
            if (!(overlap >= std::sqrt(1.0 - reference.deficit[first == 0 ? 1 : 0][i]))) return false;
        }
        return true;
    };
    normalise();
    for (double share = 1e-12; !near_enough(); share *= 2.0) {  // a little of the ideal pulse
        KEYBOUND_CHECK(share < 1.0);
        for (int n = 0; n < model.numbers; ++n) {
            for (int k = 0; k < sent; ++k) along[n].col(k) += share * ideal_of(n, k);
        }
        normalise();
    }
    for (int n = 0; n < model.numbers; ++n) {
        const Matrix gram = along[n].transpose() * along[n] + beside[n];
        if (omega != nullptr) result.reached += gram.cwiseProduct(Matrix((*omega)[n].real())).sum();
        result.gram.push_back(small(gram));
    }
    return result;
}

}  // namespace

JointSource worst_joint_source(const JointModel& model, const std::vector<SmallMatrix>& omega) {
    return worst_source_of(model, &omega, nullptr);
}

JointSource worst_joint_source(const JointModel& model, const Weights& weights) {
    return worst_source_of(model, nullptr, &weights);
}

}  // namespace keybound::test
