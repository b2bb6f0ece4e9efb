#include "keybound/protocol/channel_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "keybound/scenario/csv_file.hpp"

namespace keybound {

namespace {

constexpr double tolerance = 1e-9;  // of what users write with fewer digits than we have

using Entries = std::vector<Complex>;

struct Table {
    std::optional<std::pair<int, int>> dimensions;  // input, output
    std::vector<Entries> rows;
    std::vector<int> lines;
};

// Rows of re,im; the first may say "dimensions,a,b".
Table read_table(const CsvFile& csv) {
    Table table;
    for (const CsvFile::Row& row : csv.rows()) {
        if (&row == &csv.rows().front() && row.cells.front() == "dimensions") {
            if (row.cells.size() != 3) {
                csv.refuse(row.line, fmt::format("has {} cells", row.cells.size()), "", "write dimensions,input,output");
            }
            const std::pair<int, int> sizes{csv.index(row, 1), csv.index(row, 2)};
            const bool fits = sizes.first >= 2 && sizes.second >= 2 && sizes.first <= max_settings / sizes.second;
            if (!fits) {
                csv.refuse(row.line, "has dimensions that are not possible", row.cells[1] + "," + row.cells[2],
                           fmt::format("give two of at least 2, together at most {}", max_settings));
            }
            table.dimensions = sizes;
            continue;
        }
        if (row.cells.size() % 2 != 0) {
            csv.refuse(row.line, fmt::format("has {} numbers in a row", row.cells.size()), "", "give re,im of each entry");
        }
        Entries entries;
        for (std::size_t k = 0; k < row.cells.size(); k += 2) {
            const double real = csv.number(row, k), imaginary = csv.number(row, k + 1);
            entries.emplace_back(real, imaginary);
        }
        table.rows.push_back(std::move(entries));
        table.lines.push_back(row.line);
    }
    if (table.rows.empty()) csv.refuse(csv.lines(), "holds no row", "", "give rows of re,im");
    return table;
}

void refuse_ragged(const CsvFile& csv, const Table& table, std::size_t length) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (table.rows[i].size() == length) continue;
        csv.refuse(table.lines[i], fmt::format("has {} entries in a row", table.rows[i].size()), "",
                   fmt::format("give {} entries re,im in every row", length));
    }
}

// Input and output of a matrix with so many rows, where the file does not say them: they are alike.
std::pair<int, int> dimensions_of(const CsvFile& csv, const Table& table, std::size_t together) {
    if (table.dimensions) {
        const auto [a, b] = *table.dimensions;
        if (static_cast<std::size_t>(a * b) == together) return *table.dimensions;
        csv.refuse(table.lines.front(), fmt::format("does not fit dimensions of {} and {}", a, b), "",
                   fmt::format("{} entries are needed in a row", a * b));
    }
    const int root = static_cast<int>(std::lround(std::sqrt(static_cast<double>(std::min<std::size_t>(together, 1024)))));
    const bool fits = root >= 2 && root * root <= max_settings && static_cast<std::size_t>(root * root) == together;
    if (!fits) {
        csv.refuse(table.lines.front(), fmt::format("has {} entries, no square of 2, 3 or 4", together), "",
                   "write dimensions,input,output in the first line; together at most 16");
    }
    return {root, root};
}

double largest(const SmallMatrix& matrix) { return matrix.cwiseAbs().maxCoeff<Eigen::PropagateNaN>(); }

SmallMatrix input_state(const SmallMatrix& matrix, int a, int b) { return partial_trace(matrix, {a, b}, {0}); }

// To rounding the Choi state of a channel: no negative eigenvalue, and the input left maximally mixed.
ChoiState normalised(const SmallMatrix& matrix, int a, int b) {
    const int n = a * b;
    const SmallMatrix hermitian = 0.5 * (matrix + matrix.adjoint());
    const double lift = std::max(0.0, -spectrum_of(hermitian).values(0));
    const SmallMatrix lifted = hermitian + lift * SmallMatrix::Identity(n, n);
    SmallMatrix result = lifted;
    for (int pass = 0; pass < 3; ++pass) {
        // (1 + x)^(-1/2) is 1 - x/2 for an x of 1e-8, up to its square
        const SmallMatrix excess = a * input_state(result, a, b) - SmallMatrix::Identity(a, a);
        const SmallMatrix filter = tensor_product(SmallMatrix::Identity(a, a) - 0.5 * excess, SmallMatrix::Identity(b, b));
        const SmallMatrix left = filter.lazyProduct(result);
        const SmallMatrix both = left.lazyProduct(filter);
        result = 0.5 * (both + both.adjoint());
    }
    // Lifted by its least eigenvalue and filtered once more, exactly, it is the Choi state of a channel.
    const Spectrum spectrum = spectrum_of(result);
    const double least = std::max(0.0, spectrum.error - spectrum.values(0));
    const double excess = (a * input_state(result, a, b) - SmallMatrix::Identity(a, a)).norm();
    const double doubt = 4.0 * (n * least + excess) + rounding::margin(16.0 * n, 1.0);
    return {result, a, b, doubt};
}

