#include "tools/contract_test/argument_values.hpp"

#include <algorithm>

#include "compiler/sema/actors.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::contract_test {
namespace {

Uint256 greatest(const ArgumentType& type) {
    const auto bits = static_cast<unsigned>(type.size) - (type.kind == ArgumentKind::Signed ? 1 : 0);
    return bits >= 256 ? Uint256::max() : (Uint256{1} << bits) - 1;
}

using Candidates = std::vector<abi::Value>;

void simplify_magnitude(const Uint256& number, Candidates& simpler) {
    for (unsigned shift = 128; shift > 0; shift /= 2)
        if (const Uint256 smaller = number >> shift; smaller != Uint256{}) simpler.push_back({smaller});
    for (unsigned shift = 1; shift < 256 && (number >> shift) != Uint256{}; ++shift)
        simpler.push_back({number - (number >> shift)});
    simpler.push_back({number - 1});
}

void simplify_number(const ArgumentType& type, const Uint256& number, Candidates& simpler) {
    if (number == Uint256{}) return;
    simpler.push_back({Uint256{}});
    if (number == Uint256{1}) return;
    simpler.push_back({Uint256{1}});
    const bool is_negative = type.kind == ArgumentKind::Signed && number.is_negative();
    if (!is_negative) return simplify_magnitude(number, simpler);
    const Uint256 magnitude = -number;
    if (magnitude <= greatest(type)) simpler.push_back({magnitude});
    if (magnitude == Uint256{1}) return;
    Candidates smaller{{Uint256{1}}};
    simplify_magnitude(magnitude, smaller);
    for (const abi::Value& one : smaller) simpler.push_back({-std::get<Uint256>(one.data)});
}

void simplify_address(const Address& address, Candidates& simpler) {
    for (const sema::Actor& actor : sema::actors()) {
        if (actor.address == address) return;
        simpler.push_back({actor.address});
    }
}

/// Shorter ones, then ones whose parts are @p plain.
template <typename Text>
void simplify_text(const Text& text, typename Text::value_type plain, Candidates& simpler) {
    if (text.empty()) return;
    const auto middle = text.begin() + static_cast<std::ptrdiff_t>(text.size() / 2);
    simpler.push_back({Text{}});
    simpler.push_back({Text{text.begin(), middle}});
    if (text.size() > 1) simpler.push_back({Text{middle, text.end()}});
    simpler.push_back({Text{text.begin(), text.end() - 1}});
    simpler.push_back({Text{text.begin() + 1, text.end()}});
    if (const Text same(text.size(), plain); text != same) simpler.push_back({same});
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == plain) continue;
        Text changed = text;
        changed[i] = plain;
        simpler.push_back({std::move(changed)});
    }
}

void simplify_fixed_bytes(const Bytes& bytes, Candidates& simpler) {
    const Bytes nothing(bytes.size());
    if (bytes == nothing) return;
    simpler.push_back({nothing});
    for (size_t i = 0; i < bytes.size(); ++i) {
        for (const uint8_t smaller : {uint8_t{0}, uint8_t{1}, static_cast<uint8_t>(bytes[i] / 2)}) {
            if (smaller >= bytes[i]) continue;
            Bytes changed = bytes;
            changed[i] = smaller;
            simpler.push_back({std::move(changed)});
        }
    }
}

void simplify_list(const abi::Values& elements, Candidates& simpler) {
    if (elements.empty()) return;
    simpler.push_back({abi::Values{}});
    if (elements.size() > 1)
        simpler.push_back({abi::Values{elements.begin(),
                                       elements.begin() + static_cast<std::ptrdiff_t>(elements.size() / 2)}});
    for (size_t i = 0; i < elements.size(); ++i) {
        abi::Values fewer = elements;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        simpler.push_back({std::move(fewer)});
    }
}

const ArgumentType& member_of(const ArgumentType& type, size_t i) {
    const bool is_sequence = type.kind == ArgumentKind::Array || type.kind == ArgumentKind::List;
    return is_sequence ? type.members.front() : type.members[i];
}

void simplify_members(const ArgumentType& type, const abi::Values& members, Candidates& simpler) {
    for (size_t i = 0; i < members.size(); ++i)
        for (abi::Value& part : simpler_than(member_of(type, i), members[i])) {
            abi::Values changed = members;
            changed[i] = std::move(part);
            simpler.push_back({std::move(changed)});
        }
}

void simplify_option(const ArgumentType& type, const abi::Values& option, Candidates& simpler) {
    if (!std::get<bool>(option[0].data)) return;
    simpler.push_back(zero(type));
    for (abi::Value& held : simpler_than(type.members.front(), option[1]))
        simpler.push_back({abi::Values{{true}, std::move(held)}});
}

/// What stands between the quotes of a text.
std::string escape(BytesView bytes) {
    constexpr uint8_t kFirstPrintable = 0x20;
    constexpr uint8_t kLastPrintable = 0x7e;
    std::string text;
    for (const uint8_t byte : bytes) {
        if (byte == '"' || byte == '\\')
            text += {'\\', static_cast<char>(byte)};
        else if (byte >= kFirstPrintable && byte <= kLastPrintable)
            text.push_back(static_cast<char>(byte));
        else
            text += "\\x" + to_hex(BytesView{&byte, 1});
    }
    return text;
}

std::string text_of_address(const Address& address) {
    for (const sema::Actor& actor : sema::actors())
        if (actor.address == address) return std::string{actor.name};
    return address == Address{} ? "address(0)" : crypto::to_checksum(address);
}

