#pragma once

#include <map>
#include <vector>

#include "compiler/evaluator/value.hpp"
#include "compiler/sema/program.hpp"

namespace deed::evaluator {

struct Account {
    Integer balance = 0;
    uint64_t nonce = 0;
    const sema::Contract* contract = nullptr;  ///< null where there is no code
    Values fields;                             ///< by sema::Field::index
    std::map<Uint256, Uint256> slots;          ///< that opcodes wrote, which are no field's
    std::map<Uint256, Uint256> transient_slots;
    Uint256 held_locks;  ///< of sema::Lock: taken by calls that have not ended
};

/// What `block` and `chain` tell.
struct Surroundings {
    Integer time = 0;
    Integer number = 0;
    Integer base_fee = 0;
    Integer chain_id = 1;
};

/// Accounts with typed state. A copy is a snapshot.
struct World {
    std::map<Address, Account> accounts;
    Surroundings surroundings;

    /// The account at @p address; an empty one where there is none.
    [[nodiscard]] Account account_at(const Address& address) const {
        const auto found = accounts.find(address);
        return found == accounts.end() ? Account{} : found->second;
    }
    [[nodiscard]] bool has_code(const Address& address) const {
        return account_at(address).contract != nullptr;
    }
};

struct Log {
    Address address;
    std::vector<Hash> topics;
    Bytes data;

    bool operator==(const Log&) const = default;
};

}  // namespace deed::evaluator
