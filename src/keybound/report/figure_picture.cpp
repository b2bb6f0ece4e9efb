#include <algorithm>
#include <cmath>
#include <set>

#include "keybound/core/error.hpp"
#include "keybound/report/figure_spec.hpp"
#include "keybound/report/plot_table.hpp"
#include "keybound/report/sweep_table.hpp"

namespace keybound {

namespace {

const FigureSweep& sweep_of(const FigureSpec& figure, const FigureCurve& curve) {
    return *std::find_if(figure.sweeps.begin(), figure.sweeps.end(),
                         [&](const FigureSweep& sweep) { return sweep.name == curve.sweep; });
}

const FigurePanel& panel_of(const FigureSpec& figure, const FigureCurve& curve) {
    return *std::find_if(figure.panels.begin(), figure.panels.end(),
                         [&](const FigurePanel& panel) { return panel.name == curve.panel; });
}

// What a curve shows of its proof.
std::string quantity_of(const FigureSpec& figure, const FigureCurve& curve) {
    const std::string& asked = panel_of(figure, curve).quantity;
    const std::string& solved = sweep_of(figure, curve).solved_for;
    return !asked.empty() ? asked : solved.empty() ? "rate_bits_per_second" : solved;
}

std::string column_of(const FigureSpec& figure, const FigureCurve& curve) {
    if (!curve.statistic.empty()) return statistics_prefix + curve.statistic;
    return curve.proof + "." + quantity_of(figure, curve);
}

struct Points {
    std::vector<double> x;
    std::vector<double> y;
};

Points points_of(const FigureSpec& figure, const FigureCurve& curve, const FigureTables& tables) {
    const FigurePanel& panel = panel_of(figure, curve);
    const CsvTable table = filtered(tables.at(curve.sweep), curve.where, "figure.toml: curve " + curve.name);
    const std::string column = column_of(figure, curve);
    if (!table.column(column) || !table.column(panel.x)) {
        throw UserError({"curve.proof", "needs a column that the sweep does not have", table.column(column) ? panel.x : column,
                         "", "figure.toml, curve " + curve.name, 0,
                         "check proof, quantity and x, and the proofs of the scenario"});
    }
    const std::vector<double> x = numbers_of(table, panel.x);
    const std::vector<double> y = numbers_of(table, column);
    std::map<double, double> sorted;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double drawn = curve.statistic.empty() ? y[i] : curve.factor * std::pow(y[i], curve.power);
        if (std::isfinite(x[i])) sorted[x[i]] = drawn;
    }
    Points points;
    for (const auto& [abscissa, ordinate] : sorted) {
        points.x.push_back(abscissa);
        points.y.push_back(ordinate);
    }
    return points;
}

}  // namespace

std::vector<Series> figure_series(const FigureSpec& figure, const FigureTables& tables) {
    std::vector<Series> series;
    for (const FigureCurve& curve : figure.curves) {
        const Points points = points_of(figure, curve, tables);
        series.push_back({curve.name, points.x, points.y});
    }
    return series;
}

Picture figure_picture(const FigureSpec& figure, const FigureTables& tables) {
    Picture picture{figure.title, {}, figure.caption, figure.citation};
    for (const FigurePanel& panel : figure.panels) {
        Plot plot;
        plot.title = panel.title;
        plot.x_label = panel.x_label;
        plot.y_label = panel.y_label;
        plot.shaded = panel.shaded;
        plot.y_range = panel.y_range;
        bool by_magnitude = false;
        std::vector<std::pair<const FigureCurve*, Points>> curves;
        std::set<double> x;
        for (const FigureCurve& curve : figure.curves) {
            if (curve.panel != panel.name) continue;
            const std::string quantity = quantity_of(figure, curve);
            if (plot.y_label.empty()) plot.y_label = quantity_label(quantity);
            by_magnitude = by_magnitude || matters_by_magnitude(quantity);
            curves.emplace_back(&curve, points_of(figure, curve, tables));
            x.insert(curves.back().second.x.begin(), curves.back().second.x.end());
        }
        plot.x.assign(x.begin(), x.end());
        plot.x_logarithmic = prefers_logarithm(plot.x);
        std::vector<double> all;
        for (const auto& [curve, points] : curves) {
            Curve drawn = curve->style;
            drawn.values.assign(plot.x.size(), std::nan(""));
            for (std::size_t i = 0; i < points.x.size(); ++i) {
                const auto place = std::lower_bound(plot.x.begin(), plot.x.end(), points.x[i]) - plot.x.begin();
                drawn.values[static_cast<std::size_t>(place)] = points.y[i];
            }
            all.insert(all.end(), points.y.begin(), points.y.end());
            plot.curves.push_back(drawn);
        }
        plot.y_logarithmic = by_magnitude || prefers_logarithm(all);
        picture.plots.push_back(plot);
    }
    return picture;
}

}  // namespace keybound
