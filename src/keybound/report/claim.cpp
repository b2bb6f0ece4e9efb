#include "keybound/report/claim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

using Selected = std::vector<Series>;  // the curves of a claim, cut to its range, all over the same x
using Judge = ClaimResult (*)(const Claim&, const Selected&);

ClaimResult fails(const Series& curve, std::size_t i, const std::string& what) {
    return {false, fmt::format("{} {} at {:g} ({:g})", curve.name, what, curve.x[i], curve.y[i])};
}

ClaimResult compared(std::size_t count) {
    if (count == 0) return {false, "nothing was compared: no point above 0 in the range"};
    return {true, fmt::format("{} points", count)};
}

ClaimResult above(const Claim& claim, const Selected& curves) {
    std::size_t count = 0;
    for (std::size_t k = 0; k + 1 < curves.size(); ++k) {
        for (std::size_t i = 0; i < curves[k].x.size(); ++i) {
            const double least = claim.factor * curves[k + 1].y[i] * (1.0 - claim.tolerance);
            if (!(curves[k].y[i] >= least))
                return fails(curves[k], i, fmt::format("is below {:g} x {}", claim.factor, curves[k + 1].name));
            if (curves[k + 1].y[i] > 0.0) ++count;
        }
    }
    return compared(count);
}

ClaimResult equal(const Claim& claim, const Selected& curves) {
    std::size_t count = 0;
    for (std::size_t k = 0; k + 1 < curves.size(); ++k) {
        for (std::size_t i = 0; i < curves[k].x.size(); ++i) {
            const double a = curves[k].y[i];
            const double b = curves[k + 1].y[i];
            if (!(std::fabs(a - b) <= claim.tolerance * std::max(std::fabs(a), std::fabs(b))))
                return fails(curves[k], i, fmt::format("differs from {} ({:g})", curves[k + 1].name, b));
            if (a > 0.0) ++count;
        }
    }
    return compared(count);
}

ClaimResult decreasing(const Claim& claim, const Selected& curves) {
    std::size_t count = 0;
    for (const Series& curve : curves) {
        for (std::size_t i = 1; i < curve.x.size(); ++i) {
            if (!(curve.y[i] <= curve.y[i - 1] * (1.0 + claim.tolerance))) return fails(curve, i, "rises");
            if (curve.y[i - 1] > 0.0) ++count;
        }
    }
    return compared(count);
}

ClaimResult zero_beyond(const Claim& claim, const Selected& curves) {
    for (const Series& curve : curves) {
        std::size_t before = 0;
        std::size_t beyond = 0;
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            if (curve.x[i] >= claim.at && !(curve.y[i] == 0.0)) return fails(curve, i, "is not 0");
            if (curve.x[i] >= claim.at) ++beyond;
            if (curve.x[i] < claim.at && curve.y[i] > 0.0) ++before;
        }
        if (before == 0 || beyond == 0) return {false, curve.name + " has no point above 0 before, or none beyond"};
    }
    return {true, fmt::format("{} curves", curves.size())};
}

ClaimResult positive_until(const Claim& claim, const Selected& curves) {
    std::size_t count = 0;
    for (const Series& curve : curves) {
        for (std::size_t i = 0; i < curve.x.size() && curve.x[i] <= claim.at; ++i) {
            if (!(curve.y[i] > 0.0)) return fails(curve, i, "is not above 0");
            ++count;
        }
    }
    return compared(count);
}

ClaimResult crosses(const Claim&, const Selected& curves) {
    const Series& a = curves[0];
    const Series& b = curves[1];
    std::size_t changes = 0;
    std::size_t last = 0;
    for (std::size_t i = 1; i < a.x.size(); ++i) {
        if ((a.y[i] > b.y[i]) == (a.y[i - 1] > b.y[i - 1])) continue;
        ++changes;
        last = i;
    }
    const bool ends = a.y.front() > b.y.front() && a.y.back() < b.y.back();
    if (changes != 1 || !ends) return {false, fmt::format("{} changes of sign between {} and {}", changes, a.name, b.name)};
    return {true, fmt::format("between {:g} and {:g}", a.x[last - 1], a.x[last])};
}

