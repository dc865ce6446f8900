#pragma once

#include <vector>

#include "compiler/lower/arithmetic.hpp"
#include "compiler/lower/emitter.hpp"
#include "compiler/lower/shapes.hpp"
#include "compiler/sema/program.hpp"

namespace deed::lower {

/// A value of some type, as shapes.hpp says.
struct Value {
    std::vector<ValueId> words;
    /// The characters of a constant slice, which then has no words yet; else null.
    const Bytes* literal = nullptr;
    /// Whether its arrays in memory belong to nobody else.
    bool is_fresh = false;
};

/// Values in memory, and slices wherever they lie.
class Values {
  public:
    explicit Values(Emitter& emitter) : emit_(emitter) {}

    /// The words of a value; those of a literal name bytes in the code.
    std::vector<ValueId> words_of(const Value& value);
    ValueId length_of(const Value& slice);
    /// Writes a slice's bytes at @p target, and zeros behind them up to a whole word at least.
    void copy_slice(const Value& slice, ValueId target);
    /// Copies @p length bytes that lie at @p offset of a region to @p target in memory.
    void copy_region(Region region, ValueId offset, ValueId length, ValueId target);
    /// keccak256 of a slice's bytes.
    ValueId hash_slice(const Value& slice);
    /// The byte at @p i, at the high end of a word; @p i is in range.
    ValueId byte_of(const Value& slice, ValueId i);

    /// The value at an address. Its arrays are those at that address.
    Value load(const sema::Type& type, ValueId address);
    void store(const sema::Type& type, ValueId address, const Value& value);
    /// The value with arrays that belong to nobody else.
    Value own(const sema::Type& type, const Value& value);

    /// The value of which all bits are zero.
    Value zero(const sema::Type& type);
    /// The value where @p condition is 1, all zeros where it is 0. Its arrays are cleared where they lie.
    Value clear_unless(ValueId condition, const sema::Type& type, const Value& value);

  private:
    void clear(ValueId address, ValueId size);
    void copy_literal(const Bytes& bytes, ValueId target);

    Emitter& emit_;
};

/// The part of a struct's or tuple's words that is its member @p member.
[[nodiscard]] Value member_of(const sema::Type& type, const Value& value, uint32_t member);

}  // namespace deed::lower
