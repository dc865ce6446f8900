#include "runtime/dev/controls.hpp"

#include <limits>

#include "vm/crypto/keccak.hpp"

namespace deed::dev {
namespace {

constexpr std::monostate kDone{};
/// Times beyond this do not fit clients' arithmetic, nor ours.
constexpr uint64_t kLatestTime = uint64_t{1} << 53;
constexpr uint64_t kLowestGasLimit = 5'000;

Failure<std::string> refuse(std::string reason) {
    return Failure{std::move(reason)};
}

Done check_time(const chain::Chain& chain, uint64_t timestamp) {
    const uint64_t newest = chain.head()->header.timestamp;
    if (timestamp > kLatestTime) return refuse("timestamp is too far in the future");
    if (timestamp <= newest)
        return refuse("Timestamp " + std::to_string(timestamp) +
                      " is lower than or equal to previous block's timestamp " + std::to_string(newest));
    return kDone;
}

}  // namespace

Controls::Controls(chain::Chain& chain, Hooks hooks, std::optional<std::chrono::milliseconds> interval)
    : chain_(chain), hooks_(std::move(hooks)), interval_(interval) {}

uint64_t Controls::take_snapshot() {
    auto moment = chain_.moment();
    const std::scoped_lock lock{mutex_};
    snapshots_.emplace(next_snapshot_, std::move(moment));
    return next_snapshot_++;
}

bool Controls::revert(uint64_t snapshot) {
    const std::scoped_lock lock{mutex_};
    const auto found = snapshots_.find(snapshot);
    if (found == snapshots_.end()) return false;
    chain_.go_back(found->second);
    snapshots_.erase(found, snapshots_.end());
    return true;
}

Done Controls::roll_back(uint64_t depth) {
    const std::scoped_lock lock{mutex_};
    const uint64_t newest = chain_.head()->id.number;
    if (depth > newest)
        return refuse("cannot take " + std::to_string(depth) + " blocks away: there are " +
                      std::to_string(newest));
    auto moment = chain_.moment();
    if (depth > 0) moment.edits = {};
    moment.block = {newest - depth, chain_.snapshot()->find_header(newest - depth).value().hash};
    std::erase_if(snapshots_,
                  [&](const auto& entry) { return entry.second.block.number > moment.block.number; });
    chain_.go_back(moment);
    return kDone;
}

void Controls::reset() {
    const std::scoped_lock lock{mutex_};
    snapshots_.clear();
    impersonated_.clear();
    impersonates_everybody_ = false;
    ++resets_;
    chain::Moment moment;
    moment.block = {0, chain_.genesis_hash()};
    moment.wishes = chain_.wishes();
    moment.wishes.timestamp.reset();
    moment.wishes.timestamp_interval.reset();
    moment.time = chain_.now() - static_cast<uint64_t>(moment.wishes.clock_offset);
    chain_.go_back(moment);
}

Hash Controls::instance() const {
    const std::scoped_lock lock{mutex_};
    Bytes words = to_bytes(chain_.genesis_hash());
    append(words, to_hash(Uint256{resets_}));
    return crypto::keccak256(words);
}

Done Controls::mine(uint64_t count, uint64_t interval) {
    if (count > kMostBlocks)
        return refuse("at most " + std::to_string(kMostBlocks) + " blocks can be made by one request");
    if (interval > kLatestTime) return refuse("the interval is too long");
    for (uint64_t made = 0; made < count; ++made) {
        if (made > 0) {
            const uint64_t next = chain_.head()->header.timestamp + std::max<uint64_t>(interval, 1);
            if (next > kLatestTime) return refuse("timestamp is too far in the future");
            chain_.change_wishes([&](chain::BlockWishes& wishes) { wishes.timestamp = next; });
        }
        (void)chain_.produce();
    }
    return kDone;
}

Done Controls::mine_at(uint64_t timestamp) {
    DEED_CHECK(set_next_timestamp(timestamp));
    return mine(1, 1);
}

void Controls::set_automine(bool is_on) {
    chain_.set_sealing(is_on ? chain::Sealing::Instant : chain::Sealing::OnDemand);
}

std::optional<std::chrono::milliseconds> Controls::interval() const {
    const std::scoped_lock lock{mutex_};
    return interval_;
}

void Controls::set_interval(std::chrono::milliseconds interval) {
    {
        const std::scoped_lock lock{mutex_};
        interval_ = interval.count() == 0 ? std::nullopt : std::optional{interval};
    }
    hooks_.set_interval(interval.count() == 0 ? std::nullopt : std::optional{interval});
    if (interval.count() != 0) set_automine(false);
}

Done Controls::set_next_gas_limit(uint64_t gas_limit) {
    if (gas_limit < kLowestGasLimit || gas_limit > uint64_t{std::numeric_limits<int64_t>::max()})
        return refuse("the gas limit must be from 5000 to 2^63 - 1");
    chain_.change_wishes([&](chain::BlockWishes& wishes) { wishes.gas_limit = gas_limit; });
    chain_.edit([&](chain::Edits& edits, const state::StateView&) { edits.gas_limit = gas_limit; });
    return kDone;
}

void Controls::set_next_base_fee(const Uint256& base_fee) {
    chain_.edit([&](chain::Edits& edits, const state::StateView&) { edits.base_fee = base_fee; });
}

void Controls::set_next_prev_randao(const Hash& value) {
    chain_.edit([&](chain::Edits& edits, const state::StateView&) { edits.prev_randao = value; });
}

void Controls::set_coinbase(const Address& address) {
    chain_.change_wishes([&](chain::BlockWishes& wishes) { wishes.fee_recipient = address; });
}

Done Controls::increase_time(uint64_t seconds) {
    if (seconds > kLatestTime) return refuse("the time is too far in the future");
    chain_.change_wishes(
        [&](chain::BlockWishes& wishes) { wishes.clock_offset += static_cast<int64_t>(seconds); });
    return kDone;
}

Done Controls::set_time(uint64_t timestamp) {
    DEED_CHECK(check_time(chain_, timestamp));
    const uint64_t now = chain_.now();
    chain_.change_wishes(
        [&](chain::BlockWishes& wishes) { wishes.clock_offset += static_cast<int64_t>(timestamp - now); });
    return kDone;
}

Done Controls::set_next_timestamp(uint64_t timestamp) {
    DEED_CHECK(check_time(chain_, timestamp));
    chain_.change_wishes([&](chain::BlockWishes& wishes) { wishes.timestamp = timestamp; });
    return kDone;
}

void Controls::set_timestamp_interval(std::optional<uint64_t> seconds) {
    chain_.change_wishes([&](chain::BlockWishes& wishes) { wishes.timestamp_interval = seconds; });
}

void Controls::impersonate(const Address& address) {
    const std::scoped_lock lock{mutex_};
    impersonated_.insert(address);
}

bool Controls::stop_impersonating(const Address& address) {
    const std::scoped_lock lock{mutex_};
    return impersonated_.erase(address) > 0;
}

void Controls::impersonate_everybody(bool is_on) {
    const std::scoped_lock lock{mutex_};
    impersonates_everybody_ = is_on;
}

bool Controls::impersonates(const Address& address) const {
    const std::scoped_lock lock{mutex_};
    return impersonates_everybody_ || impersonated_.contains(address);
}

void Controls::change_state(const std::function<void(state::OverlayView&)>& change) {
    chain_.edit([&](chain::Edits& edits, const state::StateView& newest) {
        state::OverlayView overlay{newest, std::move(edits.state)};
        change(overlay);
        edits.state = overlay.diff();
    });
}

void Controls::set_balance(const Address& address, const Uint256& balance) {
    change_state([&](state::OverlayView& overlay) { overlay.set_balance(address, balance); });
}

void Controls::add_balance(const Address& address, const Uint256& amount) {
    change_state([&](state::OverlayView& overlay) {
        const auto account = overlay.find_account(address);
        overlay.set_balance(address, (account ? account->balance : Uint256{}) + amount);
    });
}

void Controls::set_nonce(const Address& address, uint64_t nonce) {
    change_state([&](state::OverlayView& overlay) { overlay.set_nonce(address, nonce); });
}

void Controls::set_code(const Address& address, BytesView code) {
    change_state([&](state::OverlayView& overlay) { overlay.set_code(address, code); });
}

void Controls::set_storage(const Address& address, const Uint256& slot, const Uint256& value) {
    change_state([&](state::OverlayView& overlay) { overlay.set_storage(address, slot, value); });
}

Result<Bytes, std::string> Controls::dump_state() const {
    auto state = chain_.snapshot()->whole_state(kLargestDump);
    if (!state) return refuse("the state is too large to be taken out in one piece");
    state->merge(chain_.moment().edits.state);
    return encode(chain::Edits{.state = std::move(*state)});
}

Done Controls::load_state(BytesView dump) {
    const auto loaded = chain::decode_edits(dump);
    if (!loaded) return refuse("this is no state that was taken out of a chain");
    chain_.edit([&](chain::Edits& edits, const state::StateView&) { edits.state.merge(loaded->state); });
    return kDone;
}

}  // namespace deed::dev
