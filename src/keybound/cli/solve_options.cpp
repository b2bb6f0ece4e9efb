#include "keybound/cli/solve_options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"

namespace keybound {

namespace {

// "12.5" or, with `unit` "%", "12.5%"; NaN for anything else.
double number(const std::string& text, const std::string& unit = "") {
    double value = 0.0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && std::string(rest, text.data() + text.size()) == unit;
    return whole && std::isfinite(value) ? value : std::nan("");
}

}  // namespace

void SolveOptions::add_to(const Command& command, bool required) {
    const Option for_key = command.option("--for", key, "table.key, any numeric key: the value to be found");
    const Option to_reach =
        command.option("--target", target,
                       "rate in bits per pulse; 0 or any: any key at all; 50%: this share of the largest rate of the range");
    const Option where = command.option("--range", range, "MIN:MAX, where to search (default: all that the key allows)");
    const Option how_near =
        command.option("--tolerance", tolerance, "of the value, relative (default: 1e-6)").within(1e-11, 0.5);
    const Option how_many =
        command.option("--scan", scan, "values tried first, over the whole range (default: 129)").within(3, 100001);
    if (required) {
        for_key.required();
        to_reach.required();
        return;
    }
    for_key.needs(to_reach);
    for (const Option& option : {to_reach, where, how_near, how_many}) option.needs(for_key);
}

SearchKey SolveOptions::search_key() const {
    SearchKey found = keybound::search_key(key, "--for");
    if (!range.empty()) restrict_to(found, range, "--range");
    return found;
}

SolveTask SolveOptions::task() const {
    SolveTask task{search_key().interval, 0.0, false, tolerance, scan};
    const double rate = number(target);
    const double share = number(target, "%");
    if (target == "any" || rate == 0.0) {
        task.above = true;
    } else if (rate > 0.0) {
        task.target = rate;
    } else if (share > 0.0 && share <= 100.0) {
        task.target = 0.01 * share;
        task.of_largest = true;
    } else {
        throw UserError({"--target", "is not a rate", shortened(target),
                         "a number of bits per pulse, at least 0; any; or a share such as 50%", "command line", 0,
                         "write for example --target 1e-3, or --target any for any key at all"});
    }
    return task;
}

std::string SolveOptions::wanted() const {
    if (task().above) return "above 0";
    return "at least " + target + (task().of_largest ? " of its largest value" : " bits");
}

std::string SolveOptions::comment() const {
    const Interval interval = search_key().interval;
    return fmt::format("solved: {}={}:{}, the rate is {}, scan {}, tolerance {}", key, value_text(interval.lower),
                       value_text(interval.upper), wanted(), scan, value_text(tolerance));
}

RowSolver::RowSolver(const SolveOptions& options) : key_(options.search_key()), task_(options.task()) {
    for (const Proof& proof : proofs()) {
        if (proof.direction() == Direction::lower) searches_.emplace_back(&proof, RateSearch({key_}, proof.name, "--for"));
    }
}

Scenario RowSolver::at_lower_end(const RawScenario& base) const {
    return searches_.front().second.scenario(base, {key_.interval.lower});
}

Scenario RowSolver::at_upper_end(const RawScenario& base) const {
    return searches_.front().second.scenario(base, {key_.interval.upper});
}

std::vector<SolvedBound> RowSolver::solve(const RawScenario& base) const {
    std::vector<SolvedBound> solved;
    const Scenario scenario = at_lower_end(base);
    for (const auto& [proof, search] : searches_) {
        if (!has_solved_column(*proof, scenario)) continue;
        const RateSearch& of_this_proof = search;
        const auto rate = [&](double value) { return of_this_proof.rate(base, {value}); };
        solved.push_back({proof, keybound::solve(rate, task_)});
    }
    return solved;
}

}  // namespace keybound
