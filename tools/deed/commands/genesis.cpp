#include "runtime/chain/genesis.hpp"

#include <chrono>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "runtime/chain/origin.hpp"
#include "runtime/chain/sealer.hpp"
#include "tools/client/arguments.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/validator_keys.hpp"
#include "tools/founding/founding.hpp"
#include "tools/founding/staking.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

struct Request {
    std::string file;
    uint64_t chain_id = 0;
    std::vector<std::string> validators;  ///< whose keys are here
    std::vector<std::string> others;      ///< ADDRESS=ANCHOR
    std::vector<std::string> funded;      ///< ADDRESS=AMOUNT
    PasswordSource password;
    std::string stake = "32ether";
    std::string minimum = "1ether";
    uint64_t unbonding_blocks = 50'400;
    uint64_t jail_blocks = 7'200;
    std::string governance;
    uint64_t gas_limit = 30'000'000;
    std::optional<uint64_t> timestamp;
};

Uint256 read_amount(const std::string& option, const std::string& text) {
    const auto amount = client::parse_amount(text);
    if (!amount) throw CommandError{ExitCode::BadUsage, option + ": " + amount.error().reason};
    return *amount;
}

Address read_address(const std::string& option, const std::string& text) {
    if (const auto address = crypto::address_from_checksum(text)) return *address;
    throw CommandError{ExitCode::BadUsage,
                       option + ": \"" + text + "\" is no address, or its checksum is wrong"};
}

/// The two sides of "a=b".
std::pair<std::string, std::string> split(const std::string& option, const std::string& text) {
    const size_t at = text.find('=');
    if (at == std::string::npos)
        throw CommandError{ExitCode::BadUsage, option + ": \"" + text + "\" has no ="};
    return {text.substr(0, at), text.substr(at + 1)};
}

std::vector<founding::Founder> read_founders(const Request& request) {
    const Uint256 stake = read_amount("--stake", request.stake);
    std::vector<founding::Founder> founders;
    for (const auto& signer : open_validators(request.validators, request.password))
        founders.push_back({signer->address(), signer->address(),
                            chain::beacon_anchor_of(*signer, request.chain_id), stake});
    for (const std::string& other : request.others) {
        const auto [address, anchor] = split("--validator", other);
        const auto hash = hash_from_hex(anchor);
        if (!hash) throw CommandError{ExitCode::BadUsage, "--validator: \"" + anchor + "\" is no anchor"};
        const Address key = read_address("--validator", address);
        founders.push_back({key, key, *hash, stake});
    }
    if (founders.empty())
        throw CommandError{ExitCode::BadUsage, "no validators: give --validators KEYS or --validator"};
    return founders;
}

founding::Founding read_founding(const Request& request) {
    founding::Founding founding;
    founding.chain_id = request.chain_id;
    founding.gas_limit = request.gas_limit;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    founding.timestamp = request.timestamp.value_or(
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count()));
    for (const std::string& funded : request.funded) {
        const auto [address, amount] = split("--fund", funded);
        founding.balances[read_address("--fund", address)] = read_amount("--fund", amount);
    }
    founding.founders = read_founders(request);
    founding.minimum_stake = read_amount("--minimum-stake", request.minimum);
    founding.unbonding_blocks = request.unbonding_blocks;
    founding.jail_blocks = request.jail_blocks;
    if (!request.governance.empty()) founding.governance = read_address("--governance", request.governance);
    return founding;
}

void make(const Request& request, Console& console) {
    const auto founding = read_founding(request);
    const std::string text = founding::make_genesis_text(founding);
    std::ofstream out{request.file, std::ios::binary | std::ios::trunc};
    out << text;
    out.close();
    if (!out) throw CommandError{ExitCode::Unavailable, "cannot write " + request.file};

    const std::string hash = to_hex_prefixed(chain::genesis_hash_of(chain::parse_genesis(text).value()));
    const std::string staking = crypto::to_checksum(founding::kStakingAddress);
    console.say(request.file + ": chain " + std::to_string(founding.chain_id) + ", genesis " + hash);
    console.say("staking contract " + staking + ", validators:");
    boost::json::array rows;
    for (const auto& founder : founding.founders) {
        const std::string address = crypto::to_checksum(founder.key);
        console.say("  " + address + "  anchor " + to_hex_prefixed(founder.beacon_anchor));
        rows.push_back(boost::json::object{{"address", address},
                                           {"beaconAnchor", to_hex_prefixed(founder.beacon_anchor)}});
    }
    console.report({{"file", request.file},
                    {"chainId", founding.chain_id},
                    {"hash", hash},
                    {"staking", staking},
                    {"validators", std::move(rows)}});
}

}  // namespace

void add_genesis(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand(
        "genesis", "Write how a chain begins: its rules, balances, validators and their stakes");
    const auto request = std::make_shared<Request>();
    command->add_option("file", request->file, "The genesis file to write")->required()->type_name("FILE");
    command->add_option("--chain-id", request->chain_id, "The chain's number, which no other should have")
        ->required()
        ->check(CLI::PositiveNumber.description(""))
        ->type_name("N");
    command
        ->add_option("--validators", request->validators,
                     "Keys of first validators: key files of either kind, or directories of them")
        ->type_name("PATH");
    command
        ->add_option("--validator", request->others,
                     "A first validator whose key is elsewhere, with its anchor (deed key anchor)")
        ->type_name("ADDRESS=ANCHOR");
    command->add_option("--password-file", request->password.file, "Holds the password of the key files")
        ->type_name("FILE");
    command->add_option("--stake", request->stake, "What each of them has bonded")
        ->type_name("AMOUNT")
        ->capture_default_str();
    command->add_option("--fund", request->funded, "An account with ether")->type_name("ADDRESS=AMOUNT");
    command->add_option("--minimum-stake", request->minimum, "What a validator needs to vote")
        ->type_name("AMOUNT")
        ->capture_default_str();
    command
        ->add_option("--unbonding-blocks", request->unbonding_blocks,
                     "How long stake waits before it leaves; more than 96")
        ->capture_default_str();
    command->add_option("--jail-blocks", request->jail_blocks, "How long a liar stays away at least")
        ->capture_default_str();
    command
        ->add_option("--governance", request->governance,
                     "Who admits and removes validators (default: everybody may become one)")
        ->type_name("ADDRESS");
    command->add_option("--gas-limit", request->gas_limit, "Gas limit of blocks")->capture_default_str();
    command->add_option("--timestamp", request->timestamp, "Seconds since 1970 (default: now)")
        ->type_name("SECONDS");
    command->callback([request, &console] { make(*request, console); });
}

}  // namespace deed::tools
