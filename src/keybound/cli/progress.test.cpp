#include "keybound/cli/progress.hpp"

#include <gtest/gtest.h>

namespace keybound {
namespace {

TEST(Progress, SaysRateAndRemainingTime) {
    const std::string bar = "[##########..............................]";
    EXPECT_EQ(Progress::line(25, 100, 0, 1.0), bar + " 25/100 rows, 25/s, 0:03 left");
    EXPECT_EQ(Progress::line(25, 100, 20, 10.0), bar + " 25/100 rows, 0.5/s, 2:30 left");
    EXPECT_EQ(Progress::line(250, 1000, 0, 3600.0), bar + " 250/1000 rows, 0.069/s, 3:00:00 left");
    EXPECT_EQ(Progress::line(25, 100, 25, 1.0), bar + " 25/100 rows");
    EXPECT_EQ(Progress::line(100, 100, 0, 2.0), "[" + std::string(40, '#') + "] 100/100 rows, 50/s, 0:00 left");
    EXPECT_EQ(Progress::line(0, 100, 0, 0.0), "[" + std::string(40, '.') + "] 0/100 rows");
}

TEST(Progress, IsSilentWithoutATerminal) {
    testing::internal::CaptureStderr();
    {
        Progress progress(10, 0);
        for (std::size_t i = 1; i <= 10; ++i) progress.show(i);
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace keybound
