// The file of a sweep: what an earlier run left in it is kept, what is missing is appended, and at the end the order is right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "keybound/study/sweep.hpp"

namespace keybound {

// What the finished table is to hold.
struct TableLayout {
    std::string header;                            // comment lines and column names, ending in a line break
    std::size_t keys = 0;                          // the first columns: the swept keys
    std::string identity_column;                   // two rows with the same cell here are the same row
    std::vector<std::string> identities;           // of every row, in order
    std::function<TableRow(std::size_t)> keys_of;  // the cells of the swept keys of a row
    std::function<std::string(const TableRow&)>
        flaw;  // what is wrong with the other cells of a row, "" if nothing; may be empty
};

// A comment that begins so may differ between two tables of one sweep: it depends on which row comes first.
inline constexpr const char* first_row_comment = "scenario of the first row: ";

// Rows are appended with one write each, so that a killed process loses only rows in flight. A file that holds anything else
// than rows of this sweep is refused and not touched. One process at a time (flock).
class TableFile {
 public:
    // Reads and checks, and changes nothing. With `force`, what is there is not looked at. Throws UserError.
    TableFile(std::string path, TableLayout layout, bool force);

    std::size_t kept() const { return kept_; }
    std::vector<std::size_t> kept_rows() const;     // indices, ascending
    std::vector<std::size_t> missing_rows() const;  // likewise
    TableRow kept_row(std::size_t index) const;

    // The first write: a new file gets its header, an incomplete last line goes. To be called once, before append().
    void begin();
    void append(std::size_t index, const TableRow& row);
    // Brings the rows into their order, by a second file that then takes the place of the first.
    void finish();

 private:
    // Closes itself, also when the constructor of the table throws; with it goes the lock.
    class Descriptor {
     public:
        Descriptor() = default;
        explicit Descriptor(int number) : number_(number) {}
        Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
        Descriptor& operator=(Descriptor&& other) noexcept {
            std::swap(number_, other.number_);
            return *this;
        }
        ~Descriptor();
        operator int() const { return number_; }

     private:
        int number_ = -1;
    };

    struct Place {
        std::uint64_t begin = 0;
        std::uint64_t size = 0;  // 0: not there
    };

    [[noreturn]] void fail(const std::string& problem, const std::string& remedy, const std::string& value = "",
                           std::size_t line = 0) const;
    [[noreturn]] void fail_to_write(int error) const;
    void open(int flags);
    void read();
    void check_head(const std::vector<std::string>& comments, const std::vector<std::string>& columns);
    void keep(const TableRow& cells, std::size_t line, Place place);
    void write(int file, std::uint64_t offset, const std::string& text) const;
    void rewrite();

    std::string path_;
    TableLayout layout_;
    bool force_;
    Descriptor file_;
    bool regular_ = true;  // a device or a pipe: nothing to resume
    std::uint64_t end_ = 0;
    std::vector<std::size_t> by_identity_;  // indices, sorted by identity
    std::vector<Place> places_;
    std::size_t identity_ = 0;
    std::string names_;  // a short line of column names, to parse single rows with
    std::size_t kept_ = 0;
    std::size_t next_ = 0;  // rows up to here are in the file in order
    bool ordered_ = true;
    bool as_written_ = true;  // header and rows are what we would write ourselves
};

}  // namespace keybound
