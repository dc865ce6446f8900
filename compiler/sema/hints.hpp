#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/sema/type.hpp"

namespace deed::sema {

/// How a value of @p from becomes one of @p to where nothing converts; empty when no way is obvious.
[[nodiscard]] std::string help_for_mismatch(const Type& from, const Type& to);

/// How a conversion of two steps is written, from @p from to @p to by `as`; empty when there is none.
[[nodiscard]] std::string help_for_cast(const Type& from, const Type& to);

/// What a value of @p type has in place of @p member; empty when nothing is obvious.
[[nodiscard]] std::string help_for_member(const Type& type, std::string_view member);

/// The module of the standard library that declares @p name.
[[nodiscard]] std::optional<std::string> standard_module_of(std::string_view name);

}  // namespace deed::sema
