#pragma once

#include <array>
#include <optional>
#include <vector>

#include "runtime/block/header.hpp"
#include "vm/isa/revision.hpp"
#include "vm/state/state_diff.hpp"

namespace deed::block {

/// How many blobs a block may have and how fast their price moves (EIP-7840).
struct BlobSchedule {
    uint64_t target = 0;
    uint64_t max = 0;
    uint64_t base_fee_update_fraction = 0;

    bool operator==(const BlobSchedule&) const = default;
};

inline constexpr BlobSchedule kCancunBlobs{3, 6, 3'338'477};
inline constexpr BlobSchedule kPragueBlobs{6, 9, 5'007'716};

/// A blob schedule and the first block time at which it holds (Cancun, Prague, EIP-7892).
struct BlobScheduleChange {
    uint64_t timestamp = 0;
    BlobSchedule schedule;

    bool operator==(const BlobScheduleChange&) const = default;
};

/// The deposit contract of Ethereum's main network (EIP-6110).
inline constexpr Address kMainnetDepositContract{{0x00, 0x00, 0x00, 0x00, 0x21, 0x9a, 0xb5,
                                                  0x40, 0x35, 0x6c, 0xbb, 0x83, 0x9c, 0xbe,
                                                  0x05, 0x30, 0x3d, 0x77, 0x05, 0xfa}};

/// The queues of withdrawal requests (EIP-7002) and consolidation requests (EIP-7251).
inline constexpr Address kWithdrawalRequests{{0x00, 0x00, 0x09, 0x61, 0xef, 0x48, 0x0e, 0xb5, 0x5e, 0x80,
                                              0xd1, 0x9a, 0xd8, 0x35, 0x79, 0xa6, 0x4c, 0x00, 0x70, 0x02}};
inline constexpr Address kConsolidationRequests{{0x00, 0x00, 0xbb, 0xdd, 0xc7, 0xce, 0x48, 0x86, 0x42, 0xfb,
                                                 0x57, 0x9f, 0x8b, 0x00, 0xf3, 0xa5, 0x90, 0x00, 0x72, 0x51}};

/// The rules of one chain: its id, when each fork begins, and the blob schedule.
struct ChainConfig {
    uint64_t chain_id = 1;
    /// Where each revision begins: a block number up to Paris, a block time from Shanghai on; absent when it
    /// never does. A later revision that begins implies all before it.
    std::array<std::optional<uint64_t>, isa::kRevisionCount> activations{};
    /// Ascending by time.
    std::vector<BlobScheduleChange> blob_schedule;
    Address deposit_contract = kMainnetDepositContract;
    Address withdrawal_requests = kWithdrawalRequests;
    Address consolidation_requests = kConsolidationRequests;
    /// Blocks at which nothing changed but the difficulty: they are part of a chain's fork id (EIP-2124).
    std::vector<uint64_t> difficulty_forks;

    bool operator==(const ChainConfig&) const = default;

    /// A chain that has had every fork up to @p revision since its first block.
    [[nodiscard]] static ChainConfig always(uint64_t chain_id, isa::Revision revision);

    [[nodiscard]] std::optional<uint64_t>& activation(isa::Revision revision) {
        return activations[static_cast<size_t>(revision)];
    }
    /// The newest revision that has begun at a block of this number and time.
    [[nodiscard]] isa::Revision revision_at(uint64_t number, uint64_t timestamp) const;
    /// The schedule in force; all zeros before the first.
    [[nodiscard]] BlobSchedule blob_schedule_at(uint64_t timestamp) const;
};

/// How a chain begins: its rules, block zero and the accounts that are there from the start. The header's
/// state root is filled in by whoever has built the state.
struct Genesis {
    ChainConfig config;
    Header header;
    state::StateDiff accounts;
};

}  // namespace deed::block
