#pragma once

#include <optional>
#include <vector>

#include "runtime/block/header.hpp"
#include "runtime/block/transaction.hpp"

namespace deed::block {

/// Stake that leaves the beacon and is credited without a transaction (EIP-4895).
struct Withdrawal {
    uint64_t index = 0;
    uint64_t validator_index = 0;
    Address address;
    uint64_t amount_gwei = 0;

    bool operator==(const Withdrawal&) const = default;
};

struct Block {
    Header header;
    std::vector<SignedTransaction> transactions;
    std::vector<Header> ommers;
    std::optional<std::vector<Withdrawal>> withdrawals;  ///< since Shanghai

    bool operator==(const Block&) const = default;
};

[[nodiscard]] Bytes encode(const Withdrawal& withdrawal);
[[nodiscard]] Bytes encode(const Block& block);
[[nodiscard]] Result<Block, DecodeError> decode_block(BytesView bytes);

}  // namespace deed::block
