#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runtime/storage/transaction.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/error.hpp"
#include "vm/base/uint256.hpp"

namespace deed::ledger {

/// Fewer past states cannot be kept: validators are chosen by one that is up to three epochs old.
inline constexpr uint64_t kLeastHistory = 128;

/// A state is asked for that was given up; see Ledger::keep_history.
class ForgottenState : public Error {
  public:
    explicit ForgottenState(uint64_t block, uint64_t oldest)
        : Error{"the state of block " + std::to_string(block) + " is not kept: the oldest is that of block " +
                std::to_string(oldest)} {}
};

/// What a block changed, as the table BlockChanges keeps it.
struct Changes {
    std::vector<Address> accounts;
    std::vector<std::pair<Address, Uint256>> slots;
};

/// Reads the list of @p block. Throws `Error` when it is not there or damaged.
[[nodiscard]] Changes read_changes(const storage::Transaction& transaction, uint64_t block);

/// Erases what was there before the changes of @p block.
void erase_history(storage::WriteTransaction& transaction, uint64_t block, const Changes& changes);

/// The first block whose state can be read.
[[nodiscard]] uint64_t oldest_state(const storage::Transaction& transaction);

/// Gives up states of blocks before @p oldest, @p at_most of them, oldest first.
void forget_states(storage::WriteTransaction& transaction, uint64_t oldest, uint64_t at_most);

}  // namespace deed::ledger
