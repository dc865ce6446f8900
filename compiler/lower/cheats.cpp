#include "compiler/lower/cheats.hpp"

#include <array>
#include <string_view>

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::lower {
namespace {

constexpr auto kSignatures = std::to_array<std::string_view>({
#define DEED_CHEAT(name, signature, results) signature,
#include "vm/isa/cheats.def"
});

constexpr std::string_view kAddress =
#define DEED_CHEAT_ADDRESS(hex) hex;
#include "vm/isa/cheats.def"

}  // namespace

Uint256 cheat_address() {
    return *parse_uint256(kAddress);
}

Uint256 selector_word(Cheat cheat) {
    const Hash digest = crypto::keccak256(as_bytes(kSignatures[static_cast<size_t>(cheat)]));
    return word_from(BytesView{digest}.first(4)) << 224;
}

}  // namespace deed::lower
