#include "keybound/opt/sdp.hpp"

#include "keybound/opt/solver.hpp"

namespace keybound {

namespace {

void add(SmallMatrix& matrix, const std::vector<SdpEntry>& entries, double factor) {
    for (const SdpEntry& entry : entries) {
        matrix(entry.row, entry.column) += factor * entry.value;
        if (entry.row != entry.column) matrix(entry.column, entry.row) += factor * std::conj(entry.value);
    }
}

}  // namespace

SmallMatrix evaluate_block(const SdpBlock& block, const std::vector<double>& x) {
    SmallMatrix matrix = SmallMatrix::Zero(block.size, block.size);
    add(matrix, block.constant, 1.0);
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
        if (x[i] != 0.0) add(matrix, block.coefficients[i], x[i]);
    }
    return matrix;
}

double cost_at(const Sdp& problem, const std::vector<double>& x) {
    double value = 0.0;
    for (std::size_t i = 0; i < problem.cost.size(); ++i) value += problem.cost[i] * x[i];
    return value;
}

const char* to_string(SolverStop stop) {
    switch (stop) {
        case SolverStop::converged:
            return "converged";
        case SolverStop::iteration_limit:
            return "iteration limit";
        case SolverStop::numerical_trouble:
            return "numerical trouble";
        case SolverStop::infeasible:
            return "infeasible";
        case SolverStop::unbounded:
            return "unbounded";
    }
    return "";
}

}  // namespace keybound