void refuse_no_channel(const CsvFile& csv, const SmallMatrix& matrix, int a, int b) {
    if (!(largest(matrix - matrix.adjoint()) <= tolerance)) {
        csv.refuse(csv.lines(), "holds a matrix that is not Hermitian to 1e-9", "", "entry k,i is the conjugate of entry i,k");
    }
    const double least = certify_psd(matrix);
    if (!(least >= -tolerance)) {
        csv.refuse(csv.lines(), fmt::format("holds a matrix with the eigenvalue {:.3g}", least), "",
                   "give the Choi state of a completely positive map");
    }
    const SmallMatrix flat = SmallMatrix::Identity(a, a) / a;
    if (!(largest(input_state(matrix, a, b) - flat) <= tolerance)) {
        csv.refuse(csv.lines(), "does not leave the input maximally mixed to 1e-9", "",
                   "give the Choi state, of trace 1, of a map that keeps the trace; rows count the input slowly");
    }
}

SmallMatrix matrix_of(const std::vector<Entries>& rows, std::size_t columns) {
    SmallMatrix matrix(static_cast<int>(rows.size()), static_cast<int>(columns));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t k = 0; k < columns; ++k) matrix(static_cast<int>(i), static_cast<int>(k)) = rows[i][k];
    }
    return matrix;
}

// Throws UserError unless all entries have the modulus 1/sqrt(d), and rows are orthogonal.
void check_flat_unitary(const FileReference& file, double dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    const CsvFile csv("private_state.file", fmt::format("{0} rows of re,im for each of {0} entries", d), file);
    const Table table = read_table(csv);
    if (table.dimensions || table.rows.size() != d) {
        csv.refuse(csv.lines(), fmt::format("has {} rows", csv.rows().size()), "",
                   fmt::format("give {} rows, as many as private_state.dimension", d));
    }
    refuse_ragged(csv, table, d);
    const double modulus = 1.0 / std::sqrt(dimension);
    for (std::size_t i = 0; i < d; ++i) {
        for (const Complex& entry : table.rows[i]) {
            if (std::fabs(std::abs(entry) - modulus) <= tolerance) continue;
            csv.refuse(table.lines[i], fmt::format("holds an entry of modulus {:.12g}", std::abs(entry)), "",
                       fmt::format("all moduli are 1/sqrt(d) = {:.12g}", modulus));
        }
        for (std::size_t k = 0; k < i; ++k) {
            Complex inner = 0.0;
            for (std::size_t j = 0; j < d; ++j) inner += std::conj(table.rows[k][j]) * table.rows[i][j];
            if (std::abs(inner) <= tolerance) continue;
            csv.refuse(table.lines[i], fmt::format("is not orthogonal to row {}", k + 1), "", "give a unitary matrix");
        }
    }
}

}  // namespace

ChoiState read_choi_state(const FileReference& file) {
    const CsvFile csv("quantum_channel.file", "as many rows as columns, re,im of each entry", file);
    const Table table = read_table(csv);
    const std::size_t n = table.rows.size();
    refuse_ragged(csv, table, n);
    const auto [a, b] = dimensions_of(csv, table, n);
    const SmallMatrix matrix = matrix_of(table.rows, n);
    refuse_no_channel(csv, matrix, a, b);
    return normalised(matrix, a, b);
}

ChoiState read_kraus_operators(const FileReference& file) {
    const CsvFile csv("quantum_channel.file", "one operator in each row, re,im of each entry, row by row", file);
    const Table table = read_table(csv);
    const std::size_t n = table.rows.front().size();
    refuse_ragged(csv, table, n);
    const auto [a, b] = dimensions_of(csv, table, n);
    SmallMatrix matrix = SmallMatrix::Zero(a * b, a * b);
    for (const Entries& entries : table.rows) {
        Eigen::Matrix<Complex, Eigen::Dynamic, 1, Eigen::ColMajor, max_settings, 1> ket(a * b);
        for (int i = 0; i < a; ++i) {
            for (int o = 0; o < b; ++o) ket(i * b + o) = entries[static_cast<std::size_t>(o * a + i)];
        }
        matrix += ket * ket.adjoint() / a;
    }
    const SmallMatrix excess = a * input_state(matrix, a, b) - SmallMatrix::Identity(a, a);
    if (!(largest(excess) <= tolerance)) {
        csv.refuse(csv.lines(), "holds operators that do not keep the trace to 1e-9", "",
                   "the sum of K^dagger K over all operators is the identity");
    }
    return normalised(matrix, a, b);
}

void check_private_files(const Scenario& scenario) {
    if (!scenario.private_state.file.path.empty()) {
        check_flat_unitary(scenario.private_state.file, scenario.private_state.dimension);
    }
    if (!scenario.quantum_channel.file.path.empty()) make_channel_map(scenario);
}

}  // namespace keybound
