#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "runtime/chain/chain.hpp"
#include "vm/base/result.hpp"
#include "vm/state/overlay_view.hpp"

/// What a development chain lets be done by hand: its time, its blocks, its accounts, its past.
namespace deed::dev {

/// The most blocks of one request: each is stored for good before the next is made.
inline constexpr uint64_t kMostBlocks = 10'000;
/// The most bytes of a state that is taken out of the chain or put into it.
inline constexpr size_t kLargestDump = size_t{64} << 20;

/// What whoever owns the threads does for the controls.
struct Hooks {
    /// Makes a block every so often, or stops doing so.
    std::function<void(std::optional<std::chrono::milliseconds>)> set_interval;
    /// Lets the node's log speak, or keeps it silent.
    std::function<void(bool is_on)> set_logging;
};

/// Why something is not done, in words.
using Done = Result<std::monostate, std::string>;

/// Any number of threads may use it.
class Controls {
  public:
    /// Borrows @p chain, which must be a development chain. @p interval is the time between blocks that the
    /// node began with.
    Controls(chain::Chain& chain, Hooks hooks, std::optional<std::chrono::milliseconds> interval);

    // The past.

    /// Remembers this moment and gives it a number.
    uint64_t take_snapshot();
    /// Brings the moment back and forgets it and all later ones; false when there is none of this number.
    bool revert(uint64_t snapshot);
    /// Takes the newest @p depth blocks away.
    Done roll_back(uint64_t depth);
    /// Back to block zero, as if the chain had just begun.
    void reset();
    /// Changes with every reset.
    [[nodiscard]] Hash instance() const;
    void set_logging(bool is_on) { hooks_.set_logging(is_on); }

    // Blocks.

    /// Makes @p count blocks: the first with what waits, @p interval seconds from each to the next.
    Done mine(uint64_t count, uint64_t interval);
    /// Makes one block with this time.
    Done mine_at(uint64_t timestamp);
    [[nodiscard]] bool is_automine() const { return chain_.sealing() == chain::Sealing::Instant; }
    void set_automine(bool is_on);
    [[nodiscard]] std::optional<std::chrono::milliseconds> interval() const;
    /// Makes a block every so often instead of at once; zero stops that.
    void set_interval(std::chrono::milliseconds interval);
    Done set_next_gas_limit(uint64_t gas_limit);
    void set_next_base_fee(const Uint256& base_fee);
    void set_next_prev_randao(const Hash& value);
    void set_coinbase(const Address& address);

    // Time, in seconds.

    /// How far the chain's clock is ahead now.
    Done increase_time(uint64_t seconds);
    Done set_time(uint64_t timestamp);
    Done set_next_timestamp(uint64_t timestamp);
    void set_timestamp_interval(std::optional<uint64_t> seconds);
    [[nodiscard]] int64_t clock_offset() const { return chain_.wishes().clock_offset; }

    // Senders whose keys nobody has.

    void impersonate(const Address& address);
    /// False when it was not impersonated.
    bool stop_impersonating(const Address& address);
    void impersonate_everybody(bool is_on);
    [[nodiscard]] bool impersonates(const Address& address) const;

    // Accounts.

    void set_balance(const Address& address, const Uint256& balance);
    void add_balance(const Address& address, const Uint256& amount);
    void set_nonce(const Address& address, uint64_t nonce);
    void set_code(const Address& address, BytesView code);
    void set_storage(const Address& address, const Uint256& slot, const Uint256& value);
    /// Every account, slot and code of the newest state.
    [[nodiscard]] Result<Bytes, std::string> dump_state() const;
    /// Lays what `dump_state` gave over the newest state.
    Done load_state(BytesView dump);

  private:
    void change_state(const std::function<void(state::OverlayView&)>& change);

    chain::Chain& chain_;
    Hooks hooks_;
    mutable std::mutex mutex_;
    std::map<uint64_t, chain::Moment> snapshots_;
    uint64_t next_snapshot_ = 1;
    uint64_t resets_ = 0;
    std::set<Address> impersonated_;
    bool impersonates_everybody_ = false;
    std::optional<std::chrono::milliseconds> interval_;
};

}  // namespace deed::dev
