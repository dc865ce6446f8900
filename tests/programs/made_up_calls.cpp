#include "tests/programs/made_up_calls.hpp"

#include <algorithm>

#include "compiler/evaluator/abi_values.hpp"
#include "compiler/sema/program.hpp"
#include "compiler/sema/selectors.hpp"
#include "tests/programs/typed_data.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::programs {
namespace {

using evaluator::Value;
using evaluator::Values;
using sema::SignedRole;
using sema::Type;
using sema::TypeKind;

constexpr uint64_t kActors = 3;
constexpr size_t kWord = 32;
/// No slice that is sent is longer.
constexpr uint64_t kLongestSlice = 100;

/// The order of secp256k1.
constexpr Uint256 kOrder{0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, ~0ULL};

crypto::PrivateKey key_of(uint64_t actor) {
    return *crypto::PrivateKey::from(to_hash(Uint256{actor + 1}));
}

}  // namespace

const std::vector<Address>& actors() {
    static const std::vector<Address> kAll = [] {
        std::vector<Address> all;
        for (uint64_t i = 0; i < kActors; ++i) all.push_back(crypto::address_of(key_of(i)));
        return all;
    }();
    return kAll;
}

Value MadeUpCalls::choose_text(uint64_t most) {
    static constexpr uint64_t kLengths[] = {0, 1, 31, 32, 33, 64, 5};
    uint64_t length = kLengths[choices_.below(std::size(kLengths))];
    if (choices_.one_in(3)) length = choices_.below(most + 1);
    Bytes text(std::min(length, most));
    for (uint8_t& byte : text) byte = static_cast<uint8_t>('a' + choices_.below(26));
    return {std::move(text)};
}

Value MadeUpCalls::choose_word(const Type& type) {
    if (type.is(TypeKind::Interface)) {
        for (const auto& [name, contract] : contracts_)
            if ("I" + name == type.interface->name && !choices_.one_in(6)) return {contract};
        for (const auto& [name, contract] : contracts_)
            if (choices_.one_in(2)) return {contract};
        return {choose_actor()};
    }
    if (type.is(TypeKind::Enum))
        return {
            evaluator::Variant{static_cast<uint32_t>(choices_.below(type.enumeration->variants.size())), {}}};
    if (type.is(TypeKind::Address)) return {choose_actor()};
    const unsigned shift = static_cast<unsigned>(choices_.below(256));
    Uint256 word{choices_.below(4)};
    if (choices_.one_in(3)) word = Uint256::max() >> shift;
    if (choices_.one_in(4)) word = (Uint256{1} << shift) - Uint256{choices_.below(2)};
    if (choices_.one_in(4)) word = Uint256{choices_.below(300)};
    return evaluator::value_of_bits(type, evaluator::integer_of(word));
}

Value MadeUpCalls::choose_value(const Type& type) {
    if (type.is_word()) return choose_word(type);
    if (type.is_slice()) return choose_text(kLongestSlice);
    if (type.is_text()) return choose_text(type.length);
    if (type.is(TypeKind::Option)) {
        if (choices_.one_in(2)) return evaluator::zero_of(type);
        return {evaluator::Variant{1, {choose_value(*type.element)}}};
    }
    if (type.is(TypeKind::Tuple)) return {choose_values(type.members)};
    if (type.is(TypeKind::Struct)) return {choose_values(evaluator::types_of(type.structure->members))};
    const uint64_t length = type.is(TypeKind::List) ? choices_.below(type.length + 1) : type.length;
    return {choose_values(std::vector<const Type*>(length, type.element))};
}

Values MadeUpCalls::choose_values(const std::vector<const Type*>& types) {
    Values values;
    for (const Type* type : types) values.push_back(choose_value(*type));
    return values;
}

