#include "keybound/opt/backends/csdp.hpp"

#include <csdp/declarations.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "keybound/core/error.hpp"

namespace {

// CSDP asks initparams() for its parameters. Ours answers instead of the one that reads param.csdp from the current directory.
struct Wishes {
    double accuracy = 1e-9;
    int max_iterations = 100;
};
Wishes wishes;
std::mutex one_at_a_time;

}  // namespace

extern "C" void initparams(struct paramstruc* params, int* print_level) {
    params->axtol = params->atytol = 1e-9;
    params->objtol = wishes.accuracy;
    params->pinftol = params->dinftol = 1e8;
    params->maxiter = wishes.max_iterations;
    params->minstepfrac = 0.90;
    params->maxstepfrac = 0.97;
    params->minstepp = params->minstepd = 1e-8;
    params->usexzgap = 1;
    params->tweakgap = 0;
    params->affine = 0;
    params->perturbobj = 0.0;
    params->fastmode = 0;
    *print_level = 0;
}

namespace keybound {

namespace {

// Matrices are symmetric and real here, column by column as CSDP has them.
struct RealBlock {
    int size;
    std::vector<double> values;

    explicit RealBlock(int rows) : size(rows), values(static_cast<std::size_t>(rows) * rows, 0.0) {}
    double& at(int row, int column) { return values[static_cast<std::size_t>(column) * size + row]; }
    bool is_zero() const {
        return std::all_of(values.begin(), values.end(), [](double v) { return v == 0.0; });
    }
};

// The matrix of the entries' lower triangle times `factor`; A + iB as ((A, -B), (B, A)).
RealBlock real_block(int rows, const std::vector<SdpEntry>& entries, bool complex, double factor) {
    RealBlock block(complex ? 2 * rows : rows);
    const auto add = [&](int r, int c, double value) {
        block.at(r, c) += value;
        if (r != c) block.at(c, r) += value;
    };
    for (const SdpEntry& e : entries) {
        const double re = factor * e.value.real(), im = factor * e.value.imag();
        add(e.row, e.column, re);
        if (!complex) continue;
        add(rows + e.row, rows + e.column, re);
        if (e.row == e.column) continue;
        add(rows + e.row, e.column, im);
        add(rows + e.column, e.row, -im);
    }
    return block;
}

// Z with Re Tr(Z A) = Tr(x embedded A) for every Hermitian A.
SmallMatrix multiplier_of(const double* x, int rows, bool complex) {
    const int n = complex ? 2 * rows : rows;
    const auto at = [&](int r, int c) { return x[static_cast<std::ptrdiff_t>(c) * n + r]; };
    SmallMatrix z(rows, rows);
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < rows; ++c) {
            z(r, c) =
                complex ? Complex(at(r, c) + at(rows + r, rows + c), at(rows + r, c) - at(r, rows + c)) : Complex(at(r, c));
        }
    }
    return z;
}

bool usable(const std::vector<SdpEntry>& entries) {
    return std::all_of(entries.begin(), entries.end(),
                       [](const SdpEntry& e) { return std::isfinite(e.value.real()) && std::isfinite(e.value.imag()); });
}
bool usable(const Sdp& problem) {
    return std::all_of(problem.cost.begin(), problem.cost.end(), [](double c) { return std::isfinite(c); }) &&
           std::all_of(problem.blocks.begin(), problem.blocks.end(), [](const SdpBlock& block) {
               return usable(block.constant) && std::all_of(block.coefficients.begin(), block.coefficients.end(),
                                                            [](const auto& entries) { return usable(entries); });
           });
}
bool is_complex(const SdpBlock& block) {
    const auto some = [](const std::vector<SdpEntry>& entries) {
        return std::any_of(entries.begin(), entries.end(), [](const SdpEntry& e) { return e.value.imag() != 0.0; });
    };
    return some(block.constant) || std::any_of(block.coefficients.begin(), block.coefficients.end(), some);
}

// One programme in CSDP's words: max Tr(C X), Tr(A_i X) = a_i, whose dual is min a . y, sum y_i A_i - C = Z >= 0. So y is our
// x, C minus our constants, Z our S(x) and X our multipliers. Counting starts at 1; variables that occur nowhere are left out,
// because CSDP would end the process over them.
class Programme {
 public:
    explicit Programme(const Sdp& problem) : sdp_(problem) {
        const int blocks = static_cast<int>(problem.blocks.size());
        records_.resize(blocks + 1);
        costs_.push_back(0.0);
        constraints_.emplace_back();
        for (int k = 0; k < blocks; ++k) {
            const SdpBlock& block = problem.blocks[k];
            complex_.push_back(is_complex(block));
            constants_.push_back(real_block(block.size, block.constant, complex_[k], -1.0));
            records_[k + 1].blocksize = constants_.back().size;
            records_[k + 1].blockcategory = MATRIX;
            rows_ += constants_.back().size;
        }
        for (int k = 0; k < blocks; ++k) records_[k + 1].data.mat = constants_[k].values.data();
        for (int i = 0; i < problem.variables(); ++i) add_variable(i);
    }

