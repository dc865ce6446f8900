#include "runtime/chain/genesis.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>

#include "runtime/chain/json_reader.hpp"
#include "runtime/chain/unusable_genesis.hpp"
#include "runtime/execution/fees.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {
namespace {

using isa::Revision;

struct ForkName {
    std::string_view name;
    Revision revision;
};

constexpr ForkName kForks[] = {
    {"homesteadBlock", Revision::Homestead},
    {"eip150Block", Revision::TangerineWhistle},
    {"eip158Block", Revision::SpuriousDragon},
    {"byzantiumBlock", Revision::Byzantium},
    {"constantinopleBlock", Revision::Constantinople},
    {"petersburgBlock", Revision::Petersburg},
    {"istanbulBlock", Revision::Istanbul},
    {"berlinBlock", Revision::Berlin},
    {"londonBlock", Revision::London},
    {"mergeNetsplitBlock", Revision::Paris},
    {"shanghaiTime", Revision::Shanghai},
    {"cancunTime", Revision::Cancun},
    {"pragueTime", Revision::Prague},
    {"osakaTime", Revision::Osaka},
};

struct Predeploy {
    Revision since;
    std::string_view address;
    std::string_view code;
};

constexpr Predeploy kPredeploys[] = {
#define DEED_PREDEPLOY(since, address, code) {Revision::since, address, code},
#include "runtime/chain/predeploys.def"
#undef DEED_PREDEPLOY
};

block::BlobSchedule read_blob_schedule(const JsonReader& reader) {
    block::BlobSchedule schedule;
    schedule.target = reader.number("target");
    schedule.max = reader.number("max");
    schedule.base_fee_update_fraction = reader.number("baseFeeUpdateFraction");
    if (schedule.base_fee_update_fraction == 0) reader.fail("baseFeeUpdateFraction", "must not be zero");
    return schedule;
}

void read_blob_schedules(const JsonReader& config, block::ChainConfig& result) {
    const auto add = [&](uint64_t timestamp, const block::BlobSchedule& schedule) {
        result.blob_schedule.push_back({timestamp, schedule});
    };
    const JsonReader schedules = config.object_or_empty("blobSchedule");
    for (const std::string& name : schedules.names()) {
        const std::string time = name + "Time";
        if (config.has(time)) add(config.number(time), read_blob_schedule(schedules.object(name)));
    }
    const auto add_default = [&](std::string_view name, Revision revision,
                                 const block::BlobSchedule& schedule) {
        const auto activation = result.activation(revision);
        if (activation && !schedules.has(name)) add(*activation, schedule);
    };
    add_default("cancun", Revision::Cancun, block::kCancunBlobs);
    add_default("prague", Revision::Prague, block::kPragueBlobs);
    // Forks that begin together count in their order: the larger schedule, which is the later one, holds.
    std::sort(result.blob_schedule.begin(), result.blob_schedule.end(), [](const auto& a, const auto& b) {
        return std::pair{a.timestamp, a.schedule.max} < std::pair{b.timestamp, b.schedule.max};
    });
}

block::ChainConfig read_config(const JsonReader& config) {
    block::ChainConfig result;
    result.chain_id = config.number("chainId");
    for (const auto& [name, revision] : kForks)
        if (config.has(name)) result.activation(revision) = config.number(name);
    for (const auto* name : {"muirGlacierBlock", "arrowGlacierBlock", "grayGlacierBlock"})
        if (config.has(name)) result.difficulty_forks.push_back(config.number(name));
    if (config.has("terminalTotalDifficulty") && !config.word("terminalTotalDifficulty"))
        result.activation(Revision::Paris) = 0;
    if (config.has("depositContractAddress"))
        result.deposit_contract = config.address("depositContractAddress");
    if (config.has("withdrawalRequestContractAddress"))
        result.withdrawal_requests = config.address("withdrawalRequestContractAddress");
    if (config.has("consolidationRequestContractAddress"))
        result.consolidation_requests = config.address("consolidationRequestContractAddress");
    for (const std::string& name : config.names()) {
        const bool is_fork = name.ends_with("Time") && !name.starts_with("bpo");
        const bool is_known = std::any_of(std::begin(kForks), std::end(kForks),
                                          [&](const ForkName& fork) { return fork.name == name; });
        if (is_fork && !is_known) config.fail(name, "is a fork that this program does not know");
    }
    read_blob_schedules(config, result);
    return result;
}

/// The fields that the rules of block zero want.
void add_fields(const JsonReader& file, isa::Revision revision, block::Header& header) {
    header.transactions_root = trie::kEmptyRoot;
    header.receipts_root = trie::kEmptyRoot;
    if (revision >= Revision::London)
        header.base_fee_per_gas = file.word_or("baseFeePerGas", Uint256{execution::kInitialBaseFee});
    if (revision >= Revision::Shanghai) header.withdrawals_root = trie::kEmptyRoot;
    if (revision >= Revision::Cancun) {
        header.blob_gas_used = file.number_or("blobGasUsed", 0);
        header.excess_blob_gas = file.number_or("excessBlobGas", 0);
        header.parent_beacon_block_root = Hash{};
    }
    if (revision >= Revision::Prague) header.requests_hash = block::kEmptyRequestsHash;
}

block::Header read_header(const JsonReader& file, const block::ChainConfig& config) {
    block::Header header;
    header.timestamp = file.number_or("timestamp", 0);
    header.gas_limit = file.number("gasLimit");
    if (!execution::may_follow_gas_limit(header.gas_limit, header.gas_limit))
        file.fail("gasLimit", "must be from 5000 to 2^63 - 1: no block could follow");
    header.extra_data = file.bytes_or_empty("extraData");
    header.beneficiary = file.address_or_zero("coinbase");
    header.prev_randao = file.hash_or_zero("mixHash");
    header.difficulty = file.word_or("difficulty", Uint256{});
    const uint64_t nonce = __builtin_bswap64(file.number_or("nonce", 0));
    std::memcpy(header.nonce.data(), &nonce, sizeof nonce);
    add_fields(file, config.revision_at(0, header.timestamp), header);
    return header;
}

void put_code(state::StateDiff& diff, state::Account& account, Bytes code) {
    if (code.empty()) return;
    account.code_hash = crypto::keccak256(code);
    diff.code.emplace(account.code_hash, std::move(code));
}

void read_accounts(const JsonReader& alloc, state::StateDiff& diff) {
    for (const std::string& name : alloc.names()) {
        const auto address = address_from_hex(name);
        if (!address) {
            alloc.fail(name, "is not an address");
            continue;
        }
        const JsonReader fields = alloc.object(name);
        state::Account account;
        account.balance = fields.word_or("balance", Uint256{});
        account.nonce = fields.number_or("nonce", 0);
        put_code(diff, account, fields.bytes_or_empty("code"));
        auto& change = diff.accounts[*address];
        if (change.account) alloc.fail(name, "is named twice");
        change.account = account;
        const JsonReader storage = fields.object_or_empty("storage");
        for (const std::string& slot : storage.names()) {
            const auto key = parse_uint256(slot.starts_with("0x") ? slot : "0x" + slot);
            if (!key) storage.fail(slot, "is not a slot");
            const Uint256 value = storage.word(slot);
            if (key && value) change.storage[*key] = value;
        }
    }
}

void add_predeploys(Revision revision, state::StateDiff& diff) {
    for (const Predeploy& predeploy : kPredeploys) {
        const Address address = address_from_hex(predeploy.address).value();
        if (predeploy.since > revision || diff.accounts.contains(address)) continue;
        state::Account account{.nonce = 1};
        put_code(diff, account, from_hex(predeploy.code).value());
        diff.accounts[address].account = account;
    }
}

std::vector<GenesisValidator> read_validators(const JsonReader& deed) {
    std::vector<GenesisValidator> validators;
    for (const JsonReader& member : deed.array_or_empty("validators")) {
        GenesisValidator validator{member.address("address"), member.number("stake"), {}};
        if (member.has("beaconAnchor")) validator.beacon_anchor = member.hash("beaconAnchor");
        validators.push_back(validator);
    }
    return validators;
}

Result<ChainGenesis, std::string> read_file(std::string_view json) {
    boost::system::error_code failure;
    boost::json::value value = boost::json::parse(json, failure);
    if (failure) return Failure{"it is not JSON: " + failure.message()};

    JsonReader::ErrorPlace error;
    const JsonReader file{value, "", error};
    const JsonReader config = file.object("config");
    const JsonReader deed = config.object_or_empty("deed");
    ChainGenesis result;
    result.text = json;
    result.genesis.config = read_config(config);
    result.genesis.header = read_header(file, result.genesis.config);
    read_accounts(file.object("alloc"), result.genesis.accounts);
    result.validators = read_validators(deed);
    if (deed.has("staking")) result.staking = deed.address("staking");
    if (result.staking && !result.validators.empty())
        deed.fail("validators", "are named by the staking contract");
    result.is_development = deed.boolean_or("development", false);
    if (error) return Failure{*error};
    value.get_object()["alloc"] = boost::json::object{};
    result.rules = boost::json::serialize(value);
    return result;
}

}  // namespace

