// Lower and upper bounds are different types: a number that is safe in one direction is a lie in the other.
#pragma once

namespace keybound {

// A value that the true quantity is proved not to fall below.
struct LowerBound {
    explicit constexpr LowerBound(double proved_value) : value(proved_value) {}
    double value;
};

// A value that the true quantity is proved not to exceed.
struct UpperBound {
    explicit constexpr UpperBound(double proved_value) : value(proved_value) {}
    double value;
};

}  // namespace keybound
