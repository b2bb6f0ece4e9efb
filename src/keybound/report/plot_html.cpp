#include "keybound/report/plot_html.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "keybound/core/version.hpp"
#include "keybound/report/page_files.hpp"

namespace keybound {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(const std::vector<double>& values) {
    Json list = Json::array();
    for (const double value : values) list.push_back(number(value));
    return list;
}

Json plot_json(const Plot& plot) {
    const auto [bottom, top] = ordinate_of(plot);
    Json curves = Json::array();
    for (const Curve& curve : plot.curves) {
        if (!has_points(plot, curve)) continue;
        curves.push_back({{"label", curve.label},
                          {"variant", curve.variant},
                          {"colour", curve.colour},
                          {"line", to_string(curve.drawn_line())},
                          {"upper", curve.upper},
                          {"values", numbers(curve.values)}});
    }
    return {{"title", plot.title},
            {"x_label", plot.x_label},
            {"y_label", plot.y_label},
            {"x_logarithmic", plot.x_logarithmic},
            {"y_logarithmic", plot.y_logarithmic},
            {"y_range", {bottom, top}},
            {"shaded", plot.shaded},
            {"x", numbers(plot.x)},
            {"curves", curves}};
}

// JSON inside a script element: no character that HTML could take for markup is left.
std::string harmless(const Json& document) {
    std::string text;
    for (const char c : document.dump(-1, ' ', true, Json::error_handler_t::replace)) {
        if (c == '<')
            text += "\\u003c";
        else if (c == '>')
            text += "\\u003e";
        else if (c == '&')
            text += "\\u0026";
        else
            text += c;
    }
    return text;
}

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '&')
            result += "&amp;";
        else if (c == '"')
            result += "&quot;";
        else if (static_cast<unsigned char>(c) >= 0x20)
            result += c;
    }
    return result;
}

}  // namespace

std::string html_page(const Picture& uncoloured) {
    const Picture picture = coloured(uncoloured);
    Json plots = Json::array();
    for (const Plot& plot : picture.plots) plots.push_back(plot_json(plot));
    Json legend = Json::array();
    for (const LegendEntry& entry : legend_of(picture)) {
        legend.push_back({{"kind", entry.colour.empty() ? "variant" : "label"},
                          {"label", entry.label},
                          {"colour", entry.colour},
                          {"line", to_string(entry.line)}});
    }
    const Json data = {{"title", picture.title},  {"caption", picture.caption}, {"citation", picture.citation},
                       {"gap", has_gap(picture)}, {"legend", legend},           {"plots", plots}};
    const auto append = [](std::string& text, std::string_view part) { text.append(part); };
    std::string page =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    page += "<meta name=\"generator\" content=\"keybound " + escaped(version) + "\">\n";
    page += "<title>" + escaped(picture.title) + "</title>\n<style>\n";
    append(page, embedded::uplot_css);
    append(page, embedded::page_css);
    page +=
        "</style>\n</head>\n<body>\n<h1 id=\"title\"></h1>\n<div id=\"tools\"><button type=\"button\" id=\"ylog\"></button>"
        "<button type=\"button\" id=\"xlog\"></button><button type=\"button\" id=\"reset\">whole range</button>"
        "<span>Drag to zoom; click an entry of the legend to hide its curves.</span></div>\n"
        "<noscript>This page draws its curves with JavaScript; the numbers are in the table beside it.</noscript>\n"
        "<main><div id=\"plots\"></div><div id=\"legend\"></div></main>\n<p id=\"caption\"></p>\n<p id=\"citation\"></p>\n"
        "<footer>Lower bounds: what may be used. Upper bounds: what nobody can beat. A rate of 0 has no place on a logarithmic "
        "axis. ";
    page += "keybound " + escaped(version) + "</footer>\n<script type=\"application/json\" id=\"data\">" + harmless(data);
    page += "</script>\n<script>\n/*\nuPlot 1.6.32, ";
    append(page, embedded::uplot_licence);
    page += "\n*/\n";
    append(page, embedded::uplot_js);
    page += "</script>\n<script>\n";
    append(page, embedded::page_js);
    page += "</script>\n</body>\n</html>\n";
    return page;
}

}  // namespace keybound
