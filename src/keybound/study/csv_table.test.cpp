#include "keybound/study/csv_table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "keybound/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using Cells = std::vector<std::string>;

CsvTable parsed(const std::string& text) { return parse_csv_table(text, "a.csv"); }

Mistake refused(const std::string& text) {
    try {
        parsed(text);
    } catch (const UserError& error) {
        EXPECT_EQ(error.mistake().file, "a.csv");
        EXPECT_NE(error.mistake().remedy, "");
        EXPECT_NE(error.mistake().allowed, "");
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << text;
    return {};
}

TEST(CsvTable, HasCommentsColumnsAndRows) {
    const CsvTable table = parsed("# keybound 0.1.0\n#two\n#\na.b,c\n1,x\n2,\n");
    EXPECT_EQ(table.comments, (Cells{"keybound 0.1.0", "two", ""}));
    EXPECT_EQ(table.columns, (Cells{"a.b", "c"}));
    EXPECT_EQ(table.rows, (std::vector<Cells>{{"1", "x"}, {"2", ""}}));
    EXPECT_EQ(table.row_lines, (std::vector<std::size_t>{5, 6}));
    EXPECT_TRUE(table.last_row_complete);
    EXPECT_EQ(table.column("c"), 1u);
    EXPECT_EQ(table.column("d"), std::nullopt);
}

TEST(CsvTable, MayHaveNoRowsOrOneColumn) {
    EXPECT_TRUE(parsed("a,b\n").rows.empty());
    EXPECT_EQ(parsed("a\n\n1\n").rows, (std::vector<Cells>{{""}, {"1"}}));
}

TEST(CsvTable, ReadsQuotedCells) {
    const CsvTable table = parsed("a,b\n\"[1,2]\",x\n\"say \"\"no\"\"\",\"\"\n\"two\nlines\",\"\"\"\"\n3,4\n");
    EXPECT_EQ(table.rows, (std::vector<Cells>{{"[1,2]", "x"}, {"say \"no\"", ""}, {"two\nlines", "\""}, {"3", "4"}}));
    EXPECT_EQ(table.row_lines, (std::vector<std::size_t>{2, 3, 4, 6}));
}

TEST(CsvTable, AcceptsWhatEditorsWrite) {
    const CsvTable table = parsed("\xef\xbb\xbf# x\r\na,b\r\n1,\"2\"\r\n");
    EXPECT_EQ(table.comments, Cells{"x"});
    EXPECT_EQ(table.columns, (Cells{"a", "b"}));
    EXPECT_EQ(table.rows, (std::vector<Cells>{{"1", "2"}}));
}

// Whatever a row holds, it is read back as it was.
TEST(CsvTable, IsTheInverseOfWriting) {
    std::mt19937_64 random(20261122);
    const std::string letters = "a1,\"\r\n #.-";
    for (int sample = 0; sample < 2000; ++sample) {
        std::vector<Cells> rows(1 + random() % 4, Cells(1 + random() % 4));
        std::string text = "# head, \"with a quotation mark\n";
        Cells columns;
        for (std::size_t i = 0; i < rows.front().size(); ++i) columns.push_back("c" + std::to_string(i));
        text += csv_line(columns);
        for (Cells& row : rows) {
            row.resize(columns.size());
            for (std::string& cell : row) {
                for (std::size_t n = random() % 4; n > 0; --n) cell += letters[random() % letters.size()];
            }
            text += csv_line(row);
        }
        const CsvTable table = parsed(text);
        ASSERT_EQ(table.rows, rows) << text;
        ASSERT_TRUE(table.last_row_complete);
    }
}

TEST(CsvTable, KnowsWhetherTheLastRowIsComplete) {
    const std::string whole = "a,b\n1,2\n3,4";
    EXPECT_FALSE(parsed(whole).last_row_complete);
    EXPECT_EQ(parsed(whole).complete_rows, 1u);
    EXPECT_EQ(parsed(whole + "\n").complete_rows, 2u);
    EXPECT_EQ(parsed("a,b\n1,2\n3").complete_rows, 1u);
    EXPECT_EQ(parsed(whole).rows.size(), 2u);
    EXPECT_EQ(parsed(whole).rows.back(), (Cells{"3", "4"}));
    EXPECT_FALSE(parsed("a,b\n1,2\n3").last_row_complete);
    EXPECT_EQ(parsed("a,b\n1,2\n3").rows.size(), 1u);
    EXPECT_EQ(parsed("a,b\n1,2\n\"3,").rows.size(), 1u);
    EXPECT_TRUE(parsed("a,b\n1,2\n").last_row_complete);
}

TEST(CsvTable, SaysOfRowsWhereTheyLie) {
    const std::string text = "# x\na,b\n1,2\n\"3\n\",4\n5,6\n";
    std::istringstream stream(text);
    CsvReader reader(stream, "a.csv");
    std::string copy;
    for (Cells cells; reader.next(cells);) {
        const std::string written = text.substr(reader.begin(), reader.end() - reader.begin());
        EXPECT_EQ(written, csv_line(cells));
        copy += written;
    }
    EXPECT_EQ(copy, text.substr(8));
}

TEST(CsvTable, RefusesWhatIsNoTable) {
    EXPECT_EQ(refused("").problem, "has no line of column names");
    EXPECT_EQ(refused("# only\n# comments\n").problem, "has no line of column names");
    EXPECT_EQ(refused("# only").problem, "has no line of column names");
    EXPECT_EQ(refused("a,b").problem, "ends within its column names");
    EXPECT_EQ(refused("a,,b\n").problem, "has a column without a name");
    EXPECT_EQ(refused("a,b,a\n").problem, "has two columns of the same name");
    EXPECT_EQ(refused("a,b,a\n").value, "a");
    EXPECT_EQ(refused("\xef\xbbzz").problem, "is not UTF-8 text");
    EXPECT_EQ(refused(std::string("a,b\n1,\0\n", 8)).problem, "holds a zero byte");
    EXPECT_EQ(refused("a\n" + std::string(2000000, '1') + "\n").problem, "has a line that is too long for a table");
}

TEST(CsvTable, RefusesDamagedRowsAndSaysWhere) {
    const auto expect = [](const std::string& text, const std::string& problem, int line) {
        const Mistake mistake = refused(text);
        EXPECT_EQ(mistake.problem, problem) << text;
        EXPECT_EQ(mistake.line, line) << text;
    };
    expect("a,b\n1,2\n3\n4,5\n", "has a row of 1 cells under 2 column names", 3);
    expect("a,b\n1,2\n3,4,5\n", "has a row of 3 cells under 2 column names", 3);
    expect("a,b\n1,2\n\n", "has a row of 1 cells under 2 column names", 3);
    expect("a,b\n1,2\n1,2,3", "has a row of 3 cells under 2 column names", 3);
    expect("a,b\n1,2\"\n3,4\"\n", "has a quotation mark within a cell", 2);
    expect("a,b\n1,\"2\"x\n", "has text after a quoted cell", 2);
    expect("# c\na,b\n1,\"2\n3,4\n5,6\n", "has a quotation mark that is never closed", 3);
    // two files, one after the other
    expect("# c\na,b\n1,2\n# c\na,b\n", "has a row of 1 cells under 2 column names", 4);
}

TEST(CsvTable, FilesThatCannotBeReadAreMistakes) {
    const test::TemporaryFolder folder;
    const auto problem = [](const std::string& path) -> std::string {
        try {
            read_csv_table(path);
        } catch (const UserError& error) {
            EXPECT_EQ(error.mistake().value, path);
            return error.mistake().problem;
        }
        return "";
    };
    EXPECT_EQ(problem(folder.file("none.csv")), "cannot be read: No such file or directory");
    EXPECT_EQ(problem(folder.file("")), "cannot be read: is a folder");
    EXPECT_EQ(read_csv_table(folder.write("a.csv", "a\n1\n")).rows.size(), 1u);
}

}  // namespace
}  // namespace keybound
