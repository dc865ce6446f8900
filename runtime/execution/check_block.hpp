#pragma once

#include <variant>

#include "runtime/block/block.hpp"
#include "runtime/block/chain_config.hpp"
#include "runtime/execution/invalid_block.hpp"
#include "vm/base/result.hpp"

namespace deed::execution {

/// The most bytes an encoded block may have since Osaka (EIP-7934).
inline constexpr size_t kMaxBlockSize = (10U << 20) - (2U << 20);

/// Checks that a block with @p header may follow @p parent, as far as headers tell: every rule since Paris.
/// The parent's hash is taken to match.
[[nodiscard]] Result<std::monostate, InvalidBlock> check_header(const block::Header& header,
                                                                const block::Header& parent,
                                                                const block::ChainConfig& config);
/// Checks that the body is the one that the header names, and its size.
[[nodiscard]] Result<std::monostate, InvalidBlock> check_body(const block::Block& block,
                                                              const block::ChainConfig& config);

[[nodiscard]] Hash transactions_root(const std::vector<block::SignedTransaction>& transactions);
[[nodiscard]] Hash withdrawals_root(const std::vector<block::Withdrawal>& withdrawals);
[[nodiscard]] Hash ommers_hash(const std::vector<block::Header>& ommers);

}  // namespace deed::execution
