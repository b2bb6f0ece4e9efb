#include "keybound/study/table_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <system_error>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/study/csv_table.hpp"

namespace keybound {

namespace {

constexpr const char* allowed = "a new file, or an unfinished table of the same sweep";
constexpr const char* otherwise = "choose another file, or recompute everything with --force";

std::string text_of(int error) { return std::generic_category().message(error); }

}  // namespace

void TableFile::fail(const std::string& problem, const std::string& remedy, const std::string& value, std::size_t line) const {
    const std::string where = line > 0 ? path_ : "";
    throw UserError({"-o", problem, value.empty() ? path_ : shortened(value), allowed, where, static_cast<int>(line), remedy});
}

void TableFile::fail_to_write(int error) const {
    throw UserError({"-o", "cannot be written", path_, "a file in a folder that exists and has space", "", 0,
                     text_of(error) + ": check the folder, its permissions and the disk; rows written before are kept"});
}

TableFile::TableFile(std::string path, TableLayout layout, bool force)
    : path_(std::move(path)), layout_(std::move(layout)), force_(force), places_(layout_.identities.size()) {
    struct stat status {};
    if (stat(path_.c_str(), &status) != 0) {
        if (errno != ENOENT) fail_to_write(errno);
        return;
    }
    if (S_ISDIR(status.st_mode)) fail_to_write(EISDIR);
    regular_ = S_ISREG(status.st_mode);
    if (!regular_) return;
    open(O_RDWR);
    if (!force_) read();
}

TableFile::Descriptor::~Descriptor() {
    if (number_ >= 0) close(number_);
}

void TableFile::open(int flags) {
    file_ = Descriptor(::open(path_.c_str(), flags | O_CLOEXEC, 0666));
    if (file_ < 0) fail_to_write(errno);
    if (regular_ && flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        fail("is being written by another run of keybound", "wait for it, or choose another file");
    }
}

void TableFile::read() {
    std::ifstream stream(path_, std::ios::binary);
    std::string head(layout_.header.size(), '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad()) fail("cannot be read", otherwise);
    // ended while its header was written
    if (head.size() < layout_.header.size() && layout_.header.compare(0, head.size(), head) == 0) return;
    as_written_ = head == layout_.header;
    by_identity_.resize(layout_.identities.size());
    std::iota(by_identity_.begin(), by_identity_.end(), std::size_t{0});
    std::stable_sort(by_identity_.begin(), by_identity_.end(),
                     [&](std::size_t a, std::size_t b) { return layout_.identities[a] < layout_.identities[b]; });
    stream.clear();
    stream.seekg(0);
    try {
        CsvReader reader(stream, path_);
        check_head(reader.comments(), reader.columns());
        end_ = reader.end();
        for (TableRow cells; reader.next(cells) && reader.complete();) {
            keep(cells, reader.line(), {reader.begin(), reader.end() - reader.begin()});
            end_ = reader.end();
        }
    } catch (const UserError& error) {
        Mistake mistake = error.mistake();
        if (mistake.path == "-o") throw;
        mistake.path = "-o";
        mistake.remedy = mistake.remedy + "; or " + otherwise;
        throw UserError(mistake);
    }
    by_identity_.clear();
    by_identity_.shrink_to_fit();
}

void TableFile::check_head(const std::vector<std::string>& comments, const std::vector<std::string>& columns) {
    const CsvTable own = parse_csv_table(layout_.header, "header");
    const auto found = own.column(layout_.identity_column);
    KEYBOUND_CHECK(found.has_value());
    identity_ = *found;
    TableRow names;
    for (std::size_t i = 0; i < own.columns.size(); ++i) names.push_back(std::to_string(i));
    names_ = csv_line(names);
    const auto varies = [](const std::string& comment) { return comment.rfind(first_row_comment, 0) == 0; };
    const auto fixed = [&](std::vector<std::string> lines) {
        lines.erase(std::remove_if(lines.begin(), lines.end(), varies), lines.end());
        lines.resize(std::max(lines.size(), own.comments.size()));
        return lines;
    };
    const auto theirs = fixed(comments);
    const auto ours = fixed(own.comments);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        const std::string mine = i < ours.size() ? ours[i] : "";
        if (theirs[i] != mine) {
            fail(fmt::format("holds another table: its head says \"{}\" where this sweep says \"{}\"", shortened(theirs[i]),
                             shortened(mine)),
                 otherwise);
        }
    }
    if (columns != own.columns) {
        fail(fmt::format("holds another table: it has {} columns from {} on, this sweep {} from {} on", columns.size(),
                         shortened(columns.front()), own.columns.size(), own.columns.front()),
             otherwise);
    }
}

// Which row of the sweep this is; rows that it does not want, or wants no more of, are not ours to throw away.
void TableFile::keep(const TableRow& cells, std::size_t line, Place place) {
    const std::string& identity = cells[identity_];
    const auto group =
        std::lower_bound(by_identity_.begin(), by_identity_.end(), identity,
                         [&](std::size_t i, const std::string& wanted) { return layout_.identities[i] < wanted; });
    const auto at = [&](auto it) { return it != by_identity_.end() && layout_.identities[*it] == identity; };
    if (!at(group)) {
        fail("has a row that is not part of this sweep",
             std::string(otherwise) + ", or bring tables together with keybound merge",
             join(TableRow(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(layout_.keys))), line);
    }
    const auto spelled_as_wanted = [&](std::size_t index) {
        const TableRow keys = layout_.keys_of(index);
        return std::equal(keys.begin(), keys.end(), cells.begin());
    };
    auto chosen = by_identity_.end();
    bool same_spelling = false;
    for (auto it = group; at(it) && !same_spelling; ++it) {
        if (places_[*it].size != 0) continue;
        same_spelling = spelled_as_wanted(*it);
        if (chosen == by_identity_.end() || same_spelling) chosen = it;
    }
    if (chosen == by_identity_.end()) fail("has a row twice", otherwise, identity, line);
    const std::string flaw = layout_.flaw ? layout_.flaw(cells) : "";
    if (!flaw.empty())
        fail("has a damaged row: " + flaw, "repair or remove the row; or " + std::string(otherwise), identity, line);
    as_written_ = as_written_ && same_spelling && csv_line(cells).size() == place.size;
    ordered_ = ordered_ && *chosen >= next_;
    next_ = std::max(next_, *chosen + 1);
    places_[*chosen] = place;
    ++kept_;
}

std::vector<std::size_t> TableFile::kept_rows() const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (places_[i].size != 0) rows.push_back(i);
    }
    return rows;
}

