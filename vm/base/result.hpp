#pragma once

#include <utility>

#include <tl/expected.hpp>

namespace deed {

/// A value, or the reason why there is none. Each folder has its own small enum (or struct) of reasons.
template <typename T, typename E>
using Result = tl::expected<T, E>;

/// `return Failure{SomeError::Reason};`
template <typename E>
struct [[nodiscard]] Failure {
    E reason;

    template <typename T>
    operator Result<T, E>() const {
        return tl::unexpected<E>{reason};
    }
};
template <typename E>
Failure(E) -> Failure<E>;

}  // namespace deed

/// Declares `name` as the value of @p expression, or returns its failure from this function.
#define DEED_TRY(name, expression)                                                        \
    auto name##_or_failure = (expression);                                                \
    if (!name##_or_failure) return ::deed::Failure{std::move(name##_or_failure).error()}; \
    auto name = std::move(*name##_or_failure)

/// Returns the failure of @p expression from this function; the value of a success says nothing.
#define DEED_CHECK(expression) \
    if (auto checked = (expression); !checked) return ::deed::Failure(std::move(checked).error())
