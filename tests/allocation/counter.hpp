// Counts what `operator new` is asked for in this program.
#pragma once

#include <cstddef>

namespace keybound::test {

// Allocations of this process so far, of any thread.
std::size_t allocations();

template <class Work>
std::size_t allocations_of(const Work& work) {
    const std::size_t before = allocations();
    work();
    return allocations() - before;
}

}  // namespace keybound::test
