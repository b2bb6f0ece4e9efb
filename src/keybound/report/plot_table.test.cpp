#include "keybound/report/plot_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

// Two keys, a lower and an upper bound.
CsvTable table() {
    std::string text =
        "# keybound\nsource.leakage,channel.fibre_km,loss-tolerant-coin.outcome,loss-tolerant-coin.rate_bits_per_second,"
        "loss-tolerant-coin.phase_error_rate,repeaterless.outcome,repeaterless.rate_bits_per_second,scenario_hash\n";
    for (const char* leakage : {"1e-06", "0.001"}) {
        text += std::string(leakage) + ",0,proved,1e9,0.01,not_applicable,,a\n";
        text += std::string(leakage) + ",50,proved,1e7,0.02,proved,1e8,b\n";
        text += std::string(leakage) + ",100,undecided,0,0.5,proved,1e6,c\n";
        text += std::string(leakage) + ",150,proved,1e3,0.3,proved,1e4,c\n";
    }
    return parse_csv_table(text, "a.csv");
}

Mistake refused(const CsvTable& table, const PlotRequest& request) {
    try {
        picture_of_table(table, request);
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "");
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted";
    return {};
}

TEST(PictureOfTable, HasOnePlotPerValueOfTheOtherKey) {
    const Picture picture = picture_of_table(table(), {});
    ASSERT_EQ(picture.plots.size(), 2u);
    const Plot& plot = picture.plots[0];
    EXPECT_EQ(plot.title, "leakage = 1e-06");
    EXPECT_EQ(plot.x, (std::vector<double>{0, 50, 100, 150}));
    EXPECT_EQ(plot.x_label, "channel.fibre_km (km)");
    EXPECT_EQ(plot.y_label, "secret key rate (bit/s)");
    EXPECT_FALSE(plot.x_logarithmic);
    EXPECT_TRUE(plot.y_logarithmic);
    EXPECT_TRUE(plot.shaded);
    ASSERT_EQ(plot.curves.size(), 2u);
    EXPECT_EQ(plot.curves[0].label, "loss-tolerant-coin");
    EXPECT_FALSE(plot.curves[0].upper);
    EXPECT_TRUE(plot.curves[1].upper);
    EXPECT_TRUE(std::isnan(plot.curves[0].values[2])) << "only what is proved is drawn";
    EXPECT_EQ(plot.y_range, picture.plots[1].y_range);
}

TEST(PictureOfTable, OfOneProofIsAFamilyOfCurves) {
    PlotRequest request;
    request.proofs = {"loss-tolerant-coin"};
    const Picture picture = picture_of_table(table(), request);
    ASSERT_EQ(picture.plots.size(), 1u);
    ASSERT_EQ(picture.plots[0].curves.size(), 2u);
    EXPECT_EQ(picture.plots[0].curves[1].label, "leakage = 0.001");
    EXPECT_NE(picture.plots[0].curves[0].colour, picture.plots[0].curves[1].colour);
    EXPECT_FALSE(picture.plots[0].shaded);
}

TEST(PictureOfTable, SelectsRowsByNumber) {
    PlotRequest request;
    request.where = {"source.leakage=1e-6"};
    EXPECT_EQ(picture_of_table(table(), request).plots.size(), 1u);
    request.where = {"source.leakage=1e-7"};
    EXPECT_EQ(refused(table(), request).problem, "selects no row of the table");
    request.where = {"source.leakege=1e-6"};
    EXPECT_EQ(refused(table(), request).remedy, "did you mean source.leakage?");
    request.where = {"x"};
    EXPECT_EQ(refused(table(), request).path, "--where");
}

TEST(PictureOfTable, NamesWhatTheTableLacks) {
    PlotRequest request;
    request.quantity = "phase_error_rat";
    EXPECT_EQ(refused(table(), request).remedy, "did you mean phase_error_rate?");
    request = {};
    request.x = "channel.fibre_kn";
    EXPECT_EQ(refused(table(), request).remedy, "did you mean channel.fibre_km?");
    request = {};
    request.proofs = {"repeterless"};
    EXPECT_EQ(refused(table(), request).remedy, "did you mean repeaterless?");
    EXPECT_EQ(refused(parse_csv_table("protocol.name,p.outcome,p.rate_bits_per_second\nbb84,proved,1\n", "a"), {}).problem,
              "needs numbers on the axis");
    EXPECT_EQ(refused(parse_csv_table("p.outcome,p.rate_bits_per_second\nproved,1\n", "a"), {}).problem, "has no swept key");
}

