#include "keybound/report/plot_html.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace keybound {
namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

Picture picture(const std::string& text) {
    Plot plot;
    plot.title = plot.x_label = plot.y_label = text;
    plot.x = {0.0, 1.0, 2.0};
    plot.curves = {{text, {3.0, 1.0, std::nan("")}, false}, {"upper", {INFINITY, 5.0, 4.0}, true}};
    plot.curves[0].variant = text;
    return {text, {plot}, text, text};
}

TEST(HtmlPage, HoldsDataLibraryAndLicence) {
    const std::string page = html_page(picture("title"));
    EXPECT_EQ(page.rfind("<!doctype html>", 0), 0u);
    EXPECT_TRUE(holds(page, "[3.0,1.0,null]"));
    EXPECT_TRUE(holds(page, "[null,5.0,4.0]"));
    EXPECT_TRUE(holds(page, "The MIT License"));
    EXPECT_TRUE(holds(page, "uPlot=function"));
    EXPECT_TRUE(holds(page, "<title>title</title>"));
}

TEST(HtmlPage, NeedsNoNetwork) {
    const std::string page = html_page(picture("title"));
    EXPECT_TRUE(holds(page, "default-src 'none'"));
    for (const char* word : {"<link", "src=\"", "href=\"", "@import", "fetch(", "XMLHttpRequest", "url("}) {
        EXPECT_FALSE(holds(page, word)) << word;
    }
}

// Labels come from files: none may end the data or become an element.
TEST(HtmlPage, TextCannotBecomeMarkup) {
    const std::string harmless = html_page(picture("x"));
    for (const std::string evil :
         {"</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title><script>alert(1)</script>",
          "<!--<script>", "\"};alert(1);//", "\\u003c/script>", "]]>", "\xff\xfe bad utf-8 <b>", "a\u2028b</SCRIPT >"}) {
        const std::string page = html_page(picture(evil));
        EXPECT_EQ(count(page, "<script"), count(harmless, "<script")) << evil;
        EXPECT_EQ(count(page, "</script"), count(harmless, "</script")) << evil;
        EXPECT_EQ(count(page, "<"), count(harmless, "<")) << evil;
        EXPECT_EQ(count(page, "</SCRIPT"), 0u) << evil;
    }
}

// The page itself shows data as text only.
TEST(HtmlPage, NeverWritesMarkup) {
    const std::string page = html_page(picture("x"));
    const std::string own = page.substr(page.rfind("<script>"));
    for (const char* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) {
        EXPECT_FALSE(holds(own, word)) << word;
    }
}

}  // namespace
}  // namespace keybound
