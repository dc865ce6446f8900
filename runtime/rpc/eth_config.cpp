#include <set>

#include <boost/crc.hpp>

#include "runtime/rpc/lookup.hpp"
#include "vm/base/hex.hpp"
#include "vm/precompiles/precompile.hpp"

namespace deed::rpc {
namespace {

using isa::Revision;

struct NamedAddress {
    std::string_view name;
    Address address;
};

constexpr Address small_address(uint8_t high, uint8_t low) {
    Address address;
    address[Address::kSize - 2] = high;
    address[Address::kSize - 1] = low;
    return address;
}

/// The names that EIP-7910 gives to precompiled contracts, in its order.
constexpr NamedAddress kPrecompiles[] = {
    {"BLAKE2F", small_address(0, 0x09)},
    {"BLS12_G1ADD", small_address(0, 0x0b)},
    {"BLS12_G1MSM", small_address(0, 0x0c)},
    {"BLS12_G2ADD", small_address(0, 0x0d)},
    {"BLS12_G2MSM", small_address(0, 0x0e)},
    {"BLS12_MAP_FP2_TO_G2", small_address(0, 0x11)},
    {"BLS12_MAP_FP_TO_G1", small_address(0, 0x10)},
    {"BLS12_PAIRING_CHECK", small_address(0, 0x0f)},
    {"BN254_ADD", small_address(0, 0x06)},
    {"BN254_MUL", small_address(0, 0x07)},
    {"BN254_PAIRING", small_address(0, 0x08)},
    {"ECREC", small_address(0, 0x01)},
    {"ID", small_address(0, 0x04)},
    {"KZG_POINT_EVALUATION", small_address(0, 0x0a)},
    {"MODEXP", small_address(0, 0x05)},
    {"P256VERIFY", small_address(1, 0x00)},
    {"RIPEMD160", small_address(0, 0x03)},
    {"SHA256", small_address(0, 0x02)},
};

struct SystemContract {
    Revision since;
    std::string_view name;
    std::string_view address;
};

/// EIP-4788, 7251, 2935, 7002; the deposit contract is the chain's own.
constexpr SystemContract kSystemContracts[] = {
    {Revision::Cancun, "BEACON_ROOTS_ADDRESS", "0x000f3df6d732807ef1319fb7b8bb8522d0beac02"},
    {Revision::Prague, "CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS",
     "0x0000bbddc7ce488642fb579f8b00f3a590007251"},
    {Revision::Prague, "HISTORY_STORAGE_ADDRESS", "0x0000f90827f1c53a10cb7a02335b175320002935"},
    {Revision::Prague, "WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS", "0x00000961ef480eb55e80d19ad83579a64c007002"},
};

/// When the rules change after block zero: block numbers up to Paris, then times (EIP-6122).
struct Changes {
    std::set<uint64_t> blocks;
    std::set<uint64_t> times;
};

Changes changes_of(const block::ChainConfig& config, uint64_t genesis_time) {
    Changes changes;
    for (size_t i = 0; i < isa::kRevisionCount; ++i) {
        const auto activation = config.activations[i];
        if (!activation) continue;
        if (static_cast<Revision>(i) >= Revision::Shanghai)
            changes.times.insert(*activation);
        else
            changes.blocks.insert(*activation);
    }
    changes.blocks.insert(config.difficulty_forks.begin(), config.difficulty_forks.end());
    for (const auto& change : config.blob_schedule) changes.times.insert(change.timestamp);
    changes.blocks.erase(0);
    changes.times.erase(changes.times.begin(), changes.times.upper_bound(genesis_time));
    return changes;
}

/// EIP-2124: the CRC-32 of the genesis hash and of every change up to @p time.
Bytes fork_id_of(const Hash& genesis, const Changes& changes, uint64_t time) {
    boost::crc_32_type sum;
    sum.process_bytes(genesis.data(), Hash::kSize);
    const auto add = [&](uint64_t change) {
        const Hash word = to_hash(Uint256{change});
        sum.process_bytes(word.data() + Hash::kSize - sizeof change, sizeof change);
    };
    for (const uint64_t block : changes.blocks) add(block);
    for (const uint64_t change : changes.times)
        if (change <= time) add(change);
    const Hash word = to_hash(Uint256{sum.checksum()});
    return to_bytes(BytesView{word}.last(4));
}

void write_contracts(json::Writer& writer, const block::ChainConfig& config, Revision revision) {
    const auto active = precompiles::precompile_addresses(revision);
    writer.key("precompiles").begin_object();
    for (const auto& [name, address] : kPrecompiles)
        if (std::ranges::find(active, address) != active.end()) writer.key(name).data(address);
    writer.end_object().key("systemContracts").begin_object();
    for (const auto& [since, name, address] : kSystemContracts)
        if (revision >= since) writer.key(name).text(address);
    if (revision >= Revision::Prague) writer.key("DEPOSIT_CONTRACT_ADDRESS").data(config.deposit_contract);
    writer.end_object();
}

/// The rules that hold from @p time on.
void write_rules(json::Writer& writer, const chain::Chain& chain, const Changes& changes, uint64_t time) {
    const auto& config = chain.config();
    const auto schedule = config.blob_schedule_at(time);
    writer.begin_object().key("activationTime").number(time);
    writer.key("blobSchedule").begin_object().key("target").number(schedule.target);
    writer.key("max").number(schedule.max);
    writer.key("baseFeeUpdateFraction").number(schedule.base_fee_update_fraction).end_object();
    writer.key("chainId").quantity(config.chain_id);
    writer.key("forkId").data(fork_id_of(chain.genesis_hash(), changes, time));
    write_contracts(writer, config, config.revision_at(chain.head()->id.number, time));
    writer.end_object();
}

/// EIP-7910: the rules now, those that come next, and the last that are known of.
Outcome config(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const uint64_t now = backend.chain.head()->header.timestamp;
    const uint64_t genesis_time = backend.chain.snapshot()->find_header(0).value().header.timestamp;
    const Changes changes = changes_of(backend.chain.config(), genesis_time);
    const auto next = changes.times.upper_bound(now);
    const uint64_t current = next == changes.times.begin() ? genesis_time : *std::prev(next);
    result.begin_object().key("current");
    write_rules(result, backend.chain, changes, current);
    for (const auto& [name, at] : {std::pair{"next", next}, std::pair{"last", changes.times.end()}}) {
        result.key(name);
        if (next == changes.times.end())
            result.null();
        else
            write_rules(result, backend.chain, changes, at == next ? *next : *std::prev(at));
    }
    result.end_object();
    return kDone;
}

/// Nothing is ever forgotten here; only proofs reach back no further than stated.
Outcome capabilities(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const auto id = backend.chain.head()->id;
    result.begin_object().key("head").begin_object().key("number").quantity(id.number);
    result.key("hash").data(id.hash).end_object();
    for (const auto* name : {"state", "tx", "logs", "receipts", "blocks"}) {
        result.key(name).begin_object().key("disabled").boolean(false);
        result.key("oldestBlock").quantity(uint64_t{0}).end_object();
    }
    const uint64_t reach = backend.limits.proof_depth;
    result.key("stateproofs").begin_object().key("disabled").boolean(false);
    result.key("oldestBlock").quantity(id.number > reach ? id.number - reach : 0);
    result.key("deleteStrategy").begin_object().key("type").text("window");
    result.key("retentionBlocks").quantity(reach).end_object().end_object().end_object();
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_config", config},
    {"eth_capabilities", capabilities},
};

}  // namespace

std::span<const Method> eth_config_methods() {
    return kMethods;
}

}  // namespace deed::rpc
