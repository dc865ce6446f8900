#pragma once

#include <functional>
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
    void copy_words(ValueId place, ValueId offset, ValueId length, ValueId target);
    void copy_region(Region region, ValueId offset, ValueId length, ValueId target);
    /// Writes exactly a slice's bytes at @p target; a constant's up to a whole word.
    void copy_bytes(const Value& slice, ValueId target);
    /// Writes the elements of a list at @p target, as memory has them; those of calldata are checked.
    void copy_elements(const sema::Type& list, const Value& value, ValueId target);
    /// Element @p i of a list, which is in range. Its arrays may be those of the list.
    Value element(const sema::Type& list, const Value& value, ValueId i);
    /// A list or text at an address in memory.
    Value stretch_at(ValueId address);
    /// keccak256 of a slice's bytes.
    ValueId hash_slice(const Value& slice);
    /// The byte at @p i, at the high end of a word; @p i is in range.
    ValueId byte_of(const Value& slice, ValueId i);

    /// The value at an address. Its arrays are those at that address.
    Value load(const sema::Type& type, ValueId address);
    void store(const sema::Type& type, ValueId address, const Value& value);
    /// Whether the bytes of a text, slice or list lie where nothing changes: in calldata, code or a constant.
    /// What is in return data dies with the next call.
    [[nodiscard]] bool is_lasting(const Value& stretch) const;
    /// The value with arrays that belong to nobody else.
    Value own(const sema::Type& type, const Value& value);

    /// The value of which all bits are zero.
    Value zero(const sema::Type& type);
    /// The value where @p condition is 1, all zeros where it is 0. Its arrays are cleared where they lie.
    Value clear_unless(ValueId condition, const sema::Type& type, const Value& value);

  private:
    void clear(ValueId address, ValueId size);
    /// Writes @p in_memory or @p in_calldata, as the region of @p value is; both where that is not known.
    void for_region(const Value& value, const std::function<void()>& in_memory,
                    const std::function<void()>& in_calldata);
    void copy_literal(const Bytes& bytes, ValueId target);

    Emitter& emit_;
};

/// The part of a struct's or tuple's words that is its member @p member.
[[nodiscard]] Value member_of(const sema::Type& type, const Value& value, uint32_t member);

}  // namespace deed::lower
