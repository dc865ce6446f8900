#include "tools/founding/founding.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "runtime/chain/genesis.hpp"
#include "runtime/chain/validator_sets.hpp"
#include "runtime/execution/executor.hpp"
#include "tools/founding/staking.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/state/journal.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::founding {
namespace {

/// Creates the contract, and sends what nobody else would; gone before the chain begins.
constexpr Address kMaker{{0x6d, 0x61, 0x6b, 0x65, 0x72}};
constexpr uint64_t kGas = 16'000'000;

block::Header first_header(const Founding& founding) {
    block::Header header;
    header.timestamp = founding.timestamp;
    header.gas_limit = founding.gas_limit;
    header.base_fee_per_gas = Uint256{};
    header.excess_blob_gas = 0;
    return header;
}

/// A state in which the contract is created and set up by transactions that cost nothing.
class Workshop {
  public:
    Workshop(const Founding& founding, const block::ChainConfig& config)
        : contract_(compile_staking()),
          journal_(empty_, isa::kLatestRevision),
          executor_(
              execution::make_environment(first_header(founding), config, [](uint64_t) { return Hash{}; }),
              journal_, codes_),
          chain_id_(founding.chain_id) {}

    void create(const Founding& founding) {
        const abi::Values arguments{{founding.minimum_stake},
                                    {Uint256{founding.unbonding_blocks}},
                                    {Uint256{founding.jail_blocks}},
                                    {founding.governance}};
        auto encoded = abi::encode(abi::types_of(contract_.interface.constructor_inputs), arguments);
        DEED_ASSERT(encoded.has_value());
        Bytes code = contract_.init_code;
        append(code, *encoded);
        created_ = *send(kMaker, std::nullopt, std::move(code), {}).created;
    }

    void register_founder(const Founder& founder) {
        const Bytes anchor = to_bytes(BytesView{founder.beacon_anchor});
        call(founder.key, "register", {{founder.owner}, {anchor}, {Uint256{founder.commission}}},
             founder.stake);
    }

    void admit(const Address& governance, const Address& key) { call(governance, "admit", {{key}}, {}); }

    /// The contract's account, its code and its storage.
    [[nodiscard]] state::MemoryState::Entry account() const { return finished().entries().at(created_); }
    [[nodiscard]] Bytes code() const { return finished().code().at(account().account.code_hash); }

  private:
    [[nodiscard]] state::MemoryState finished() const {
        state::MemoryState state;
        state.apply(journal_.diff());
        return state;
    }

    void call(const Address& sender, std::string_view name, const abi::Values& arguments,
              const Uint256& value) {
        for (const auto& function : contract_.interface.functions)
            if (function.name == name)
                (void)send(sender, created_, abi::encode_call(function, arguments).value(), value);
    }

    execution::Outcome send(const Address& sender, const std::optional<Address>& to, Bytes data,
                            const Uint256& value) {
        journal_.set_balance(sender, value);
        const block::Transaction transaction{
            .chain_id = chain_id_, .gas_limit = kGas, .to = to, .value = value, .data = std::move(data)};
        auto outcome = executor_.transact(sender, transaction,
                                          {.ignores_nonce = true,
                                           .ignores_fees = true,
                                           .ignores_balance = true,
                                           .ignores_gas_limits = true});
        DEED_ASSERT(outcome.has_value());
        if (!outcome->is_success()) refuse(outcome->output);
        return std::move(*outcome);
    }

    [[noreturn]] void refuse(BytesView output) const {
        for (const auto& error : contract_.interface.errors)
            if (output.size() >= 4 && std::ranges::equal(output.first(4), abi::selector_of(error).bytes))
                throw Error{"the staking contract refuses: " + abi::signature_of(error)};
        throw Error{"the staking contract refuses: " + to_hex_prefixed(output)};
    }

    StakingContract contract_;
    state::MemoryState empty_;
    state::Journal journal_;
    machine::CodeCache codes_;
    execution::Executor executor_;
    uint64_t chain_id_;
    Address created_;
};

boost::json::object make_config(const Founding& founding) {
    boost::json::object config{{"chainId", founding.chain_id}};
    for (const std::string_view name : chain::fork_names()) config[name] = 0;
    config["deed"] = boost::json::object{{"staking", to_hex_prefixed(kStakingAddress)}};
    return config;
}

boost::json::object describe(const Workshop& workshop) {
    const auto entry = workshop.account();
    boost::json::object storage;
    for (const auto& [slot, value] : entry.storage)
        storage[to_hex_prefixed(to_hash(slot))] = to_hex_prefixed(to_hash(value));
    return {{"balance", to_quantity(entry.account.balance)},
            {"nonce", "0x1"},
            {"code", to_hex_prefixed(workshop.code())},
            {"storage", std::move(storage)}};
}

}  // namespace

std::string make_genesis_text(const Founding& founding) {
    boost::json::object file{{"config", make_config(founding)},
                             {"timestamp", to_quantity(Uint256{founding.timestamp})},
                             {"gasLimit", to_quantity(Uint256{founding.gas_limit})},
                             {"alloc", boost::json::object{}}};
    const auto bare = chain::parse_genesis(boost::json::serialize(file));
    if (!bare) throw Error{"the genesis cannot be made: " + bare.error()};
    Workshop workshop{founding, bare->genesis.config};
    workshop.create(founding);
    for (const Founder& founder : founding.founders) {
        if (!founding.governance.is_zero()) workshop.admit(founding.governance, founder.key);
        workshop.register_founder(founder);
    }

    boost::json::object alloc;
    for (const auto& [address, balance] : founding.balances)
        alloc[to_hex_prefixed(address)] = boost::json::object{{"balance", to_quantity(balance)}};
    alloc[to_hex_prefixed(kStakingAddress)] = describe(workshop);
    file["alloc"] = std::move(alloc);
    auto text = boost::json::serialize(file) + "\n";

    const auto genesis = chain::parse_genesis(text);
    DEED_ASSERT(genesis.has_value());
    state::MemoryState state;
    state.apply(genesis->genesis.accounts);
    if (!chain::read_validators(state, genesis->genesis.header, genesis->genesis.config, kStakingAddress))
        throw Error{"the founders do not make a set of validators"};
    return text;
}

}  // namespace deed::founding
