#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace deed::isa {

/// The rules of the machine as of a hard fork; later revisions compare greater.
enum class Revision : uint8_t {
#define DEED_REVISION(name, spelling) name,
#include "vm/isa/revisions.def"
#undef DEED_REVISION
};

inline constexpr Revision kLatestRevision = Revision::Osaka;
inline constexpr size_t kRevisionCount = static_cast<size_t>(kLatestRevision) + 1;

/// The revision's name as public test suites spell it ("EIP158", "Cancun").
[[nodiscard]] std::string_view name_of(Revision revision);
/// Finds a revision by name, any letter case; also reads the synonyms of the test suites ("Merge",
/// "Petersburg", "TangerineWhistle", "SpuriousDragon").
[[nodiscard]] std::optional<Revision> find_revision(std::string_view name);

}  // namespace deed::isa
