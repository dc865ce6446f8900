#include <boost/json.hpp>

#include "runtime/chain/chain.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "runtime/storage/scratch_directory.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/hex.hpp"

// Blocks, and valid blocks with a few bytes changed, offered to a chain: one that does not hold changes
// nothing, and one that holds leads to the state root that it names, and back again.
namespace {

using namespace deed;

/// The newest rules from the start, with the contracts of the protocol.
chain::ChainGenesis make_genesis(const Address& funded) {
    auto genesis = chain::make_development_genesis({funded}, 30'000'000);
    genesis.is_development = false;
    genesis.is_foreign = true;
    return genesis;
}

/// A chain that lives as long as the process, and a block that would be its first.
class World {
  public:
    World()
        : account_(std::move(keys::derive_accounts(keys::kDevMnemonic, 1).front())),
          chain_({.data_directory = directory_.path(),
                  .sealing = chain::Sealing::OnDemand,
                  .durability = storage::Durability::Lazy,
                  .clock = [] { return uint64_t{0}; }},
                 make_genesis(account_.address), {}, {}),
          genesis_hash_(chain_.genesis_hash()) {
        chain::BlockWanted wanted{.timestamp = 12, .parent_beacon_root = Hash{}};
        wanted.withdrawals.emplace().push_back({.index = 1, .address = account_.address, .amount_gwei = 5});
        const std::vector<block::SignedTransaction> transactions{transfer(0), create(1), transfer(2)};
        block_ = block::encode(chain_.build_of(genesis_hash_, wanted, transactions)->block);
    }

    [[nodiscard]] const Bytes& block() const { return block_; }

    void offer(const block::Block& block) {
        const size_t entries = count_entries();
        const auto verdict = chain_.take(block);
        DEED_ASSERT(chain_.head()->id.hash == genesis_hash_);
        if (verdict.status != chain::BlockStatus::Valid) {
            DEED_ASSERT(count_entries() == entries);
            return;
        }
        const Hash hash = block::hash_of(block.header);
        follow(hash);
        DEED_ASSERT(stored_root() == chain_.head()->header.state_root);
        follow(genesis_hash_);
        DEED_ASSERT(stored_root() == chain_.head()->header.state_root);
    }

  private:
    [[nodiscard]] block::SignedTransaction sign(block::Transaction fields, uint64_t nonce) const {
        fields.type = block::TransactionType::DynamicFee;
        fields.chain_id = chain::kDevelopmentChainId;
        fields.nonce = nonce;
        fields.max_fee_per_gas = Uint256{10'000'000'000};
        fields.max_priority_fee_per_gas = Uint256{1};
        return block::sign(std::move(fields), account_.key);
    }
    [[nodiscard]] block::SignedTransaction transfer(uint64_t nonce) const {
        return sign({.gas_limit = 21'000, .to = Address{{0x42}}, .value = Uint256{7}}, nonce);
    }
    /// A contract that keeps a word and returns its one-byte code.
    [[nodiscard]] block::SignedTransaction create(uint64_t nonce) const {
        return sign({.gas_limit = 200'000, .data = from_hex("602a60015560015ff3").value()}, nonce);
    }

    void follow(const Hash& hash) {
        const auto followed = chain_.choose({hash, {}, {}});
        DEED_ASSERT(followed.has_value() && followed->is_head);
        DEED_ASSERT(chain_.head()->id.hash == hash);
    }
    [[nodiscard]] Hash stored_root() const {
        const auto snapshot = chain_.snapshot();
        const auto nodes = snapshot->account_nodes();
        return trie::Tree{*nodes}.root();
    }
    [[nodiscard]] size_t count_entries() const {
        size_t entries = 0;
        const auto snapshot = chain_.snapshot();
        for (size_t i = 0; i < storage::kTables.size(); ++i)
            entries += snapshot->transaction().count(static_cast<storage::Table>(i));
        return entries;
    }

    storage::ScratchDirectory directory_;
    keys::Account account_;
    chain::Chain chain_;
    Hash genesis_hash_;
    Bytes block_;
};

/// The block with changes: each is two bytes of place, one of value.
Bytes change(Bytes block, BytesView changes) {
    for (; changes.size() >= 3; changes = changes.subspan(3)) {
        const size_t place = (size_t{changes[0]} << 8 | changes[1]) % block.size();
        block[place] ^= changes[2];
    }
    return block;
}

}  // namespace

/// The first byte says whether the rest is a block or changes to the valid one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static World world;
    if (size == 0) return 0;
    const BytesView rest{data + 1, size - 1};
    const auto block = block::decode_block(data[0] % 2 == 0 ? change(world.block(), rest) : to_bytes(rest));
    if (block) world.offer(*block);
    return 0;
}
