#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/type.hpp"

namespace deed::sema {

/// One of the things a value may be, with what it carries then.
struct VariantShape {
    std::string name;
    std::vector<const Type*> members;
};

/// What a `match` tells apart, in the order of the tags: those of an enum, `none` and `some` of an option,
/// `false` and `true` of a bool, `fail` and `ok` of an attempt. Empty for types that are not matched.
[[nodiscard]] std::vector<VariantShape> variants_of(const Type& type);
/// Where the first member of @p variant stands among the members of a value with variants; the tag is member
/// 0.
[[nodiscard]] uint32_t first_member_of(const Type& type, uint32_t variant);

}  // namespace deed::sema
