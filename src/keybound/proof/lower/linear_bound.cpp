#include "keybound/proof/lower/linear_bound.hpp"

#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

double linear_bound_at(const LinearBound& bound, const Statistics& statistics) {
    double value = bound.source_term, magnitude = bound.source_term;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < statistics.settings; ++j) {
            for (const double term : {bound.lambda[b][j] * statistics.x[j][b], bound.lambda_z[b][j] * statistics.z[j][b]}) {
                value += term;
                magnitude += std::fabs(term);
            }
        }
    }
    return value + rounding::margin(64, magnitude);
}

}  // namespace keybound
