#include "keybound/protocol/matrix_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "keybound/core/rounding.hpp"
#include "keybound/core/text.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "keybound/scenario/csv_file.hpp"

namespace keybound {

namespace {

constexpr double tolerance = 1e-9;  // of what users write with fewer digits than we have
constexpr std::size_t most_settings = 16, most_outcomes = 64, longest_label = 20;

// Complex numbers from cell `first` of a row, which must hold `count` of them to its end.
std::vector<Complex> entries(const CsvFile& csv, const CsvFile::Row& row, std::size_t first, std::size_t count) {
    const std::size_t numbers = row.cells.size() - std::min(first, row.cells.size());
    if (numbers != 2 * count) {
        csv.refuse(row.line, fmt::format("has {} numbers in a row of {} entries", numbers, count), "",
                   fmt::format("give re,im of each entry: {} numbers", 2 * count));
    }
    std::vector<Complex> result;
    for (std::size_t k = 0; k < count; ++k) {
        const double real = csv.number(row, first + 2 * k), imaginary = csv.number(row, first + 2 * k + 1);
        result.emplace_back(real, imaginary);
    }
    return result;
}

SmallMatrix hermitian_part(const SmallMatrix& matrix) { return 0.5 * (matrix + matrix.adjoint()); }

bool is_hermitian(const SmallMatrix& matrix) {
    return (matrix - matrix.adjoint()).cwiseAbs().maxCoeff<Eigen::PropagateNaN>() <= tolerance;
}

// V f(values) V^dagger
template <class Function>
SmallMatrix function_of(const Spectrum& spectrum, Function f) {
    SmallMatrix scaled = spectrum.vectors;
    for (Eigen::Index k = 0; k < scaled.cols(); ++k) scaled.col(k) *= f(spectrum.values(k));
    return hermitian_part(scaled.lazyProduct(spectrum.vectors.adjoint()));
}

struct Repaired {
    SmallMatrix matrix;
    double doubt;
};

// Without negative eigenvalues, but for those that are 0 to rounding.
Repaired clipped(const SmallMatrix& matrix) {
    const Spectrum spectrum = spectrum_of(matrix);
    const auto n = static_cast<double>(matrix.rows());
    // eigenvalues of no more than the error: their root of the sum of squares
    const double doubt = rounding::up(std::sqrt(n) * spectrum.error, 4) + rounding::margin(4.0 * n, matrix.norm());
    if (spectrum.values(0) >= -spectrum.error) return {matrix, 2.0 * doubt};
    return {function_of(spectrum, [](double x) { return std::max(0.0, x); }), 4.0 * doubt};
}

// Operators of one party in one setting, as they are read.
struct Operators {
    std::vector<std::vector<std::vector<Complex>>> rows;  // of each outcome
    std::vector<int> lines;                               // where each begins
};

Repaired read_operator(const CsvFile& csv, const std::vector<std::vector<Complex>>& rows, int line, std::size_t d) {
    if (rows.size() != d) {
        csv.refuse(line, fmt::format("begins an operator of {} rows", rows.size()), "",
                   fmt::format("give {} rows: one for each dimension of the party", d));
    }
    SmallMatrix matrix(static_cast<Eigen::Index>(d), static_cast<Eigen::Index>(d));
    for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t k = 0; k < d; ++k) matrix(static_cast<int>(i), static_cast<int>(k)) = rows[i][k];
    }
    if (!is_hermitian(matrix)) {
        csv.refuse(line, "begins an operator that is not Hermitian to 1e-9", "", "entry k,i is the conjugate of entry i,k");
    }
    const double least = certify_psd(matrix);
    if (!(least >= -tolerance)) {
        csv.refuse(line, fmt::format("begins an operator with the eigenvalue {:.3g}", least), "",
                   "give operators without negative eigenvalues");
    }
    return clipped(hermitian_part(matrix));
}

double distance_from_one(const std::vector<SmallMatrix>& elements, SmallMatrix& sum) {
    const Eigen::Index d = elements.front().rows();
    sum = SmallMatrix::Zero(d, d);
    for (const SmallMatrix& element : elements) sum += element;
    return (sum - SmallMatrix::Identity(d, d)).norm();
}

// S^(-1/2) E S^(-1/2) with the sum S, which is 1 to the tolerance: a POVM to rounding.
double complete(const CsvFile& csv, const Operators& read, std::vector<SmallMatrix>& elements) {
    SmallMatrix sum;
    distance_from_one(elements, sum);
    const SmallMatrix rest = sum - SmallMatrix::Identity(sum.rows(), sum.cols());
    // clipping may have added its tolerance for each
    if (!(rest.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() <= tolerance * (1.0 + static_cast<double>(elements.size())))) {
        csv.refuse(read.lines.front(), "begins operators whose sum is not the identity to 1e-9", "",
                   "give all outcomes of the party: their operators add up to 1");
    }
    const SmallMatrix root = function_of(spectrum_of(sum), [](double x) { return 1.0 / std::sqrt(x); });
    for (SmallMatrix& element : elements) {
        element = hermitian_part(SmallMatrix(root.lazyProduct(element)).lazyProduct(root));
    }
    const double left = distance_from_one(elements, sum);
    return rounding::up(left + rounding::margin(static_cast<double>(elements.size()) + 2.0, 4.0), 4);
}

