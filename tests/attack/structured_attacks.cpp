#include "attack/structured_attacks.hpp"

#include <algorithm>
#include <cmath>

namespace keybound::test {

namespace {

double normal(Random& random) { return std::normal_distribution<double>()(random); }
bool chance(Random& random, double probability) { return uniform(random, 0.0, 1.0) < probability; }
Amplitude complex_normal(Random& random) { return {normal(random), normal(random)}; }

Ket flag(int index, Amplitude value = 1) {
    Ket ket{};
    ket[qubit_dimensions + index] = value;
    return ket;
}

Ket qubit(Amplitude a, Amplitude b) {
    Ket ket{};
    ket[0] = a;
    ket[1] = b;
    return ket;
}

QubitKets random_kets(Random& random, const Recipe& recipe) {
    SourceTable table;
    const double flaw = recipe.largest_flaw;
    if (recipe.kets == Kets::encoder_error) {
        table.modulation_error_rad = uniform(random, -flaw, flaw);
    } else {
        const double tilt = recipe.kets == Kets::planar          ? 0.0
                            : recipe.kets == Kets::nearly_planar ? log_uniform(random, 1e-13, 1e-2)
                                                                 : flaw;
        const double quarter_pi = std::acos(-1.0) / 4.0;
        for (const double turns : {0.0, 2.0, 1.0, 3.0}) {
            if (static_cast<int>(table.states.size()) == recipe.settings) break;
            table.states.push_back({turns * quarter_pi + uniform(random, -flaw, flaw), uniform(random, -tilt, tilt)});
        }
        if (recipe.kets == Kets::nearly_degenerate) {  // one state almost the same as another
            const int moved = std::uniform_int_distribution<int>(1, recipe.settings - 1)(random);
            const int fixed = std::uniform_int_distribution<int>(0, moved - 1)(random);
            table.states[moved][0] = table.states[fixed][0] + log_uniform(random, 1e-5, 0.1);
        }
    }
    return make_source(table, recipe.settings).kets;
}

// An honest receiver's two directions: along (phi_0Z + e^{i alpha} phi_1Z), alpha as 0X has it, and orthogonal to it.
std::array<Ket, 2> receiver(const QubitKets& kets) {
    const auto determinant = [&](int j, int k) { return kets(0, j) * kets(1, k) - kets(0, k) * kets(1, j); };
    const Complex ratio = determinant(0, 2) * std::conj(determinant(2, 1));
    const Complex turn = std::abs(ratio) > 0.0 ? ratio / std::abs(ratio) : Complex(1.0, 0.0);
    Complex a = kets(0, 0) + turn * kets(0, 1);
    Complex b = kets(1, 0) + turn * kets(1, 1);
    const double norm = std::sqrt(std::norm(a) + std::norm(b));
    a /= norm;
    b /= norm;
    return {qubit(a, b), qubit(-std::conj(b), std::conj(a))};
}

}  // namespace

Attack random_attack(Random& random, const Recipe& recipe) {
    Attack attack;
    attack.kets = random_kets(random, recipe);
    const double yield = log_uniform(random, recipe.least_yield, 1.0);
    const double most = std::clamp(recipe.most_leakage_per_yield * yield, 1e-10, 0.05);
    const double leakage = recipe.leaks ? log_uniform(random, 1e-10, most) : 0.0;
    attack.leakage = SmallVector::Constant(recipe.settings, leakage);
    if (recipe.leaks && chance(random, 0.5)) {
        for (int j = 0; j < recipe.settings; ++j) attack.leakage(j) = leakage * std::pow(uniform(random, 0.0, 1.0), 2);
    }
    attack.z_error = uniform(random, 0.0, 0.05);

    const bool leave_qubit_space = chance(random, 0.5);
    const Attack guide = recipe.settings == 4 ? saturating_bb84(1e-6, 1e-3) : saturating_three_state(1e-6, 1e-3);
    const double noise = chance(random, 0.5) ? 10.0 : uniform(random, 0.0, 1.0);
    for (int j = 0; j < recipe.settings; ++j) {
        attack.side[j] = guide.side[j];
        for (int i = leave_qubit_space ? qubit_dimensions : 0; i < dimensions; ++i) {
            attack.side[j][i] += static_cast<Real>(noise) * complex_normal(random);
        }
    }

    const auto directions = receiver(attack.kets);
    const double x = std::sqrt(yield);
    const double reading = chance(random, 0.3) ? 1.0 : log_uniform(random, 1e-2, 1.0);
    const double tilt = reading * std::sqrt(leakage) / x + 0.1 * std::pow(uniform(random, 0.0, 1.0), 2);
    for (int b = 0; b < 2; ++b) {
        Ket m = combine(x, directions[b], static_cast<Real>(x * tilt) * complex_normal(random), directions[1 - b]);
        Ket read = flag(recipe.settings == 4 ? 1 - b : 0);
        for (int i = 0; i < flag_dimensions; ++i)
            read[qubit_dimensions + i] += static_cast<Real>(0.5 * noise) * complex_normal(random);
        const Real norm = std::sqrt(inner(read, read).real());
        attack.effects[b].push_back(combine(1, m, reading / norm, read));
        if (chance(random, 0.5)) {  // background
            Ket background{};
            for (int i = 0; i < dimensions; ++i) {
                background[i] = static_cast<Real>(0.1 * x * uniform(random, 0.0, 1.0)) * complex_normal(random);
            }
            attack.effects[b].push_back(background);
        }
    }
    return attack;
}

Attack saturating_bb84(double leakage, double yield, double excess) {
    Attack attack;
    attack.kets = make_source(SourceTable{}, 4).kets;
    attack.leakage = SmallVector::Constant(4, leakage);
    const Real half = std::sqrt(Real(0.5));
    // chi_j = sqrt(2) v_j with the v_j of Psi_Z - Psi_X.
    attack.side = {combine(half, flag(0), half, flag(1)), combine(half, flag(0), -half, flag(1)), flag(0, -1), flag(1)};
    const Real x = std::sqrt(static_cast<Real>(yield));
    const Real wrong = (x * static_cast<Real>(excess) + std::sqrt(static_cast<Real>(leakage))) /
                       (x * std::sqrt(1 - static_cast<Real>(leakage)));
    const Real right = std::sqrt(std::max(Real(0), 1 - wrong * wrong));
    const Ket plus = qubit(half, half);
    const Ket minus = qubit(half, -half);
    attack.effects[0] = {combine(1, combine(x * right, plus, x * wrong, minus), 1, flag(1))};
    attack.effects[1] = {combine(1, combine(x * right, minus, x * wrong, plus), 1, flag(0))};
    return attack;
}

Attack saturating_three_state(double leakage, double yield) {
    Attack attack;
    attack.kets = make_source(SourceTable{}, 3).kets;
    attack.leakage = SmallVector::Constant(3, leakage);
    attack.side = {flag(0), flag(0), flag(0, -1), Ket{}};
    const Real half = std::sqrt(Real(0.5));
    const Real x = std::sqrt(static_cast<Real>(yield));
    // Outcome 0 is suppressed for u_+ by the side channel; to look honest it is made likelier for u_-.
    const Real missing = std::min(Real(1), 2 * std::sqrt(Real(2)) * std::sqrt(static_cast<Real>(leakage)) * (1 + half) / x);
    const Ket plus = qubit(half, half);
    const Ket minus = qubit(half, -half);
    attack.effects[0] = {combine(1, combine(x, plus, x * std::sqrt(missing), minus), -1, flag(0))};
    attack.effects[1] = {combine(x, minus, 0, minus)};
    return attack;
}

Attack mutated(const Attack& attack, Random& random, double step) {
    Attack result = attack;
    const bool all = chance(random, 0.3);
    const auto move = [&](Amplitude& value, Real scale) {
        if (all || chance(random, 0.15)) value += static_cast<Real>(step) * scale * complex_normal(random);
    };
    for (int j = 0; j < attack.settings(); ++j) {
        for (Amplitude& value : result.side[j]) move(value, 1);
    }
    for (auto& rows : result.effects) {
        for (Ket& m : rows) {
            // The qubit part of a measurement with low yield is small and must move on its own scale.
            const Real scale = std::sqrt(std::norm(m[0]) + std::norm(m[1])) + Real(1e-9);
            for (int i = 0; i < dimensions; ++i) move(m[i], i < qubit_dimensions ? scale : 1);
        }
    }
    return result;
}

}  // namespace keybound::test
