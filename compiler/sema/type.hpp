#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "vm/base/uint256.hpp"

namespace deed::sema {

struct Contract;
struct Enum;
struct Field;
struct Interface;
struct Part;
struct Struct;
struct Unit;

/// What a value may be. A program without errors holds no Error type.
enum class TypeKind : uint8_t {
    Error,  ///< of an expression that was refused already; agrees with every type, so nothing follows from it
    Nothing,  ///< of a call without results
    Bool,
    Unsigned,  ///< uintN: `bits`
    Signed,    ///< intN: `bits`
    Address,
    FixedBytes,     ///< bytesN: `length` bytes, at the word's high end as the ABI has it
    Bytes,          ///< a slice of any length: constant, calldata or argument; never stored
    String,         ///< as Bytes, UTF-8 text
    Array,          ///< T[N]: `element`, `length`
    List,           ///< T[..N]: `element`, at most `length` of them
    BoundedBytes,   ///< bytes[..N]: at most `length`
    BoundedString,  ///< string[..N]: at most `length` bytes
    Option,         ///< T?: `element`; held as `members`: bool, T. Without a value that is zero
    Map,            ///< map<K,V>: `key`, `element`; only in storage
    Struct,         ///< `structure`
    Enum,           ///< `enumeration`; a word, its variant's number, when no variant carries anything
    Tuple,          ///< several values: `members`. With a coin among them only a result, taken apart at once
    Attempt,    ///< of `try call`: `fail` with bytes or `ok` with results; held as `members`: bool, bytes,
                ///< results; only as the subject of a `match`
    Instance,   ///< a deployed contract of this program, in tests: `contract`; an address word
    Interface,  ///< a contract at an address, known by `interface`; an address word
    Whole,      ///< any whole number of at most `bits` bits and a sign: of specifications only; two words
    Coin,       ///< an amount of `asset` that is used exactly once: a word; only in locals and results
};

/// What ledgers and purses hold and coins are made of.
enum class AssetKind : uint8_t {
    Own,    ///< `Self`: what this contract itself issues
    Ether,  ///< `ether`
    Token,  ///< a contract known by a `let` field of interface type
};
struct Asset {
    AssetKind kind = AssetKind::Own;
    const Contract* issuer = nullptr;  ///< of Own
    const Part* part = nullptr;        ///< of Own: which part of the issuer issues it; null for itself
    const Field* token = nullptr;      ///< of a Token

    bool operator==(const Asset&) const = default;
};

/// A type. Types are interned in a TypeTable: equal types have equal addresses.
struct Type {
    TypeKind kind = TypeKind::Error;
    uint16_t bits = 0;  ///< Unsigned, Signed: 8 … 256; Whole: at most 510
    uint64_t length =
        0;  ///< FixedBytes: 1 … 32; Array: number of elements; List, Bounded…: their greatest number
    const Type* key = nullptr;      ///< Map
    const Type* element = nullptr;  ///< Array, List, Map, Option
    /// Tuple, Option, Attempt. Of a Map whose key is written as a tuple, the tuple's: such a map is as maps
    /// in maps are, and `key` is the first.
    std::vector<const Type*> members;
    const Struct* structure = nullptr;     ///< Struct
    const Unit* unit = nullptr;            ///< Unsigned, Signed: of numbers that are counted in a unit
    const Enum* enumeration = nullptr;     ///< Enum
    const Contract* contract = nullptr;    ///< Instance
    const Interface* interface = nullptr;  ///< Interface
    Asset asset;                           ///< Coin

    bool operator==(const Type&) const = default;

