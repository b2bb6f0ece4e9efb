// The keys of laser pulses, with a vocabulary of our own.
#include "keybound/scenario/laser_table.hpp"

#include <gtest/gtest.h>

#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {
namespace {

Scenario resolved(const std::string& keys) {
    static const Vocabulary words = [] {
        std::vector<std::string> paths;
        for (const Parameter& row : parameters()) paths.push_back(row.path());
        Vocabulary vocabulary;
        vocabulary.protocols = {{"decoy-bb84", {"a", "b", "c", "d"}, paths}};
        return vocabulary;
    }();
    return resolve(parse_raw_scenario("[protocol]\nname = \"decoy-bb84\"\n[source]\n" + keys, "text"), words);
}

Mistake refused(const std::string& keys) {
    try {
        resolved(keys);
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "") << keys;
        EXPECT_NE(error.mistake().allowed, "") << keys;
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << keys;
    return {};
}

TEST(LaserTable, KeepsWhatIsWritten) {
    const SourceTable source = resolved(
                                   "intensities = [0.6, 0.2, 0.05, 0]\nphase_randomisation = \"discrete\"\nphases = 12\n"
                                   "encoding = \"phase\"\n")
                                   .source;
    EXPECT_EQ(source.intensities, (std::vector<double>{0.6, 0.2, 0.05, 0.0}));
    EXPECT_EQ(source.phase_randomisation, "discrete");
    EXPECT_EQ(source.phases, 12.0);
    EXPECT_EQ(source.encoding, "phase");
    EXPECT_EQ(resolved("").source.intensities.size(), 3U);
    EXPECT_TRUE(resolved("intensities = \"optimise\"\n").source.intensities.empty());
    EXPECT_EQ(resolved("phase_randomisation = \"discrete\"\n").source.phases, 10.0);
}

TEST(LaserTable, RefusesContradictions) {
    EXPECT_EQ(refused("intensities = [0.5, 0.1]\n").path, "source.intensities");
    EXPECT_EQ(refused("intensities = \"optimize\"\n").remedy, "did you mean optimise?");
    EXPECT_EQ(refused("intensities = []\n").path, "source.intensities");
    EXPECT_EQ(refused("intensities = [0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]\n").path, "source.intensities");
    EXPECT_NE(refused("intensities = [0.1, 0.5, 0.0]\n").problem.find("does not decrease from 0.1 to 0.5"), std::string::npos);
    EXPECT_EQ(refused("intensities = [0.5, 0.1, 0.1]\n").path, "source.intensities");
    EXPECT_EQ(refused("intensities = [0.5, nan, 0.1]\n").path, "source.intensities");
    EXPECT_EQ(refused("intensities = [10.5, 0.5, 0.1]\n").path, "source.intensities");
    EXPECT_EQ(refused("intensities = [0.5, 0.1, -0.1]\n").path, "source.intensities");
    EXPECT_EQ(refused("phase_randomisation = \"discrete\"\nphases = 4.5\n").path, "source.phases");
    EXPECT_EQ(refused("phase_randomisation = \"discrete\"\nphases = 25\n").path, "source.phases");
    EXPECT_EQ(refused("phase_randomisation = \"discrete\"\nphases = 1\n").path, "source.phases");
    EXPECT_EQ(refused("phases = 8\n").path, "source.phases");
    EXPECT_EQ(refused("phase_randomisation = \"random\"\n").path, "source.phase_randomisation");
    EXPECT_EQ(refused("encoding = \"time\"\n").path, "source.encoding");
}

}  // namespace
}  // namespace keybound