/// Makes of a good encoding one that is not, or that nobody would write.
void MadeUpCalls::spoil(Bytes& input) {
    switch (choices_.below(8)) {
        case 0: input[choices_.below(input.size())] ^= 1 << choices_.below(8); return;
        case 1: return input.resize(input.size() - 1 - choices_.below(input.size()));
        case 2: return input.resize(input.size() + 1 + choices_.below(70), 0x5a);
        default: break;
    }
    // Any word may be an offset, a length, or a value that has fewer bits.
    const size_t begin = kWord * choices_.below(input.size() / kWord);
    const Uint256 old = word_from(BytesView{input}.subspan(begin, kWord));
    const Uint256 words[] = {
        old + Uint256{1},           old | Uint256{1} << 255, Uint256{0xffffffff},
        Uint256{1} << 32,           Uint256::max(),          Uint256{kWord * choices_.below(12)},
        Uint256{choices_.below(7)}, old - Uint256{kWord},    Uint256{input.size()}};
    // No account becomes a precompile, of which the evaluator knows nothing.
    const size_t count = old.fits_uint64() ? std::size(words) : 5;
    const Hash word = to_hash(words[choices_.below(count)]);
    std::copy_n(word.data(), kWord, input.data() + begin);
}

Bytes MadeUpCalls::choose_arguments(const sema::Signature& signature) {
    const auto types = evaluator::types_of(signature.parameters);
    Bytes input = evaluator::encode(types, choose_values(types));
    if (!input.empty() && choices_.one_in(14)) spoil(input);
    return input;
}

evaluator::Answer MadeUpCalls::choose_refusal() {
    if (choices_.one_in(2)) return {false, choose_text(kLongestSlice).bytes()};
    Bytes panic = to_bytes(sema::selector_of("Panic(uint256)"));
    append(panic, to_hash(Uint256{choices_.below(60)}));
    return {false, std::move(panic)};
}

evaluator::Answer MadeUpCalls::choose_answer(const std::vector<const Type*>& types) {
    Bytes data = evaluator::encode(types, choose_values(types));
    switch (choices_.below(9)) {
        case 0: return choose_refusal();
        case 1: return {true, choose_text(kLongestSlice).bytes()};
        case 2:
        case 3:
            if (!data.empty()) spoil(data);
            return {true, std::move(data)};
        default: return {true, std::move(data)};
    }
}

evaluator::Answer MadeUpCalls::choose_token_answer() {
    Bytes word = to_bytes(to_hash(Uint256{1}));
    switch (choices_.below(8)) {
        case 0: return choose_refusal();
        case 1: return {true, {}};
        case 2: return {true, to_bytes(to_hash(Uint256{choices_.below(3)}))};
        case 3: spoil(word); break;
        case 4: append(word, choose_text(kLongestSlice).bytes()); break;
        default: break;
    }
    return {true, std::move(word)};
}

Bytes MadeUpCalls::choose_signed(const sema::Signature& signature, const sema::SignedMessage& message,
                                 const Hash& domain, uint64_t time) {
    const auto types = evaluator::types_of(signature.parameters);
    Values given = choose_values(types);
    Values values;
    size_t next = 0;
    for (const sema::SignedParameter& parameter : message.parameters) {
        if (parameter.role == SignedRole::Once) {
            values.push_back({evaluator::integer_of(nonce_)});
            continue;
        }
        if (parameter.role == SignedRole::Signer) given[next] = {signer_};
        if (parameter.role == SignedRole::Until && !choices_.one_in(6))
            given[next] = {evaluator::Integer{time + choices_.below(9)}};
        values.push_back(given[next++]);
    }
    const auto actor =
        static_cast<uint64_t>(std::find(actors().begin(), actors().end(), signer_) - actors().begin());
    const crypto::Signature made = crypto::sign(digest_of(message, values, domain), key_of(actor));
    if (!choices_.one_in(5)) {
        given[next] = {evaluator::Integer{27 + made.y_parity}};
        given[next + 1] = {to_bytes(made.r)};
        given[next + 2] = {to_bytes(made.s)};
        // Its mirror image, which everyone can make, is another signature of the same message.
        if (choices_.one_in(8)) {
            given[next] = {evaluator::Integer{28 - made.y_parity}};
            given[next + 2] = {to_bytes(to_hash(kOrder - to_word(made.s)))};
        }
        // A byte of the signature is wrong now and then.
        if (choices_.one_in(8)) given[next + 1 + choices_.below(2)] = {to_bytes(domain)};
    }
    return evaluator::encode(types, given);
}

}  // namespace deed::programs
