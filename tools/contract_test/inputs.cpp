#include "tools/contract_test/inputs.hpp"

#include <algorithm>

#include "compiler/sema/actors.hpp"
#include "tools/contract_test/argument_values.hpp"

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
    for (const BytesView code : codes) add_constants(code);
    for (const sema::Actor& actor : sema::actors()) addresses_.push_back(actor.address);
    addresses_.push_back(Address{});
    addresses_.push_back(sema::test_runner());
}

void Inputs::add_constants(BytesView code) {
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

const Uint256& Inputs::choose_constant() {
    static constexpr Uint256 kOne{1};
    return constants_.empty() ? kOne : constants_[random_.below(constants_.size())];
}

Uint256 Inputs::make_number(size_t bits) {
    const Uint256 most = mask(bits);
    const auto any = [&] { return Uint256{random_.next(), random_.next(), random_.next(), random_.next()}; };
    switch (random_.below(8)) {
        case 0: return Uint256{random_.below(4)};
        case 1: return (most - Uint256{random_.below(3)}) & most;
        case 2: return Uint256{random_.below(1000)} & most;
        case 3: return choose_constant() & most;
        case 4: return (choose_constant() + 1 - Uint256{random_.below(3)}) & most;
        case 5: {
            // Anything up to a number that the code names: that is where its bounds are.
            const Uint256 bound = choose_constant() & most;
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

Bytes Inputs::make_bytes(size_t count) {
    Bytes bytes(count);
    if (random_.below(4) == 0) return bytes;
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random_.next());
    return bytes;
}

std::string Inputs::make_text(size_t count) {
    std::string text(count, 'a');
    for (char& letter : text) letter = static_cast<char>('a' + random_.below(26));
    return text;
}

size_t Inputs::make_length(uint64_t most, size_t longest) {
    const auto limit = static_cast<size_t>(std::min<uint64_t>(most, longest));
    // As many as there may be is where mistakes hide.
    return random_.below(8) == 0 ? limit : random_.below(limit + 1);
}

abi::Values Inputs::make_members(const std::vector<ArgumentType>& types) {
    abi::Values values;
    for (const ArgumentType& type : types) values.push_back(make(type));
    return values;
}

abi::Value Inputs::make(const ArgumentType& type) {
    switch (type.kind) {
        case ArgumentKind::Bool: return {random_.below(2) == 1};
        case ArgumentKind::Unsigned: return {make_number(type.size)};
        case ArgumentKind::Signed: return {extend(make_number(type.size), type.size)};
        case ArgumentKind::Address:
        case ArgumentKind::Contract: return {make_address()};
        case ArgumentKind::Enum: return {Uint256{random_.below(type.variants.size())}};
        case ArgumentKind::FixedBytes: return {make_bytes(type.size)};
        case ArgumentKind::Bytes: return {make_bytes(make_length(type.size, kLongestBytes))};
        case ArgumentKind::String: return {make_text(make_length(type.size, kLongestBytes))};
        case ArgumentKind::Array:
        case ArgumentKind::List: {
            const bool is_list = type.kind == ArgumentKind::List;
            abi::Values values(is_list ? make_length(type.size, kLongestList) : type.size);
            for (abi::Value& value : values) value = make(type.members.front());
            return {std::move(values)};
        }
        case ArgumentKind::Option: {
            const bool is_there = random_.below(4) != 0;
            return {
                abi::Values{{is_there}, is_there ? make(type.members.front()) : zero(type.members.front())}};
        }
        case ArgumentKind::Tuple:
        case ArgumentKind::Struct: return {make_members(type.members)};
    }
    return {};
}

abi::Values Inputs::make(const std::vector<Argument>& parameters) {
    abi::Values values;
    for (const Argument& parameter : parameters) values.push_back(make(parameter.type));
    return values;
}

}  // namespace deed::contract_test
