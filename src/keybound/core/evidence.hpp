// What a proof leaves behind so that a second program can check its bound without running ours.
#pragma once

#include <complex>
#include <string>
#include <vector>

namespace keybound {

// A named real or complex array, stored row by row. `imaginary` is empty for real arrays.
struct EvidenceItem {
    std::string name;
    std::size_t rows = 1;
    std::size_t columns = 1;
    std::vector<double> real;
    std::vector<double> imaginary;
};

// The items in the order in which a checker needs them; names are documented in docs/formats/evidence.md.
class Evidence {
   public:
    void add(std::string name, double value) { items_.push_back({std::move(name), 1, 1, {value}, {}}); }
    void add(std::string name, std::vector<double> values) {
        const std::size_t columns = values.size();
        items_.push_back({std::move(name), 1, columns, std::move(values), {}});
    }
    // Any Eigen matrix expression of complex numbers.
    template <class Matrix>
    void add_matrix(std::string name, const Matrix& matrix) {
        EvidenceItem item{std::move(name), static_cast<std::size_t>(matrix.rows()),
                          static_cast<std::size_t>(matrix.cols()), {}, {}};
        for (int row = 0; row < matrix.rows(); ++row) {
            for (int column = 0; column < matrix.cols(); ++column) {
                item.real.push_back(std::real(matrix(row, column)));
                item.imaginary.push_back(std::imag(matrix(row, column)));
            }
        }
        items_.push_back(std::move(item));
    }
    const std::vector<EvidenceItem>& items() const { return items_; }

   private:
    std::vector<EvidenceItem> items_;
};

}  // namespace keybound
