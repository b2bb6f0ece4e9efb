// The leakage models, one row each.
#pragma once

#include <string>
#include <vector>

namespace keybound {

struct LeakageModel {
    std::string name;
    std::string summary;
    std::string keys;    // where it is written in a scenario
    std::string source;  // citation
};

const std::vector<LeakageModel>& leakage_models();

}  // namespace keybound
