#include "keybound/device/leakage/catalog.hpp"

namespace keybound {

const std::vector<LeakageModel>& leakage_models() {
    static const std::vector<LeakageModel> rows = {
        {"given",
         "Every emitted state has fidelity at least 1 - epsilon with its characterised ket; epsilon is one number or one "
         "number "
         "per setting. Nothing else is known about the leak: it may live in any mode and any dimension.",
         "source.leakage",
         "Curras-Lorenzo, Pereira, Kato, Curty, Tamaki, Optica Quantum (2025), Eq. (1); doi:10.1364/OPTICAQ.569424"},
    };
    return rows;
}

}  // namespace keybound
