// A CSV file that a scenario names: its lines as cells, and refusals that say where.
#pragma once

#include <string>
#include <vector>

#include "keybound/scenario/file_reference.hpp"

namespace keybound {

class CsvFile {
 public:
    struct Row {
        int line;
        std::vector<std::string> cells;  // without blanks around
    };

    // `parameter` named the file; `format` is what it must look like, for messages. Empty lines and lines that begin with #
    // are skipped, and a byte-order mark. Throws UserError for what is not UTF-8.
    CsvFile(std::string parameter, std::string format, const FileReference& file);

    const std::vector<Row>& rows() const { return rows_; }
    int lines() const { return lines_; }

    // Throw UserError for anything but a finite number; but a whole number of at least 0 in digits, for the second.
    double number(const Row& row, std::size_t cell) const;
    int index(const Row& row, std::size_t cell) const;

    [[noreturn]] void refuse(int line, const std::string& problem, const std::string& value, const std::string& remedy) const;

 private:
    std::string parameter_, format_, path_;
    std::vector<Row> rows_;
    int lines_ = 0;
};

}  // namespace keybound