TEST(PictureOfTable, OtherQuantitiesHaveNoGap) {
    PlotRequest request;
    request.quantity = "phase_error_rate";
    const Picture picture = picture_of_table(table(), request);
    EXPECT_FALSE(picture.plots[0].shaded);
    EXPECT_EQ(picture.plots[0].y_label, "phase error rate");
}

TEST(PictureOfTable, RefusesMoreThanOnePictureCanHold) {
    std::string text = "a.b,c.d,p.outcome,p.rate_bits_per_second\n";
    for (int i = 0; i < 60; ++i) text += std::to_string(i / 2) + "," + std::to_string(i % 2) + ",proved,1\n";
    PlotRequest request;
    request.x = "c.d";
    const Mistake mistake = refused(parse_csv_table(text, "a"), request);
    EXPECT_EQ(mistake.path, "--where");
    EXPECT_NE(mistake.remedy.find("at most 24"), std::string::npos);
}

TEST(PictureOfTable, OptimisedKeysAreNoAxes) {
    const std::string text =
        "# optimised: c.d=0:9, for the best lower bound\na.b,c.d,base_scenario_hash,p.outcome,p.rate_bits_per_second\n";
    const Picture picture = picture_of_table(parse_csv_table(text + "1,7,h,proved,1\n1.5,,h,proved,2\n", "a"), {});
    EXPECT_EQ(picture.plots.size(), 1u);
    EXPECT_EQ(picture.plots[0].x, (std::vector<double>{1.0, 1.5}));
}

// In a table of solved values the key that was solved for is drawn, and only where there is a value.
TEST(PictureOfTable, OfSolvedValues) {
    const std::string text =
        "# solved: source.leakage=0:1, the rate is above 0\nchannel.fibre_km,quantum-coin.outcome,quantum-coin.source.leakage,"
        "quantum-coin.rate_bits_per_pulse,statistics.detection_probability,scenario_hash\n";
    const std::string rows = "0,found,0.08,1e-9,0.7,a\n50,found,0.04,1e-9,0.07,b\n100,never,,,0.007,c\n";
    const Picture picture = picture_of_table(parse_csv_table(text + rows, "a"), {});
    ASSERT_EQ(picture.plots.size(), 1u);
    const Plot& plot = picture.plots[0];
    EXPECT_EQ(plot.y_label, "source.leakage");
    EXPECT_TRUE(plot.y_logarithmic) << "its order of magnitude matters, however little it changes";
    EXPECT_FALSE(plot.shaded);
    ASSERT_EQ(plot.curves.size(), 1u);
    EXPECT_EQ(plot.curves[0].values[1], 0.04);
    EXPECT_TRUE(std::isnan(plot.curves[0].values[2]));
    PlotRequest request;
    request.quantity = "rate_bits_per_pulse";
    EXPECT_EQ(picture_of_table(parse_csv_table(text + rows, "a"), request).plots[0].curves[0].values[0], 1e-9);
    request.quantity = "rate_bits_per_second";
    EXPECT_EQ(refused(parse_csv_table(text + rows, "a"), request).path, "--quantity");
}

TEST(PictureOfTable, MayBeEmpty) {
    EXPECT_EQ(picture_of_table(parse_csv_table("a.b,p.outcome,p.rate_bits_per_second\n", "a"), {}).plots.size(), 1u);
}

TEST(PrefersLogarithm, SeesHowValuesAreSpread) {
    EXPECT_TRUE(prefers_logarithm({1e-9, 1e-8, 1e-7, 1e-6}));
    EXPECT_TRUE(prefers_logarithm({0, 1e-9, 1e-8, 1e-7, 1e-6}));
    EXPECT_FALSE(prefers_logarithm({0, 50, 100, 150, 200}));
    EXPECT_FALSE(prefers_logarithm({-1, 0, 1, 100}));
    EXPECT_FALSE(prefers_logarithm({}));
    EXPECT_FALSE(prefers_logarithm({std::nan(""), INFINITY, 1}));
}

TEST(Colours, AreSixDigits) {
    for (std::size_t count = 1; count < 30; ++count) {
        for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(ordered_colour(i, count).size(), 7u);
    }
    EXPECT_NE(ordered_colour(0, 2), ordered_colour(1, 2));
}

}  // namespace
}  // namespace keybound
