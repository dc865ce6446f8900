#include "runtime/json/parse.hpp"

#include <fmt/format.h>

#include "vm/base/hex.hpp"

namespace deed::json {
namespace {

using Value = boost::json::value;

Failure<ParseError> wrong(std::string reason) {
    return {ParseError{std::move(reason)}};
}

std::string_view kind_name(const Value& value) {
    const auto name = boost::json::to_string(value.kind());
    return {name.data(), name.size()};
}

std::string_view text_of(const boost::json::string& text) {
    return {text.data(), text.size()};
}

/// The digits after "0x".
Result<std::string_view, ParseError> hex_digits(const Value& value) {
    if (!value.is_string()) return wrong(fmt::format("expected a hex string, not {}", kind_name(value)));
    const auto text = text_of(value.get_string());
    if (text.empty()) return wrong("empty hex string");
    if (!text.starts_with("0x") && !text.starts_with("0X")) return wrong("hex string without 0x prefix");
    return text.substr(2);
}

template <size_t N>
Result<FixedBytes<N>, ParseError> parse_fixed(const Value& value) {
    DEED_TRY(digits, hex_digits(value));
    if (digits.size() != 2 * N)
        return wrong(fmt::format("hex string has {} digits, want {}", digits.size(), 2 * N));
    const auto bytes = fixed_from_hex<N>(digits);
    if (!bytes) return wrong("invalid hex string");
    return *bytes;
}

Result<Uint256, ParseError> number_of_digits(std::string_view digits) {
    if (digits.size() > 64) return wrong("hex number larger than 256 bits");
    Uint256 number;
    for (const char c : digits) {
        const bool is_digit = c >= '0' && c <= '9';
        const char letter = static_cast<char>(c | 0x20);
        if (!is_digit && (letter < 'a' || letter > 'f')) return wrong("invalid hex string");
        number = (number << 4) | Uint256{static_cast<uint64_t>(is_digit ? c - '0' : letter - 'a' + 10)};
    }
    return number;
}

Result<BlockId, ParseError> parse_tag(std::string_view text) {
    constexpr std::pair<std::string_view, BlockTag> kTags[] = {{"latest", BlockTag::Latest},
                                                               {"pending", BlockTag::Pending},
                                                               {"earliest", BlockTag::Earliest},
                                                               {"safe", BlockTag::Safe},
                                                               {"finalized", BlockTag::Finalized}};
    for (const auto& [name, tag] : kTags)
        if (text == name) return BlockId{tag};
    return wrong(fmt::format("\"{}\" is neither a block number nor a block tag", text));
}

Result<block::AccessList, ParseError> parse_access_list(const Value& value) {
    if (!value.is_array()) return wrong("accessList must be an array");
    block::AccessList list;
    for (const auto& member : value.get_array()) {
        const auto* object = member.if_object();
        const auto* address = object ? object->if_contains("address") : nullptr;
        if (address == nullptr) return wrong("an access list entry needs an address");
        DEED_TRY(parsed, parse_address(*address));
        block::AccessListEntry entry{.address = parsed};
        const auto* slots = object->if_contains("storageKeys");
        if (!is_absent(slots)) {
            if (!slots->is_array()) return wrong("storageKeys must be an array");
            for (const auto& slot : slots->get_array()) {
                DEED_TRY(hash, parse_hash(slot));
                entry.slots.push_back(hash);
            }
        }
        list.push_back(std::move(entry));
    }
    return list;
}

/// Reads the members of an object one after another; the first failure is kept, with the member's name.
class MemberReader {
  public:
    explicit MemberReader(const boost::json::object& object) : object_(object) {}

    template <typename T, typename Parse>
    void read(const char* name, T& target, Parse parse) {
        const auto* member = object_.if_contains(name);
        if (failure_ || is_absent(member)) return;
        auto parsed = parse(*member);
        if (parsed)
            target = std::move(*parsed);
        else
            failure_ = ParseError{fmt::format("{}: {}", name, parsed.error().reason)};
    }
    [[nodiscard]] bool has(const char* name) const { return !is_absent(object_.if_contains(name)); }
    void fail(std::string reason) {
        if (!failure_) failure_ = ParseError{std::move(reason)};
    }
    [[nodiscard]] const std::optional<ParseError>& failure() const { return failure_; }

