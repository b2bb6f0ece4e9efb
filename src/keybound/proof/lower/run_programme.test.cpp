#include "keybound/proof/lower/run_programme.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/phase_error_candidates.hpp"
#include "support/runs.hpp"

namespace keybound {
namespace {

using test::design_of;
using test::least_slack;
using test::NamedLink;
using test::SolvedLink;
using test::various_links;

const std::array<DualFamily, 2> families = {DualFamily{}, DualFamily{.whole_space = false, .z_errors = true}};

RunDesign run_of(const Link& link, DualFamily family, double pulses, double z = 0.9) {
    return design_of(link.source.settings(), pulses, z, family.z_errors ? 0.05 : 0.0);
}

double errors_of(const RunBound& found, const Link& link, const RunDesign& design) {
    return expected_phase_errors(found.bound, link.statistics, design, found.tilt);
}

TEST(RunProgramme, BoundsHoldForEveryDetectedRound) {
    test::Random random(20260441);
    int found = 0;
    std::vector<NamedLink> links = various_links();
    for (int i = 0; i < test::samples(25); ++i) links.push_back({"random", test::random_link(random)});
    for (const NamedLink& named : links) {
        for (const DualFamily& family : families) {
            for (const double pulses : {1e7, 1e10, 1e14}) {
                const auto bound = prove_run_by_dual(named.link, family, run_of(named.link, family, pulses));
                ASSERT_TRUE(bound.has_value()) << named.name << " " << pulses << bound.reason();
                const Complex phase = *virtual_phase(named.link.source);
                const int n = named.link.source.settings();
                EXPECT_GE(least_slack(bound.value().bound, phase, n, random, 12), -1e-12) << named.name << " " << pulses;
                EXPECT_GE(bound.value().bound.source_term, 0.0);
                ++found;
            }
        }
    }
    EXPECT_GE(found, 6 * test::samples(25));
}

TEST(RunProgramme, ConcludingAgainGivesTheSameDigits) {
    for (const NamedLink& named : various_links()) {
        for (const DualFamily& family : families) {
            for (const bool fixed : {false, true}) {
                RunDesign design = run_of(named.link, family, 1e10);
                if (fixed) design.tilt = 1e-4;
                const RunBound found = prove_run_by_dual(named.link, family, design).value();
                const auto again = conclude_run_by_dual(named.link, family, found.evidence.items());
                ASSERT_TRUE(again.has_value()) << named.name << again.reason();
                EXPECT_EQ(again.value().bound.lambda, found.bound.lambda) << named.name;
                EXPECT_EQ(again.value().bound.lambda_z, found.bound.lambda_z) << named.name;
                EXPECT_EQ(again.value().bound.source_term, found.bound.source_term) << named.name;
                EXPECT_EQ(again.value().bound.omega, found.bound.omega) << named.name;
                if (fixed) {
                    EXPECT_EQ(found.tilt, 1e-4);
                }
            }
        }
    }
}

struct Items {
    std::vector<std::string> names;
    std::vector<std::vector<double>> real, imaginary;
    std::vector<EvidenceItem> views;

