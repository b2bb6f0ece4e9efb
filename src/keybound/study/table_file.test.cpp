#include "keybound/study/table_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "keybound/core/error.hpp"
#include "keybound/study/csv_table.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using test::TemporaryFolder;
using test::text_of_file;

TableRow row_of(const std::string& key) { return {key, "value of " + key, "id" + key}; }

// A sweep over one key; the header depends on its first value, as that of a real sweep does.
TableLayout layout_of(const std::vector<std::string>& keys) {
    TableLayout layout;
    layout.header = "# version 1\n# " + std::string(first_row_comment) + keys.front() + "\nkey,value,id\n";
    layout.keys = 1;
    layout.identity_column = "id";
    for (const std::string& key : keys) layout.identities.push_back("id" + key);
    layout.keys_of = [keys](std::size_t i) { return TableRow{keys[i]}; };
    layout.flaw = [](const TableRow& row) { return row[1].find("value of") == 0 ? std::string() : "value = " + row[1]; };
    return layout;
}

std::vector<std::string> numbers(int from, int to) {
    std::vector<std::string> keys;
    for (int i = from; i <= to; ++i) keys.push_back(std::to_string(i));
    return keys;
}

std::string whole(const std::vector<std::string>& keys) {
    std::string text = layout_of(keys).header;
    for (const std::string& key : keys) text += csv_line(row_of(key));
    return text;
}

// Computes what is missing, at most `limit` rows; returns how many were kept.
std::size_t compute(const std::string& path, const std::vector<std::string>& keys, std::size_t limit = 1000,
                    bool force = false) {
    TableFile file(path, layout_of(keys), force);
    const std::size_t kept = file.kept();
    std::vector<std::size_t> missing = file.missing_rows();
    EXPECT_EQ(kept + missing.size(), keys.size());
    for (const std::size_t i : file.kept_rows()) EXPECT_EQ(file.kept_row(i), row_of(keys[i]));
    file.begin();
    missing.resize(std::min(limit, missing.size()));
    for (const std::size_t i : missing) file.append(i, row_of(keys[i]));
    if (limit == 1000) file.finish();
    return kept;
}

Mistake refused(const std::string& path, const std::vector<std::string>& keys) {
    const std::string before = text_of_file(path);
    Mistake mistake;
    try {
        TableFile file(path, layout_of(keys), false);
        ADD_FAILURE() << "was accepted:\n" << before;
    } catch (const UserError& error) {
        mistake = error.mistake();
    }
    EXPECT_EQ(text_of_file(path), before) << "was touched";
    EXPECT_EQ(mistake.path, "-o");
    EXPECT_NE(mistake.remedy.find("--force"), std::string::npos) << mistake.remedy;
    return mistake;
}

TEST(TableFile, IsWrittenRowByRow) {
    const TemporaryFolder folder;
    EXPECT_EQ(compute(folder.file("a.csv"), numbers(1, 5)), 0u);
    EXPECT_EQ(text_of_file(folder.file("a.csv")), whole(numbers(1, 5)));
}

// Cut at every byte: what is whole is kept, the rest is computed, and the end is always the same.
TEST(TableFile, ResumesWhereverItWasCut) {
    const TemporaryFolder folder;
    const auto keys = numbers(1, 4);
    const std::string text = whole(keys);
    const std::size_t head = layout_of(keys).header.size();
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string path = folder.write("a.csv", text.substr(0, size));
        const auto rows =
            size <= head ? 0 : std::count(text.begin() + static_cast<long>(head), text.begin() + static_cast<long>(size), '\n');
        EXPECT_EQ(compute(path, keys), static_cast<std::size_t>(rows)) << "cut at byte " << size;
        EXPECT_EQ(text_of_file(path), text) << "cut at byte " << size;
    }
}

TEST(TableFile, LeavesACompleteTableAlone) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.csv", whole(numbers(1, 4)));
    const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(5);
    std::filesystem::last_write_time(path, long_ago);
    EXPECT_EQ(compute(path, numbers(1, 4)), 4u);
    EXPECT_EQ(std::filesystem::last_write_time(path), long_ago);
}

// Wider at both ends and finer in between: every row that is there is used, and the result is that of a fresh sweep.
TEST(TableFile, ExtendsInAllDirections) {
    for (const bool interrupted : {false, true}) {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.csv");
        compute(path, {"4", "6", "8"});
        const auto wider = numbers(1, 10);
        if (interrupted) {
            EXPECT_EQ(compute(path, wider, 3), 3u);  // ends without finish(), as if killed
            EXPECT_EQ(parse_csv_table(text_of_file(path), path).rows.size(), 6u);
            EXPECT_EQ(compute(path, wider), 6u);
        } else {
            EXPECT_EQ(compute(path, wider), 3u);
        }
        EXPECT_EQ(text_of_file(path), whole(wider));
        EXPECT_FALSE(std::filesystem::exists(path + ".rewriting"));
    }
}

TEST(TableFile, KeepsTheSameRowInAnotherSpelling) {
    const TemporaryFolder folder;
    const std::string head = layout_of({"1"}).header;
    const std::string path = folder.write("a.csv", head + "1.0,value of 1,id1\n2,value of 2,id2\n");
    TableFile file(path, layout_of({"1", "2", "3"}), false);
    EXPECT_EQ(file.kept(), 2u);
    EXPECT_EQ(file.kept_row(0), row_of("1"));
    file.begin();
    file.append(2, row_of("3"));
    file.finish();
    EXPECT_EQ(text_of_file(path), whole({"1", "2", "3"}));
}

