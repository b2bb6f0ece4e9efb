// How far a yield can move between two states that are close: G_- and G_+ of the decoy-state proofs.
//
// If two pure states have squared overlap at least z = 1 - u, and an effect M gives y on one of them, then on the other it
// gives between G_-(y) and G_+(y) with
//   g_-+ = y + u (1 - 2y) -+ 2 sqrt(u (1-u) y (1-y)),   G_- = g_- for y > u, else 0;   G_+ = g_+ for y < 1 - u, else 1,
// that is sin^2 of the angle asin(sqrt y) -+ asin(sqrt u). G_- is convex, G_+ concave; both increase.
// Source: Lo, Preskill, QIC 7, 431 (2007); Pereira et al., Science Advances 6, eaaz4487 (2020); Eqs. (12)-(14), (61), (62) of
// the paper on imperfectly isolated devices (arXiv:2411.13948).
#pragma once

namespace keybound {

// u = 1 - squared overlap, carried itself: 1 - u would lose a small u.
double least_yield_of_neighbour(double yield, double u);
double largest_yield_of_neighbour(double yield, double u);

// The supporting line at `at`: G_-(y) >= constant + slope y, or G_+(y) <= constant + slope y, for all y in [0, 1]; rounded so.
struct SupportingLine {
    double constant;
    double slope;
};
SupportingLine line_below(double at, double u);
SupportingLine line_above(double at, double u);

}  // namespace keybound
