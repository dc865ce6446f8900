#pragma once

#include <cstdint>
#include <vector>

#include "compiler/sema/program.hpp"

namespace deed::lower {

/// How values of each type are held.
///
/// In a function, a value is a list of words: a number is one; a slice three (where it lies, its offset, its
/// length), and so do a text and a list (whose length counts elements); a whole number of a
/// specification two (the high and the low half); an array one (its address in memory);
/// a struct, tuple, option or enum those of its members. In memory, an array is its elements one after
/// another, each a list of words with inner arrays in place; a list or text is its length and room for as
/// much as it may hold.

/// Where the bytes of a slice or text, or the elements of a list lie; in calldata these are as the ABI has
/// them: its first word.
enum class Region : uint8_t {
    Calldata,
    Code,
    Memory,
    ReturnData,  ///< of the last call, until the next
};

/// The words of a value in a function.
[[nodiscard]] uint32_t word_count(const sema::Type& type);
/// The bytes of a value in memory.
[[nodiscard]] uint64_t memory_size(const sema::Type& type);
/// Where member @p member of a struct or tuple begins among its words, and in memory.
[[nodiscard]] uint32_t member_word(const sema::Type& type, uint32_t member);
[[nodiscard]] uint64_t member_offset(const sema::Type& type, uint32_t member);

/// Whether the value is held as region, offset and length: slices, texts, lists.
[[nodiscard]] bool is_stretch(const sema::Type& type);
/// Whether a value of the type takes storage of its own outside its slots: lists, texts, and what holds one.
[[nodiscard]] bool holds_stretch(const sema::Type& type);
/// The types of the members of a struct, a tuple, an option (a bool and the value, all zero without one), or
/// an enum (sema::Enum::held).
[[nodiscard]] std::vector<const sema::Type*> members_of(const sema::Type& type);

/// The ABI's rule: whether values differ in length.
[[nodiscard]] bool is_dynamic(const sema::Type& type);
/// The bytes a value takes in the head of an ABI encoding.
[[nodiscard]] uint64_t abi_head_size(const sema::Type& type);
/// Whether every bit pattern of a word of this type is a value.
[[nodiscard]] bool fills_word(const sema::Type& type);

/// The bits a word type uses; those of bytesN stand at the high end of the word.
[[nodiscard]] unsigned bits_of(const sema::Type& type);

}  // namespace deed::lower
