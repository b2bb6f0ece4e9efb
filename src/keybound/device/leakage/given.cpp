#include "keybound/device/leakage/given.hpp"

#include "keybound/core/error.hpp"

namespace keybound {

SmallVector leakage_given(const std::vector<double>& leakage, int settings) {
    KEYBOUND_CHECK(leakage.size() == 1 || static_cast<int>(leakage.size()) == settings);
    SmallVector result(settings);
    for (int j = 0; j < settings; ++j) {
        result(j) = leakage.size() == 1 ? leakage.front() : leakage[static_cast<std::size_t>(j)];
        KEYBOUND_CHECK(result(j) >= 0.0 && result(j) <= 1.0);
    }
    return result;
}

double given_leakage(const SideChannel& entry, const EmittedLight&) {
    KEYBOUND_CHECK(entry.leakage.size() == 1);
    return entry.leakage.front();
}

}  // namespace keybound
