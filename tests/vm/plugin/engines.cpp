#include "tests/vm/plugin/engines.hpp"

#include <limits>

namespace deed::native {

std::shared_ptr<const Compiler> module_compiler() {
    return load_compiler(module_places()).value();
}

std::unique_ptr<Engine> make_engine(Tier tier, const std::filesystem::path& cache) {
    Policy policy{.waiting = Waiting::Always, .first = tier};
    policy.optimised_gas_per_byte = std::numeric_limits<int64_t>::max() / (1 << 20);
    return std::make_unique<Engine>(
        policy, Surroundings{.load = []() -> Result<std::shared_ptr<const Compiler>, std::string> {
                                 return module_compiler();
                             },
                             .submit = {},
                             .open_cache = [cache]() -> std::unique_ptr<ObjectCache> {
                                 if (cache.empty()) return nullptr;
                                 return std::move(ObjectCache::open(cache).value());
                             },
                             .report = {}});
}

}  // namespace deed::native
