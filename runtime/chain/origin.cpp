#include "runtime/chain/origin.hpp"

#include "runtime/block/field_reader.hpp"
#include "runtime/chain/sealer.hpp"
#include "runtime/chain/validator_sets.hpp"
#include "runtime/consensus/beacon.hpp"
#include "runtime/consensus/seal.hpp"
#include "runtime/execution/state_root.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/base/rlp.hpp"

namespace deed::chain {
namespace {

using consensus::ValidatorSet;

Bytes encode_validators(const ValidatorSet& validators) {
    rlp::ListBuilder list;
    for (const auto& member : validators.members()) {
        rlp::ListBuilder fields;
        fields.add(member.address).add(member.stake).add(member.beacon_anchor);
        list.add_encoded(fields.finish());
    }
    return list.finish();
}

/// Whether the validators that the file names are the ones in use.
bool are_named_by(const ChainGenesis& genesis, const ValidatorSet& validators) {
    if (genesis.validators.empty()) return true;
    if (genesis.validators.size() != validators.members().size()) return false;
    for (const GenesisValidator& named : genesis.validators) {
        const auto index = validators.find_index(named.address);
        if (!index) return false;
        const auto& member = validators.members()[*index];
        if (member.stake != named.stake) return false;
        if (named.beacon_anchor && *named.beacon_anchor != member.beacon_anchor) return false;
    }
    return true;
}

void compare(const ChainGenesis& given, const ChainOrigin& stored, const std::string& directory) {
    const std::string prefix = "the data directory " + directory + " belongs to another chain: ";
    const auto& config = stored.genesis.genesis.config;
    if (given.genesis.config.chain_id != config.chain_id)
        throw Error{prefix + "its chain id is " + std::to_string(config.chain_id) + ", the genesis says " +
                    std::to_string(given.genesis.config.chain_id)};
    const Hash hash = genesis_hash_of(given);
    if (hash != stored.identity.genesis_hash)
        throw Error{prefix + "its genesis block is " + to_hex_prefixed(stored.identity.genesis_hash) +
                    ", the genesis gives " + to_hex_prefixed(hash)};
    if (given.is_foreign != stored.genesis.is_foreign)
        throw Error{prefix + "one of them is driven by a consensus client, the other by its own validators"};
    if (!(given.genesis.config == config))
        throw Error{prefix + "its forks or blob schedules differ from the genesis"};
    if (given.is_development != stored.genesis.is_development)
        throw Error{prefix + "one of them is a development chain"};
    if (!are_named_by(given, stored.validators))
        throw Error{prefix + "its validators differ from the genesis"};
}

ValidatorSet validators_of_contract(const ChainGenesis& genesis) {
    state::MemoryState state;
    state.apply(genesis.genesis.accounts);
    auto set = read_validators(state, genesis.genesis.header, genesis.genesis.config, *genesis.staking);
    if (!set)
        throw Error{"the genesis cannot be used: its staking contract at " +
                    to_hex_prefixed(*genesis.staking) + " names no validators"};
    return std::move(*set);
}

void drop_accounts(ChainGenesis& genesis) {
    genesis.genesis.accounts = {};
    genesis.text.clear();
}

}  // namespace

ValidatorSet decode_validators(BytesView bytes) {
    const auto outer = block::decode_outer_list(bytes);
    if (!outer) throw Error{"the data file is damaged: the validators cannot be read"};
    block::FieldReader::ErrorPlace error;
    std::vector<consensus::Validator> members;
    for (block::FieldReader list{*outer, error}; !list.at_end();) {
        block::FieldReader fields = list.list();
        consensus::Validator member;
        member.address = fields.fixed<20>();
        member.stake = fields.number();
        member.beacon_anchor = fields.fixed<32>();
        fields.finish();
        members.push_back(member);
    }
    auto set = ValidatorSet::from(std::move(members));
    if (error || !set) throw Error{"the data file is damaged: the validators cannot be read"};
    return std::move(*set);
}

Hash genesis_hash_of(const ChainGenesis& genesis) {
    state::MemoryState state;
    state.apply(genesis.genesis.accounts);
    block::Header header = genesis.genesis.header;
    header.state_root = execution::compute_state_root(state);
    return block::hash_of(header);
}

std::optional<ChainOrigin> read_origin(const ledger::Ledger& ledger,
                                       const std::optional<ChainGenesis>& genesis, GenesisPart part) {
    const auto origin = ledger.origin();
    if (!origin) return std::nullopt;
    const std::string text = part == GenesisPart::Everything ? ledger.genesis_text() : origin->rules;
    auto stored = origin->is_foreign ? parse_foreign_genesis(text) : parse_genesis(text);
    if (!stored) throw Error{"the stored genesis cannot be read: " + stored.error()};
    if (part == GenesisPart::Rules) drop_accounts(*stored);
    const uint64_t chain_id = stored->genesis.config.chain_id;
    ChainOrigin result{
        std::move(*stored), {chain_id, origin->genesis_hash}, decode_validators(origin->validators)};
    if (genesis) compare(*genesis, result, ledger.directory().string());
    return result;
}

ValidatorSet resolve_validators(const ChainGenesis& genesis,
                                const std::vector<std::shared_ptr<keys::Signer>>& signers) {
    if (genesis.staking) return validators_of_contract(genesis);
    const uint64_t chain_id = genesis.genesis.config.chain_id;
    std::vector<consensus::Validator> members;
    // Who votes on a chain of others is not known, and never asked.
    if (genesis.is_foreign) members.push_back({Address{}, 1, Hash{}});
    if (genesis.validators.empty() && !genesis.is_foreign) {
        if (signers.empty())
            throw Error{"the genesis names no validators, and no key is there to be the first one"};
        members.push_back({signers.front()->address(), 1, beacon_anchor_of(*signers.front(), chain_id)});
    }
    for (const GenesisValidator& named : genesis.validators) {
        std::optional<Hash> anchor = named.beacon_anchor;
        for (const auto& signer : signers)
            if (!anchor && signer->address() == named.address) anchor = beacon_anchor_of(*signer, chain_id);
        if (!anchor)
            throw Error{"the genesis gives no beacon anchor for validator " + to_hex_prefixed(named.address) +
                        ", and its key is not here"};
        members.push_back({named.address, named.stake, *anchor});
    }
    auto set = ValidatorSet::from(std::move(members));
    if (!set) throw Error{"the genesis cannot be used: " + std::string{consensus::name_of(set.error())}};
    return std::move(*set);
}

ChainOrigin initialise(ledger::Ledger& ledger, const ChainGenesis& genesis, const ValidatorSet& validators) {
    const ledger::StateUpdate update = [&] {
        const auto snapshot = ledger.snapshot();
        return ledger::prepare_update(snapshot.transaction(), genesis.genesis.accounts);
    }();
    block::Block block{.header = genesis.genesis.header};
    block.header.state_root = update.root;
    if (block.header.withdrawals_root) block.withdrawals.emplace();
    const Hash hash = block::hash_of(block.header);
    const auto record = consensus::make_genesis_record(hash, validators);
    const Bytes beacon = consensus::encode(consensus::Beacon::start(validators));
    ledger.initialise(genesis.text, {genesis.rules, encode_validators(validators), hash, genesis.is_foreign},
                      {block, hash, {}, {}, update, record, beacon});
    ChainOrigin origin{genesis, {genesis.genesis.config.chain_id, hash}, validators};
    drop_accounts(origin.genesis);
    return origin;
}

}  // namespace deed::chain