std::string label_of(const CsvFile& csv, const CsvFile::Row& row) {
    const std::string& label = row.cells.front();
    const bool printable = std::all_of(label.begin(), label.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (label.empty() || label.size() > longest_label || !printable) {
        csv.refuse(row.line, "does not begin with the name of a setting", shortened(label),
                   fmt::format("name each setting by 1 to {} printable ASCII characters", longest_label));
    }
    return label;
}

struct ReadSetting {
    std::string label;
    int line;
    std::vector<Operators> parties;
};

// The lines sorted by setting, party and outcome.
std::vector<ReadSetting> sorted_rows(const CsvFile& csv, const std::vector<int>& dimensions) {
    std::vector<ReadSetting> settings;
    for (const CsvFile::Row& row : csv.rows()) {
        if (row.cells.size() < 3) {
            csv.refuse(row.line, fmt::format("has {} cells", row.cells.size()), "",
                       "begin each line with setting, party and outcome");
        }
        const std::string label = label_of(csv, row);
        auto setting = std::find_if(settings.begin(), settings.end(), [&](const auto& other) { return other.label == label; });
        if (setting == settings.end()) {
            if (settings.size() == most_settings) {
                csv.refuse(row.line, "begins one setting too many", label, fmt::format("give at most {}", most_settings));
            }
            settings.push_back({label, row.line, std::vector<Operators>(dimensions.size())});
            setting = std::prev(settings.end());
        }
        const auto party = static_cast<std::size_t>(csv.index(row, 1));
        if (party < 1 || party > dimensions.size()) {
            csv.refuse(row.line, "is of a party that does not exist", row.cells[1],
                       fmt::format("count the parties from 1 to {}", dimensions.size()));
        }
        Operators& operators = setting->parties[party - 1];
        const auto outcome = static_cast<std::size_t>(csv.index(row, 2));
        if (outcome > operators.rows.size() || outcome >= most_outcomes) {
            csv.refuse(row.line, "is not the next outcome", row.cells[2],
                       fmt::format("count outcomes 0, 1, 2 and so on, at most {} of them", most_outcomes));
        }
        if (outcome == operators.rows.size()) {
            operators.rows.emplace_back();
            operators.lines.push_back(row.line);
        }
        operators.rows[outcome].push_back(entries(csv, row, 3, static_cast<std::size_t>(dimensions[party - 1])));
    }
    if (settings.empty()) csv.refuse(csv.lines(), "holds no measurement", "", "give the operators of at least one setting");
    return settings;
}

}  // namespace

ReadState read_density_matrix(const FileReference& file, const std::vector<int>& dimensions) {
    std::size_t n = 1;
    for (const int d : dimensions) n *= static_cast<std::size_t>(d);
    const CsvFile csv("state.file", fmt::format("{0} rows of re,im for each of {0} entries", n), file);
    SmallMatrix matrix(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
    if (csv.rows().size() != n) {
        csv.refuse(csv.lines(), fmt::format("has {} rows", csv.rows().size()), "",
                   fmt::format("give {} rows, as many as state.dimensions have together", n));
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::vector<Complex> row = entries(csv, csv.rows()[i], 0, n);
        for (std::size_t k = 0; k < n; ++k) matrix(static_cast<int>(i), static_cast<int>(k)) = row[k];
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k <= i; ++k) {
            const Complex one = matrix(static_cast<int>(i), static_cast<int>(k));
            const Complex other = std::conj(matrix(static_cast<int>(k), static_cast<int>(i)));
            if (!(std::abs(one - other) <= tolerance)) {
                csv.refuse(csv.rows()[i].line, fmt::format("is not Hermitian to 1e-9 in column {}", k + 1), "",
                           fmt::format("it is the conjugate of row {}, column {}", k + 1, i + 1));
            }
        }
    }
    const double trace = matrix.trace().real();
    if (!(std::fabs(trace - 1.0) <= tolerance)) {
        csv.refuse(csv.lines(), fmt::format("holds a matrix of trace {:.12g}", trace), "", "give a matrix of trace 1");
    }
    const double least = certify_psd(matrix);
    if (!(least >= -tolerance)) {
        csv.refuse(csv.lines(), fmt::format("holds a matrix with the eigenvalue {:.3g}", least), "",
                   "give a matrix without negative eigenvalues");
    }
    Repaired repaired = clipped(hermitian_part(matrix));
    repaired.matrix /= repaired.matrix.trace().real();
    return {repaired.matrix, rounding::up(2.0 * repaired.doubt + rounding::margin(static_cast<double>(n) + 4.0, 1.0), 4)};
}

ReadSettings read_povms(const FileReference& file, const std::vector<int>& dimensions) {
    const CsvFile csv("settings.file", "setting,party,outcome,re,im,...: one row of an operator per line", file);
    ReadSettings result{{}, 0.0};
    for (const ReadSetting& read : sorted_rows(csv, dimensions)) {
        KeySetting setting{read.label, {}};
        for (std::size_t party = 0; party < dimensions.size(); ++party) {
            const Operators& operators = read.parties[party];
            if (operators.rows.empty()) {
                csv.refuse(read.line, fmt::format("begins a setting without measurement of party {}", party + 1), read.label,
                           "give the operators of every party");
            }
            std::vector<SmallMatrix> elements;
            double doubt = 0.0;
            for (std::size_t outcome = 0; outcome < operators.rows.size(); ++outcome) {
                const Repaired element = read_operator(csv, operators.rows[outcome], operators.lines[outcome],
                                                       static_cast<std::size_t>(dimensions[party]));
                elements.push_back(element.matrix);
                doubt += element.doubt;
            }
            doubt += complete(csv, operators, elements);
            result.doubt = std::max(result.doubt, rounding::up(2.0 * doubt, 4));
            setting.elements.push_back(std::move(elements));
        }
        result.settings.push_back(std::move(setting));
    }
    return result;
}

}  // namespace keybound
