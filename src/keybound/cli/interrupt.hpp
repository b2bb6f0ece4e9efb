// Ctrl-C as a question that a long command asks, so that it can end cleanly.
#pragma once

namespace keybound {

// While it lives, SIGINT and SIGTERM only set a flag; a second one ends the process as usual. One at a time.
class InterruptGuard {
 public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    // The signal that came, or 0.
    static int signal();
};

}  // namespace keybound
