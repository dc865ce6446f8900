#include "compiler/sema/variants.hpp"

#include "compiler/sema/program.hpp"

namespace deed::sema {

std::vector<VariantShape> variants_of(const Type& type) {
    if (type.is(TypeKind::Bool)) return {{"false", {}}, {"true", {}}};
    if (type.is(TypeKind::Option)) return {{"none", {}}, {"some", {type.element}}};
    if (type.is(TypeKind::Attempt))
        return {{"fail", {type.members[1]}}, {"ok", {type.members.begin() + 2, type.members.end()}}};
    if (!type.is(TypeKind::Enum)) return {};
    std::vector<VariantShape> shapes;
    for (const EnumVariant& variant : type.enumeration->variants) {
        shapes.push_back({variant.name, {}});
        for (const Parameter& member : variant.members) shapes.back().members.push_back(member.type);
    }
    return shapes;
}

uint32_t first_member_of(const Type& type, uint32_t variant) {
    const std::vector<VariantShape> variants = variants_of(type);
    uint32_t member = 1;
    for (uint32_t i = 0; i < variant; ++i) member += static_cast<uint32_t>(variants[i].members.size());
    return member;
}

}  // namespace deed::sema
