#include "keybound/scenario/csv_file.hpp"

#include <gtest/gtest.h>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

CsvFile csv(const std::string& content) { return {"table.key", "a table", {"a.csv", content}}; }

template <class Read>
Mistake refused(Read read) {
    try {
        read();
    } catch (const UserError& error) {
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted";
    return {};
}

TEST(CsvFile, SplitsLines) {
    const CsvFile file = csv("\xef\xbb\xbf# head\r\n 1 ,\t+2.5e-1,x\r\n\n\n-0,");
    ASSERT_EQ(file.rows().size(), 2U);
    EXPECT_EQ(file.lines(), 5);
    EXPECT_EQ(file.rows()[0].line, 2);
    EXPECT_EQ(file.rows()[0].cells, (std::vector<std::string>{"1", "+2.5e-1", "x"}));
    EXPECT_EQ(file.number(file.rows()[0], 1), 0.25);
    EXPECT_EQ(file.index(file.rows()[0], 0), 1);
    EXPECT_EQ(file.rows()[1].cells, (std::vector<std::string>{"-0"}));
    EXPECT_TRUE(csv("").rows().empty());
}

TEST(CsvFile, SaysWhereAndWhat) {
    const CsvFile file = csv("1\n1e999,0x10,nan,--1,+-1,1 2,1.5,-1,99999999999\n");
    for (std::size_t cell = 0; cell < 6; ++cell) {
        const Mistake mistake = refused([&] { file.number(file.rows()[1], cell); });
        EXPECT_EQ(mistake.line, 2);
        EXPECT_EQ(mistake.path, "table.key");
        EXPECT_EQ(mistake.file, "a.csv");
        EXPECT_EQ(mistake.allowed, "a table");
        EXPECT_EQ(mistake.value, file.rows()[1].cells[cell]);
    }
    for (std::size_t cell = 0; cell < 9; ++cell) refused([&] { file.index(file.rows()[1], cell); });
    EXPECT_EQ(refused([] { csv("1\n\xff\n"); }).line, 2);
}

}  // namespace
}  // namespace keybound