std::vector<std::size_t> TableFile::missing_rows() const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (places_[i].size == 0) rows.push_back(i);
    }
    return rows;
}

TableRow TableFile::kept_row(std::size_t index) const {
    const Place& place = places_.at(index);
    KEYBOUND_CHECK(place.size != 0);
    std::string text(place.size, '\0');
    const ssize_t count = pread(file_, text.data(), text.size(), static_cast<off_t>(place.begin));
    if (count != static_cast<ssize_t>(text.size())) fail("changed while it was read", "repeat the command");
    TableRow cells = parse_csv_table(names_ + text, path_).rows.at(0);
    const TableRow keys = layout_.keys_of(index);
    std::copy(keys.begin(), keys.end(), cells.begin());
    return cells;
}

void TableFile::begin() {
    if (file_ < 0) open(regular_ ? O_RDWR | O_CREAT | O_EXCL : O_WRONLY);
    if (end_ == 0) {
        if (regular_ && ftruncate(file_, 0) != 0) fail_to_write(errno);
        write(file_, 0, layout_.header);
        end_ = layout_.header.size();
        return;
    }
    if (!as_written_) return rewrite();
    struct stat status {};
    if (fstat(file_, &status) != 0) fail_to_write(errno);
    if (static_cast<std::uint64_t>(status.st_size) != end_ && ftruncate(file_, static_cast<off_t>(end_)) != 0)
        fail_to_write(errno);
    // the order is mended when all is computed: better to learn now than then that the folder does not allow it
    if (kept_ > 0 && kept_ < next_ && access(std::filesystem::absolute(path_).parent_path().c_str(), W_OK) != 0)
        fail_to_write(errno);
}

void TableFile::append(std::size_t index, const TableRow& row) {
    const std::string line = csv_line(row);
    write(file_, end_, line);
    ordered_ = ordered_ && index >= next_;
    next_ = std::max(next_, index + 1);
    if (regular_) places_.at(index) = {end_, line.size()};
    end_ += line.size();
}

void TableFile::finish() {
    if (!ordered_) rewrite();
}

void TableFile::write(int file, std::uint64_t offset, const std::string& text) const {
    std::size_t done = 0;
    while (done < text.size()) {
        const char* rest = text.data() + done;
        const ssize_t count = regular_ ? pwrite(file, rest, text.size() - done, static_cast<off_t>(offset + done))
                                       : ::write(file, rest, text.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            const int error = count < 0 ? errno : ENOSPC;
            // half a line helps nobody; if even this fails, the next run drops it
            if (regular_ && ftruncate(file, static_cast<off_t>(offset)) != 0) fail_to_write(errno);
            fail_to_write(error);
        }
        done += static_cast<std::size_t>(count);
    }
}

void TableFile::rewrite() {
    std::error_code ignored;
    const std::filesystem::path target = std::filesystem::canonical(path_, ignored);
    const std::string name = (target.empty() ? std::filesystem::path(path_) : target).string();
    const std::string temporary = name + ".rewriting";
    struct stat status {};
    if (fstat(file_, &status) != 0) fail_to_write(errno);
    Descriptor file(::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, status.st_mode & 0777));
    if (file < 0) fail_to_write(errno);
    std::vector<Place> places(places_.size());
    std::uint64_t end = 0;
    try {
        flock(file, LOCK_EX | LOCK_NB);
        std::string buffer = layout_.header;
        for (std::size_t i = 0; i < places_.size(); ++i) {
            if (places_[i].size == 0) continue;
            const std::string line = csv_line(kept_row(i));
            places[i] = {end + buffer.size(), line.size()};
            buffer += line;
            if (buffer.size() < (1 << 16)) continue;
            write(file, end, buffer);
            end += buffer.size();
            buffer.clear();
        }
        write(file, end, buffer);
        end += buffer.size();
        if (fsync(file) != 0 || std::rename(temporary.c_str(), name.c_str()) != 0) fail_to_write(errno);
    } catch (...) {
        unlink(temporary.c_str());
        throw;
    }
    file_ = std::move(file);
    places_ = std::move(places);
    end_ = end;
    ordered_ = as_written_ = true;
}

}  // namespace keybound
