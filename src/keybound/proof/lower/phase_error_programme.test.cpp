#include "keybound/proof/lower/phase_error_programme.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/proof/lower/joint_sdp.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/phase_error_candidates.hpp"

namespace keybound {
namespace {

using test::dual_families;
using test::error_of;
using test::NamedLink;
using test::SolvedLink;
using test::various_links;

TEST(PhaseErrorProgramme, TheStartIsStrictlyFeasible) {
    test::Random random(611);
    std::vector<NamedLink> links = various_links();
    for (int sample = 0; sample < test::samples(40); ++sample) links.push_back({"random", test::random_link(random)});
    for (const NamedLink& named : links) {
        for (const auto& [family_name, family] : dual_families) {
            const PhaseErrorProgramme programme = state_phase_error_dual(named.link, family).value();
            ASSERT_EQ(static_cast<int>(programme.start.size()), programme.problem.variables());
            for (const SdpBlock& block : programme.problem.blocks) {
                EXPECT_GT(certify_psd(evaluate_block(block, programme.start)), 1e-3) << named.name << ", " << family_name;
            }
        }
    }
}

// What the solver believes and what is certified are the same but for repairs. With Z errors the multipliers reach hundreds and
// the solver's slack matrices drift by 1e-9 from the blocks they stand for: that is what the repair then costs.
TEST(PhaseErrorProgramme, TheRepairOfASolutionCostsLittle) {
    for (const NamedLink& named : various_links()) {
        for (const auto& [family_name, family] : dual_families) {
            const SolvedLink solved(named.link, family);
            const double value = solved.solver_value();
            const double allowed = family.z_errors ? 2e-8 : 5e-11;
            EXPECT_LE(solved.bound, value * (1.0 + 1e-8) + allowed) << named.name << ", " << family_name;
            EXPECT_GE(solved.bound, value * (1.0 - 1e-8) - allowed) << named.name << ", " << family_name;
        }
    }
}

TEST(PhaseErrorProgramme, RealDataHaveNoImaginaryVariables) {
    const auto variables = [](const Link& link) { return state_phase_error_dual(link, {})->problem.variables(); };
    EXPECT_EQ(variables(various_links()[0].link), 8 + 3 + 4);
    EXPECT_EQ(variables(various_links()[5].link), 8 + 4 + 4);
}

// An interrupted solver hands over what it has; more iterations may only help.
TEST(PhaseErrorProgramme, AnInterruptedSolverGivesALooserBound) {
    int looser = 0;
    for (const NamedLink& named : various_links()) {
        for (const auto& [family_name, family] : dual_families) {
            const SolvedLink solved(named.link, family);
            for (const int iterations : {0, 1, 3, 6, 9, 12, 15}) {
                SolverOptions options;
                options.max_iterations = iterations;
                const auto early = solve_dense_primal_dual(solved.programme.problem, solved.programme.start, options);
                const double bound = solved.conclude(solved.programme.multipliers(early.x));
                EXPECT_GE(bound, solved.least_valid()) << named.name << ", " << family_name << " after " << iterations;
                looser += bound < 0.5 && bound > solved.bound * 1.01;
            }
        }
    }
    EXPECT_GT(looser, 20);
}

ApproxSolution answer(std::vector<double> x, SolverStop stop = SolverStop::converged) {
    ApproxSolution solution;
    solution.x = std::move(x);
    solution.stop = stop;
    return solution;
}

template <int which>
ApproxSolution liar(const Sdp& problem, const std::vector<double>& start, const SolverOptions& options) {
    const std::size_t n = start.size();
    if (which == 0) return answer(std::vector<double>(n, 0.0));
    if (which == 1) return answer(std::vector<double>(n, std::numeric_limits<double>::quiet_NaN()));
    if (which == 2) return answer(std::vector<double>(n, -1e6));
    if (which == 3) return answer(std::vector<double>(n, 1e300));
    if (which == 4) return answer(start);
    if (which == 5) return answer({});
    if (which == 6) return answer(std::vector<double>(n + 3, 1.0));
    ApproxSolution honest = solve_dense_primal_dual(problem, start, options);
    if (which == 7) honest.stop = SolverStop::numerical_trouble;  // what it says of itself is not read
    for (std::size_t i = 0; i < n; ++i) {
        if (which == 8) honest.x[i] *= -1.0;
        if (which == 9) honest.x[i] *= 0.5;
        if (which == 10) honest.x[i] -= 0.3 * problem.cost[i];  // "cheaper"
        if (which == 11) honest.x[i] = honest.x[n - 1 - i];
        if (which == 12) honest.x[i] -= 900.0;
    }
    return honest;
}

constexpr SdpSolver liars[] = {liar<0>, liar<1>, liar<2>, liar<3>,  liar<4>,  liar<5>, liar<6>,
                               liar<7>, liar<8>, liar<9>, liar<10>, liar<11>, liar<12>};

TEST(PhaseErrorProgramme, NoSolverCanProveTooMuch) {
    for (const NamedLink& named : various_links()) {
        for (const auto& [family_name, family] : dual_families) {
            const SolvedLink solved(named.link, family);
            for (std::size_t which = 0; which < std::size(liars); ++which) {
                const auto outcome = prove_by_dual(named.link, family, liars[which]);
                EXPECT_GE(error_of(outcome), solved.least_valid()) << named.name << ", " << family_name << ", liar " << which;
                if (which == 7) {
                    EXPECT_EQ(error_of(outcome), solved.bound);
                }
                if (which == 5 || which == 6) {
                    EXPECT_EQ(outcome.verdict(), Verdict::undecided);
                }
            }
        }
    }
}

TEST(PhaseErrorProgramme, AnUnboundedProgrammeIsUndecided) {
    const auto outcome =
        prove_by_dual(various_links().front().link, {}, [](const Sdp&, const std::vector<double>& start, const SolverOptions&) {
            return answer(start, SolverStop::unbounded);
        });
    EXPECT_EQ(outcome.verdict(), Verdict::undecided);
}

constexpr LowerProof shared_proofs[] = {prove_loss_tolerant_coin_optimal, prove_loss_tolerant_coin_z, prove_joint_sdp};

Link with_poisson_noise(Link link, double counts, test::Random& random) {
    for (int j = 0; j < link.source.settings(); ++j) {
        const double pulses = counts / link.statistics.yield_x(j);
        for (auto* basis : {&link.statistics.x, &link.statistics.z}) {
            for (double& probability : (*basis)[static_cast<std::size_t>(j)]) {
                probability = static_cast<double>(std::poisson_distribution<long>(pulses * probability)(random)) / pulses;
            }
        }
    }
    return link;
}

// Frequencies lie outside of what any source and detector of the model produce, and the programmes have no solution there.
TEST(PhaseErrorProgramme, NoisyStatisticsAreIncompatible) {
    test::Random random(612);
    for (const int settings : {4, 3}) {
        const Link clean = test::link_of({.modulation_error_rad = 0.063, .leakage = {1e-9}, .fibre_km = 100}, settings);
        for (int seed = 0; seed < test::samples(100); ++seed) {
            const Link noisy = with_poisson_noise(clean, 1e5, random);
            for (const LowerProof prove : shared_proofs) {
                const auto outcome = prove(noisy);
                EXPECT_EQ(outcome.verdict(), Verdict::undecided) << error_of(outcome);
                EXPECT_NE(outcome.reason().find("incompatible with the source model"), std::string::npos) << outcome.reason();
            }
        }
    }
}

// The same with yields of the two bases made equal, so that only the programme itself can notice: where the X statistics of
// leakage 1e-9 are infeasible there is no bound, and where they are feasible the true rate of this link is respected.
TEST(PhaseErrorProgramme, NoiseIsNotWorthAKey) {
    test::Random random(613);
    const double truth = 2.494e-4;
    int undecided = 0, proved = 0;
    for (const int settings : {4, 3}) {
        const Link clean = test::link_of({.modulation_error_rad = 0.063, .leakage = {1e-9}, .fibre_km = 100}, settings);
        for (int seed = 0; seed < test::samples(100); ++seed) {
            Link noisy = with_poisson_noise(clean, 1e5, random);
            for (int j = 0; j < settings; ++j) {
                const double ratio = noisy.statistics.yield_x(j) / noisy.statistics.yield_z(j);
                for (double& probability : noisy.statistics.z[static_cast<std::size_t>(j)]) probability *= ratio;
            }
            for (const LowerProof prove : {prove_loss_tolerant_coin_optimal, prove_joint_sdp}) {
                const auto outcome = prove(noisy);
                undecided += !outcome.has_value();
                if (!outcome.has_value()) continue;
                ++proved;
                EXPECT_GE(error_of(outcome), truth) << settings << " settings, seed " << seed;
            }
        }
    }
    EXPECT_GT(undecided, test::samples(200));
    EXPECT_GT(proved, test::samples(20));
}

TEST(PhaseErrorProgramme, DegenerateStatesDoNotApply) {
    const Link same = test::link_of({.states = {{0.3, 0.0}, {0.3, 0.0}, {0.7, 0.0}}}, 3);
    for (const auto& [family_name, family] : dual_families) {
        EXPECT_FALSE(state_phase_error_dual(same, family).has_value());
        EXPECT_EQ(prove_by_dual(same, family).verdict(), Verdict::not_applicable) << family_name;
    }
}

}  // namespace
}  // namespace keybound