Result<ChainGenesis, std::string> parse_genesis(std::string_view json) {
    auto result = read_file(json);
    if (!result) return result;
    const auto revision = result->genesis.config.revision_at(0, result->genesis.header.timestamp);
    if (revision < Revision::Cancun)
        return Failure{std::string{"config must have the rules of Cancun or newer from block zero on"}};
    add_predeploys(revision, result->genesis.accounts);
    return result;
}

Result<ChainGenesis, std::string> parse_foreign_genesis(std::string_view json) {
    auto result = read_file(json);
    if (result) result->is_foreign = true;
    return result;
}

namespace {

using ParseGenesis = Result<ChainGenesis, std::string> (*)(std::string_view json);

ChainGenesis read_with(ParseGenesis parse, const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream || std::filesystem::is_directory(file))
        throw Error{"cannot read the genesis file " + file.string()};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    auto genesis = parse(text);
    if (!genesis)
        throw UnusableGenesis{"cannot use the genesis file " + file.string() + ": " + genesis.error()};
    return std::move(*genesis);
}

}  // namespace

ChainGenesis read_genesis(const std::filesystem::path& file) {
    return read_with(parse_genesis, file);
}

ChainGenesis read_foreign_genesis(const std::filesystem::path& file) {
    return read_with(parse_foreign_genesis, file);
}

std::vector<std::string_view> fork_names() {
    std::vector<std::string_view> names;
    for (const ForkName& fork : kForks) names.push_back(fork.name);
    return names;
}

ChainGenesis make_development_genesis(const std::vector<Address>& funded, uint64_t gas_limit) {
    boost::json::object config{{"chainId", kDevelopmentChainId}};
    for (const std::string_view name : fork_names()) config[name] = 0;
    config["deed"] = boost::json::object{{"development", true}};
    constexpr std::string_view kTenThousandEther = "0x21e19e0c9bab2400000";
    boost::json::object alloc;
    for (const Address& address : funded)
        alloc[to_hex_prefixed(address)] = boost::json::object{{"balance", kTenThousandEther}};
    const boost::json::object file{
        {"config", config}, {"gasLimit", to_quantity(Uint256{gas_limit})}, {"alloc", alloc}};
    return parse_genesis(boost::json::serialize(file)).value();
}

}  // namespace deed::chain