  private:
    const boost::json::object& object_;
    std::optional<ParseError> failure_;
};

Result<std::vector<Hash>, ParseError> parse_hashes(const Value& value) {
    if (!value.is_array()) return wrong("expected an array of hashes");
    std::vector<Hash> hashes;
    for (const auto& member : value.get_array()) {
        DEED_TRY(hash, parse_hash(member));
        hashes.push_back(hash);
    }
    return hashes;
}

Result<block::Authorization, ParseError> parse_authorization(const Value& value) {
    if (!value.is_object()) return wrong("an authorization must be an object");
    MemberReader reader{value.get_object()};
    block::Authorization authorization;
    uint64_t parity = 0;
    reader.read("chainId", authorization.chain_id, parse_quantity);
    reader.read("address", authorization.address, parse_address);
    reader.read("nonce", authorization.nonce, parse_number);
    reader.read("yParity", parity, parse_number);
    reader.read("r", authorization.r, parse_slot);
    reader.read("s", authorization.s, parse_slot);
    if (parity > 255) reader.fail("yParity: above 255");
    if (reader.failure()) return Failure{*reader.failure()};
    authorization.y_parity = static_cast<uint8_t>(parity);
    return authorization;
}

Result<std::vector<block::Authorization>, ParseError> parse_authorizations(const Value& value) {
    if (!value.is_array()) return wrong("authorizationList must be an array");
    std::vector<block::Authorization> list;
    for (const auto& member : value.get_array()) {
        DEED_TRY(authorization, parse_authorization(member));
        list.push_back(authorization);
    }
    return list;
}

void read_data(MemberReader& reader, Bytes& data) {
    Bytes input;
    reader.read("data", data, parse_data);
    reader.read("input", input, parse_data);
    if (!reader.has("input")) return;
    if (reader.has("data") && data != input) reader.fail("both \"data\" and \"input\" are set and not equal");
    data = std::move(input);
}

}  // namespace

Result<Uint256, ParseError> parse_quantity(const Value& value) {
    DEED_TRY(digits, hex_digits(value));
    if (digits.empty()) return wrong("hex string \"0x\"");
    if (digits.size() > 1 && digits[0] == '0') return wrong("hex number with leading zero digits");
    return number_of_digits(digits);
}

Result<uint64_t, ParseError> parse_number(const Value& value) {
    DEED_TRY(quantity, parse_quantity(value));
    if (!quantity.fits_uint64()) return wrong("hex number larger than 64 bits");
    return quantity[0];
}

Result<Uint256, ParseError> parse_lenient_number(const Value& value) {
    if (value.is_uint64()) return Uint256{value.get_uint64()};
    if (value.is_int64() && value.get_int64() >= 0) return Uint256{static_cast<uint64_t>(value.get_int64())};
    if (!value.is_string()) return wrong("expected a number that is not negative");
    const auto text = text_of(value.get_string());
    if (text == "0x") return Uint256{};
    const auto number = parse_uint256(text);
    if (!number) return wrong(fmt::format("\"{}\" is no number", text));
    return *number;
}

Result<Bytes, ParseError> parse_data(const Value& value) {
    DEED_TRY(digits, hex_digits(value));
    if (digits.size() % 2 != 0) return wrong("hex string of odd length");
    auto bytes = from_hex(digits);
    if (!bytes) return wrong("invalid hex string");
    return *std::move(bytes);
}

Result<Address, ParseError> parse_address(const Value& value) {
    return parse_fixed<20>(value);
}

Result<Hash, ParseError> parse_hash(const Value& value) {
    return parse_fixed<32>(value);
}

Result<Uint256, ParseError> parse_slot(const Value& value) {
    DEED_TRY(digits, hex_digits(value));
    if (digits.empty()) return wrong("hex string \"0x\"");
    return number_of_digits(digits);
}

Result<bool, ParseError> parse_boolean(const Value& value) {
    if (!value.is_bool()) return wrong(fmt::format("expected true or false, not {}", kind_name(value)));
    return value.get_bool();
}

Result<BlockId, ParseError> parse_block_id(const Value& value) {
    if (const auto* object = value.if_object()) {
        const auto* hash = object->if_contains("blockHash");
        const auto* number = object->if_contains("blockNumber");
        if (is_absent(hash) == is_absent(number)) return wrong("want either blockHash or blockNumber");
        if (is_absent(hash)) return parse_block_id(*number);
        DEED_TRY(parsed, parse_hash(*hash));
        return BlockId{parsed};
    }
    if (!value.is_string()) return wrong("expected a block number, tag or object");
    const auto text = text_of(value.get_string());
    if (!text.starts_with("0x")) return parse_tag(text);
    if (text.size() == 66) {
        DEED_TRY(hash, parse_hash(value));
        return BlockId{hash};
    }
    DEED_TRY(number, parse_number(value));
    return BlockId{number};
}

Result<CallRequest, ParseError> parse_call(const Value& value) {
    if (!value.is_object()) return wrong(fmt::format("expected a call object, not {}", kind_name(value)));
    MemberReader reader{value.get_object()};
    CallRequest call;
    reader.read("from", call.from, parse_address);
    reader.read("to", call.to, parse_address);
    reader.read("gas", call.gas, parse_number);
    reader.read("gasPrice", call.gas_price, parse_quantity);
    reader.read("maxFeePerGas", call.max_fee_per_gas, parse_quantity);
    reader.read("maxPriorityFeePerGas", call.max_priority_fee_per_gas, parse_quantity);
    reader.read("maxFeePerBlobGas", call.max_fee_per_blob_gas, parse_quantity);
    reader.read("value", call.value, parse_quantity);
    reader.read("nonce", call.nonce, parse_number);
    reader.read("chainId", call.chain_id, parse_number);
    reader.read("accessList", call.access_list, parse_access_list);
    reader.read("blobVersionedHashes", call.blob_versioned_hashes, parse_hashes);
    reader.read("authorizationList", call.authorization_list, parse_authorizations);
    read_data(reader, call.data);
    if (call.gas_price && (call.max_fee_per_gas || call.max_priority_fee_per_gas))
        reader.fail("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    if (reader.failure()) return Failure{*reader.failure()};
    return call;
}

}  // namespace deed::json
