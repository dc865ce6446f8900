#include "runtime/rpc/error.hpp"

#include <fmt/format.h>

#include "vm/abi/contract.hpp"
#include "vm/base/hex.hpp"

namespace deed::rpc {

Error missing_argument(size_t index) {
    return {ErrorCode::InvalidParams, fmt::format("missing value for required argument {}", index), {}};
}

Error invalid_argument(size_t index, std::string_view reason) {
    return {ErrorCode::InvalidParams, fmt::format("invalid argument {}: {}", index, reason), {}};
}

Error method_not_found(std::string_view method) {
    return {
        ErrorCode::MethodNotFound, fmt::format("the method {} does not exist/is not available", method), {}};
}

Error execution_reverted(BytesView output) {
    std::string message = "execution reverted";
    if (const auto reason = abi::decode_revert(output)) message += ": " + abi::to_text(*reason);
    return {ErrorCode::ExecutionReverted, std::move(message), fmt::format("\"{}\"", to_hex_prefixed(output))};
}

}  // namespace deed::rpc
