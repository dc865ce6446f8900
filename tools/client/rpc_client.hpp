#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "tools/client/http_client.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/error.hpp"
#include "vm/base/uint256.hpp"

namespace deed::client {

/// The node understood the request and refused it.
class RpcError : public Error {
  public:
    RpcError(int64_t code, const std::string& message, Bytes data)
        : Error(message), code_(code), data_(std::move(data)) {}

    [[nodiscard]] int64_t code() const { return code_; }
    /// What a reverted call returned; empty when the refusal is of another kind.
    [[nodiscard]] const Bytes& data() const { return data_; }
    /// Whether a call was refused because the contract reverted.
    [[nodiscard]] bool is_revert() const { return code_ == 3; }

  private:
    int64_t code_;
    Bytes data_;
};

/// A node's JSON-RPC.
class RpcClient {
  public:
    explicit RpcClient(Url url) : http_(std::move(url)) {}

    /// The result of a method. Throws `RpcError` when the node refuses, `Error` when it cannot be reached or
    /// answers something that is no JSON-RPC.
    [[nodiscard]] boost::json::value call(std::string_view method, boost::json::array parameters = {});

    /// As above for a result that is a quantity, bytes or an address; throws `Error` when it is something
    /// else.
    [[nodiscard]] Uint256 call_quantity(std::string_view method, boost::json::array parameters = {});
    [[nodiscard]] Bytes call_data(std::string_view method, boost::json::array parameters = {});

    [[nodiscard]] HttpClient& http() { return http_; }

  private:
    HttpClient http_;
    uint64_t next_id_ = 1;
};

}  // namespace deed::client
