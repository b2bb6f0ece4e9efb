// A picture as one self-contained page: zoom, values under the cursor, curves to be switched off, linear and logarithmic axes.
// It needs no network. Curves are drawn by uPlot (third_party/uplot).
#pragma once

#include <string>

#include "keybound/report/plot.hpp"

namespace keybound {

// Labels and titles are untrusted: they enter the page as data, and the page shows them as text.
std::string html_page(const Picture& picture);

}  // namespace keybound
