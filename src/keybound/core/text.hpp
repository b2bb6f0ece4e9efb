// Small text helpers for messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keybound {

// "a, b, c"
std::string join(const std::vector<std::string>& words, std::string_view separator = ", ");

// The candidate nearest to `word` in edit distance, or "" if none is near enough to be worth suggesting.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// At most `limit` bytes of `text`, control characters replaced, with a note of the original length if it was cut.
std::string shortened(std::string_view text, std::size_t limit = 60);

// `text` broken into lines of at most `width` columns at spaces, each but the first prefixed by `indent`.
std::string wrapped(std::string_view text, std::size_t width, std::string_view indent = "");

// Whether JSON may hold it: evidence carries the content of files, and any other byte would come back changed.
bool is_utf8(const std::string& text);

}  // namespace keybound
