#include "keybound/scenario/refuse.hpp"

#include <utility>

namespace keybound {

namespace {

[[noreturn]] void refuse_as(Mistake mistake, const std::string& problem, const std::string& allowed,
                            const std::string& remedy) {
    mistake.problem = problem;
    mistake.allowed = allowed;
    mistake.remedy = remedy;
    throw UserError(mistake);
}

}  // namespace

void refuse(const std::string& path, const RawValue& value, const std::string& problem, const std::string& allowed,
            const std::string& remedy) {
    refuse_as(mistake_at(path, value), problem, allowed, remedy);
}

void refuse(const RawScenario& raw, const std::string& path, const std::string& problem, const std::string& allowed,
            const std::string& remedy) {
    if (const RawValue* value = find_value(raw, path)) refuse(path, *value, problem, allowed, remedy);
    Mistake mistake;
    mistake.path = path;
    mistake.file = raw.file;
    refuse_as(std::move(mistake), problem, allowed, remedy);
}

}  // namespace keybound
