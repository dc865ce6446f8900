#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::json {

/// Writes JSON text at the end of a string, with commas where they belong. What is opened must be closed;
/// that is the caller's business. Answers are written with this instead of being built as trees: it copies
/// nothing.
class Writer {
  public:
    /// Borrows @p out, which must be empty or end where a value may stand.
    explicit Writer(std::string& out) : out_(out) {}

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    /// The name of the member that follows; plain ASCII without quotes.
    Writer& key(std::string_view name);

    Writer& null();
    Writer& boolean(bool value);
    /// A plain JSON number.
    Writer& number(uint64_t value);
    /// A string, escaped as needed. Bytes that are not UTF-8 become U+FFFD.
    Writer& text(std::string_view value);
    /// "0x1f": the shortest hexadecimal form, as JSON-RPC writes numbers.
    Writer& quantity(uint64_t value);
    Writer& quantity(const Uint256& value);
    /// "0x001f": all bytes.
    Writer& data(BytesView value);
    /// Decimal digits in quotes: the form that survives every JSON reader.
    Writer& decimal(const Uint256& value);
    /// Text that is JSON already.
    Writer& raw(std::string_view json);

    /// As above, or null when there is nothing.
    template <typename T>
    Writer& data_or_null(const std::optional<T>& value) {
        return value ? data(BytesView{*value}) : null();
    }

  private:
    /// Puts the comma before a value or key that is not the first.
    void separate();

    std::string& out_;
};

/// @p text as a JSON string, with its quotes.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace deed::json