TEST(TableFile, WantsARowAsOftenAsItIsInTheSweep) {
    const TemporaryFolder folder;
    const std::vector<std::string> keys = {"3", "1", "2", "1"};
    compute(folder.file("a.csv"), keys, 3);
    EXPECT_EQ(compute(folder.file("a.csv"), keys), 3u);
    EXPECT_EQ(text_of_file(folder.file("a.csv")), whole(keys));
    EXPECT_EQ(compute(folder.file("a.csv"), keys), 4u);
    EXPECT_EQ(refused(folder.file("a.csv"), {"1", "2", "3"}).problem, "has a row twice");
}

TEST(TableFile, RefusesRowsThatAreNotOfTheSweep) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.csv", whole(numbers(1, 5)));
    const Mistake mistake = refused(path, numbers(1, 4));
    EXPECT_EQ(mistake.problem, "has a row that is not part of this sweep");
    EXPECT_EQ(mistake.value, "5");
    EXPECT_EQ(mistake.file, path);
    EXPECT_EQ(mistake.line, 8);
    EXPECT_NE(mistake.remedy.find("keybound merge"), std::string::npos);
}

TEST(TableFile, RefusesOtherTables) {
    const TemporaryFolder folder;
    const auto problem = [&](const std::string& text) { return refused(folder.write("a.csv", text), numbers(1, 4)).problem; };
    const std::string good = whole(numbers(1, 4));
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    EXPECT_EQ(problem(with("version 1", "version 2")),
              "holds another table: its head says \"version 2\" where this sweep says \"version 1\"");
    EXPECT_NE(problem(with("# version 1\n", "")).find("its head says \"\""), std::string::npos);
    EXPECT_NE(problem(with("# version 1\n", "# version 1\n# more\n")).find("says \"more\""), std::string::npos);
    EXPECT_NE(problem(with("key,value", "kex,value")).find("another table: it has 3 columns from kex on"), std::string::npos);
    EXPECT_NE(problem(with("key,value,id", "key,valve,id")), "");
    EXPECT_EQ(problem("a,b\n1,2\n"), "holds another table: its head says \"\" where this sweep says \"version 1\"");
    EXPECT_EQ(problem("a letter\nto a friend\n"),
              "holds another table: its head says \"\" where this sweep says \"version 1\"");
    EXPECT_EQ(problem("a letter"), "ends within its column names");
}

TEST(TableFile, RefusesDamagedTables) {
    const TemporaryFolder folder;
    const auto mistake = [&](const std::string& text) { return refused(folder.write("a.csv", text), numbers(1, 4)); };
    const std::string good = whole(numbers(1, 4));
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    EXPECT_EQ(mistake(with("2,value of 2,id2", "2,val")).problem, "has a row of 2 cells under 3 column names");
    EXPECT_EQ(mistake(with("2,value of 2,id2", "2,val")).line, 5);
    EXPECT_EQ(mistake(with("value of 2", "volue of 2")).problem, "has a damaged row: value = volue of 2");
    EXPECT_EQ(mistake(with("id2", "id7")).problem, "has a row that is not part of this sweep");
    EXPECT_EQ(mistake(with("value of 2", "\"value of 2")).problem, "has a quotation mark that is never closed");
    EXPECT_EQ(mistake(good + "\n").problem, "has a row of 1 cells under 3 column names");
    EXPECT_EQ(mistake(with("2,value of 2,id2\n3,", std::string("2,value of 2,id2\n\0", 18))).problem, "holds a zero byte");
}

TEST(TableFile, ForceStartsAnew) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.csv", "a letter\n" + std::string(10000, 'x'));
    EXPECT_EQ(compute(path, numbers(1, 4), 1000, true), 0u);
    EXPECT_EQ(text_of_file(path), whole(numbers(1, 4)));
}

TEST(TableFile, IsWrittenByOneAtATime) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.csv", whole(numbers(1, 2)));
    const TableFile first(path, layout_of(numbers(1, 4)), false);
    EXPECT_THROW(TableFile(path, layout_of(numbers(1, 4)), false), UserError);
    EXPECT_THROW(TableFile(path, layout_of(numbers(1, 4)), true), UserError);
}

TEST(TableFile, GoesThroughSymbolicLinks) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.csv", whole({"4", "6"}));
    std::filesystem::create_symlink(path, folder.file("link.csv"));
    compute(folder.file("link.csv"), numbers(1, 6));
    EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link.csv")));
    EXPECT_EQ(text_of_file(path), whole(numbers(1, 6)));
}

TEST(TableFile, FilesThatCannotBeWrittenAreMistakes) {
    const TemporaryFolder folder;
    const auto problem = [&](const std::string& path) -> std::string {
        try {
            compute(path, numbers(1, 4));
        } catch (const UserError& error) {
            return error.mistake().problem + ", " + error.mistake().remedy.substr(0, error.mistake().remedy.find(':'));
        }
        return "";
    };
    EXPECT_EQ(problem(folder.file("")), "cannot be written, Is a directory");
    EXPECT_EQ(problem(folder.file("none/a.csv")), "cannot be written, No such file or directory");
    EXPECT_EQ(problem("/dev/full"), "cannot be written, No space left on device");
    EXPECT_EQ(problem("/dev/null"), "");
}

}  // namespace
}  // namespace keybound
