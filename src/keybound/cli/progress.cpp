#include "keybound/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace keybound {

Progress::Progress(std::size_t total, std::size_t before)
    : total_(total), before_(before), visible_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() { end(); }

void Progress::end() {
    if (drawn_) fmt::print(stderr, "\n");
    drawn_ = false;
}

std::string Progress::line(std::size_t done, std::size_t total, std::size_t before, double seconds) {
    const std::size_t filled = total == 0 ? 40 : 40 * done / total;
    std::string text = fmt::format("[{}{}] {}/{} rows", std::string(filled, '#'), std::string(40 - filled, '.'), done, total);
    const double rate = static_cast<double>(done - before) / std::max(seconds, 1e-3);
    if (done == before || !(rate > 0.0)) return text;
    text += rate >= 10.0 ? fmt::format(", {:.0f}/s", rate) : fmt::format(", {:.2g}/s", rate);
    const double left = std::ceil(static_cast<double>(total - done) / rate);
    if (left < 360000.0) {
        const auto whole = static_cast<long>(left);
        text += whole < 3600 ? fmt::format(", {}:{:02} left", whole / 60, whole % 60)
                             : fmt::format(", {}:{:02}:{:02} left", whole / 3600, whole / 60 % 60, whole % 60);
    }
    return text;
}

void Progress::show(std::size_t done) {
    if (!visible_) return;
    const Clock::time_point now = Clock::now();
    if (drawn_ && done < total_ && now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;
    // \x1b[K: the line may have been longer before
    fmt::print(stderr, "\r{}\x1b[K", line(done, total_, before_, std::chrono::duration<double>(now - start_).count()));
    std::fflush(stderr);
}

}  // namespace keybound
