#include <optional>

#include <boost/json.hpp>

#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/p256.hpp"
#include "vm/crypto/secp256k1.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;
using crypto::PublicKey;
using crypto::Signature;

/// Takes a DER element of type @p tag off the front of @p input; nothing unless its length is the shortest
/// form.
std::optional<BytesView> take_element(BytesView& input, uint8_t tag) {
    if (input.size() < 2 || input[0] != tag || input[1] >= 0x80) return std::nullopt;
    const size_t length = input[1];
    if (input.size() - 2 < length) return std::nullopt;
    const auto content = input.subspan(2, length);
    input = input.subspan(2 + length);
    return content;
}

/// A non-negative DER integer in its shortest form, at most 32 bytes of value.
std::optional<Hash> take_integer(BytesView& input) {
    auto content = take_element(input, 0x02);
    if (!content || content->empty() || (*content)[0] >= 0x80) return std::nullopt;
    if (content->size() > 1 && (*content)[0] == 0) {
        if ((*content)[1] < 0x80) return std::nullopt;
        content = content->subspan(1);
    }
    if (content->size() > 32) return std::nullopt;
    Hash word;
    std::copy(content->begin(), content->end(), word.bytes.end() - static_cast<ptrdiff_t>(content->size()));
    return word;
}

std::optional<Signature> parse_der(BytesView encoded) {
    const auto sequence = take_element(encoded, 0x30);
    if (!sequence || !encoded.empty()) return std::nullopt;
    BytesView rest = *sequence;
    const auto r = take_integer(rest);
    const auto s = r ? take_integer(rest) : std::nullopt;
    if (!s || !rest.empty()) return std::nullopt;
    return Signature{*r, *s, 0};
}

std::optional<Signature> parse_plain(BytesView encoded) {
    if (encoded.size() != 64) return std::nullopt;
    return Signature{Hash::from(encoded.first(32)), Hash::from(encoded.subspan(32)), 0};
}

/// The key is also what recovery finds, for one of the two parities. The nonce point's x may be r or, where
/// that is below the field's prime, r plus the order: Ethereum recovers only the former.
bool recovers(const Hash& digest, Signature signature, const PublicKey& key) {
    constexpr Uint256 kPrimeMinusOrder{0x402da1722fc9baee, 0x4551231950b75fc4, 1, 0};
    if (to_word(signature.r) < kPrimeMinusOrder) return true;
    for (const uint8_t parity : {0, 1}) {
        signature.y_parity = parity;
        if (crypto::recover_public_key(digest, signature) == key) return true;
    }
    return false;
}

bool holds(std::string_view curve, const Hash& digest, const Signature& signature, const PublicKey& key) {
    const BytesView coordinates{key};
    if (curve == "secp256r1")
        return crypto::verify_p256(digest, signature.r, signature.s, Hash::from(coordinates.first(32)),
                                   Hash::from(coordinates.subspan(32)));
    return crypto::verify(digest, signature, key) && recovers(digest, signature, key);
}

struct Group {
    std::string_view type;
    std::string_view curve;
    PublicKey key;
};

std::string check(const Group& group, const json::object& test) {
    const auto encoded = hex_bytes(test.at("sig"));
    const auto signature = group.type == "EcdsaP1363Verify" ? parse_plain(encoded) : parse_der(encoded);
    const auto digest = crypto::sha256(hex_bytes(test.at("msg")));
    const bool may_be_high = group.type != "EcdsaBitcoinVerify";

    const bool accepted = signature && (may_be_high || crypto::is_low_s(signature->s)) &&
                          holds(group.curve, digest, *signature, group.key);
    const bool wanted = test.at("result") == "valid";
    if (accepted == wanted) return {};
    return accepted ? "accepted, but is invalid" : "refused, but is valid";
}

}  // namespace

void run_ecdsa(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    for (const auto& group_value : document.at("testGroups").as_array()) {
        const auto& public_key = group_value.at("publicKey").as_object();
        const auto point = hex_bytes(public_key.at("uncompressed"));
        const Group group{group_value.at("type").as_string(), public_key.at("curve").as_string(),
                          PublicKey::from(BytesView{point}.subspan(1))};
        for (const auto& value : group_value.at("tests").as_array()) {
            const auto& test = value.as_object();
            const auto name = std::to_string(test.at("tcId").as_int64()) + " " +
                              std::string{test.at("comment").as_string()};
            if (log.wants(name)) log.note(name, check(group, test));
        }
    }
}

}  // namespace deed::conformance
