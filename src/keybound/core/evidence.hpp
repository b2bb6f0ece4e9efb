// What a proof leaves behind so that a second program can check its bound without running ours.
#pragma once

#include <complex>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace keybound {

// A named real or complex array, row by row. `imaginary` is empty for real arrays.
struct EvidenceItem {
    std::string_view name;
    std::size_t rows;
    std::size_t columns;
    std::span<const double> real;
    std::span<const double> imaginary;
};

// The items in the order in which a checker needs them; names are documented in docs/formats/evidence.md. Every evaluation
// fills one, so all numbers share one block of memory. Names must be literals: they are not copied.
class Evidence {
 public:
    void add(std::string_view name, double value) { add(name, {&value, 1}); }
    void add(std::string_view name, std::span<const double> values) {
        begin(name, 1, values.size(), false);
        numbers_.insert(numbers_.end(), values.begin(), values.end());
    }
    void add(std::string_view name, std::initializer_list<double> values) { add(name, {values.begin(), values.size()}); }

    // Real numbers in rows of `columns`, one row after the other.
    void add_table(std::string_view name, std::size_t columns, std::span<const double> values) {
        begin(name, values.size() / columns, columns, false);
        numbers_.insert(numbers_.end(), values.begin(), values.end());
    }

    // Any matrix of complex numbers with rows(), cols() and (row, column).
    template <class Matrix>
    void add_matrix(std::string_view name, const Matrix& matrix) {
        begin(name, static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.cols()), true);
        for (const bool imaginary : {false, true}) {
            for (int row = 0; row < matrix.rows(); ++row) {
                for (int column = 0; column < matrix.cols(); ++column) {
                    const std::complex<double> entry = matrix(row, column);
                    numbers_.push_back(imaginary ? entry.imag() : entry.real());
                }
            }
        }
    }

    // Views into this object; valid until the next add().
    std::vector<EvidenceItem> items() const {
        std::vector<EvidenceItem> result;
        for (const Entry& entry : entries_) {
            const std::size_t count = entry.rows * entry.columns;
            const std::span<const double> all(numbers_);
            result.push_back({entry.name, entry.rows, entry.columns, all.subspan(entry.first, count),
                              entry.complex ? all.subspan(entry.first + count, count) : std::span<const double>{}});
        }
        return result;
    }

 private:
    struct Entry {
        std::string_view name;
        std::size_t rows;
        std::size_t columns;
        std::size_t first;
        bool complex;
    };

    void begin(std::string_view name, std::size_t rows, std::size_t columns, bool complex) {
        if (entries_.empty()) {
            entries_.reserve(16);
            numbers_.reserve(80);
        }
        entries_.push_back({name, rows, columns, numbers_.size(), complex});
    }

    std::vector<Entry> entries_;
    std::vector<double> numbers_;
};

}  // namespace keybound
