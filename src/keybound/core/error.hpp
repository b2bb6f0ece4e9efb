// Two kinds of failure that must never be mistaken for each other: the user's (UserError) and ours (Bug).
#pragma once

#include <stdexcept>
#include <string>

namespace keybound {

// Everything a person needs to mend an input. Empty fields are left out of the message.
struct Mistake {
    std::string path;     // the field, e.g. "channel.fibre_km"
    std::string problem;  // one clause, e.g. "is out of range"
    std::string value;    // as written by the user, shortened if long
    std::string allowed;  // the allowed range or set, with the unit
    std::string file;     // the file, or "command line"
    int line = 0;         // 1-based; 0 when there is none
    std::string remedy;   // what to do now
};

// A mistake in what we were given. The command line prints it and exits with 2.
class UserError : public std::runtime_error {
 public:
    explicit UserError(Mistake mistake);
    const Mistake& mistake() const { return mistake_; }

 private:
    Mistake mistake_;
};

// A broken promise of our own code. The command line exits with 3.
class Bug : public std::logic_error {
 public:
    using std::logic_error::logic_error;
};

[[noreturn]] void raise_bug(const char* condition, const char* file, int line);

}  // namespace keybound

// Always armed, in every build type. `condition` must be written positively, so that NaN fails it.
#define KEYBOUND_CHECK(condition) ((condition) ? static_cast<void>(0) : ::keybound::raise_bug(#condition, __FILE__, __LINE__))
