#include "runtime/rpc/question.hpp"

#include "runtime/rpc/overrides.hpp"

namespace deed::rpc {

Result<std::monostate, Error> read_overrides(const boost::json::value* state, const boost::json::value* block,
                                             const OverridePlaces& places, calls::Question& question) {
    if (!json::is_absent(state)) {
        auto overrides = parse_state_overrides(*state);
        if (!overrides) return Failure{invalid_argument(places.state, overrides.error().reason)};
        question.state_overrides = *std::move(overrides);
    }
    if (!json::is_absent(block)) {
        auto overrides = parse_block_overrides(*block);
        if (!overrides) return Failure{invalid_argument(places.block, overrides.error().reason)};
        question.block_overrides = *std::move(overrides);
    }
    return std::monostate{};
}

}  // namespace deed::rpc