ClaimResult scales_as(const Claim& claim, const Selected& curves) {
    const auto change = [](const Series& curve) { return std::log(curve.y.back() / curve.y.front()); };
    const bool positive = std::all_of(curves.begin(), curves.end(), [](const Series& curve) {
        return std::all_of(curve.y.begin(), curve.y.end(), [](double y) { return y > 0.0; });
    });
    const double power = change(curves[0]) / change(curves[1]);
    if (!positive || !std::isfinite(power)) return {false, "there are no two points above 0 that differ"};
    const bool holds = std::fabs(power - claim.power) <= claim.tolerance;
    return {holds, fmt::format("power {:.3g} between {:g} and {:g}", power, curves[0].x.front(), curves[0].x.back())};
}

// The only kind that is about points without a value.
ClaimResult none_beyond(const Claim& claim, const Selected& curves) {
    for (const Series& curve : curves) {
        std::size_t before = 0;
        std::size_t beyond = 0;
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            if (curve.x[i] >= claim.at && std::isfinite(curve.y[i])) return fails(curve, i, "has a value");
            if (curve.x[i] >= claim.at) ++beyond;
            if (curve.x[i] < claim.at && curve.y[i] > 0.0) ++before;
        }
        if (before == 0 || beyond == 0) return {false, curve.name + " has no point above 0 before, or none beyond"};
    }
    return {true, fmt::format("{} curves", curves.size())};
}

struct Kind {
    std::size_t least_curves;
    std::size_t most_curves;
    Judge judge;
    bool holes = false;  // points without a value are allowed
};

const std::map<std::string, Kind>& kinds() {
    static const std::map<std::string, Kind> table = {{"above", {2, 1000, above}},
                                                      {"equal", {2, 1000, equal}},
                                                      {"decreasing", {1, 1000, decreasing}},
                                                      {"zero-beyond", {1, 1000, zero_beyond}},
                                                      {"none-beyond", {1, 1000, none_beyond, true}},
                                                      {"positive-until", {1, 1000, positive_until}},
                                                      {"scales-as", {2, 2, scales_as}},
                                                      {"crosses", {2, 2, crosses}}};
    return table;
}

}  // namespace

const std::vector<std::string>& claim_kinds() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const auto& [name, kind] : kinds()) list.push_back(name);
        return list;
    }();
    return names;
}

ClaimResult judge(const Claim& claim, const std::vector<Series>& curves) {
    const auto kind = kinds().find(claim.kind);
    KEYBOUND_CHECK(kind != kinds().end());
    if (claim.curves.size() < kind->second.least_curves || claim.curves.size() > kind->second.most_curves)
        return {false, fmt::format("{} curves are the wrong number for {}", claim.curves.size(), claim.kind)};
    Selected selected;
    for (const std::string& name : claim.curves) {
        const auto found = std::find_if(curves.begin(), curves.end(), [&](const Series& curve) { return curve.name == name; });
        if (found == curves.end()) return {false, "there is no curve named " + name};
        Series part{name, {}, {}};
        for (std::size_t i = 0; i < found->x.size(); ++i) {
            if (!(found->x[i] >= claim.from && found->x[i] <= claim.to)) continue;
            part.x.push_back(found->x[i]);
            part.y.push_back(found->y[i]);
            if (!std::isfinite(part.y.back()) && !kind->second.holes) return fails(part, part.x.size() - 1, "has no value");
        }
        if (part.x.empty()) return {false, name + " has no point in the range"};
        if (!selected.empty() && part.x != selected.front().x) return {false, name + " has other abscissae"};
        selected.push_back(part);
    }
    return kind->second.judge(claim, selected);
}

}  // namespace keybound
