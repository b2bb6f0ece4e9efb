// What a proof attempt can end with. "Could not decide" is its own answer: it is never folded into a number.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace keybound {

enum class Verdict {
    proved,          // the value is a bound, under the assumptions printed with it
    not_applicable,  // a hypothesis of the theorem fails; the reason names it
    undecided,       // the numerics gave no usable certificate; only the trivial bound holds
    as_printed,      // a published number that we reproduce but do not vouch for; it never enters "best"
};

// The word used in results, e.g. "not_applicable".
inline const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::proved:
            return "proved";
        case Verdict::not_applicable:
            return "not_applicable";
        case Verdict::undecided:
            return "undecided";
        case Verdict::as_printed:
            return "as-printed";
    }
    return "undecided";
}

// Either a proved T, or the reason why there is none; or a T that a paper printed, and the reason why we do not vouch for it.
template <class T>
class Outcome {
 public:
    static Outcome proved(T value) { return Outcome(Verdict::proved, "", std::move(value)); }
    static Outcome not_applicable(std::string failed_hypothesis) {
        return Outcome(Verdict::not_applicable, std::move(failed_hypothesis), std::nullopt);
    }
    static Outcome as_printed(T value, std::string why_not_proved) {
        return Outcome(Verdict::as_printed, std::move(why_not_proved), std::move(value));
    }
    static Outcome undecided(std::string why) { return Outcome(Verdict::undecided, std::move(why), std::nullopt); }

    Verdict verdict() const { return verdict_; }
    bool has_value() const { return value_.has_value(); }
    const std::string& reason() const { return reason_; }
    const T& value() const { return value_.value(); }

    // The same answer of another type; only for outcomes without a value.
    template <class U>
    Outcome<U> as() const {
        return verdict_ == Verdict::not_applicable ? Outcome<U>::not_applicable(reason_) : Outcome<U>::undecided(reason_);
    }

 private:
    Outcome(Verdict verdict, std::string reason, std::optional<T> value)
        : verdict_(verdict), reason_(std::move(reason)), value_(std::move(value)) {}

    Verdict verdict_;
    std::string reason_;
    std::optional<T> value_;
};

}  // namespace keybound
