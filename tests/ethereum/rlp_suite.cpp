#include <boost/json.hpp>

#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/base/rlp.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;

Bytes encode_number(std::string_view decimal);

/// Numbers are JSON numbers, or "#" and decimal digits; other text stands for its bytes.
Bytes encode(const json::value& input) {
    if (const auto* members = input.if_array()) {
        rlp::ListBuilder list;
        for (const auto& member : *members) list.add_encoded(encode(member));
        return list.finish();
    }
    if (const auto* text = input.if_string())
        return text->starts_with('#') ? encode_number(std::string_view{*text}.substr(1))
                                      : rlp::encode(as_bytes(*text));
    return rlp::encode(Uint256{input.to_number<uint64_t>()});
}

/// RLP knows numbers of any length, one vector uses 2^256; ours end at 256 bits.
Bytes encode_number(std::string_view decimal) {
    if (const auto number = from_decimal(decimal)) return rlp::encode(*number);
    Bytes big_endian;
    for (const char digit : decimal) {
        unsigned carry = static_cast<unsigned>(digit - '0');
        for (size_t i = big_endian.size(); i-- > 0;) {
            carry += big_endian[i] * 10U;
            big_endian[i] = static_cast<uint8_t>(carry);
            carry >>= 8;
        }
        if (carry != 0) big_endian.insert(big_endian.begin(), static_cast<uint8_t>(carry));
    }
    return rlp::encode(BytesView{big_endian});
}

/// Reads the item and everything inside; empty on success.
std::string decode_fully(rlp::Reader reader) {
    while (!reader.at_end()) {
        const auto item = reader.read_item();
        if (!item) return std::string{name_of(item.error())};
        if (item->kind == rlp::Kind::List) {
            if (auto problem = decode_fully(rlp::Reader{item->payload}); !problem.empty()) return problem;
        }
    }
    return {};
}

std::string decode_one(BytesView bytes) {
    const auto item = rlp::decode_single(bytes);
    if (!item) return std::string{name_of(item.error())};
    return item->kind == rlp::Kind::List ? decode_fully(rlp::Reader{item->payload}) : std::string{};
}

std::string check(const json::object& test) {
    const auto expected = hex_bytes(test.at("out"));
    const auto problem = decode_one(expected);
    const auto& input = test.at("in");
    if (input == "INVALID") return problem.empty() ? "decoded, but is not canonical" : "";
    if (!problem.empty()) return "does not decode: " + problem;
    if (input == "VALID") return {};
    const auto encoded = encode(input);
    return encoded == expected ? std::string{} : "encoded as " + to_hex(encoded);
}

}  // namespace

void run_rlp(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    for (const auto& [name, test] : document.as_object())
        if (log.wants(name)) log.note(name, check(test.as_object()));
}

}  // namespace deed::conformance
