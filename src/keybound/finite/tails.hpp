// Deviations of counts from their means: what the union-bound methods of finite keys are made of.
//
// Every function bounds one tail: its statement fails with probability at most exp(-exponent). Results are rounded outward, and
// NaN stays NaN. Proofs and citations: docs/theory/finite-key.md, section 6.
#pragma once

namespace keybound {

// ln(events / failure), not below it: each of `events` statements may fail with an equal share of `failure`.
double shared_exponent(double failure, int events);

// Of `count` rounds each was kept independently with probability `kept`: bounds on how many were (Hoeffding).
double thinned_at_most(double count, double kept, double exponent);
double thinned_at_least(double count, double kept, double exponent);
// The other way: how many rounds there were if at most `thinned` of them were kept.
double unthinned_at_most(double thinned, double kept, double exponent);

// A sum of independent 0/1 variables of at most this mean (Chernoff): k >= mean with k ln(k/mean) - k + mean = exponent.
double independent_at_most(double mean, double exponent);

// In `trials` rounds, one after the other, an event has probability E_k given all that happened before. Its count and the sum
// of the E_k bound each other by a line, whose two numbers are fixed beforehand:
//   sum <= slope x count + offset,   sum >= slope x count - offset,   count <= slope x sum + offset.
enum class Bounded { sum_from_above, sum_from_below, count_from_above };

struct Line {
    double slope;   // not negative
    double offset;  // not negative

    // For x >= 0, rounded upward or downward.
    double above(double x) const;
    double below(double x) const;  // never negative
};

Line azuma_line(Bounded what, double trials, double exponent);

// `predicted` is where the line should be tight: a count for the first two, a sum for the third. Any number is valid.
// Kato's lines have a parameter, a in units of sqrt(trials): the published best one for that place, and the line of any.
double kato_parameter(Bounded what, double trials, double predicted, double exponent);
Line kato_line_of(Bounded what, double trials, double parameter, double exponent);
Line kato_line(Bounded what, double trials, double predicted, double exponent);
Line tilted_line(Bounded what, double predicted, double exponent);  // "M" in the theory page

// Whichever of Kato's and the tilted line is tighter at `predicted`. Also a choice that is made beforehand.
Line tighter_line(Bounded what, double trials, double predicted, double exponent);

}  // namespace keybound
