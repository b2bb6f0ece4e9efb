#include "keybound/device/states_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keybound/scenario/csv_file.hpp"

namespace keybound {

namespace {

constexpr double norm_tolerance = 1e-6;
constexpr double dependent_within = 1e-14;  // length of what is left of a unit ket that lies in the span of others
constexpr const char* format = "one row per setting, re,im for each amplitude, two amplitudes per mode";

std::complex<double> inner(const ModeKet& bra, const ModeKet& ket) {
    std::complex<double> sum = 0.0;
    for (std::size_t i = 0; i < bra.size(); ++i) sum += std::conj(bra[i]) * ket[i];
    return sum;
}

double norm(const ModeKet& ket) { return std::sqrt(inner(ket, ket).real()); }

}  // namespace

std::vector<ModeKet> read_states(const FileReference& file, int settings) {
    std::vector<ModeKet> kets;
    const CsvFile csv("source.states_file", format, file);
    for (const CsvFile::Row& row : csv.rows()) {
        std::vector<double> numbers;
        for (std::size_t cell = 0; cell < row.cells.size(); ++cell) numbers.push_back(csv.number(row, cell));
        if (numbers.empty() || numbers.size() % 4 != 0) {
            csv.refuse(
                row.line, fmt::format("has {} numbers in a row", numbers.size()), "",
                "give re,im of |0_Z> and |1_Z> for each mode: 4 numbers per mode; add 0,0 where an amplitude is missing");
        }
        if (!kets.empty() && numbers.size() != 2 * kets.front().size()) {
            csv.refuse(row.line,
                       fmt::format("has {} numbers where the first row has {}", numbers.size(), 2 * kets.front().size()), "",
                       "give every setting the same number of modes");
        }
        ModeKet ket;
        for (std::size_t i = 0; i < numbers.size(); i += 2) ket.emplace_back(numbers[i], numbers[i + 1]);
        const double length = norm(ket);
        if (!(std::fabs(length - 1.0) <= norm_tolerance)) {
            csv.refuse(row.line, fmt::format("has a ket of norm {:.9g}", length), "", "normalise every row to 1");
        }
        for (auto& amplitude : ket) amplitude /= length;
        kets.push_back(std::move(ket));
    }
    if (static_cast<int>(kets.size()) != settings) {
        csv.refuse(csv.lines(), fmt::format("has {} rows", kets.size()), "",
                   fmt::format("give {} rows, one for each setting", settings));
    }
    return kets;
}

// Coordinates along Gram and Schmidt's basis of the kets, the longest remainder first.
std::vector<ModeKet> in_own_span(const std::vector<ModeKet>& kets) {
    std::vector<ModeKet> basis, rest = kets;
    for (std::size_t step = 0; step < kets.size(); ++step) {
        const auto longest =
            std::max_element(rest.begin(), rest.end(), [](const auto& a, const auto& b) { return norm(a) < norm(b); });
        if (!(norm(*longest) > dependent_within)) break;
        ModeKet direction = *longest;
        for (int pass = 0; pass < 2; ++pass) {
            for (const ModeKet& e : basis) {
                const auto along = inner(e, direction);
                for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= along * e[i];
            }
            const double length = norm(direction);
            for (auto& amplitude : direction) amplitude /= length;
        }
        for (ModeKet& ket : rest) {
            const auto along = inner(direction, ket);
            for (std::size_t i = 0; i < ket.size(); ++i) ket[i] -= along * direction[i];
        }
        basis.push_back(std::move(direction));
    }
    std::vector<ModeKet> result;
    for (const ModeKet& ket : kets) {
        ModeKet coordinates;
        for (const ModeKet& e : basis) coordinates.push_back(inner(e, ket));
        result.push_back(std::move(coordinates));
    }
    return result;
}

}  // namespace keybound
