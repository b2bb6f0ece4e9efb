// Reads tables as `keybound sweep` writes them (docs/formats/sweep.md): comment lines, column names, rows.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace keybound {

// Row by row, so that a table of a million rows need not fit into memory. Quoting as in RFC 4180; lines end in LF or CR LF; a
// byte-order mark is skipped. Everything that is not such a table is a UserError with the name, the line and a remedy.
class CsvReader {
 public:
    // Reads the comments and the column names. `stream` must outlive the reader; `name` stands for it in messages.
    CsvReader(std::istream& stream, std::string name);

    const std::vector<std::string>& comments() const { return comments_; }
    const std::vector<std::string>& columns() const { return columns_; }

    // The next row, with a cell for every column; false at the end. A last line that does not end in a line break is handed
    // out if it has all its cells, and left out if it was cut off before; complete() is false in both cases.
    bool next(std::vector<std::string>& cells);

    // Of the row that next() gave last: the line on which it starts (from 1), and where it lies in the stream, in bytes.
    std::size_t line() const { return record_line_; }
    std::size_t begin() const { return record_begin_; }
    std::size_t end() const { return offset_; }
    // Whether everything read so far ended in a line break.
    bool complete() const { return complete_; }

 private:
    [[noreturn]] void fail(const std::string& problem, const std::string& remedy, const std::string& value = "") const;
    bool read_record(std::string& record);
    bool split(const std::string& record, std::vector<std::string>& cells) const;
    void read_columns(const std::string& record);

    std::istream& stream_;
    std::string name_;
    std::vector<std::string> comments_;
    std::vector<std::string> columns_;
    std::size_t next_line_ = 1;
    std::size_t record_line_ = 0;
    std::size_t record_begin_ = 0;
    std::size_t offset_ = 0;
    bool complete_ = true;
};

// A whole table.
struct CsvTable {
    std::vector<std::string> comments;  // the leading lines that begin with #, without it and one space after it
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // each with a cell for every column
    std::vector<std::size_t> row_lines;          // the line on which each row starts, from 1
    // False if the text does not end in a line break, as that of a writer who was interrupted. The last line is then among the
    // rows only if it has all its cells, and even so its last cell may be cut.
    bool last_row_complete = true;
    std::size_t complete_rows = 0;  // how many rows end in a line break: all, or all but the last

    std::optional<std::size_t> column(const std::string& name) const;
};

CsvTable read_csv_table(const std::string& path);
CsvTable parse_csv_table(const std::string& text, const std::string& name);

// A row as a line of the table, ending in a line break; cells are quoted where they must be.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace keybound
