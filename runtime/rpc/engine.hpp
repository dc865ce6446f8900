#pragma once

#include "runtime/chain/driving.hpp"
#include "runtime/rpc/backend.hpp"
#include "runtime/rpc/method.hpp"

/// What the methods of the Engine API have in common.
namespace deed::rpc {

/// PayloadStatusV1.
void write_status(json::Writer& writer, const chain::Verdict& verdict);
/// The method is for another fork than the block's time is in.
[[nodiscard]] Error unsupported_fork();
[[nodiscard]] Error unknown_payload();

}  // namespace deed::rpc
