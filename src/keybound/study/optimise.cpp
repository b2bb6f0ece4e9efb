#include "keybound/study/optimise.hpp"

#include <nlopt.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <memory>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

constexpr int search_per_variable = 64;
constexpr int finer = 4;
constexpr int steps_per_variable = 60;
constexpr std::size_t starts = 3;
constexpr std::array<int, 8> primes = {2, 3, 5, 7, 11, 13, 17, 19};

// The digits of `index` in base `prime`, mirrored at the point.
double halton(int index, int prime) {
    double result = 0.0;
    double weight = 1.0;
    for (; index > 0; index /= prime) {
        weight /= prime;
        result += weight * (index % prime);
    }
    return result;
}

class Maximiser {
 public:
    Maximiser(const std::function<double(const std::vector<double>&)>& f, const OptimiseTask& task) : f_(f) {
        KEYBOUND_CHECK(!task.box.empty() && task.box.size() <= primes.size());
        for (const Interval& interval : task.box) scales_.emplace_back(interval);
        if (!task.start.empty()) candidates_.push_back({evaluate(task.start), {}, task.start});
    }

    Optimum run() {
        search(search_per_variable);
        if (!(best().value > 0.0)) search(finer * search_per_variable);
        if (best().value > 0.0) {
            std::stable_sort(candidates_.begin(), candidates_.end(),
                             [](const Candidate& a, const Candidate& b) { return a.value > b.value; });
            const std::vector<Candidate> first(
                candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(std::min(starts, candidates_.size())));
            for (const Candidate& candidate : first) climb(candidate);
        }
        const Candidate& winner = best();
        return {winner.value > 0.0, winner.x, winner.value, evaluations_};
    }

 private:
    struct Candidate {
        double value = 0.0;
        std::vector<double> place;  // in the unit box; empty for the start that was handed in
        std::vector<double> x;
    };

    double evaluate(const std::vector<double>& x) {
        ++evaluations_;
        const double value = f_(x);
        return std::isfinite(value) ? value : 0.0;
    }

    void consider(const std::vector<double>& place) {
        Candidate candidate{0.0, place, {}};
        for (std::size_t i = 0; i < scales_.size(); ++i) candidate.x.push_back(scales_[i].value(place[i]));
        candidate.value = evaluate(candidate.x);
        candidates_.push_back(std::move(candidate));
    }

    const Candidate& best() const {
        return *std::max_element(candidates_.begin(), candidates_.end(),
                                 [](const Candidate& a, const Candidate& b) { return a.value < b.value; });
    }

    void search(int per_variable) {
        if (scales_.size() == 1) {
            for (int i = 0; i <= per_variable; ++i) consider({static_cast<double>(i) / per_variable});
            return;
        }
        const std::size_t corners = std::size_t{1} << scales_.size();
        for (std::size_t corner = 0; corner < corners; ++corner) {
            std::vector<double> place;
            for (std::size_t i = 0; i < scales_.size(); ++i) place.push_back((corner >> i & 1) != 0 ? 1.0 : 0.0);
            consider(place);
        }
        for (int index = 1; index <= per_variable * static_cast<int>(scales_.size()); ++index) {
            std::vector<double> place;
            for (std::size_t i = 0; i < scales_.size(); ++i) place.push_back(halton(index, primes[i]));
            consider(place);
        }
    }

    static double step(unsigned count, const double* place, double*, void* self) {
        auto& maximiser = *static_cast<Maximiser*>(self);
        if (maximiser.error_) return 0.0;
        try {
            maximiser.consider(std::vector<double>(place, place + count));
            return maximiser.candidates_.back().value;
        } catch (...) {
            maximiser.error_ = std::current_exception();  // must not pass through C
            return 0.0;
        }
    }

    void climb(const Candidate& from) {
        const auto count = static_cast<unsigned>(scales_.size());
        const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> solver(nlopt_create(NLOPT_LN_SBPLX, count), nlopt_destroy);
        KEYBOUND_CHECK(solver != nullptr);
        std::vector<double> place = from.place;
        for (std::size_t i = place.size(); i < scales_.size(); ++i) place.push_back(scales_[i].place(from.x[i]));
        nlopt_set_lower_bounds1(solver.get(), 0.0);
        nlopt_set_upper_bounds1(solver.get(), 1.0);
        nlopt_set_initial_step1(solver.get(), 1.0 / search_per_variable);
        nlopt_set_maxeval(solver.get(), steps_per_variable * static_cast<int>(count));
        nlopt_set_max_objective(solver.get(), step, this);
        double value = 0.0;
        nlopt_optimize(solver.get(), place.data(), &value);  // how it ended does not matter: consider() has seen every place
        if (error_) std::rethrow_exception(error_);
    }

    const std::function<double(const std::vector<double>&)>& f_;
    std::vector<Scale> scales_;
    std::vector<Candidate> candidates_;
    std::exception_ptr error_;
    int evaluations_ = 0;
};

}  // namespace

Optimum maximise(const std::function<double(const std::vector<double>&)>& f, const OptimiseTask& task) {
    return Maximiser(f, task).run();
}

}  // namespace keybound
