#include "tools/deed/follow.hpp"

#include <chrono>
#include <csignal>

#include <boost/json/array.hpp>

#include "runtime/block/block.hpp"
#include "runtime/block/field_reader.hpp"
#include "runtime/chain/origin.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::tools {
namespace {

constexpr std::chrono::milliseconds kPollInterval{200};
constexpr uint64_t kBlocksAtOnce = 64;
/// Transactions that wait for the other node to answer; the oldest go first.
constexpr size_t kMostWaiting = 10'000;
constexpr size_t kMostBytesWaiting = size_t{64} << 20;

/// The other node cannot be followed; waiting does not help.
class WrongNode : public Error {
  public:
    using Error::Error;
};

struct SealedBlock {
    block::Block block;
    block::CommitRecord record;
};

Bytes read_bytes(const boost::json::value& value) {
    const auto bytes = value.is_string() ? from_hex(std::string{value.as_string()}) : std::nullopt;
    if (!bytes) throw WrongNode{"its answer cannot be read"};
    return *bytes;
}

SealedBlock decode(BytesView item) {
    const auto outer = block::decode_outer_list(item);
    if (!outer) throw WrongNode{"a block cannot be read"};
    block::FieldReader::ErrorPlace error;
    block::FieldReader fields{*outer, error};
    const auto encoded_block = fields.item();
    const auto encoded_record = fields.item();
    fields.finish();
    if (error) throw WrongNode{"a block cannot be read"};
    auto block = block::decode_block(encoded_block.encoded);
    auto record = block::decode_commit_record(encoded_record.encoded);
    if (!block || !record) throw WrongNode{"a block cannot be read"};
    return {std::move(*block), std::move(*record)};
}

Hash hash_at(client::RpcClient& rpc, uint64_t number) {
    const auto block = rpc.call("eth_getBlockByNumber", {to_quantity(Uint256{number}), false});
    if (block.is_null()) return {};
    return Hash::from(read_bytes(block.at("hash")));
}

}  // namespace

chain::ChainGenesis fetch_genesis(const std::string& url) {
    client::RpcClient rpc{client::Url::parse(url)};
    const auto origin = rpc.call("deed_getOrigin");
    auto genesis = chain::parse_genesis(std::string{origin.at("genesis").as_string()});
    if (!genesis) throw Error{"the genesis of " + url + " cannot be used: " + genesis.error()};
    if (chain::genesis_hash_of(*genesis) != Hash::from(read_bytes(origin.at("hash"))))
        throw Error{"the genesis of " + url + " is not that of its first block"};
    if (genesis->staking) return std::move(*genesis);
    genesis->validators.clear();
    for (const auto& member : chain::decode_validators(read_bytes(origin.at("validators"))).members())
        genesis->validators.push_back({member.address, member.stake, member.beacon_anchor});
    return std::move(*genesis);
}

Follower::Follower(std::string url, std::function<void()> on_end)
    : url_(std::move(url)), on_end_(std::move(on_end)) {}

Follower::~Follower() {
    stop();
}

void Follower::start(chain::Chain& chain) {
    chain_ = &chain;
    // The signals that end the program are for the thread that waits for them.
    sigset_t before;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    thread_ = std::thread{[this] { run(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Follower::stop() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    stopped_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::optional<std::string> Follower::failure() const {
    const std::lock_guard lock{mutex_};
    return failure_;
}

void Follower::forward(const pool::PendingPointer& transaction) {
    const std::lock_guard lock{mutex_};
    to_send_.push_back(transaction);
    bytes_to_send_ += transaction->weight();
    while (to_send_.size() > kMostWaiting || (bytes_to_send_ > kMostBytesWaiting && to_send_.size() > 1)) {
        bytes_to_send_ -= to_send_.front()->weight();
        to_send_.pop_front();
    }
}

bool Follower::wait() {
    std::unique_lock lock{mutex_};
    return !stopped_.wait_for(lock, kPollInterval, [this] { return is_stopping_; });
}

void Follower::run() {
    std::optional<client::RpcClient> rpc;
    do {
        try {
            if (!rpc) {
                rpc.emplace(client::Url::parse(url_));
                check_genesis(*rpc);
                check_head(*rpc);
            }
            send_on(*rpc);
            while (take_blocks(*rpc)) {}
        } catch (const WrongNode& error) {
            {
                const std::lock_guard lock{mutex_};
                failure_ = "cannot follow " + url_ + ": " + error.what();
            }
            return on_end_();
        } catch (const std::exception&) {
            // It does not answer, or answers nonsense: perhaps it is starting again.
            rpc.reset();
        }
    } while (wait());
}

void Follower::check_genesis(client::RpcClient& rpc) const {
    const Hash theirs = hash_at(rpc, 0);
    if (theirs != chain_->genesis_hash())
        throw WrongNode{"it has another chain: its genesis block is " + to_hex_prefixed(theirs) +
                        ", the one here " + to_hex_prefixed(chain_->genesis_hash())};
}

/// A node that is behind is waited for; one that has another block where this chain ends is not.
void Follower::check_head(client::RpcClient& rpc) const {
    const auto head = chain_->head();
    const uint64_t number = std::min(head->id.number, rpc.call_quantity("eth_blockNumber")[0]);
    const auto ours = chain_->snapshot()->find_header(number);
    if (!ours || hash_at(rpc, number) == ours->hash) return;
    const auto items = rpc.call("deed_getSealedBlocks", {to_quantity(Uint256{number}), "0x1"});
    for (const auto& item : items.as_array()) {
        const auto rival = decode(read_bytes(item));
        const auto refused = chain_->import(rival.block, rival.record);
        if (!refused)
            throw WrongNode{"block " + std::to_string(number) + " does not hold: " + refused.error()};
    }
}

bool Follower::take_blocks(client::RpcClient& rpc) {
    const uint64_t next = chain_->head()->id.number + 1;
    const auto items =
        rpc.call("deed_getSealedBlocks", {to_quantity(Uint256{next}), to_quantity(Uint256{kBlocksAtOnce})});
    for (const auto& item : items.as_array()) {
        {
            const std::lock_guard lock{mutex_};
            if (is_stopping_) return false;
        }
        const auto sealed = decode(read_bytes(item));
        const auto taken = chain_->import(sealed.block, sealed.record);
        if (!taken)
            throw WrongNode{"block " + std::to_string(sealed.block.header.number) +
                            " does not hold: " + taken.error()};
    }
    return items.as_array().size() == kBlocksAtOnce;
}

void Follower::send_on(client::RpcClient& rpc) {
    while (true) {
        pool::PendingPointer next;
        {
            const std::lock_guard lock{mutex_};
            if (to_send_.empty()) return;
            next = std::move(to_send_.front());
            to_send_.pop_front();
            bytes_to_send_ -= next->weight();
        }
        try {
            const Bytes sent = block::encode_pooled(next->transaction, next->sidecar.get());
            (void)rpc.call("eth_sendRawTransaction", {to_hex_prefixed(sent)});
        } catch (const client::RpcError&) {
            // Refused there: it would never be in a block.
        } catch (const std::exception&) {
            const std::lock_guard lock{mutex_};
            bytes_to_send_ += next->weight();
            to_send_.push_front(std::move(next));
            throw;
        }
    }
}

}  // namespace deed::tools
