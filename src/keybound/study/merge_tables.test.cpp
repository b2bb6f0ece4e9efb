#include "keybound/study/merge_tables.hpp"

#include <gtest/gtest.h>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

const std::string head = "# version 1\n# scenario of the first row: x\n";

std::string merged(const std::vector<std::string>& texts, std::size_t keys = 1) {
    std::vector<NamedTable> tables;
    for (const std::string& text : texts) {
        const std::string name = std::string(1, static_cast<char>('a' + tables.size())) + ".csv";
        tables.emplace_back(name, parse_csv_table(text, name));
    }
    return csv_text(merge_tables(tables, keys, "id"));
}

Mistake refused(const std::vector<std::string>& texts, std::size_t keys = 1) {
    try {
        merged(texts, keys);
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "");
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted";
    return {};
}

TEST(MergeTables, OrdersNumbersAndTakesEachRowOnce) {
    const std::string columns = "k,v,id\n";
    EXPECT_EQ(merged({head + columns + "10,a,i10\n100,b,i100\n", head + columns + "9,c,i9\n10,a,i10\n"}),
              "# version 1\n# scenario of the first row: x\n" + columns + "9,c,i9\n10,a,i10\n100,b,i100\n");
    EXPECT_EQ(merged({head + columns}), head + columns);
}

TEST(MergeTables, OrdersByEveryKey) {
    const std::string columns = "# version 1\nname,k,id\n";
    EXPECT_EQ(merged({columns + "z,2,1\nb,1,2\n", columns + "b,-1,3\nz,1e-3,4\n"}, 2),
              columns + "z,1e-3,4\nz,2,1\nb,-1,3\nb,1,2\n");
}

TEST(MergeTables, ForgetsTheFirstScenarioIfAnotherRowComesFirst) {
    const std::string columns = "k,v,id\n";
    const std::string text = merged({head + columns + "2,a,i2\n1,a,i1\n"});
    EXPECT_EQ(text.find("# scenario of the first row: not known\n"), 12u) << text;
}

TEST(MergeTables, KnowsTheSameRowInAnotherSpelling) {
    EXPECT_EQ(merged({"k,v,id\n1e-6,a,i\n", "k,v,id\n1e-06,a,i\n"}), "k,v,id\n1e-6,a,i\n");
}

TEST(MergeTables, LeavesOutWhatWasCutOff) {
    EXPECT_EQ(merged({"k,v,id\n1,a,i1\n2,a,i", "k,v,id\n3,a,i3\n4"}), "k,v,id\n1,a,i1\n3,a,i3\n");
}

TEST(MergeTables, RefusesConflicts) {
    const Mistake digits = refused({"k,v,id\n1,a,i1\n", "k,v,id\n0,a,i0\n1,b,i1\n"});
    EXPECT_EQ(digits.problem, "has other digits than a.csv, line 2 for the same scenario");
    EXPECT_EQ(digits.file, "b.csv");
    EXPECT_EQ(digits.line, 3);
    const Mistake scenarios = refused({"k,v,id\n1,a,i1\n", "k,v,id\n1,b,i2\n"});
    EXPECT_EQ(scenarios.problem, "has the keys of a.csv, line 2 for another scenario");
}

TEST(MergeTables, RefusesOtherTables) {
    EXPECT_EQ(refused({"k,v,id\n", "k,w,id\n"}).problem, "has other columns");
    EXPECT_EQ(refused({"# version 1\nk,v,id\n", "# version 2\nk,v,id\n"}).problem, "has another head");
    EXPECT_EQ(refused({"# version 1\nk,v,id\n", "k,v,id\n"}).value, "nothing");
}

}  // namespace
}  // namespace keybound
