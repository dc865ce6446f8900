#pragma once

#include <vector>

#include "compiler/lower/values.hpp"

namespace deed::lower {

/// A value with its type.
struct Typed {
    const sema::Type* type;
    Value value;
};

/// The bytes that `encode_abi` writes at most, when no value is of unbounded length.
[[nodiscard]] uint64_t static_abi_size(const std::vector<Typed>& members);
[[nodiscard]] bool any_dynamic(const std::vector<Typed>& members);

/// Writes the ABI encoding of a tuple at @p base; gives the address behind it. What lies there before must be
/// used up.
ValueId encode_abi(Emitter& emitter, const std::vector<Typed>& members, ValueId base);

/// Encodes a tuple into the workspace; gives offset and size.
struct Encoded {
    ValueId offset;
    ValueId size;
};
Encoded encode_in_workspace(Emitter& emitter, const std::vector<Typed>& members);

/// Reads ABI-encoded values and checks them.
class Decoder {
  public:
    /// @p region is Calldata, Memory or ReturnData; the encoding lies in [@p base, @p end).
    Decoder(Emitter& emitter, Region region, ValueId base, ValueId end)
        : emit_(emitter), region_(region), base_(base), end_(end) {}

    /// Adds a condition, not zero when the input is refused, to the one check that `finish` makes.
    void refuse_if(ValueId condition);
    /// Reads a tuple of these types. In calldata the values are right once `finish` has been called.
    std::vector<Value> decode(const std::vector<const sema::Type*>& types);
    /// Reads an element of a list, whose head is at @p head and whose offsets count from the base.
    Value decode_element(const sema::Type& type, ValueId head) { return decode_at(type, head, base_); }
    /// Reverts without data when anything was refused.
    void finish(Check check);

  private:
    [[nodiscard]] ValueId load(ValueId address);
    Value decode_at(const sema::Type& type, ValueId head, ValueId tuple);
    Value decode_slice(ValueId head, ValueId tuple);
    Value decode_list(const sema::Type& type, ValueId head, ValueId tuple);
    Value decode_array(const sema::Type& type, ValueId begin);
    Value decode_members(const std::vector<const sema::Type*>& types, ValueId begin);
    ValueId decode_word(const sema::Type& type, ValueId word);
    ValueId follow(ValueId head, ValueId tuple);
    void require_room(ValueId begin, ValueId size);
    void check_now();

    Emitter& emit_;
    Region region_;
    ValueId base_;
    ValueId end_;
    std::vector<ValueId> refused_;  ///< at most one
};

}  // namespace deed::lower
