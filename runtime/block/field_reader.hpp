#pragma once

#include <optional>

#include "runtime/block/decode_error.hpp"
#include "vm/base/rlp.hpp"

namespace deed::block {

/// Reads the members of an RLP list one after another. The first error is remembered at the place that the
/// outermost reader was given; after it every read answers an empty value, and the caller looks once, at the
/// end.
class FieldReader {
  public:
    using ErrorPlace = std::optional<DecodeError>;

    /// Reads the members of @p list, borrowing both arguments.
    FieldReader(const rlp::Item& list, ErrorPlace& error);

    [[nodiscard]] bool has_failed() const { return error_->has_value(); }
    /// Whether no member is left (also after an error).
    [[nodiscard]] bool at_end() const { return has_failed() || rest_.at_end(); }
    /// Whether the next member is a list.
    [[nodiscard]] bool is_list_next() const;

    rlp::Item item();
    uint64_t number();
    Uint256 word();
    BytesView view();
    Bytes bytes() { return to_bytes(view()); }
    FieldReader list() { return FieldReader{item(), *error_}; }
    template <size_t N>
    FixedBytes<N> fixed() {
        const BytesView string = view();
        if (has_failed()) return {};
        if (string.size() == N) return FixedBytes<N>::from(string);
        fail(DecodeError::WrongLength);
        return {};
    }
    /// An address, or nothing when the string is empty.
    std::optional<Address> address_or_nothing();

    /// Remembers @p error unless there is one already.
    void fail(DecodeError error) {
        if (!has_failed()) *error_ = error;
    }
    /// Fails when members are left.
    void finish() {
        if (!at_end()) fail(DecodeError::TrailingBytes);
    }

  private:
    rlp::Reader rest_;
    ErrorPlace* error_;
};

/// How an RLP error is told by this folder.
[[nodiscard]] DecodeError to_decode_error(rlp::DecodeError error);

/// The list that @p bytes consist of.
[[nodiscard]] Result<rlp::Item, DecodeError> decode_outer_list(BytesView bytes);

}  // namespace deed::block
