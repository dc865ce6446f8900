#include <random>

#include <gtest/gtest.h>

#include "vm/state/journal.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::state {
namespace {

using isa::Revision;

/// What a journal does, done the simplest way: every checkpoint is a copy of everything.
class Model {
  public:
    explicit Model(const MemoryState& base) : state_(base) {}

    void set_balance(const Address& address, const Uint256& balance) {
        Account account = state_.find_account(address).value_or(Account{});
        account.balance = balance;
        state_.set_account(address, account);
    }
    void set_storage(const Address& address, const Uint256& slot, const Uint256& value) {
        state_.set_storage(address, slot, value);
    }
    [[nodiscard]] const MemoryState& state() const { return state_; }
    [[nodiscard]] MemoryState copy() const { return state_; }
    void restore(MemoryState state) { state_ = std::move(state); }

  private:
    MemoryState state_;
};

constexpr uint64_t kAccounts = 6;
constexpr uint64_t kSlots = 8;

Address account_number(uint64_t number) {
    Address address;
    address[0] = static_cast<uint8_t>(number + 1);
    return address;
}

MemoryState make_base() {
    MemoryState base;
    for (uint64_t i = 0; i < kAccounts; ++i) {
        base.set_account(account_number(i), {1, 1000});
        for (uint64_t slot = 0; slot < kSlots; slot += 2) base.set_storage(account_number(i), slot, slot + 1);
    }
    return base;
}

void expect_same(Journal& journal, const MemoryState& expected) {
    for (uint64_t i = 0; i < kAccounts; ++i) {
        const Address address = account_number(i);
        ASSERT_EQ(journal.balance(address), expected.find_account(address)->balance);
        for (uint64_t slot = 0; slot < kSlots; ++slot)
            ASSERT_EQ(journal.read_slot(address, slot).value, expected.read_storage(address, slot));
    }
}

/// Random writes and nested checkpoints, of which some are undone.
void run_transaction(Journal& journal, Model& model, std::mt19937_64& random) {
    std::vector<std::pair<Checkpoint, MemoryState>> open;
    for (int step = 0; step < 60; ++step) {
        const Address address = account_number(random() % kAccounts);
        const Uint256 slot = random() % kSlots;
        const Uint256 value = random() % 3;
        switch (random() % 5) {
            case 0: open.emplace_back(journal.checkpoint(), model.copy()); break;
            case 1:
                if (open.empty()) break;
                journal.rollback(open.back().first);
                model.restore(std::move(open.back().second));
                open.pop_back();
                break;
            case 2:
                journal.set_balance(address, value + 1);
                model.set_balance(address, value + 1);
                break;
            default: journal.write_slot(address, slot, value); model.set_storage(address, slot, value);
        }
    }
}

TEST(JournalProperty, AgreesWithCopyingEverything) {
    for (uint64_t seed = 0; seed < 40; ++seed) {
        std::mt19937_64 random{seed};
        const MemoryState base = make_base();
        Journal journal{base, Revision::Osaka};
        Model model{base};

        for (int transaction = 0; transaction < 5; ++transaction) {
            journal.begin_transaction();
            run_transaction(journal, model, random);
            expect_same(journal, model.state());
            journal.finish_transaction();
        }

        MemoryState applied = base;
        applied.apply(journal.diff());
        Journal after{applied, Revision::Osaka};
        expect_same(after, model.state());
    }
}

TEST(JournalProperty, GivesTheSameDifferenceWhateverTheOrderOfWrites) {
    const MemoryState base = make_base();
    Journal forwards{base, Revision::Osaka}, backwards{base, Revision::Osaka};

    for (uint64_t i = 0; i < kAccounts; ++i) {
        forwards.write_slot(account_number(i), i, 77);
        backwards.write_slot(account_number(kAccounts - 1 - i), kAccounts - 1 - i, 77);
    }
    forwards.finish_transaction();
    backwards.finish_transaction();

    EXPECT_EQ(forwards.diff(), backwards.diff());
}

}  // namespace
}  // namespace deed::state
