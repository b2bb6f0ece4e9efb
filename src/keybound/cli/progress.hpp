// A bar on standard error, only if a person is looking.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace keybound {

class Progress {
 public:
    // `before`: how many of the `total` rows were there already.
    Progress(std::size_t total, std::size_t before);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::size_t done);
    // Ends the line of the bar, so that a message can follow.
    void end();

    // The text of the bar after `seconds`: "[####....] 37/100 rows, 12/s, 0:05 left".
    static std::string line(std::size_t done, std::size_t total, std::size_t before, double seconds);

 private:
    using Clock = std::chrono::steady_clock;
    std::size_t total_;
    std::size_t before_;
    bool visible_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

}  // namespace keybound
