#include "vm/isa/revision.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace deed::isa {
namespace {

constexpr std::array<std::string_view, kRevisionCount> kSpellings{
#define DEED_REVISION(name, spelling) spelling,
#include "vm/isa/revisions.def"
#undef DEED_REVISION
};

constexpr std::pair<std::string_view, Revision> kSynonyms[] = {
#define DEED_REVISION(name, spelling) {#name, Revision::name},
#include "vm/isa/revisions.def"
#undef DEED_REVISION
    {"Merge", Revision::Paris},
};

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::string_view name_of(Revision revision) {
    return kSpellings[static_cast<size_t>(revision)];
}

std::optional<Revision> find_revision(std::string_view name) {
    for (size_t i = 0; i < kRevisionCount; ++i)
        if (equals_ignoring_case(kSpellings[i], name)) return static_cast<Revision>(i);
    for (const auto& [synonym, revision] : kSynonyms)
        if (equals_ignoring_case(synonym, name)) return revision;
    return std::nullopt;
}

}  // namespace deed::isa
