#pragma once

#include <optional>
#include <vector>

#include "compiler/evaluator/value.hpp"

/// The ABI's encoding as contracts read it: offsets may point anywhere inside, also twice at the same bytes.
namespace deed::evaluator {

/// When the elements of lists are checked.
enum class Elements : uint8_t {
    AtOnce,    ///< with all else: what is malformed is refused
    WhereUsed  ///< those that are not well formed are `Malformed`, which stops whoever uses one
};

/// Reads one value for each of @p types from @p bytes; nothing when they are malformed.
[[nodiscard]] std::optional<Values> decode(const std::vector<const sema::Type*>& types, BytesView bytes,
                                           Elements elements = Elements::AtOnce);

/// Whether nothing of a value is malformed.
[[nodiscard]] bool is_whole(const Value& value);
[[nodiscard]] bool are_whole(const Values& values);

}  // namespace deed::evaluator
