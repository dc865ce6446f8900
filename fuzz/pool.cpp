#include "runtime/pool/pool.hpp"

#include <algorithm>

#include "fuzz/choice_reader.hpp"
#include "vm/base/assert.hpp"

// The pool against a model of it: no executable transaction is lost, and no nonce is used twice.
namespace {

using namespace deed;
using fuzz::ChoiceReader;
using pool::AccountState;
using pool::Pending;
using pool::PendingPointer;
using pool::Pool;

constexpr size_t kSenders = 4;
constexpr size_t kMostSteps = 512;

Address sender_of(uint64_t index) {
    Address address;
    address[0] = static_cast<uint8_t>(index + 1);
    return address;
}

/// What must wait in the pool: by sender and nonce.
struct Model {
    std::map<Address, AccountState> accounts;
    std::map<Address, std::map<uint64_t, PendingPointer>> waiting;

    /// The run of nonces from the account's on.
    [[nodiscard]] std::vector<PendingPointer> run_of(const Address& sender) const {
        std::vector<PendingPointer> run;
        const auto found = waiting.find(sender);
        if (found == waiting.end()) return run;
        uint64_t nonce = accounts.at(sender).nonce;
        for (auto at = found->second.find(nonce); at != found->second.end() && at->first == nonce;
             ++at, ++nonce)
            run.push_back(at->second);
        return run;
    }

    /// A new state of the account takes away what can never be in a block any more.
    void drop_impossible(const Address& sender) {
        const AccountState& account = accounts.at(sender);
        std::erase_if(waiting[sender], [&](const auto& entry) {
            const auto& fields = entry.second->transaction.fields;
            const Uint256 cost = fields.max_fee_per_gas * Uint256{fields.gas_limit} + fields.value;
            return entry.first < account.nonce || cost > account.balance;
        });
    }
};

class Game {
  public:
    explicit Game(BytesView input) : choices_(input) {
        for (uint64_t i = 0; i < kSenders; ++i) model_.accounts[sender_of(i)] = {i, Uint256{1'000'000}};
    }

    void play() {
        for (size_t step = 0; step < kMostSteps && !choices_.at_end(); ++step) {
            switch (choices_.below(4)) {
                case 0:
                case 1: add(); break;
                case 2: change_account(); break;
                case 3: choices_.below(2) == 0 ? remove() : include(); break;
            }
            compare();
        }
    }

  private:
    void add() {
        const Address sender = sender_of(choices_.below(kSenders));
        const AccountState& account = model_.accounts.at(sender);
        Pending pending;
        auto& fields = pending.transaction.fields;
        fields.nonce = account.nonce + choices_.below(6);
        fields.gas_limit = 10;
        fields.value = Uint256{choices_.below(200) * 1'000};
        fields.max_fee_per_gas = Uint256{100 + choices_.below(40)};
        fields.max_priority_fee_per_gas = Uint256{choices_.below(100)};
        pending.sender = sender;
        pending.hash[0] = 1;
        for (size_t i = 0; i < 8; ++i) pending.hash[8 + i] = static_cast<uint8_t>(count_ >> (8 * i));
        ++count_;
        pending.size = 100;
        auto& mine = model_.waiting[sender];
        const auto same = mine.find(fields.nonce);
        const bool is_better = same == mine.end() || outbids(fields, same->second->transaction.fields);
        const auto added = pool_.add(std::move(pending), account);
        DEED_ASSERT(added.has_value() == is_better);
        if (added) mine[(*added)->transaction.fields.nonce] = *added;
    }

    static bool outbids(const block::Transaction& offered, const block::Transaction& present) {
        const auto is_tenth_more = [](const Uint256& a, const Uint256& b) {
            return a * Uint256{10} >= b * Uint256{11};
        };
        return is_tenth_more(offered.max_fee_per_gas, present.max_fee_per_gas) &&
               is_tenth_more(offered.max_priority_fee_per_gas, present.max_priority_fee_per_gas);
    }

    void change_account() {
        const Address sender = sender_of(choices_.below(kSenders));
        AccountState& account = model_.accounts.at(sender);
        // The nonce goes back when blocks are left behind.
        account.nonce =
            account.nonce + choices_.below(4) - std::min<uint64_t>(account.nonce, choices_.below(2));
        account.balance = Uint256{choices_.below(256) * 1'000};
        set(sender);
    }

    void set(const Address& sender) {
        pool_.on_account(sender, model_.accounts.at(sender));
        model_.drop_impossible(sender);
    }

    void remove() {
        auto& mine = model_.waiting[sender_of(choices_.below(kSenders))];
        if (mine.empty()) return;
        const auto chosen = std::next(mine.begin(), static_cast<long>(choices_.below(mine.size())));
        DEED_ASSERT(pool_.remove(chosen->second->hash));
        mine.erase(chosen);
    }

    /// Makes a block of what can go, as far as the choices let it, and includes it.
    void include() {
        const Uint256 base_fee{90 + choices_.below(40)};
        std::map<Address, std::vector<uint64_t>> taken;
        pool::offer_in_order(pool_.executable(), base_fee, [&](const PendingPointer& pending) {
            DEED_ASSERT(pending->transaction.fields.max_fee_per_gas >= base_fee);
            switch (choices_.below(8)) {
                case 0: return pool::Taken::BlockIsFull;
                case 1: return pool::Taken::SkipSender;
                default: break;
            }
            taken[pending->sender].push_back(pending->transaction.fields.nonce);
            return pool::Taken::Yes;
        });
        for (const auto& [sender, nonces] : taken) {
            uint64_t& nonce = model_.accounts.at(sender).nonce;
            for (const uint64_t used : nonces) DEED_ASSERT(used == nonce++);
            set(sender);
        }
    }

    void compare() const {
        size_t count = 0;
        std::map<Address, std::vector<PendingPointer>> runs;
        for (const auto& run : pool_.executable()) runs[run.front()->sender] = run;
        for (const auto& [sender, by_nonce] : model_.waiting) {
            count += by_nonce.size();
            for (const auto& [nonce, pending] : by_nonce) DEED_ASSERT(pool_.find(pending->hash) == pending);
            const auto run = model_.run_of(sender);
            DEED_ASSERT(runs[sender] == run);
            if (!by_nonce.empty())
                DEED_ASSERT(pool_.next_nonce(sender) == model_.accounts.at(sender).nonce + run.size());
        }
        DEED_ASSERT(pool_.size() == count);
    }

    ChoiceReader choices_;
    Pool pool_{pool::Limits{}};
    Model model_;
    uint64_t count_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Game{{data, size}}.play();
    return 0;
}
