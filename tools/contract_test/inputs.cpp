#include "tools/contract_test/inputs.hpp"

#include <algorithm>

#include "compiler/sema/actors.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::contract_test {
namespace {

constexpr uint8_t kPush1 = 0x60;
constexpr uint8_t kPush32 = 0x7f;
constexpr uint8_t kJump = 0x56;
constexpr uint8_t kJumpIf = 0x57;
constexpr size_t kConstantLimit = 512;
constexpr size_t kLongestBytes = 70;
constexpr size_t kLongestList = 5;

Uint256 mask(size_t bits) {
    return bits >= 256 ? Uint256::max() : (Uint256{1} << static_cast<unsigned>(bits)) - 1;
}

/// A two's complement word of so many bits as a word of 256.
Uint256 extend(const Uint256& word, size_t bits) {
    const bool is_negative = (word >> static_cast<unsigned>(bits - 1)) != Uint256{};
    return is_negative ? word | ~mask(bits) : word;
}

}  // namespace

uint64_t Random::next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

Inputs::Inputs(uint64_t seed, const std::vector<BytesView>& codes) : random_(seed) {
    for (const BytesView code : codes) find_constants(code);
    for (const sema::Actor& actor : sema::actors()) addresses_.push_back(actor.address);
    addresses_.push_back(Address{});
    addresses_.push_back(sema::test_runner());
}

void Inputs::find_constants(BytesView code) {
    for (size_t i = 0; i < code.size() && constants_.size() < kConstantLimit; ++i) {
        if (code[i] < kPush1 || code[i] > kPush32) continue;
        const size_t size = std::min<size_t>(code[i] - kPush1 + 1u, code.size() - i - 1);
        const Uint256 word = word_from(code.subspan(i + 1, size));
        const size_t next = i + size + 1;
        i += size;
        // Places in the code are no values.
        if (next < code.size() && (code[next] == kJump || code[next] == kJumpIf)) continue;
        if (std::find(constants_.begin(), constants_.end(), word) == constants_.end())
            constants_.push_back(word);
    }
}

Uint256 Inputs::make_number(size_t bits) {
    const Uint256 most = mask(bits);
    const auto any = [&] { return Uint256{random_.next(), random_.next(), random_.next(), random_.next()}; };
    const auto constant = [&] {
        return constants_.empty() ? Uint256{1} : constants_[random_.below(constants_.size())];
    };
    switch (random_.below(8)) {
        case 0: return Uint256{random_.below(4)};
        case 1: return (most - Uint256{random_.below(3)}) & most;
        case 2: return Uint256{random_.below(1000)} & most;
        case 3: return constant() & most;
        case 4: return (constant() + 1 - Uint256{random_.below(3)}) & most;
        case 5: {
            // Anything up to a number that the code names: that is where its bounds are.
            const Uint256 bound = constant() & most;
            return bound == Uint256{} ? bound : any() % bound;
        }
        case 6: return any() & mask(1 + random_.below(bits));
        default: return any() & most;
    }
}

Address Inputs::make_address() {
    if (random_.below(4) != 0) return addresses_[random_.below(addresses_.size())];
    return to_address(make_number(160));
}

abi::Value Inputs::make(const abi::Type& type) {
    switch (type.kind) {
        case abi::Kind::Uint: return {make_number(type.size)};
        case abi::Kind::Int: return {extend(make_number(type.size), type.size)};
        case abi::Kind::Bool: return {random_.below(2) == 1};
        case abi::Kind::Address: return {make_address()};
        case abi::Kind::FixedBytes:
        case abi::Kind::Bytes:
        case abi::Kind::String: {
            const bool is_fixed = type.kind == abi::Kind::FixedBytes;
            Bytes bytes(is_fixed ? type.size : random_.below(kLongestBytes));
            const bool is_zero = random_.below(4) == 0;
            for (uint8_t& byte : bytes) {
                const uint64_t any = random_.next();
                const bool is_text = type.kind == abi::Kind::String;
                byte = is_zero && !is_text ? 0 : static_cast<uint8_t>(is_text ? 'a' + any % 26 : any);
            }
            if (type.kind != abi::Kind::String) return {std::move(bytes)};
            return {std::string{bytes.begin(), bytes.end()}};
        }
        case abi::Kind::Array:
        case abi::Kind::List:
        case abi::Kind::Tuple: {
            abi::Values values;
            const size_t count = type.kind == abi::Kind::Array  ? type.size
                                 : type.kind == abi::Kind::List ? random_.below(kLongestList)
                                                                : type.members.size();
            for (size_t i = 0; i < count; ++i)
                values.push_back(make(type.kind == abi::Kind::Tuple ? type.members[i] : type.element()));
            return {std::move(values)};
        }
    }
    return {};
}

