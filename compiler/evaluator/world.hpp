#pragma once

#include <array>
#include <map>
#include <memory>
#include <vector>

#include "compiler/evaluator/value.hpp"
#include "compiler/sema/program.hpp"

namespace deed::evaluator {

/// What a call comes to.
struct Answer {
    bool has_worked = true;  ///< else it reverts
    Bytes data = {};
};

/// Code that is no contract of the program. It takes any value and changes nothing; its answer is one of the
/// two for the selector, by the lowest bit of the last byte of the calldata, or nothing to all other calls.
struct Stranger {
    Bytes code;  ///< as the machine has it
    std::map<uint32_t, std::array<Answer, 2>> answers;

    [[nodiscard]] Answer answer_to(BytesView input) const;
};

/// What a field holds: the copies of a world share it until one of them changes it.
class FieldValue {
  public:
    FieldValue(Value value) : value_(std::make_shared<Value>(std::move(value))) {}
    [[nodiscard]] const Value& get() const { return *value_; }
    /// To be changed, here alone.
    Value& own() {
        if (value_.use_count() > 1) value_ = std::make_shared<Value>(*value_);
        return *value_;
    }
    bool operator==(const FieldValue& other) const { return get() == other.get(); }

  private:
    std::shared_ptr<Value> value_;
};

struct Account {
    Integer balance = 0;
    uint64_t nonce = 0;
    const sema::Contract* contract = nullptr;  ///< null where there is no code of the program
    std::shared_ptr<const Stranger> stranger;  ///< null where there is no other code
    const sema::Contract* layout = nullptr;    ///< whose fields these are: also while its `init` runs
    std::vector<FieldValue> fields;            ///< by sema::Field::index
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
    // What opcodes can ask for besides.
    Address coinbase = {};
    Hash prev_randao = {};
    Integer gas_limit = 0;
    Integer gas_price = 0;
    Integer blob_base_fee = 0;
    std::vector<Hash> blob_hashes = {};
    std::map<Integer, Hash> block_hashes = {};  ///< of those that can be asked for, by number
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
        const auto found = accounts.find(address);
        return found != accounts.end() &&
               (found->second.contract != nullptr || found->second.stranger != nullptr);
    }
};

struct Log {
    Address address;
    std::vector<Hash> topics;
    Bytes data;

    bool operator==(const Log&) const = default;
};

}  // namespace deed::evaluator
