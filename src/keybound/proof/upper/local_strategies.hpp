// Inside of the local polytope: going through strategies, and what a table is good for.
#pragma once

#include "keybound/proof/upper/local_polytope.hpp"

namespace keybound {

// Strategies of both parties, and the entry of the table that a pair of answers is in.
class LocalStrategies {
 public:
    static constexpr int most = 1 << 14;

    explicit LocalStrategies(const CorrelationTable& table)
        : table_(table), alice_(power(table.alice_outcomes, table.alice_settings)), count_(strategies_of(table)) {}

    int count() const { return count_; }

    // Calls take(entry) for each pair of settings.
    template <class Take>
    void for_entries(int k, const Take& take) const {
        int of_alice = k % alice_;
        for (int x = 0; x < table_.alice_settings; ++x, of_alice /= table_.alice_outcomes) {
            const int a = of_alice % table_.alice_outcomes;
            int of_bob = k / alice_;
            for (int y = 0; y < table_.bob_settings; ++y, of_bob /= table_.bob_outcomes) {
                take(table_.index(x, y, a, of_bob % table_.bob_outcomes));
            }
        }
    }

    static int power(int base, int exponent) {
        int result = 1;
        for (int i = 0; i < exponent && result <= most; ++i) result *= base;
        return result;
    }

 private:
    const CorrelationTable& table_;
    int alice_;
    int count_;
};

// How far the nearest table without signalling may be, entry by entry; infinite if this is none.
double uncertainty_of(const CorrelationTable& table);

CorrelationTable table_of(const CorrelationTable& shape, const LocalNoise& noise);

// A table, and noise with all outcomes.
bool usable(const NoisyTables& line);

}  // namespace keybound