abi::Values Inputs::make(const std::vector<abi::Type>& types) {
    abi::Values values;
    for (const abi::Type& type : types) values.push_back(make(type));
    return values;
}

std::vector<abi::Value> simpler_than(const abi::Type& type, const abi::Value& value) {
    std::vector<abi::Value> simpler;
    if (const auto* number = std::get_if<Uint256>(&value.data)) {
        const bool is_negative = type.kind == abi::Kind::Int && number->is_negative();
        if (*number == Uint256{}) return simpler;
        simpler.push_back({Uint256{}});
        if (*number != Uint256{1}) simpler.push_back({Uint256{1}});
        if (is_negative) {
            simpler.push_back({-*number});
            simpler.push_back({*number + 1});
            return simpler;
        }
        for (unsigned shift = 128; shift > 0; shift /= 2)
            if (const Uint256 smaller = *number >> shift; smaller != Uint256{}) simpler.push_back({smaller});
        for (unsigned shift = 1; shift < 256 && (*number >> shift) != Uint256{}; ++shift)
            simpler.push_back({*number - (*number >> shift)});
        simpler.push_back({*number - 1});
    } else if (const auto* address = std::get_if<Address>(&value.data)) {
        for (const sema::Actor& actor : sema::actors()) {
            if (actor.address == *address) return simpler;
            simpler.push_back({actor.address});
        }
    } else if (const auto* flag = std::get_if<bool>(&value.data)) {
        if (*flag) simpler.push_back({false});
    } else if (const auto* text = std::get_if<std::string>(&value.data)) {
        if (!text->empty()) simpler = {{std::string{}}, {text->substr(0, text->size() / 2)}};
    } else if (const auto* bytes = std::get_if<Bytes>(&value.data)) {
        const bool is_fixed = type.kind == abi::Kind::FixedBytes;
        if (is_fixed && *bytes != Bytes(type.size)) simpler.push_back({Bytes(type.size)});
        if (!is_fixed && !bytes->empty())
            simpler = {
                {Bytes{}},
                {Bytes{bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(bytes->size() / 2)}}};
    } else {
        const auto& members = std::get<abi::Values>(value.data);
        if (type.kind == abi::Kind::List && !members.empty()) simpler.push_back({abi::Values{}});
        for (size_t i = 0; i < members.size(); ++i)
            for (const abi::Value& part :
                 simpler_than(type.kind == abi::Kind::Tuple ? type.members[i] : type.element(), members[i])) {
                abi::Values changed = members;
                changed[i] = part;
                simpler.push_back({std::move(changed)});
            }
    }
    return simpler;
}

std::optional<std::string> deed_text(const abi::Type& type, const abi::Value& value) {
    switch (type.kind) {
        case abi::Kind::Address: {
            const auto& address = std::get<Address>(value.data);
            for (const sema::Actor& actor : sema::actors())
                if (actor.address == address) return std::string{actor.name};
            return address == Address{} ? "address(0)" : crypto::to_checksum(address);
        }
        case abi::Kind::FixedBytes: {
            const std::string digits = to_hex_prefixed(std::get<Bytes>(value.data));
            return "(" + digits + " as bytes" + std::to_string(type.size) + ")";
        }
        case abi::Kind::Uint:
        case abi::Kind::Int:
        case abi::Kind::Bool:
        case abi::Kind::String: return abi::to_text(type, value);
        case abi::Kind::Array: {
            std::string text;
            for (const abi::Value& element : std::get<abi::Values>(value.data)) {
                const auto part = deed_text(type.element(), element);
                if (!part) return std::nullopt;
                text += (text.empty() ? "" : ", ") + *part;
            }
            return "[" + text + "]";
        }
        case abi::Kind::Bytes:
        case abi::Kind::List:
        case abi::Kind::Tuple: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace deed::contract_test
