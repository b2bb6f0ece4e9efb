// Numbers by the names under which results print them.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace keybound {

using NamedNumbers = std::vector<std::pair<std::string, double>>;

}  // namespace keybound
