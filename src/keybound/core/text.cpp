#include "keybound/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace keybound {

std::string join(const std::vector<std::string>& words, std::string_view separator) {
    return fmt::format("{}", fmt::join(words, separator));
}

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    if (word.size() > 200) return "";
    std::string best;
    std::size_t best_distance = word.size() / 2 + 2;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string shortened(std::string_view text, std::size_t limit) {
    std::string result(text.substr(0, limit));
    for (char& c : result) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    if (text.size() > limit) result += fmt::format("... ({} bytes)", text.size());
    return result;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
    std::string result;
    std::size_t column = 0;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, space);
        if (column > 0 && column + 1 + word.size() > width) {
            result += "\n";
            result += indent;
            column = indent.size();
        } else if (column > 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += word.size();
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return result;
}

bool is_utf8(const std::string& text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U; };
        const unsigned lead = byte(0), second = byte(1);
        const std::size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4) return false;
        for (std::size_t k = 1; k <= more; ++k) {
            if ((byte(k) & 0xc0U) != 0x80U) return false;
        }
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90)) return false;  // longer than need be
        if ((lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f)) return false;  // no character
        i += 1 + more;
    }
    return true;
}

}  // namespace keybound
