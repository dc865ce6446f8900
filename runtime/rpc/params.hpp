#pragma once

#include <optional>
#include <string_view>

#include <boost/json/array.hpp>

#include "runtime/json/parse.hpp"
#include "runtime/rpc/error.hpp"

namespace deed::rpc {

/// The positional arguments of a call. Each getter fails with the words of `missing_argument` or
/// `invalid_argument`; null counts as absent.
class Params {
  public:
    /// Borrows @p values; null when the call had no params.
    explicit Params(const boost::json::array* values) : values_(values) {}

    [[nodiscard]] size_t size() const { return values_ == nullptr ? 0 : values_->size(); }
    /// The value at @p index, or null when it is absent.
    [[nodiscard]] const boost::json::value* find(size_t index) const;

    [[nodiscard]] Result<Address, Error> address(size_t index) const;
    [[nodiscard]] Result<Hash, Error> hash(size_t index) const;
    [[nodiscard]] Result<Bytes, Error> data(size_t index) const;
    [[nodiscard]] Result<Uint256, Error> quantity(size_t index) const;
    [[nodiscard]] Result<uint64_t, Error> number(size_t index) const;
    /// A quantity, plain number or decimal string, as development tools send them.
    [[nodiscard]] Result<Uint256, Error> lenient_number(size_t index) const;
    [[nodiscard]] Result<Uint256, Error> slot(size_t index) const;
    [[nodiscard]] Result<json::CallRequest, Error> call(size_t index) const;
    /// The block, which must be there.
    [[nodiscard]] Result<json::BlockId, Error> block(size_t index) const;
    /// The block; the newest one when absent.
    [[nodiscard]] Result<json::BlockId, Error> block_or_latest(size_t index) const;
    /// Whether true stands there; false when absent.
    [[nodiscard]] Result<bool, Error> flag(size_t index) const;
    /// A string as it is, borrowed.
    [[nodiscard]] Result<std::string_view, Error> text(size_t index) const;
    [[nodiscard]] Result<const boost::json::object*, Error> object(size_t index) const;
    [[nodiscard]] Result<const boost::json::array*, Error> array(size_t index) const;

  private:
    template <typename Parse>
    [[nodiscard]] auto parse(size_t index, Parse parse) const;

    const boost::json::array* values_;
};

}  // namespace deed::rpc
