// Keys of finite runs against 80-digit arithmetic: counts, the e-value bound and the key length from the multipliers, the tilt
// and the run that the program chose, and the multipliers themselves. Never above the exact key, and not needlessly below it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/finite_key.hpp"
#include "oracle/exact_bounds.hpp"

namespace keybound::test {
namespace {

struct Case {
    ExactScenario link;
    std::string pulses;
    std::string secrecy = "1e-10";
    std::string keys = "";
};

std::vector<Case> cases() {
    std::vector<Case> result;
    for (const int settings : {4, 3}) {
        for (const char* delta : {"0", "0.063", "-0.1"}) {
            if (settings == 3 && std::string(delta) != "0.063") continue;
            for (const auto& [km, leakage] : std::vector<std::pair<const char*, const char*>>{
                     {"0", "1e-3"}, {"17.3", "1e-8"}, {"60", "1e-6"}, {"100", "1e-7"}, {"150", "1e-10"}}) {
                for (const char* pulses : {"1e8", "1e12", "1e18"}) {
                    result.push_back({{delta, leakage, km, "1e-8", "0.73", "0.2", "1.16", settings}, pulses});
                }
            }
        }
    }
    result.push_back({{"0.063", "1e-6", "60", "1e-6", "0.3", "0.17", "1.05", 4}, "3e10", "1e-20", "correctness = 1e-15\n"});
    result.push_back({{"0.063", "1e-6", "60", "1e-6", "0.3", "0.17", "1.05", 4}, "1e9", "0.1", "correctness = 0.3\n"});
    return result;
}

Scenario scenario_of(const Case& of) {
    return parse_scenario(toml_of(of.link) +
                          fmt::format("[finite]\npulses = {}\nsecrecy = {}\n{}", of.pulses, of.secrecy, of.keys));
}

struct ExactRun {
    Ball phase_errors;
    Ball key_length;
    Ball sifted;
};

// From the theory page: labels, counts of an honest run, e-value, key length.
ExactRun exact_run(const ExactBounds& link, int n, const RunPlan& plan, const KeySecurity& security, const std::string& pulses,
                   const std::array<std::array<Ball, 4>, 2>& lambda, const Ball& h) {
    const Ball one(1), pulse_count = Ball::of(pulses);
    const Ball z = Ball::of(plan.choices.z_basis_probability), r = Ball::of(plan.choices.z_test_fraction);
    const Ball s = Ball::of(plan.parameters.tilt);
    Ball sum = pulse_count * log1p(s * h) - log(Ball::of(security.failure));
    for (int j = 0; j < n; ++j) {
        const Ball sent = j < 2 ? z / Ball(2) : (one - z) / Ball(n - 2);
        for (int b = 0; b < 2; ++b) {
            const Ball in_x = sent * (one - z), in_z = sent * z * r;
            sum += -(pulse_count * in_x * link.x(j, b) * log1p(-s * lambda[b][j] / in_x));
            const double lambda_z = plan.bound.bound.lambda_z[b][j];
            if (lambda_z != 0.0) sum += -(pulse_count * in_z * link.z(j, b) * log1p(-s * Ball::of(lambda_z) / in_z));
        }
    }
    ExactRun run;
    run.phase_errors = sum / log1p(s / (z * z * (one - r)));
    run.sifted = pulse_count * z * z * (one - r) * link.yield();
    const Ball log2 = log(Ball(2));
    const Ball constants =
        (log(Ball(2) / Ball::of(security.correctness)) - Ball(2) * log(Ball(2) * Ball::of(security.privacy))) / log2;
    run.key_length = run.sifted * (one - exact_entropy(run.phase_errors / run.sifted)) -
                     link.correction() * run.sifted * exact_entropy(link.bit_error_rate()) - constants;
    return run;
}

// L D L^T of a symmetric matrix whose pivots stay away from 0 after `shift` on the diagonal.
bool positive(std::array<std::array<Ball, 4>, 4> m, int n, double shift) {
    for (int i = 0; i < n; ++i) m[i][i] += Ball::of(shift);
    for (int k = 0; k < n; ++k) {
        if (!certainly_less(Ball(0), m[k][k])) return false;
        for (int i = k + 1; i < n; ++i) {
            const Ball factor = m[i][k] / m[k][k];
            for (int j = k; j < n; ++j) m[i][j] = m[i][j] - factor * m[k][j];
        }
    }
    return true;
}

TEST(ExactFiniteKeys, AreNotBelowOurs) {
    int keys = 0, tangents = 0, certificates = 0;
    double worst_length = 0.0, worst_h = 0.0;
    for (const Case& of : cases()) {
        const Scenario scenario = scenario_of(of);
        const Link link = protocol_named(scenario.protocol.name).link(scenario);
        const ExactBounds exact(of.link);
        const int n = of.link.settings;
        for (const char* name : {"loss-tolerant-coin", "loss-tolerant-coin-optimal", "loss-tolerant-coin-z"}) {
            if (std::string(name) == "loss-tolerant-coin-z" && of.pulses != "1e12") continue;
            const std::string where = fmt::format("{} {} delta {} leakage {} {} km, {} pulses: ", name, n,
                                                  of.link.modulation_error_rad, of.link.leakage, of.link.fibre_km, of.pulses);
            const auto outcome = best_finite_key(link, scenario, *find_proof(name)->run);
            ASSERT_TRUE(outcome.has_value()) << where << outcome.reason();
            const FiniteKey& key = outcome.value();
            const LinearBound& bound = key.plan.bound.bound;

            std::array<std::array<Ball, 4>, 2> lambda;
            Ball h = Ball::of(bound.source_term);
            for (int b = 0; b < 2; ++b) {
                for (int j = 0; j < n; ++j) lambda[b][j] = Ball::of(bound.lambda[b][j]);
            }
            if (std::string(name) == "loss-tolerant-coin") {
                const auto items = key.plan.bound.evidence.items();
                const auto tangent = exact.tangent(Ball::of(items[0].real[0]), Ball::of(items[1].real[0]));
                const double size = 1.0 + items[0].real[0] + 1.0 / items[0].real[0];
                for (int b = 0; b < 2; ++b) {
                    for (int j = 0; j < n; ++j) {
                        EXPECT_TRUE(certainly_at_most(tangent.lambda[b][j] - Ball::of(1e-12 * size), lambda[b][j]))
                            << where << b << j;
                        EXPECT_NEAR(bound.lambda[b][j], tangent.lambda[b][j].to_double(), 1e-11 * size) << where << b << j;
                    }
                }
                EXPECT_TRUE(certainly_at_most(tangent.source_term, h)) << where;
                EXPECT_NEAR(bound.source_term, tangent.source_term.to_double(), 1e-6 * bound.source_term) << where;
                ++tangents;
            } else {
                // Omega and the inequalities; the least h of any source by explicit leaks
                std::array<std::array<Ball, 4>, 4> leaked;
                Ball kets;
                const Ball epsilon = Ball::of(of.link.leakage);
                double size = 1.0;
                for (int j = 0; j < n; ++j) {
                    for (int k = 0; k < n; ++k) {
                        const Ball omega = Ball::of(bound.omega(j, k).real());
                        size = std::max(size, std::fabs(bound.omega(j, k).real()));
                        leaked[j][k] = epsilon * omega;
                        const Ball overlap = exact.ket(j, 0) * exact.ket(k, 0) + exact.ket(j, 1) * exact.ket(k, 1);
                        kets += (Ball(1) - epsilon) * omega * overlap;
                    }
                }
                // the stored Omega is one of rounding size beside the exact one, which does not see the kets
                EXPECT_NEAR(kets.to_double(), 0.0, 2e-14 * size) << where;
                if (n == 4 && of.pulses == "1e12") {
                    const Ball least = gram_value_from_below(leaked) * Ball::of(1.0 - 1e-13);
                    EXPECT_TRUE(certainly_at_most(least, h)) << where << least.to_double() << " " << bound.source_term;
                    worst_h = std::max(worst_h, bound.source_term / least.to_double() - 1.0);
                }
                for (int b = 0; b < 2 && std::string(name) == "loss-tolerant-coin-optimal"; ++b) {
                    std::array<std::array<Ball, 4>, 4> slack;
                    for (int j = 0; j < n; ++j) {
                        for (int k = 0; k < n; ++k) slack[j][k] = Ball::of(bound.omega(j, k).real());
                        slack[j][j] += lambda[b][j];
                    }
                    const Ball quarter = Ball(1) / Ball(4), sign = b == 1 ? quarter : -quarter;
                    slack[0][0] += -quarter;
                    slack[1][1] += -quarter;
                    slack[0][1] += -sign;
                    slack[1][0] += -sign;
                    EXPECT_TRUE(positive(slack, n, 1e-13 * size)) << where << b;
                    ++certificates;
                }
            }
            const ExactRun run = exact_run(exact, n, key.plan, key.security, of.pulses, lambda, h);
            // the weights of `lambda` are exact, the multipliers of the program are lifted by rounding
            EXPECT_TRUE(certainly_at_most(run.phase_errors, Ball::of(key.plan.phase_errors))) << where;
            EXPECT_NEAR(key.plan.phase_errors, run.phase_errors.to_double(), 1e-9 * key.plan.phase_errors) << where;
            const double ours = key.key_length_bits.value;
            if (ours == 0.0) {
                EXPECT_FALSE(key.no_key_because.empty()) << where;
                continue;
            }
            ++keys;
            EXPECT_TRUE(certainly_at_most(Ball::of(ours), run.key_length))
                << where << ours << " " << run.key_length.to_double();
            EXPECT_GE(ours, run.key_length.to_double() - 1.0 - 1e-11 * run.sifted.to_double()) << where;
            worst_length = std::max(worst_length, (run.key_length.to_double() - ours - 1.0) / run.sifted.to_double());
        }
    }
    EXPECT_GE(keys, 110);
    EXPECT_GE(tangents, 60);
    EXPECT_GE(certificates, 120);
    EXPECT_LT(worst_h, 1e-4);
    std::printf("key lengths: at most a bit and %.2g of the sifted key below the exact ones; h at most %.2g above the least\n",
                worst_length, worst_h);
    EXPECT_LT(worst_length, 1e-11);
}

}  // namespace
}  // namespace keybound::test