std::string text_of_number(const ArgumentType& type, const Uint256& number) {
    constexpr uint64_t kWide = 64;
    const bool is_signed = type.kind == ArgumentKind::Signed;
    const bool has_unit = !type.name.starts_with("int") && !type.name.starts_with("uint");
    if (number == greatest(type) && type.size >= kWide && !has_unit) return type.name + ".max";
    return is_signed && number.is_negative() ? "-" + to_decimal(-number) : to_decimal(number);
}

std::string text_of_members(const ArgumentType& type, const abi::Value& value) {
    const auto& members = std::get<abi::Values>(value.data);
    std::string text;
    for (size_t i = 0; i < members.size(); ++i)
        text += (i == 0 ? "" : ", ") + deed_text(member_of(type, i), members[i]);
    return text;
}

}  // namespace

std::vector<abi::Type> abi_types_of(const std::vector<Argument>& parameters) {
    std::vector<abi::Type> types;
    for (const Argument& parameter : parameters) {
        auto type = abi::parse_type(parameter.type.abi_name);
        DEED_ASSERT(type.has_value());
        types.push_back(*std::move(type));
    }
    return types;
}

abi::Value zero(const ArgumentType& type) {
    switch (type.kind) {
        case ArgumentKind::Bool: return {false};
        case ArgumentKind::Unsigned:
        case ArgumentKind::Signed:
        case ArgumentKind::Enum: return {Uint256{}};
        case ArgumentKind::Address:
        case ArgumentKind::Contract: return {Address{}};
        case ArgumentKind::FixedBytes: return {Bytes(type.size)};
        case ArgumentKind::Bytes: return {Bytes{}};
        case ArgumentKind::String: return {std::string{}};
        case ArgumentKind::Array: return {abi::Values(type.size, zero(type.members.front()))};
        case ArgumentKind::List: return {abi::Values{}};
        case ArgumentKind::Option: return {abi::Values{{false}, zero(type.members.front())}};
        case ArgumentKind::Tuple:
        case ArgumentKind::Struct: {
            abi::Values values;
            for (const ArgumentType& member : type.members) values.push_back(zero(member));
            return {std::move(values)};
        }
    }
    return {};
}

bool fits(const ArgumentType& number_type, const Uint256& word) {
    const bool is_negative = number_type.kind == ArgumentKind::Signed && word.is_negative();
    return (is_negative ? ~word : word) <= greatest(number_type);
}

std::vector<abi::Value> simpler_than(const ArgumentType& type, const abi::Value& value) {
    Candidates simpler;
    switch (type.kind) {
        case ArgumentKind::Bool:
            if (std::get<bool>(value.data)) simpler.push_back({false});
            break;
        case ArgumentKind::Unsigned:
        case ArgumentKind::Signed:
        case ArgumentKind::Enum: simplify_number(type, std::get<Uint256>(value.data), simpler); break;
        case ArgumentKind::Address:
        case ArgumentKind::Contract: simplify_address(std::get<Address>(value.data), simpler); break;
        case ArgumentKind::FixedBytes: simplify_fixed_bytes(std::get<Bytes>(value.data), simpler); break;
        case ArgumentKind::Bytes: simplify_text(std::get<Bytes>(value.data), 0, simpler); break;
        case ArgumentKind::String: simplify_text(std::get<std::string>(value.data), 'a', simpler); break;
        case ArgumentKind::Option: simplify_option(type, std::get<abi::Values>(value.data), simpler); break;
        case ArgumentKind::List: simplify_list(std::get<abi::Values>(value.data), simpler); [[fallthrough]];
        case ArgumentKind::Array:
        case ArgumentKind::Tuple:
        case ArgumentKind::Struct: simplify_members(type, std::get<abi::Values>(value.data), simpler); break;
    }
    return simpler;
}

std::string deed_text(const ArgumentType& type, const abi::Value& value) {
    switch (type.kind) {
        case ArgumentKind::Bool: return std::get<bool>(value.data) ? "true" : "false";
        case ArgumentKind::Unsigned:
        case ArgumentKind::Signed: return text_of_number(type, std::get<Uint256>(value.data));
        case ArgumentKind::Enum: return type.name + "." + type.variants[std::get<Uint256>(value.data)[0]];
        case ArgumentKind::Address: return text_of_address(std::get<Address>(value.data));
        case ArgumentKind::Contract:
            return type.name + "(" + text_of_address(std::get<Address>(value.data)) + ")";
        case ArgumentKind::FixedBytes:
            return "(" + to_hex_prefixed(std::get<Bytes>(value.data)) + " as " + type.name + ")";
        case ArgumentKind::Bytes: return "\"" + escape(std::get<Bytes>(value.data)) + "\"";
        case ArgumentKind::String: return "\"" + escape(as_bytes(std::get<std::string>(value.data))) + "\"";
        case ArgumentKind::Array:
        case ArgumentKind::List: return "[" + text_of_members(type, value) + "]";
        case ArgumentKind::Tuple: return "(" + text_of_members(type, value) + ")";
        case ArgumentKind::Struct: return type.name + "(" + text_of_members(type, value) + ")";
        case ArgumentKind::Option: {
            const auto& option = std::get<abi::Values>(value.data);
            if (!std::get<bool>(option[0].data)) return "none";
            return "some(" + deed_text(type.members.front(), option[1]) + ")";
        }
    }
    return {};
}

}  // namespace deed::contract_test
