#include "keybound/proof/lower/phase_error_dual.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/phase_error_candidates.hpp"

namespace keybound {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

using test::dual_families;
using test::error_of;
using test::NamedLink;
using test::numbers_of;
using test::SolvedLink;
using test::various_links;

// Calls `body` for every link and every family.
template <class Body>
void for_all(Body body) {
    for (const NamedLink& named : various_links()) {
        for (const auto& [family_name, family] : dual_families) {
            SCOPED_TRACE(named.name + ", " + family_name);
            body(SolvedLink(named.link, family));
        }
    }
}

TEST(PhaseErrorDual, OperatorsAddUpToTheKeyYield) {
    const SmallMatrix sum = phase_error_operator(0, {0.6, 0.8}, 4) + phase_error_operator(1, {0.6, 0.8}, 4);
    EXPECT_EQ(sum(0, 0), 0.5);
    EXPECT_EQ(sum(1, 1), 0.5);
    EXPECT_EQ(sum(0, 1), 0.0);
    EXPECT_EQ(phase_error_operator(0, 1.0, 3)(0, 1), -0.25);  // outcome 0 is an error of the difference
}

// Columns of the null space miss the shortened kets, the others do not, and together they are a basis.
TEST(PhaseErrorDual, TheFrameSeparatesWhatOnlyLeakageReaches) {
    for (const NamedLink& named : various_links()) {
        const Source& source = named.link.source;
        const DualFrame frame = dual_frame(named.link).value();
        EXPECT_EQ(frame.null_dimensions, source.settings() - 2) << named.name;
        const SmallMatrix gram = frame.basis.adjoint().lazyProduct(frame.basis);
        EXPECT_LT((gram - SmallMatrix::Identity(source.settings(), source.settings())).norm(), 1e-14);
        SmallMatrix shortened = source.states();
        for (int j = 0; j < source.settings(); ++j) shortened.col(j) *= std::sqrt(1.0 - source.leakage(j));
        for (int k = 0; k < source.settings(); ++k) {
            const double length = shortened.lazyProduct(frame.basis.col(k)).norm();
            if (k < frame.null_dimensions) {
                EXPECT_LT(length, 1e-15) << named.name;
            } else {
                EXPECT_GT(length, 1e-3) << named.name;
            }
        }
    }
}

// Symmetric states have pivots of equal length. If the last bit decided between them, the evidence of one machine would mean
// nothing on another.
TEST(PhaseErrorDual, RoundingDoesNotChooseTheFrame) {
    test::Random random(605);
    for (const NamedLink& named : various_links()) {
        const DualFrame frame = dual_frame(named.link).value();
        for (int sample = 0; sample < test::samples(20); ++sample) {
            Link nearly = named.link;
            for (int j = 0; j < nearly.source.settings(); ++j) {
                for (int a = 0; a < 2; ++a) nearly.source.kets(a, j) += 1e-15 * test::uniform(random, -1, 1);
            }
            const DualFrame other = dual_frame(nearly).value();
            EXPECT_LT((other.basis - frame.basis).cwiseAbs().maxCoeff(), 1e-12) << named.name;
            EXPECT_LT((other.scale - frame.scale).cwiseAbs().maxCoeff(), 1e-9) << named.name;
        }
    }
}

// Weak duality: no candidate, whatever its origin, proves less than the optimum.
TEST(PhaseErrorDual, RandomAndPerturbedMultipliersStayValid) {
    test::Random random(601);
    int usable = 0, samples = 0;
    for_all([&](const SolvedLink& solved) {
        for (int sample = 0; sample < test::samples(60); ++sample) {
            const double size = test::log_uniform(random, 1e-9, 10.0);
            const PhaseErrorMultipliers changed = test::perturbed(solved.multipliers, solved.settings(), size, random);
            const double bound = solved.conclude(changed);
            EXPECT_GE(bound, solved.least_valid()) << "relative change " << size;
            usable += bound < 0.5;
            ++samples;
            PhaseErrorMultipliers anything = solved.multipliers;
            for (double* number : numbers_of(anything, solved.settings())) *number = size * test::uniform(random, -1, 1);
            EXPECT_GE(solved.conclude(anything), solved.least_valid()) << "random of size " << size;
        }
    });
    EXPECT_GE(usable, samples / 4);
}

TEST(PhaseErrorDual, ASmallErrorCostsLittle) {
    test::Random random(602);
    for_all([&](const SolvedLink& solved) {
        const double size_of_m = solved.multipliers.mismatch.size() > 0 ? solved.multipliers.mismatch.cwiseAbs().sum() : 0.0;
        for (int sample = 0; sample < test::samples(20); ++sample) {
            const double bound = solved.conclude(test::perturbed(solved.multipliers, solved.settings(), 1e-6, random));
            // An error of 1e-6 in Lambda_b, Omega or M is an absolute shift of that size: much for a bound of 1e-5.
            EXPECT_LE(bound, solved.bound * (1.0 + 1e-4) + 2e-6 * (1.0 + size_of_m));
        }
    });
}

TEST(PhaseErrorDual, NonsenseNeverBecomesAKey) {
    for_all([&](const SolvedLink& solved) {
        PhaseErrorMultipliers changed = solved.multipliers;
        for (double* number : numbers_of(changed, solved.settings())) {
            const double before = *number;
            for (const double nonsense : {nan, infinity, -infinity, 0.0, -1.0, 1e6, -1e6, 1e300, -1e300, 1e-300}) {
                *number = nonsense;
                EXPECT_GE(solved.conclude(changed), solved.least_valid()) << nonsense;
            }
            *number = before;
        }
        for (const double everywhere : {nan, infinity, -infinity, 0.0, 1e200, -1e200}) {
            for (double* number : numbers_of(changed, solved.settings())) *number = everywhere;
            EXPECT_GE(solved.conclude(changed), solved.least_valid()) << everywhere;
        }
    });
}

// Complex matrices put in the wrong way round are other matrices, and prove no more than they may.
TEST(PhaseErrorDual, TransposedMultipliersStayValid) {
    int matters = 0;
    for_all([&](const SolvedLink& solved) {
        for (int part = 0; part < 4; ++part) {
            PhaseErrorMultipliers changed = solved.multipliers;
            if (part == 0) changed.weight = SmallMatrix(changed.weight.transpose());
            if (part == 1) changed.mismatch = SmallMatrix(changed.mismatch.transpose());
            if (part == 2) changed.ket_part = SmallMatrix(changed.ket_part.transpose());
            if (part == 3) changed.overlap_part = changed.overlap_part.conjugate().eval();
            const double bound = solved.conclude(changed);
            EXPECT_GE(bound, solved.least_valid()) << part;
            matters += bound > solved.bound * 1.01;
        }
    });
    EXPECT_GT(matters, 3);  // complex kets notice
}

TEST(PhaseErrorDual, WrongShapesAreUndecided) {
    for_all([&](const SolvedLink& solved) {
        const int n = solved.settings();
        const auto undecided = [&](auto change) {
            PhaseErrorMultipliers changed = solved.multipliers;
            change(changed);
            const auto outcome = conclude_phase_error_dual(solved.link, changed);
            EXPECT_EQ(outcome.verdict(), Verdict::undecided);
            EXPECT_FALSE(outcome.reason().empty());
        };
        undecided([](PhaseErrorMultipliers& c) { c = {}; });
        undecided([](PhaseErrorMultipliers& c) { c.weight.resize(0, 0); });
        undecided([&](PhaseErrorMultipliers& c) { c.weight = SmallMatrix::Identity(n + 1, n + 1); });
        undecided([&](PhaseErrorMultipliers& c) { c.weight = SmallMatrix::Identity(c.weight.rows(), c.weight.rows() + 1); });
        undecided([&](PhaseErrorMultipliers& c) { c.gram_part = SmallVector::Ones(n - 1); });
        undecided([&](PhaseErrorMultipliers& c) { c.gram_part = SmallVector::Ones(n + 1); });
        undecided([&](PhaseErrorMultipliers& c) { c.mismatch = SmallMatrix::Identity(n - 1, n - 1); });
        undecided([&](PhaseErrorMultipliers& c) { c.ket_part = SmallMatrix::Identity(3, 3); });
        undecided([&](PhaseErrorMultipliers& c) { c.overlap_part.setOnes(n + 1); });
    });
}

// Evidence is a candidate again, already repaired: concluding from it moves by the margins alone.
TEST(PhaseErrorDual, EvidenceComesBackAsTheSameBound) {
    for_all([&](const SolvedLink& solved) {
        const auto outcome = conclude_phase_error_dual(solved.link, solved.multipliers);
        ASSERT_TRUE(outcome.has_value());
        const auto again = multipliers_of(outcome.value().evidence.items());
        ASSERT_TRUE(again.has_value());
        const double bound = solved.conclude(*again);
        EXPECT_GE(bound, solved.bound * (1.0 - 1e-12));
        // The margins are relative to the largest multiplier, lambda_z, not to the bound.
        EXPECT_LE(bound, solved.bound * (1.0 + 1e-9) + 1e-11 * (1.0 + std::fabs(solved.multipliers.lambda_z[1]) / 10.0));
    });
}

TEST(PhaseErrorDual, IncompleteEvidenceIsNoCandidate) {
    const SolvedLink solved(various_links().front().link, {});
    const auto outcome = conclude_phase_error_dual(solved.link, solved.multipliers);
    const auto items = outcome.value().evidence.items();
    for (const char* needed : {"lambda_0", "lambda_1", "weight", "gram_part"}) {
        auto rest = items;
        std::erase_if(rest, [&](const EvidenceItem& item) { return item.name == needed; });
        EXPECT_FALSE(multipliers_of(rest).has_value()) << needed;
        auto cut = items;
        for (EvidenceItem& item : cut) {
            if (item.name == needed) item.real = item.real.first(item.real.size() - 1);
        }
        EXPECT_FALSE(multipliers_of(cut).has_value()) << needed;
    }
    EXPECT_FALSE(multipliers_of({}).has_value());
}

// Any single number of the evidence changed: weaker, equal or refused, but never below the optimum.
TEST(PhaseErrorDual, CorruptedEvidenceNeverProvesMore) {
    int weaker = 0, refused = 0, corruptions = 0;
    for_all([&](const SolvedLink& solved) {
        const auto outcome = conclude_phase_error_dual(solved.link, solved.multipliers);
        std::vector<EvidenceItem> items = outcome.value().evidence.items();
        for (EvidenceItem& item : items) {
            for (auto* part : {&item.real, &item.imaginary}) {
                const std::span<const double> honest = *part;
                std::vector<double> changed(honest.begin(), honest.end());
                *part = changed;
                for (double& number : changed) {
                    const double before = number;
                    for (const double corrupted : {0.0, -before, before * 1.001, before * 0.999, before + 1e-3, before - 1e-3,
                                                   before + 1.0, before - 1.0, before * 1e-3, nan, infinity}) {
                        number = corrupted;
                        const auto candidate = multipliers_of(items);
                        const auto found = candidate ? conclude_phase_error_dual(solved.link, *candidate)
                                                     : Outcome<PhaseErrorBound>::undecided("no candidate");
                        EXPECT_GE(error_of(found), solved.least_valid()) << item.name << ' ' << before << " -> " << corrupted;
                        refused += !found.has_value();
                        weaker += found.has_value() && error_of(found) > solved.bound * (1.0 + 1e-6);
                        ++corruptions;
                    }
                    number = before;
                }
                *part = honest;
            }
        }
    });
    EXPECT_GT(weaker, corruptions / 4);
    EXPECT_GT(refused, 100);
}

// A common rotation of all states is a change of coordinates.
TEST(PhaseErrorDual, RotatedStatesAreTheSameSource) {
    test::Random random(603);
    for (const NamedLink& named : various_links()) {
        for (const auto& [family_name, family] : dual_families) {
            const double wanted = error_of(prove_by_dual(named.link, family));
            for (int sample = 0; sample < 3; ++sample) {
                const double angle = test::uniform(random, 0, 1.5), first = test::uniform(random, 0, 6),
                             second = test::uniform(random, 0, 6);
                SmallMatrix unitary(2, 2);
                unitary << std::polar(std::cos(angle), first), -std::polar(std::sin(angle), second),
                    std::polar(std::sin(angle), -second), std::polar(std::cos(angle), -first);
                Link rotated = named.link;
                rotated.source.kets = unitary.lazyProduct(named.link.source.kets);
                EXPECT_NEAR(error_of(prove_by_dual(rotated, family)), wanted, 2e-5 * wanted + 1e-10)
                    << named.name << ", " << family_name;
            }
        }
    }
}

// Where the virtual phase follows the kets, their own phases cannot matter. (For four kets out of plane it does not follow
// them: another phase is another valid virtual protocol.)
TEST(PhaseErrorDual, PhasesOfKetsAreUnobservable) {
    test::Random random(604);
    for (const NamedLink& named : various_links()) {
        if (named.link.source.settings() == 4 && named.name.find("out of plane") != std::string::npos) continue;
        for (const auto& [family_name, family] : dual_families) {
            const double wanted = error_of(prove_by_dual(named.link, family));
            Link turned = named.link;
            for (int j = 0; j < turned.source.settings(); ++j) {
                turned.source.kets.col(j) *= std::polar(1.0, test::uniform(random, 0, 6));
            }
            EXPECT_NEAR(error_of(prove_by_dual(turned, family)), wanted, 2e-5 * wanted + 1e-10)
                << named.name << ", " << family_name;
        }
    }
}

// Yields of the two bases that differ belong to no detector of this model: amplified, they would be worth any key.
TEST(PhaseErrorDual, UnequalYieldsOfTheTwoBasesAreUndecided) {
    for_all([&](const SolvedLink& solved) {
        for (const double mismatch : {1e-6, 1e-3, -1e-6, -1e-3}) {
            for (int setting = -1; setting < solved.settings(); ++setting) {
                Link link = solved.link;
                for (int j = 0; j < solved.settings(); ++j) {
                    if (setting >= 0 && j != setting) continue;
                    for (double& probability : link.statistics.z[static_cast<std::size_t>(j)]) probability *= 1.0 + mismatch;
                }
                const auto outcome = conclude_phase_error_dual(link, solved.multipliers);
                EXPECT_EQ(outcome.verdict(), Verdict::undecided) << mismatch << " at " << setting;
                EXPECT_NE(outcome.reason().find("incompatible with the source model"), std::string::npos) << outcome.reason();
            }
        }
    });
}

TEST(PhaseErrorDual, NothingDetectedIsUndecided) {
    SolvedLink solved(various_links().front().link, {});
    solved.link.statistics.x = {};
    solved.link.statistics.z = {};
    EXPECT_EQ(conclude_phase_error_dual(solved.link, solved.multipliers).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
