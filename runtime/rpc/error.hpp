#pragma once

#include <string>
#include <string_view>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"

namespace deed::rpc {

/// The codes of JSON-RPC 2.0 (section 5.1) and of Ethereum's usage of it.
enum class ErrorCode : int {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    InternalError = -32603,
    ServerError = -32000,          ///< a call or transaction that is refused
    ResourceNotFound = -32001,     ///< a block or state that is not there
    TransactionRejected = -32003,  ///< the pool does not take it
    LimitExceeded = -32005,
    // The Engine API's.
    UnknownPayload = -38001,
    InvalidForkChoice = -38002,
    InvalidAttributes = -38003,
    TooLargeRequest = -38004,
    UnsupportedFork = -38005,
    TooDeepReorg = -38006,
    ExecutionReverted = 3,
};

/// The error object of an answer.
struct Error {
    ErrorCode code = ErrorCode::InternalError;
    std::string message;
    std::string data;  ///< JSON text; empty for none
};

/// "missing value for required argument 0", "invalid argument 0: …"
[[nodiscard]] Error missing_argument(size_t index);
[[nodiscard]] Error invalid_argument(size_t index, std::string_view reason);
/// The words by which ethers recognizes a method that is not there.
[[nodiscard]] Error method_not_found(std::string_view method);
/// "execution reverted: reason", with the output as data.
[[nodiscard]] Error execution_reverted(BytesView output);

}  // namespace deed::rpc
