#pragma once

#include <map>
#include <set>
#include <vector>

#include "vm/isa/opcode.hpp"
#include "vm/machine/frame.hpp"

namespace deed::machine {

/// A world of maps: no undoing, calls answered with what the test put into `answer`.
class FakeHost final : public Host {
  public:
    struct Account {
        Uint256 balance;
        Bytes code;
        Hash code_hash;
        bool is_empty = false;
    };
    struct Log {
        Address address;
        std::vector<Hash> topics;
        Bytes data;
    };

    std::map<Address, Account> accounts;
    std::map<std::pair<Address, Uint256>, Uint256> storage;
    std::map<std::pair<Address, Uint256>, Uint256> originals;  ///< where they differ from `storage`
    std::map<std::pair<Address, Uint256>, Uint256> transients;
    std::set<Address> warm_accounts;
    std::set<std::pair<Address, Uint256>> warm_slots;
    std::set<Address> destroyed;
    std::vector<Log> logs;
    std::vector<Message> calls;
    CallResult answer;
    int64_t refunds = 0;

    Access access_account(const Address& address) noexcept override {
        return warm_accounts.insert(address).second ? Access::Cold : Access::Warm;
    }
    bool exists(const Address& address) noexcept override { return accounts.contains(address); }
    bool is_empty(const Address& address) noexcept override {
        return !accounts.contains(address) || accounts[address].is_empty;
    }
    Uint256 balance(const Address& address) noexcept override { return accounts[address].balance; }
    BytesView code(const Address& address) noexcept override { return accounts[address].code; }
    Hash code_hash(const Address& address) noexcept override { return accounts[address].code_hash; }

    SlotRead read_slot(const Address& address, const Uint256& slot) noexcept override {
        return {storage[{address, slot}], warm(address, slot)};
    }
    SlotWrite write_slot(const Address& address, const Uint256& slot,
                         const Uint256& value) noexcept override {
        const auto key = std::pair{address, slot};
        const Uint256 current = storage[key];
        const Uint256 original = originals.contains(key) ? originals[key] : current;
        originals[key] = original;
        storage[key] = value;
        return {original, current, warm(address, slot)};
    }
    Uint256 transient(const Address& address, const Uint256& slot) noexcept override {
        return transients[{address, slot}];
    }
    void set_transient(const Address& address, const Uint256& slot, const Uint256& value) noexcept override {
        transients[{address, slot}] = value;
    }

    int64_t refund() const noexcept override { return refunds; }
    void add_refund(int64_t gas) noexcept override { refunds += gas; }
    void log(const Address& address, std::span<const Hash> topics, BytesView data) noexcept override {
        logs.push_back({address, {topics.begin(), topics.end()}, to_bytes(data)});
    }
    bool self_destruct(const Address& address, const Address&) noexcept override {
        return destroyed.insert(address).second;
    }
    CallResult call(const Message& message) noexcept override {
        calls.push_back(message);
        return answer;
    }

  private:
    Access warm(const Address& address, const Uint256& slot) {
        return warm_slots.insert({address, slot}).second ? Access::Cold : Access::Warm;
    }
};

/// A frame in a fake world, ready to run code or single instructions.
struct FakeWorld {
    explicit FakeWorld(isa::Revision revision, BytesView bytecode = {}, BytesView input = {},
                       int64_t gas = 1'000'000)
        : environment{revision, host, block, transaction},
          code(bytecode),
          message{.gas = gas,
                  .recipient = Address{{0xaa}},
                  .sender = Address{{0xbb}},
                  .code_address = Address{{0xaa}},
                  .value = 7,
                  .input = input} {
        frame.begin(environment, message, code);
    }

    FakeHost host;
    BlockContext block;
    TransactionContext transaction;
    Environment environment;
    Code code;
    Message message;
    Frame frame;
};

}  // namespace deed::machine