    explicit Items(const Evidence& evidence) {
        for (const EvidenceItem& item : evidence.items()) {
            names.emplace_back(item.name);
            real.emplace_back(item.real.begin(), item.real.end());
            imaginary.emplace_back(item.imaginary.begin(), item.imaginary.end());
            views.push_back({"", item.rows, item.columns, {}, {}});
        }
    }
    const std::vector<EvidenceItem>& items() {
        for (std::size_t i = 0; i < views.size(); ++i) {
            views[i].name = names[i];
            views[i].real = real[i];
            views[i].imaginary = imaginary[i];
        }
        return views;
    }
};

// Whatever the numbers are, what comes out is a linear bound: it holds for every detected round, and on the honest statistics
// it is not below the least that is valid.
TEST(RunProgramme, CandidatesFromGarbageProveNoMore) {
    test::Random random(20260442);
    int proved = 0, refused = 0;
    for (const NamedLink& named : various_links()) {
        for (const DualFamily& family : families) {
            const SolvedLink solved(named.link, family);
            const RunBound honest = prove_run_by_dual(named.link, family, run_of(named.link, family, 1e10)).value();
            const int n = named.link.source.settings();
            for (int trial = 0; trial < test::samples(40); ++trial) {
                Items items(honest.evidence);
                const double size = std::pow(10.0, test::uniform(random, -8, 2));
                const double special[] = {std::nan(""), std::numeric_limits<double>::infinity(), -1e300, 1e9, 0.0, -1.0};
                for (std::size_t i = 0; i < items.real.size(); ++i) {
                    for (auto* numbers : {&items.real[i], &items.imaginary[i]}) {
                        for (double& x : *numbers) {
                            if (trial % 2 == 0) x *= 1.0 + size * test::uniform(random, -1, 1);
                            if (trial % 2 == 1 && test::uniform(random, 0, 1) < 0.05) x = special[trial / 2 % 6];
                            if (trial == 1) x = std::nan("");
                            if (trial == 3) x = -x;
                        }
                    }
                }
                const auto bound = conclude_run_by_dual(named.link, family, items.items());
                if (!bound.has_value()) {
                    ++refused;
                    continue;
                }
                const double value = linear_bound_at(bound.value().bound, named.link.statistics);
                if (!(value < 1e300)) {  // no number, or no use
                    ++refused;
                    continue;
                }
                ++proved;
                ASSERT_GE(value / named.link.statistics.key_yield(), solved.least_valid()) << named.name << " " << trial;
                // Omega is stored rounded, and garbage makes it the difference of numbers that are far larger.
                ASSERT_GE(least_slack(bound.value().bound, *virtual_phase(named.link.source), n, random, 5), -1e-10)
                    << named.name << " " << trial;
            }
            for (const std::size_t missing : {0u, 1u, 2u, 3u}) {
                Items items(honest.evidence);
                items.names[missing] += "x";
                const auto bound = conclude_run_by_dual(named.link, family, items.items());
                if (bound.has_value()) {
                    EXPECT_GE(linear_bound_at(bound.value().bound, named.link.statistics) / named.link.statistics.key_yield(),
                              solved.least_valid());
                }
            }
        }
    }
    EXPECT_GE(proved, test::samples(250));
    EXPECT_GE(refused, test::samples(50));
}

TEST(RunProgramme, NoCandidateNoBound) {
    for (const DualFamily& family : families) {
        EXPECT_FALSE(conclude_run_by_dual(various_links()[0].link, family, {}).has_value());
        const DualFamily other{.whole_space = false, .z_errors = !family.z_errors};
        const Link link = various_links()[0].link;
        const RunBound found = prove_run_by_dual(link, other, run_of(link, other, 1e10)).value();
        EXPECT_FALSE(conclude_run_by_dual(link, family, found.evidence.items()).has_value()) << "data of another proof";
    }
}

// Any shift between the two bases leaves a valid bound, and the same one on data whose bases agree.
TEST(RunProgramme, EveryGaugeIsValid) {
    test::Random random(20260443);
    const DualFamily family = families[1];
    int shifted = 0;
    for (const NamedLink& named : various_links()) {
        const RunBound found = prove_run_by_dual(named.link, family, run_of(named.link, family, 1e10)).value();
        const double value = linear_bound_at(found.bound, named.link.statistics);
        const int n = named.link.source.settings();
        for (int trial = 0; trial < test::samples(20); ++trial) {
            Items items(found.evidence);
            ASSERT_EQ(items.names.back(), "gauge");
            std::vector<double>& gauge = items.real.back();
            const std::vector<double> before = gauge;
            for (double& c : gauge) c = test::uniform(random, -1, 1) * std::pow(10.0, test::uniform(random, -3, 2));
            const auto bound = conclude_run_by_dual(named.link, family, items.items());
            ASSERT_TRUE(bound.has_value());
            EXPECT_GE(least_slack(bound.value().bound, *virtual_phase(named.link.source), n, random, 12), -1e-12) << named.name;
            const double size = std::fabs(gauge[0]) + std::fabs(gauge[1]) + 1.0;
            const double again = linear_bound_at(bound.value().bound, named.link.statistics);
            EXPECT_NEAR(again, value, 1e-12 * size * named.link.statistics.key_yield() + 1e-12 * value) << named.name;
            for (int b = 0; b < 2; ++b) {
                for (int j = 0; j < 2; ++j) {
                    const double by = gauge[j] - before[j];
                    EXPECT_NEAR(bound.value().bound.lambda[b][j] - found.bound.lambda[b][j], by, 1e-13 * size);
                    EXPECT_NEAR(bound.value().bound.lambda_z[b][j] - found.bound.lambda_z[b][j], -by,
                                1e-13 * (size + std::fabs(found.bound.lambda_z[b][j])));
                }
            }
            ++shifted;
        }
        for (const double nonsense : {std::nan(""), 1e7, -std::numeric_limits<double>::infinity()}) {
            Items items(found.evidence);
            items.real.back()[1] = nonsense;
            EXPECT_FALSE(conclude_run_by_dual(named.link, family, items.items()).has_value());
        }
    }
    EXPECT_GE(shifted, test::samples(100));
}

// The multipliers of the asymptotic bound with every p_bj raised by rho Y/2, which keeps those of rare outcomes small, and the
// best tilt for each: a grid that the joint optimum must beat.
double best_of_regularised(const Link& link, const RunDesign& design, double rho) {
    PhaseErrorProgramme programme = state_phase_error_dual(link, {}).value();
    const int n = link.source.settings();
    for (int i = 0; i < 2 * n; ++i) programme.problem.cost[i] += 0.5 * rho;
    const ApproxSolution solution = solve_dense_primal_dual(programme.problem, programme.start);
    const auto dual = certify_phase_error_dual(link, programme.multipliers(solution.x));
    if (!dual.has_value()) return std::numeric_limits<double>::infinity();
    const LinearBound& bound = dual.value().bound;
    double least = std::numeric_limits<double>::infinity();
    const double tilt = best_tilt(bound, link.statistics, design);
    for (double factor = 0.2; factor < 5.0; factor *= 1.02) {
        least = std::min(least, expected_phase_errors(bound, link.statistics, design, tilt * factor));
    }
    return least;
}

TEST(RunProgramme, BeatsEveryGridOfTiltsAndRegularisedMultipliers) {
    int better = 0, compared = 0;
    for (const NamedLink& named : various_links()) {
        for (const double pulses : {1e8, 1e11}) {
            const RunDesign design = run_of(named.link, {}, pulses);
            const double joint = errors_of(prove_run_by_dual(named.link, {}, design).value(), named.link, design);
            double grid = best_of_regularised(named.link, design, 0.0);
            const double asymptotic = grid;
            for (double rho = 1e-7; rho < 2.0; rho *= std::sqrt(10.0)) {
                grid = std::min(grid, best_of_regularised(named.link, design, rho));
            }
            EXPECT_LE(joint, grid * (1.0 + 1e-3)) << named.name << " " << pulses;
            EXPECT_LE(joint, asymptotic * (1.0 + 1e-3)) << named.name << " " << pulses;
            ++compared;
            better += joint < grid * (1.0 - 1e-3);
        }
    }
    EXPECT_GE(better, compared / 4);
}

TEST(RunProgramme, ZTestsHelpOrNearlyCostNothing) {
    int helped = 0;
    for (const NamedLink& named : various_links()) {
        const RunDesign plain = run_of(named.link, {}, 1e12);
        const RunDesign tested = run_of(named.link, families[1], 1e12);
        // per key round, which the disclosed ones are no longer
        const double without =
            errors_of(prove_run_by_dual(named.link, {}, plain).value(), named.link, plain) * plain.phase_error;
        const double with =
            errors_of(prove_run_by_dual(named.link, families[1], tested).value(), named.link, tested) * tested.phase_error;
        EXPECT_LE(with, without * 1.02) << named.name;
        helped += with < 0.7 * without;
    }
    EXPECT_GE(helped, 1);
}

// Nothing that a user can write may end in anything but an outcome.
TEST(RunProgramme, ExtremesEnd) {
    int ended = 0;
    for (const std::size_t which : {0u, 3u, 5u, 7u}) {
        const Link link = various_links()[which].link;
        for (const DualFamily& family : families) {
            for (const double pulses : {1.0, 1e3, 1e18}) {
                for (const double z : {1e-9, 0.5, 1.0 - 1e-12}) {
                    for (const std::optional<double> tilt :
                         {std::optional<double>{}, std::optional<double>(5e-324), std::optional<double>(1e15)}) {
                        RunDesign design = run_of(link, family, pulses, z);
                        design.tilt = tilt;
                        const auto bound = prove_run_by_dual(link, family, design);
                        ++ended;
                        if (bound.has_value() && tilt) {
                            EXPECT_EQ(bound.value().tilt, *tilt);
                        }
                    }
                }
            }
        }
    }
    EXPECT_EQ(ended, 4 * 2 * 27);
}

}  // namespace
}  // namespace keybound
