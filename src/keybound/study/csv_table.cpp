#include "keybound/study/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"

namespace keybound {

namespace {

constexpr std::size_t max_record_bytes = 1 << 20;
constexpr const char* allowed = "a table of keybound sweep (docs/formats/sweep.md)";

}  // namespace

void CsvReader::fail(const std::string& problem, const std::string& remedy, const std::string& value) const {
    throw UserError({"table", problem, shortened(value), allowed, name_, static_cast<int>(record_line_), remedy});
}

CsvReader::CsvReader(std::istream& stream, std::string name) : stream_(stream), name_(std::move(name)) {
    const int first = stream_.rdbuf()->sgetc();
    for (const int byte : {0xef, 0xbb, 0xbf}) {
        if (first != 0xef) break;
        if (stream_.rdbuf()->sbumpc() != byte) {
            record_line_ = 1;
            fail("is not UTF-8 text", "is this the right file?");
        }
        ++offset_;
    }
    std::string record;
    while (read_record(record)) {
        if (record.empty() || record.front() != '#') {
            read_columns(record);
            return;
        }
        if (!complete_) break;
        const bool crlf = record.back() == '\r';
        const std::size_t begin = record.size() > 1 && record[1] == ' ' ? 2 : 1;
        comments_.push_back(record.substr(begin, record.size() - begin - (crlf ? 1 : 0)));
    }
    fail("has no line of column names", "is this the right file? It may have been cut off");
}

void CsvReader::read_columns(const std::string& record) {
    if (!split(record, columns_) || !complete_) {
        fail("ends within its column names", "the file was cut off before its first row: write it anew");
    }
    std::set<std::string> names;
    for (const std::string& name : columns_) {
        if (name.empty()) fail("has a column without a name", "is this the right file?");
        if (!names.insert(name).second) fail("has two columns of the same name", "is this the right file?", name);
    }
}

// One record: a line, or several if a cell holds line breaks. False at the end of the stream.
bool CsvReader::read_record(std::string& record) {
    record.clear();
    record_line_ = next_line_;
    record_begin_ = offset_;
    bool quoted = false;
    bool several_lines = false;
    std::streambuf& buffer = *stream_.rdbuf();
    for (int byte = buffer.sbumpc();; byte = buffer.sbumpc()) {
        if (byte == std::char_traits<char>::eof()) {
            if (quoted && several_lines) fail("has a quotation mark that is never closed", "repair or recompute the table");
            complete_ = complete_ && record.empty();
            return !record.empty();
        }
        ++offset_;
        if (byte == '\n') {
            ++next_line_;
            if (!quoted) return true;
            several_lines = true;
        }
        const bool comment = columns_.empty() && !record.empty() && record.front() == '#';
        if (byte == '"' && !comment) quoted = !quoted;
        if (byte == '\0') fail("holds a zero byte", "the file is damaged, or is no table");
        if (record.size() >= max_record_bytes) fail("has a line that is too long for a table", "is this the right file?");
        record += static_cast<char>(byte);
    }
}

// The cells of one record; false if it was cut off inside a quoted cell.
bool CsvReader::split(const std::string& record, std::vector<std::string>& cells) const {
    std::string_view rest = record;
    if (complete_ && !rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
    cells.assign(1, "");
    for (std::size_t i = 0; i < rest.size();) {
        if (rest[i] == ',') {
            cells.emplace_back();
            ++i;
        } else if (rest[i] != '"') {
            cells.back() += rest[i++];
        } else {
            if (!cells.back().empty()) fail("has a quotation mark within a cell", "repair or recompute the table");
            ++i;
            for (;; ++i) {
                if (i >= rest.size()) return false;
                if (rest[i] == '"' && (i + 1 >= rest.size() || rest[i + 1] != '"')) break;
                if (rest[i] == '"') ++i;
                cells.back() += rest[i];
            }
            ++i;
            if (i < rest.size() && rest[i] != ',')
                fail("has text after a quoted cell", "repair or recompute the table", cells.back());
        }
    }
    return true;
}

bool CsvReader::next(std::vector<std::string>& cells) {
    std::string record;
    if (!read_record(record)) {
        if (stream_.bad()) fail("cannot be read to its end", "check the disk");
        return false;
    }
    const bool whole = split(record, cells);
    if (!complete_ && (!whole || cells.size() < columns_.size())) return false;
    if (whole && cells.size() == columns_.size()) return true;
    fail(fmt::format("has a row of {} cells under {} column names", cells.size(), columns_.size()),
         "the file is damaged there: repair the row, or recompute the table");
}

std::optional<std::size_t> CsvTable::column(const std::string& name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

namespace {

CsvTable read_all(std::istream& stream, const std::string& name) {
    CsvReader reader(stream, name);
    CsvTable table{reader.comments(), reader.columns(), {}, {}, true, 0};
    for (std::vector<std::string> cells; reader.next(cells);) {
        table.rows.push_back(cells);
        table.row_lines.push_back(reader.line());
        if (reader.complete()) table.complete_rows = table.rows.size();
    }
    table.last_row_complete = reader.complete();
    return table;
}

}  // namespace

CsvTable read_csv_table(const std::string& path) {
    std::error_code error;
    const bool folder = std::filesystem::is_directory(path, error);
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (folder || !stream) {
        const std::string reason = folder ? "is a folder" : std::generic_category().message(errno);
        throw UserError({"table", "cannot be read: " + reason, path, allowed, "", 0, "check the path and the permissions"});
    }
    return read_all(stream, path);
}

CsvTable parse_csv_table(const std::string& text, const std::string& name) {
    std::istringstream stream(text);
    return read_all(stream, name);
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += ',';
        if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
            line += cells[i];
            continue;
        }
        line += '"';
        for (const char c : cells[i]) {
            if (c == '"') line += '"';
            line += c;
        }
        line += '"';
    }
    return line + '\n';
}

}  // namespace keybound
