// The rate as a function of numeric keys, for solve, optimise and sweep --optimise.
#pragma once

#include <string>
#include <vector>

#include "keybound/rate/evaluate.hpp"
#include "keybound/study/optimise.hpp"
#include "keybound/study/scale.hpp"

namespace keybound {

// One numeric key and where it is searched.
struct SearchKey {
    std::string key;
    Interval interval;
    std::string unit;
};

// The key with the whole of its allowed range; ends that do not belong to the range are left out by a billionth of its width.
// Throws UserError, naming `option`, if it is not a numeric key.
SearchKey search_key(const std::string& key, const std::string& option);
// Reads "table.key=MIN:MAX" and checks it against the allowed range.
SearchKey parse_search_key(const std::string& text, const std::string& option);
// Narrows the key to "MIN:MAX".
void restrict_to(SearchKey& key, const std::string& range, const std::string& option);

class RateSearch {
 public:
    // `proof`: the name of a lower bound; "" for the best one of each scenario. Throws UserError.
    RateSearch(std::vector<SearchKey> keys, std::string proof, std::string option);

    const std::vector<SearchKey>& keys() const { return keys_; }
    std::vector<double> lower_ends() const;

    // The scenario with the keys at these values, as --set would set them.
    Scenario scenario(const RawScenario& base, const std::vector<double>& values) const;
    // The bound that counts, or nullptr if there is none.
    const Bound* bound(const Result& result) const;
    // Its bits per pulse with the keys at these values; NaN if there is none. Proofs that do not count are not evaluated.
    double rate(const RawScenario& base, const std::vector<double>& values) const;
    // The largest rate over the box.
    Optimum maximise(const RawScenario& base) const;

 private:
    std::vector<SearchKey> keys_;
    std::string proof_;
    std::string option_;
    Vocabulary words_;
};

// A value as --set takes it; the shortest digits.
std::string value_text(double value);

}  // namespace keybound
