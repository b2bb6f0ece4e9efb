#include "keybound/scenario/csv_file.hpp"

#include <charconv>
#include <cmath>
#include <sstream>
#include <utility>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"

namespace keybound {

namespace {

std::string trimmed(std::string text) {
    text.erase(0, text.find_first_not_of(" \t"));
    text.erase(text.find_last_not_of(" \t\r") + 1);
    return text;
}

}  // namespace

CsvFile::CsvFile(std::string parameter, std::string format, const FileReference& file)
    : parameter_(std::move(parameter)), format_(std::move(format)), path_(file.path) {
    std::istringstream stream(file.content);
    for (std::string text; std::getline(stream, text);) {
        ++lines_;
        if (!is_utf8(text)) refuse(lines_, "is not UTF-8", "", "save the file as UTF-8; comments may need it");
        if (lines_ == 1 && text.rfind("\xef\xbb\xbf", 0) == 0) text.erase(0, 3);  // as spreadsheets write
        if (text.find_first_not_of(" \t\r") == std::string::npos || text[0] == '#') continue;
        Row row{lines_, {}};
        std::istringstream cells(text);
        for (std::string cell; std::getline(cells, cell, ',');) row.cells.push_back(trimmed(cell));
        rows_.push_back(std::move(row));
    }
}

double CsvFile::number(const Row& row, std::size_t cell) const {
    const std::string& text = row.cells.at(cell);
    double value = 0.0;
    const char* begin = text.data() + (text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0);
    const auto [rest, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (error != std::errc() || rest != text.data() + text.size() || !std::isfinite(value)) {
        refuse(row.line, "is not a number", shortened(text), "write numbers with a decimal point, separated by commas");
    }
    return value;
}

int CsvFile::index(const Row& row, std::size_t cell) const {
    const std::string& text = row.cells.at(cell);
    int value = -1;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || rest != text.data() + text.size() || value < 0) {
        refuse(row.line, "is not a whole number", shortened(text), "count parties from 1 and outcomes from 0, in digits");
    }
    return value;
}

void CsvFile::refuse(int line, const std::string& problem, const std::string& value, const std::string& remedy) const {
    throw UserError({parameter_, problem, value, format_, path_, line, remedy});
}

}  // namespace keybound
