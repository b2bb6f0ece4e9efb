#include "keybound/study/sweep.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <exception>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

constexpr std::size_t rows_per_thread = 8;

struct Token {
    std::size_t index = 0;
    TableRow row;
    std::exception_ptr error;
};

}  // namespace

int available_threads() { return oneapi::tbb::info::default_concurrency(); }

std::size_t sweep(std::size_t count, const std::function<TableRow(std::size_t)>& row_of,
                  const std::function<void(std::size_t, const TableRow&)>& on_row, const SweepOptions& options) {
    namespace tbb = oneapi::tbb;
    KEYBOUND_CHECK(options.threads >= 1);
    const auto threads = static_cast<std::size_t>(options.threads);
    std::size_t begun = 0;
    std::size_t handed_on = 0;
    const auto begin = [&](tbb::flow_control& control) -> Token {
        if (begun == count || (options.stop && options.stop())) {
            control.stop();
            return {};
        }
        return {begun++, {}, nullptr};
    };
    const auto compute = [&](Token token) {
        try {
            token.row = row_of(token.index);
        } catch (...) {
            token.error = std::current_exception();  // thrown when its turn has come, so that the rows before it are kept
        }
        return token;
    };
    const auto hand_on = [&](const Token& token) {
        if (token.error) std::rethrow_exception(token.error);
        on_row(token.index, token.row);
        ++handed_on;
    };
    using tbb::filter_mode;
    const auto stages = tbb::make_filter<void, Token>(filter_mode::serial_in_order, begin) &
                        tbb::make_filter<Token, Token>(filter_mode::parallel, compute) &
                        tbb::make_filter<Token, void>(filter_mode::serial_in_order, hand_on);
    // --threads beyond the number of cores is allowed: the user may know better, and tests must
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(options.threads);
    arena.execute([&] { tbb::parallel_pipeline(threads == 1 ? 1 : rows_per_thread * threads, stages); });
    return handed_on;
}

}  // namespace keybound
