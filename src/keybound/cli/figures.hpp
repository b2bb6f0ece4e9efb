// Where the figures are.
#pragma once

#include <string>

namespace keybound {

// `asked` if it is not empty; else share/keybound/figures beside the program's folder; else the source tree that it was built
// from. Throws UserError.
std::string figures_folder(const std::string& asked);

}  // namespace keybound