    int occurring() const { return static_cast<int>(costs_.size()) - 1; }

    // `x` and `multipliers` are filled; the return value is CSDP's.
    int solve(std::vector<double>& x, std::vector<SmallMatrix>& multipliers, double& gap) {
        blockmatrix c{static_cast<int>(sdp_.blocks.size()), records_.data()};
        blockmatrix big_x, z;
        double* y = nullptr;
        double primal = 0.0, dual = 0.0;
        initsoln(rows_, occurring(), c, costs_.data(), constraints_.data(), &big_x, &y, &z);
        const int code =
            easy_sdp(rows_, occurring(), c, costs_.data(), constraints_.data(), 0.0, &big_x, &y, &z, &primal, &dual);
        for (int i = 1; i <= occurring(); ++i) x[variable_[i - 1]] = y[i];
        for (std::size_t k = 0; k < sdp_.blocks.size(); ++k) {
            multipliers.push_back(multiplier_of(big_x.blocks[k + 1].data.mat, sdp_.blocks[k].size, complex_[k]));
        }
        gap = dual - primal;
        free_mat(big_x);
        free_mat(z);
        std::free(y);
        return code;
    }

 private:
    // CSDP sorts the entries where they lie and reads them through pointers; deques would do, so do vectors of pointers.
    struct Piece {
        sparseblock record{};
        std::vector<double> entries{0.0};
        std::vector<int> rows{0}, columns{0};
    };

    void add_variable(int i) {
        sparseblock* first = nullptr;
        const int number = occurring() + 1;
        for (int k = static_cast<int>(sdp_.blocks.size()) - 1; k >= 0; --k) {
            const SdpBlock& block = sdp_.blocks[k];
            if (i >= static_cast<int>(block.coefficients.size())) continue;
            RealBlock a = real_block(block.size, block.coefficients[i], complex_[k], 1.0);
            if (a.is_zero()) continue;
            auto piece = std::make_unique<Piece>();
            for (int c = 0; c < a.size; ++c) {
                for (int r = 0; r <= c; ++r) {
                    if (a.at(r, c) == 0.0) continue;
                    piece->entries.push_back(a.at(r, c));
                    piece->rows.push_back(r + 1);
                    piece->columns.push_back(c + 1);
                }
            }
            piece->record = {first,
                             nullptr,
                             piece->entries.data(),
                             piece->rows.data(),
                             piece->columns.data(),
                             static_cast<int>(piece->entries.size()) - 1,
                             k + 1,
                             a.size,
                             number,
                             1};
            first = &piece->record;
            pieces_.push_back(std::move(piece));
        }
        if (first == nullptr) return;
        variable_.push_back(i);
        costs_.push_back(sdp_.cost[i]);
        constraints_.push_back({first});
    }

    const Sdp& sdp_;
    int rows_ = 0;
    std::vector<bool> complex_;
    std::vector<RealBlock> constants_;
    std::vector<blockrec> records_;
    std::vector<double> costs_;
    std::vector<constraintmatrix> constraints_;
    std::vector<std::unique_ptr<Piece>> pieces_;
    std::vector<int> variable_;  // ours, of each of CSDP's
};

SolverStop stop_of(int code) {
    switch (code) {
        case 0:  // solved
        case 3:  // solved with reduced accuracy
            return SolverStop::converged;
        case 1:  // its primal, our multipliers
            return SolverStop::unbounded;
        case 2:
            return SolverStop::infeasible;
        case 4:
            return SolverStop::iteration_limit;
        default:
            return SolverStop::numerical_trouble;
    }
}

}  // namespace

ApproxSolution solve_csdp(const Sdp& problem, const std::vector<double>& start, const SolverOptions& options) {
    KEYBOUND_CHECK(start.empty() || static_cast<int>(start.size()) == problem.variables());
    ApproxSolution result;
    result.x.assign(problem.cost.size(), 0.0);
    if (!usable(problem)) return result;
    const std::lock_guard lock(one_at_a_time);
    wishes = {std::max(options.gap, 1e-10), options.max_iterations};
    Programme programme(problem);
    if (programme.occurring() == 0 || problem.blocks.empty()) return result;
    result.stop = stop_of(programme.solve(result.x, result.multipliers, result.gap));
    result.iterations = options.max_iterations;  // CSDP does not tell
    return result;
}

}  // namespace keybound
