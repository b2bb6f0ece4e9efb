#include "keybound/study/solve.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

constexpr int max_steps = 200;

struct Sample {
    double x = 0.0;
    double f = 0.0;
    bool met = false;
};

class Search {
 public:
    Search(const std::function<double(double)>& f, const SolveTask& task) : f_(f), task_(task), scale_(task.interval) {
        solution_.target = task.target;
    }

    Solution run() {
        std::vector<Sample> scan;
        for (const double x : scale_.grid(task_.scan)) scan.push_back(evaluate(x));
        if (task_.of_largest) {
            solution_.target = solution_.best > 0.0 ? task_.target * solution_.best : std::numeric_limits<double>::quiet_NaN();
            for (Sample& sample : scan) sample.met = is_met(sample.f);
        }
        std::vector<std::size_t> crossings;  // between i and i + 1
        for (std::size_t i = 0; i < scan.size(); ++i) {
            const bool begins = scan[i].met && (i == 0 || !scan[i - 1].met);
            if (begins) solution_.met.emplace_back(scan[i].x, scan[i].x);
            if (scan[i].met) solution_.met.back().second = scan[i].x;
            if (i + 1 < scan.size() && scan[i].met != scan[i + 1].met) crossings.push_back(i);
        }
        if (crossings.empty()) {
            solution_.outcome = scan.front().met ? Solution::Outcome::always_met : Solution::Outcome::never_met;
        } else if (crossings.size() > 1) {
            solution_.outcome = Solution::Outcome::several;
        } else {
            refine(scan[crossings.front()], scan[crossings.front() + 1]);
        }
        return solution_;
    }

 private:
    Sample evaluate(double x) {
        const double f = f_(x);
        ++solution_.evaluations;
        if (f > solution_.best || std::isnan(solution_.best)) solution_.best = f;
        return {x, f, is_met(f)};
    }

    bool is_met(double f) const { return task_.above ? f > solution_.target : f >= solution_.target; }  // NaN is neither

    void refine(Sample lower, Sample upper) {
        const bool below = lower.met;
        const auto narrow = [&] {
            return upper.x - lower.x <= task_.tolerance * std::max(std::fabs(lower.x), std::fabs(upper.x));
        };
        const auto take = [&](const Sample& sample) { (sample.met == below ? lower : upper) = sample; };
        // Where f is flat at one end it says nothing about the distance, and bisection is as good as anything.
        const bool flat = task_.above || !(std::fabs(lower.f - upper.f) > 0.0);
        if (!flat) {
            // never 0, and of the sign that says on which side x lies
            const auto signed_distance = [&](const Sample& sample) {
                const double tiny = std::numeric_limits<double>::min();
                const double distance = std::isfinite(sample.f) ? std::fabs(sample.f - solution_.target) : solution_.target;
                return (sample.met == below ? 1.0 : -1.0) * std::max(distance, tiny);
            };
            const auto at_place = [&](double place) {
                const Sample sample = evaluate(scale_.value(place));
                if (sample.x > lower.x && sample.x < upper.x) take(sample);
                return signed_distance(sample);
            };
            std::uintmax_t steps = max_steps;
            const double from = scale_.place(lower.x);
            const double to = scale_.place(upper.x);
            if (from < to) {
                boost::math::tools::toms748_solve(
                    at_place, from, to, signed_distance(lower), signed_distance(upper),
                    [&](double, double) { return narrow(); }, steps);
            }
        }
        for (int step = 0; step < max_steps && !narrow(); ++step) {
            const double middle = scale_.value(0.5 * (scale_.place(lower.x) + scale_.place(upper.x)));
            if (!(middle > lower.x && middle < upper.x)) break;  // no value with 12 digits lies between
            take(evaluate(middle));
        }
        const Sample& safe = below ? lower : upper;
        KEYBOUND_CHECK(safe.met && lower.met != upper.met);
        solution_.outcome = Solution::Outcome::found;
        solution_.value = safe.x;
        solution_.at_value = safe.f;
        solution_.safe_below = below;
        solution_.bracket_lower = lower.x;
        solution_.bracket_upper = upper.x;
    }

    const std::function<double(double)>& f_;
    const SolveTask& task_;
    Scale scale_;
    Solution solution_;
};

}  // namespace

const char* to_string(Solution::Outcome outcome) {
    constexpr std::array<const char*, 4> names = {"found", "always", "never", "several"};
    return names[static_cast<std::size_t>(outcome)];
}

Solution solve(const std::function<double(double)>& f, const SolveTask& task) {
    KEYBOUND_CHECK(task.tolerance > 0.0 && task.scan >= 3);
    return Search(f, task).run();
}

}  // namespace keybound
