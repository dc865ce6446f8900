#include "vm/crypto/address.hpp"

#include <algorithm>

#include "vm/base/hex.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::crypto {
namespace {

Address low_20_bytes(const Hash& digest) {
    return Address::from(BytesView{digest}.subspan(12));
}

bool is_upper(char c) {
    return c >= 'A' && c <= 'F';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'f';
}

}  // namespace

Address create_address(const Address& sender, uint64_t nonce) {
    return low_20_bytes(keccak256(rlp::ListBuilder{}.add(sender).add(nonce).finish()));
}

Address create2_address(const Address& sender, const Hash& salt, const Hash& init_code_hash) {
    Bytes preimage{0xff};
    preimage.reserve(1 + 20 + 32 + 32);
    append(preimage, sender);
    append(preimage, salt);
    append(preimage, init_code_hash);
    return low_20_bytes(keccak256(preimage));
}

std::string to_checksum(const Address& address) {
    std::string digits = to_hex(address);
    const Hash digest = keccak256(as_bytes(digits));
    for (size_t i = 0; i < digits.size(); ++i) {
        const int nibble = digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
        if (is_lower(digits[i]) && nibble >= 8) digits[i] = static_cast<char>(digits[i] - 'a' + 'A');
    }
    return "0x" + digits;
}

std::optional<Address> address_from_checksum(std::string_view text) {
    if (!text.starts_with("0x")) return std::nullopt;
    const auto address = address_from_hex(text);
    if (!address) return std::nullopt;
    const bool is_mixed = std::any_of(text.begin() + 2, text.end(), is_upper) &&
                          std::any_of(text.begin() + 2, text.end(), is_lower);
    if (is_mixed && to_checksum(*address) != text) return std::nullopt;
    return address;
}

}  // namespace deed::crypto