    [[nodiscard]] bool is(TypeKind wanted) const { return kind == wanted; }
    /// Unsigned or Signed; also one counted in a unit.
    [[nodiscard]] bool is_integer() const { return kind == TypeKind::Unsigned || kind == TypeKind::Signed; }
    /// A plain unsigned number: a count, an index, an exponent.
    [[nodiscard]] bool is_count() const { return kind == TypeKind::Unsigned && unit == nullptr; }
    /// Bytes or String: a slice of unbounded length.
    [[nodiscard]] bool is_slice() const { return kind == TypeKind::Bytes || kind == TypeKind::String; }
    /// BoundedBytes or BoundedString.
    [[nodiscard]] bool is_text() const {
        return kind == TypeKind::BoundedBytes || kind == TypeKind::BoundedString;
    }
    /// Array or List: what has elements under numbers.
    [[nodiscard]] bool is_sequence() const { return kind == TypeKind::Array || kind == TypeKind::List; }
    /// Whether one machine word holds the value: numbers, bool, address, bytesN, plain enums, contracts,
    /// coins.
    [[nodiscard]] bool is_word() const;
};

/// Makes and owns types.
class TypeTable {
  public:
    TypeTable();
    TypeTable(const TypeTable&) = delete;
    TypeTable& operator=(const TypeTable&) = delete;

    /// The one type that equals @p type.
    const Type* intern(const Type& type);

    const Type* error() const { return error_; }
    const Type* nothing() const { return nothing_; }
    const Type* boolean() const { return boolean_; }
    const Type* address() const { return address_; }
    const Type* bytes() const { return bytes_; }
    const Type* string() const { return string_; }
    const Type* uint256() const { return uint256_; }
    const Type* int256() const { return int256_; }
    const Type* unsigned_integer(unsigned bits);
    const Type* signed_integer(unsigned bits);
    const Type* fixed_bytes(unsigned length);
    const Type* array(const Type* element, uint64_t length);
    const Type* list(const Type* element, uint64_t bound);
    /// bytes[..N] or string[..N].
    const Type* text(TypeKind kind, uint64_t bound);
    const Type* map(const Type* key, const Type* value);
    /// map<(A, B, …), V>.
    const Type* map_of_tuples(std::vector<const Type*> keys, const Type* value);
    const Type* option(const Type* value);
    const Type* tuple(std::vector<const Type*> members);
    const Type* attempt(const std::vector<const Type*>& results);
    const Type* of(const Struct& structure);
    const Type* of(const Enum& enumeration);
    const Type* of(const Unit& unit);
    /// The type without its unit.
    const Type* plain(const Type& integer);
    const Type* of(const Contract& contract);
    const Type* of(const Interface& interface);
    const Type* whole_number(unsigned bits);
    const Type* coin_of(const Asset& asset);

  private:
    std::deque<Type> types_;
    const Type* error_;
    const Type* nothing_;
    const Type* boolean_;
    const Type* address_;
    const Type* bytes_;
    const Type* string_;
    const Type* uint256_;
    const Type* int256_;
};

/// The type as source text has it: "map<address, uint256>".
[[nodiscard]] std::string name_of(const Type& type);
/// The asset as source text has it: "Self", "ether" or the field's name.
[[nodiscard]] std::string name_of(const Asset& asset);
/// The type in the contract ABI's canonical form: "(address,uint256)[3]". Maps have none.
[[nodiscard]] std::string abi_name_of(const Type& type);
/// Whether the type may be an argument or result of a `pub fn`, an event or an error.
[[nodiscard]] bool has_abi(const Type& type);
/// Whether a value of the type can be copied: false for maps and what contains one.
[[nodiscard]] bool is_copyable(const Type& type);
/// Whether the type is a slice, or a tuple with one in it.
[[nodiscard]] bool has_bare_slice(const Type& type);
/// Whether the type is a coin, or a tuple with one in it.
[[nodiscard]] bool holds_coin(const Type& type);
/// Whether all zeros are a value that means something: not for interfaces, nor for enums whose first variant
/// carries something.
[[nodiscard]] bool has_zero(const Type& type);
/// The least value of an integer type, as a two's complement word.
[[nodiscard]] Uint256 minimum_of(const Type& integer);
/// The greatest value of an integer type.
[[nodiscard]] Uint256 maximum_of(const Type& integer);

}  // namespace deed::sema
