#pragma once

#include <map>
#include <variant>
#include <vector>

#include "compiler/sema/number.hpp"
#include "compiler/sema/type.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

/// The reference evaluator: runs the checked tree as the language's rules read, on values as an author thinks
/// of them. There are no words, slots, memory or gas in it, and it is written for clarity, not for speed:
/// compiled code is held against it.
namespace deed::evaluator {

using sema::Integer;

struct Value;
/// The elements of an array or list, or the members of a struct or tuple.
using Values = std::vector<Value>;
/// One of the things that a value of an option or enum may be, and what it carries then.
struct Variant {
    uint32_t tag = 0;  ///< as in sema::variants_of
    Values members;

    bool operator==(const Variant&) const = default;
};
/// What was not well formed where a list came from; whoever uses it reverts.
struct Malformed {
    bool operator==(const Malformed&) const = default;
};
/// What a map is indexed by.
using Key = std::variant<bool, Integer, Address, Bytes>;
/// What a map holds; a key that is absent has the zero of its type.
using Entries = std::map<Key, Value>;

/// A value of some type:
/// Bool: bool; Unsigned, Signed: Integer; Address, Instance, Interface: Address; FixedBytes, Bytes, String:
/// Bytes, as bounded ones; Array, List, Struct, Tuple: Values; Option, Enum: Variant; Map: Entries. An array
/// that is too large to be copied is Entries by Integer; Nothing is empty Values.
struct Value {
    std::variant<bool, Integer, Address, Bytes, Values, Variant, Entries, Malformed> data;

    bool operator==(const Value&) const = default;

    [[nodiscard]] bool boolean() const { return get<bool>(); }
    [[nodiscard]] const Integer& integer() const { return get<Integer>(); }
    [[nodiscard]] const Address& address() const { return get<Address>(); }
    [[nodiscard]] const Bytes& bytes() const { return get<Bytes>(); }
    [[nodiscard]] const Values& values() const { return get<Values>(); }
    [[nodiscard]] const Variant& variant() const { return get<Variant>(); }

  private:
    template <typename T>
    const T& get() const {
        DEED_ASSERT(std::holds_alternative<T>(data));
        return *std::get_if<T>(&data);
    }
};

/// What storage holds before it is written.
[[nodiscard]] Value zero_of(const sema::Type& type);
/// The value as the key of a map: anything that is a word or bytes.
[[nodiscard]] Key key_of(const Value& value);

/// The bits of a value of a word type, as a number: bytesN as a big-endian one, signed numbers modulo 2^bits.
[[nodiscard]] Integer bits_of(const sema::Type& type, const Value& value);
/// The value of a word type that has these bits.
[[nodiscard]] Value value_of_bits(const sema::Type& type, const Integer& bits);
/// The value of a word type that the machine has as @p word.
[[nodiscard]] Value value_of_word(const sema::Type& type, const Uint256& word);

/// The number that @p word is.
[[nodiscard]] Integer integer_of(const Uint256& word);

}  // namespace deed::evaluator
