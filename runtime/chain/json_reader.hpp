#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::chain {

/// Reads one object of a JSON file by field. The first thing that is not as wanted is remembered, with its
/// path, at the place that the outermost reader was given; after it every read answers an empty value, and
/// the caller looks once, at the end. Numbers may be JSON numbers, decimal text or "0x…".
class JsonReader {
  public:
    using ErrorPlace = std::optional<std::string>;

    /// Borrows all three.
    JsonReader(const boost::json::value& value, std::string path, ErrorPlace& error);

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

    [[nodiscard]] JsonReader object(std::string_view name) const;
    [[nodiscard]] JsonReader object_or_empty(std::string_view name) const;
    [[nodiscard]] std::vector<JsonReader> array_or_empty(std::string_view name) const;

    [[nodiscard]] Uint256 word(std::string_view name) const;
    [[nodiscard]] Uint256 word_or(std::string_view name, const Uint256& otherwise) const;
    [[nodiscard]] uint64_t number(std::string_view name) const;
    [[nodiscard]] uint64_t number_or(std::string_view name, uint64_t otherwise) const;
    [[nodiscard]] bool boolean_or(std::string_view name, bool otherwise) const;
    [[nodiscard]] Address address(std::string_view name) const;
    [[nodiscard]] Address address_or_zero(std::string_view name) const;
    [[nodiscard]] Hash hash(std::string_view name) const;
    [[nodiscard]] Hash hash_or_zero(std::string_view name) const;
    [[nodiscard]] Bytes bytes_or_empty(std::string_view name) const;

    /// Remembers that the field is wrong, unless something was before it.
    void fail(std::string_view name, std::string_view what) const;

  private:
    /// The field, or null when it is absent or null itself.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    [[nodiscard]] Bytes fixed(std::string_view name, size_t size) const;

    const boost::json::object* object_ = nullptr;
    std::string path_;
    ErrorPlace* error_;
};

}  // namespace deed::chain
