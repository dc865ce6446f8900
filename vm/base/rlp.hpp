#pragma once

#include <string_view>
#include <variant>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/base/uint256.hpp"

/// Recursive Length Prefix (Ethereum Yellow Paper, appendix B). Decoding is strict: only the canonical form
/// is read.
namespace deed::rlp {

enum class DecodeError : uint8_t {
    InputTooShort,       ///< the input ends before the item does
    NonCanonicalLength,  ///< a length, or a single byte, written in more bytes than needed
    TrailingBytes,       ///< bytes after the last item
    UnexpectedList,      ///< a list where a string was wanted
    UnexpectedString,    ///< a string where a list was wanted
    WrongLength,         ///< a string of another length than the type has
    LeadingZero,         ///< a number with leading zero bytes
    NumberTooLarge,      ///< a number that does not fit its type
};

/// The name of the error, for messages.
[[nodiscard]] std::string_view name_of(DecodeError error);

// Encoding.

/// Builds the payload of one list; `finish` puts the header before it.
class ListBuilder {
  public:
    /// A byte string.
    ListBuilder& add(BytesView string);
    template <size_t N>
    ListBuilder& add(const FixedBytes<N>& value) {
        return add(BytesView{value});
    }
    /// A number: big endian, no leading zeros, zero is the empty string.
    ListBuilder& add(const Uint256& number);
    ListBuilder& add(uint64_t number) { return add(Uint256{number}); }
    /// An item that is encoded already, taken as it is.
    ListBuilder& add_encoded(BytesView item);

    /// The encoded list.
    [[nodiscard]] Bytes finish() const;
    /// The payload so far, without header.
    [[nodiscard]] const Bytes& payload() const { return payload_; }

  private:
    Bytes payload_;
};

[[nodiscard]] Bytes encode(BytesView string);
[[nodiscard]] Bytes encode(const Uint256& number);
/// Wraps already encoded items (one after another) into a list.
[[nodiscard]] Bytes encode_list(BytesView encoded_items);
/// The number of bytes `encode(string)` has.
[[nodiscard]] size_t encoded_size(BytesView string);

// Decoding.

enum class Kind : uint8_t { String, List };

/// One item of the input, borrowed.
struct Item {
    Kind kind = Kind::String;
    BytesView payload;  ///< the string, or the encoded items of the list
    BytesView encoded;  ///< header and payload
};

/// Reads items one after another from borrowed bytes; every length is checked against what is there.
class Reader {
  public:
    explicit Reader(BytesView input) : rest_(input) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    /// The next item of either kind.
    [[nodiscard]] Result<Item, DecodeError> read_item();
    /// The next item, which must be a string.
    [[nodiscard]] Result<BytesView, DecodeError> read_string();
    /// A reader of the next item's members; it must be a list.
    [[nodiscard]] Result<Reader, DecodeError> read_list();
    [[nodiscard]] Result<Uint256, DecodeError> read_uint256();
    [[nodiscard]] Result<uint64_t, DecodeError> read_uint64();
    template <size_t N>
    [[nodiscard]] Result<FixedBytes<N>, DecodeError> read_fixed() {
        DEED_TRY(string, read_string());
        if (string.size() != N) return Failure{DecodeError::WrongLength};
        return FixedBytes<N>::from(string);
    }
    /// Success when nothing is left.
    [[nodiscard]] Result<std::monostate, DecodeError> expect_end() const;

  private:
    BytesView rest_;
};

/// Reads the single item that @p input consists of.
[[nodiscard]] Result<Item, DecodeError> decode_single(BytesView input);

}  // namespace deed::rlp
