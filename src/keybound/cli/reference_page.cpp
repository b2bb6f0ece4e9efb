// docs/formats/scenario.md from the parameter rows; a test compares the committed page with this text.
#include <fmt/format.h>

#include "keybound/cli/command.hpp"
#include "keybound/core/text.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

constexpr const char* introduction =
    R"(# The scenario file

<!-- Generated: keybound list parameters --format markdown > docs/formats/scenario.md -->

A scenario is a TOML file: tables in brackets, one `key = value` per line, `#` starts a comment.

    [protocol]
    name = "bb84"
    [source]
    leakage = 1e-6
    [channel]
    fibre_km = 100

Everything but `protocol.name` has a default. Unknown keys, keys that the protocol does not use, `nan` and `inf` are mistakes.
An integer is accepted where a number is meant. `include = "devices/x.toml"` (or a list of paths, relative to the including file)
merges other files; the including file wins. Files are UTF-8, at most 1 MiB, with lines of at most 65536 bytes and at most 16
levels of include. On the command line, `--set table.key=value` overrides a file. Entries `[[source.side_channel]]` are counted
from 0, in `--set` and everywhere: `source.side_channel[1].isolation_db` belongs to the second; a file replaces the entries of
the files that it includes. Keys marked logarithmic are searched by
`keybound solve` and `keybound optimise` evenly in the logarithm.

| key | kind | range | default | meaning |
|---|---|---|---|---|
)";

}  // namespace

std::string scenario_reference_page() {
    const Vocabulary words = vocabulary();
    std::string text = introduction;
    for (const Parameter& row : documented_parameters()) {
        const std::string kind = kind_of(row);
        const std::string names = kind == "name" ? join(row.words(words)) : kind == "list of names" ? "known names" : "";
        text += fmt::format("| `{}` | {} | {}{}{} | {} | {} Example: `{} = {}`. |\n", row.path(), kind,
                            is_numeric(row) ? row.range.to_string() : names, row.unit.empty() ? "" : " " + row.unit,
                            row.logarithmic ? ", logarithmic" : "", default_of(row), row.help, row.key, row.example);
    }
    text += "\n## Protocols\n\n";
    for (const Protocol& row : protocols()) {
        text += fmt::format("- `{}`: {} Settings, in the order of every list: {}.\n", row.name, row.summary,
                            fmt::join(row.settings, ", "));
    }
    return text;
}

}  // namespace keybound
