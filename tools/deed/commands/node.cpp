#include "runtime/node.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "compiler/compiler.hpp"
#include "runtime/keys/keystore.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "runtime/ledger/history.hpp"
#include "tools/deed/build_info.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/follow.hpp"
#include "tools/deed/jit_options.hpp"
#include "tools/deed/validator_keys.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kDefaultGasLimit = 30'000'000;
constexpr uint32_t kMostAccounts = 10'000;
/// The gas limits that a block may have (Yellow Paper, section 4.4.4).
constexpr uint64_t kLowestGasLimit = 5'000;
constexpr uint64_t kHighestGasLimit = INT64_MAX;

/// Room for a transaction with the most blobs and all their proofs, in hexadecimal.
constexpr size_t kMostBlobBody = 5 << 20;

struct Request {
    std::string data;
    std::string genesis;
    bool is_development = false;
    std::vector<std::string> validators;  ///< where their keys are
    PasswordSource password;
    std::string follow;  ///< another node's URL; empty to make blocks
    std::string address = "127.0.0.1";
    uint16_t port = 8545;
    std::vector<std::string> hosts;
    std::vector<std::string> origins;
    std::optional<double> block_time_s;
    std::optional<uint64_t> gas_limit;
    std::optional<uint64_t> history;
    std::optional<uint32_t> accounts;
    telemetry::LogLevel log_level = telemetry::LogLevel::Error;
    bool is_driven = false;
    std::string engine_address = "127.0.0.1";
    uint16_t engine_port = 8551;
    std::string engine_secret;
    std::vector<std::string> engine_hosts;
    JitOptions jit{.jit = node::Jit::Auto};
};

bool is_new(const fs::path& directory) {
    return !fs::exists(directory / "data.mdb");
}

std::vector<Address> addresses_of(const std::vector<keys::Account>& accounts) {
    std::vector<Address> addresses;
    for (const auto& account : accounts) addresses.push_back(account.address);
    return addresses;
}

/// What a new directory is made from, or what an old one is held against; nothing to take an old one as it
/// is.
std::optional<chain::ChainGenesis> choose_genesis(const Request& request,
                                                  const std::vector<keys::Account>& accounts) {
    if (!request.genesis.empty())
        return request.is_driven ? chain::read_foreign_genesis(request.genesis)
                                 : chain::read_genesis(request.genesis);
    if (!is_new(request.data)) return std::nullopt;
    if (!request.follow.empty()) return fetch_genesis(request.follow);
    if (request.is_development)
        return chain::make_development_genesis(addresses_of(accounts),
                                               request.gas_limit.value_or(kDefaultGasLimit));
    throw CommandError{ExitCode::BadUsage, request.data +
                                               " holds no chain yet: give --genesis FILE, or --dev for a "
                                               "development chain"};
}

/// The gateway's compiler: one file that may use the standard library, and nothing of this machine.
Result<std::string, std::string> compile_for_gateway(std::string_view source, std::string_view contract) {
    CompileInput input;
    input.sources.push_back({"source.deed", std::string{source}});
    input.options.tests = TestBlocks::Left;
    const auto output = compile(input);
    if (output.has_errors) return Failure{output.rendered};
    if (contract.empty() && output.artifacts.size() == 1) return output.artifacts.front().json;
    if (const auto* artifact = output.find(std::string{contract})) return artifact->json;
    if (!contract.empty()) return Failure{"the source has no contract " + std::string{contract}};
    if (output.artifacts.empty()) return Failure{std::string{"the source has no contract"}};
    return Failure{"the source has " + std::to_string(output.artifacts.size()) + " contracts: name one"};
}

/// The keys that were named; else the one of the directory, which is made with it.
std::vector<std::shared_ptr<keys::Signer>> open_signers(const Request& request) {
    if (!request.validators.empty()) return open_validators(request.validators, request.password);
    const fs::path file = fs::path{request.data} / "validator.key";
    return {std::make_shared<keys::LocalSigner>(keys::open_plain_key(file))};
}

/// The secret's file is made when it is absent: the consensus client is given the same.
node::EngineDoor make_engine_door(const Request& request) {
    const fs::path file =
        request.engine_secret.empty() ? fs::path{request.data} / "jwt.hex" : fs::path{request.engine_secret};
    node::EngineDoor door{.http = {}, .open_secret = [file] { return keys::open_shared_secret(file); }};
    door.http.address = request.engine_address;
    door.http.port = request.engine_port;
    door.http.hosts = request.engine_hosts;
    return door;
}

/// Found out before there is a directory: only a development chain makes its blocks when it likes.
void check_block_time(const Request& request, const std::optional<chain::ChainGenesis>& genesis) {
    const bool makes_blocks = request.follow.empty() && !request.is_driven;
    if (makes_blocks && genesis && !genesis->is_development && !request.block_time_s)
        throw CommandError{ExitCode::BadUsage, "the chain of " + request.genesis +
                                                   " keeps to the clock: give --block-time SECONDS"};
}

node::Config make_config(const Request& request) {
    const uint32_t count = request.is_development ? request.accounts.value_or(10) : 0;
    if (count > kMostAccounts) throw CommandError{ExitCode::BadUsage, "--accounts is at most 10000"};

    node::Config config;
    config.accounts = keys::derive_accounts(keys::kDevMnemonic, count);
    config.genesis = choose_genesis(request, config.accounts);
    check_block_time(request, config.genesis);
    config.chain.data_directory = request.data;
    config.chain.gas_limit = request.gas_limit;
    config.chain.history = request.history;
    config.chain.clock = [] {
        return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                         std::chrono::system_clock::now().time_since_epoch())
                                         .count());
    };
    if (!request.follow.empty())
        config.duty = node::Duty::Follow;
    else
        config.open_signers = [request] { return open_signers(request); };
    if (request.block_time_s)
        config.block_time = std::chrono::milliseconds{static_cast<int64_t>(*request.block_time_s * 1000)};
    if (request.is_driven) config.engine = make_engine_door(request);
    config.has_controls = request.is_development;
    config.http.address = request.address;
    config.http.port = request.port;
    config.http.hosts = request.hosts;
    config.http.origins = request.origins;
    config.http.workers = 0;
    config.http.max_body = kMostBlobBody;
    config.jit = request.jit.jit;
    config.jit_policy = request.jit.policy();
    config.compile = compile_for_gateway;
    config.version = kVersion;
    config.log_level = request.log_level;
    return config;
}

struct ShownAccount {
    std::string address;
    std::string key;
};

std::vector<ShownAccount> show(const std::vector<keys::Account>& accounts) {
    std::vector<ShownAccount> shown;
    for (const auto& account : accounts)
        shown.push_back({crypto::to_checksum(account.address), to_hex_prefixed(account.key.secret())});
    return shown;
}

void say_start(const Console& console, const node::Node& node, uint64_t chain_id, const std::string& data,
               const std::vector<ShownAccount>& accounts) {
    console.say("deed " + std::string{kVersion} + ", chain " + std::to_string(chain_id) + ", data in " +
                data);
    if (!accounts.empty())
        console.say("accounts of the development mnemonic (their keys are public knowledge):");
    boost::json::array rows;
    for (size_t i = 0; i < accounts.size(); ++i) {
        console.say("(" + std::to_string(i) + ") " + accounts[i].address + "  " + accounts[i].key);
        rows.push_back(
            boost::json::object{{"address", accounts[i].address}, {"privateKey", accounts[i].key}});
    }
    console.say("listening on " + node.url());
    boost::json::object report{
        {"url", node.url()}, {"chainId", chain_id}, {"data", data}, {"accounts", std::move(rows)}};
    if (const auto engine_url = node.engine_url()) {
        console.say("the Engine API is at " + *engine_url);
        report["engineUrl"] = *engine_url;
    }
    console.report(report);
}

void check(const Request& request) {
    if (request.is_development && !request.genesis.empty())
        throw CommandError{ExitCode::BadUsage, "--dev and --genesis exclude each other"};
    if (request.is_driven && (request.is_development || request.block_time_s || !request.follow.empty() ||
                              !request.validators.empty()))
        throw CommandError{
            ExitCode::BadUsage,
            "--engine leaves the blocks to a consensus client: it excludes --dev, --block-time, "
            "--follow and --validators"};
    if (request.follow.empty()) return;
    if (request.is_development || request.block_time_s || !request.validators.empty())
        throw CommandError{ExitCode::BadUsage,
                           "a node that follows makes no blocks: --follow excludes --dev, --block-time and "
                           "--validators"};
}

void run(const Request& request, const Console& console) {
    check(request);
    // Whoever reads the log may go away: the chain goes on.
    std::signal(SIGPIPE, SIG_IGN);
    auto config = make_config(request);
    auto accounts = show(config.accounts);
    std::optional<Follower> follower;
    std::function<void()> stop_node;
    if (!request.follow.empty()) {
        follower.emplace(request.follow, [&] { stop_node(); });
        config.on_transaction = [&](const pool::PendingPointer& pending) { follower->forward(pending); };
    }

    node::Node node{std::move(config)};
    stop_node = [&] { node.stop(); };
    // Whatever happens, the follower lets go of the chain before the node does.
    const struct End {
        std::optional<Follower>& follower;
        ~End() {
            if (follower) follower->stop();
        }
    } end{follower};
    const auto known = node.accounts();
    std::erase_if(accounts, [&](const ShownAccount& account) {
        return std::ranges::find(known, *crypto::address_from_checksum(account.address)) == known.end();
    });
    if (request.is_development && !node.chain().is_development())
        throw CommandError{ExitCode::Unavailable, request.data +
                                                      " holds a chain that is no development chain: start "
                                                      "it without --dev"};
    if (accounts.size() < request.accounts.value_or(0))
        console.say("this chain began with " + std::to_string(accounts.size()) +
                    " accounts of the development mnemonic: --accounts counts for a new one");
    node.run([&] {
        say_start(console, node, node.chain().config().chain_id, request.data, accounts);
        if (follower) follower->start(node.chain());
    });
    if (!follower) return;
    follower->stop();
    if (const auto failure = follower->failure()) throw CommandError{ExitCode::Failed, *failure};
}

}  // namespace

void add_node(CLI::App& root, Console& console) {
    auto* command =
        root.add_subcommand("node", "Run a node: the chain, JSON-RPC, WebSocket and REST on one port");
    const auto request = std::make_shared<Request>();
    command->add_option("--data", request->data, "Directory of the chain; made when it is absent")
        ->required()
        ->type_name("DIR");
    command->add_option("--genesis", request->genesis, "How a new chain begins, in geth's form")
        ->type_name("FILE");
    command
        ->add_option(
            "--validators", request->validators,
            "Keys of validators: key files of either kind, or directories of them (default: one that "
            "is made in the chain's directory)")
        ->type_name("PATH");
    command->add_option("--password-file", request->password.file, "Holds the password of the key files")
        ->type_name("FILE");
    command
        ->add_option(
            "--follow", request->follow,
            "Take and check the blocks of this node instead of making any; a new directory begins as "
            "it did, or as --genesis says")
        ->type_name("URL");
    command->add_flag("--dev", request->is_development,
                      "A development chain: id 31337, funded and unlocked accounts");
    command
        ->add_option("--accounts", request->accounts,
                     "How many accounts --dev funds and unlocks (default: 10)")
        ->type_name("N");
    command->add_option("--http.port", request->port, "Port; 0 for any that is free")->capture_default_str();
    command
        ->add_option("--http.addr", request->address,
                     "Address; any but one of this machine alone needs --http.vhosts")
        ->capture_default_str()
        ->type_name("IP");
    command
        ->add_option("--http.vhosts", request->hosts,
                     "Host names that the node is addressed by, besides those of this machine; * for any")
        ->delimiter(',')
        ->type_name("NAMES");
    command
        ->add_option("--http.corsdomain", request->origins,
                     "Origins whose pages may read answers, besides those of this machine; * for any")
        ->delimiter(',')
        ->type_name("ORIGINS");
    command->add_flag("--engine", request->is_driven,
                      "Let a consensus client decide about the blocks, through the Engine API");
    command
        ->add_option("--authrpc.port", request->engine_port, "Port of the Engine API; 0 for any that is free")
        ->capture_default_str();
    command->add_option("--authrpc.addr", request->engine_address, "Address of the Engine API")
        ->capture_default_str()
        ->type_name("IP");
    command
        ->add_option("--authrpc.vhosts", request->engine_hosts,
                     "Host names that the Engine API is addressed by, besides those of this machine")
        ->delimiter(',')
        ->type_name("NAMES");
    command
        ->add_option("--authrpc.jwtsecret", request->engine_secret,
                     "File of the secret shared with the consensus client (default: jwt.hex in the data "
                     "directory); made when it is absent")
        ->type_name("FILE");
    command
        ->add_option(
            "--block-time", request->block_time_s,
            "Seconds between blocks; a development chain needs none: without, a block per transaction")
        ->check(CLI::Range(0.1, 3600.0))
        ->type_name("SECONDS");
    command->add_option("--gas-limit", request->gas_limit, "Gas limit that blocks move towards")
        ->check(CLI::Range(kLowestGasLimit, kHighestGasLimit).description(""))
        ->type_name("GAS");
    command
        ->add_option("--history", request->history,
                     "Keep the states of the last N blocks only, at least 128 (default: of all)")
        ->check(CLI::Range(ledger::kLeastHistory, uint64_t{INT64_MAX}).description(""))
        ->type_name("N");
    const std::map<std::string, telemetry::LogLevel> levels{{"silent", telemetry::LogLevel::Silent},
                                                            {"error", telemetry::LogLevel::Error},
                                                            {"info", telemetry::LogLevel::Info},
                                                            {"debug", telemetry::LogLevel::Debug}};
    // The one that was added last is asked first.
    command
        ->add_option("--log", request->log_level, "What to log on standard error: silent, error, info, debug")
        ->transform(CLI::Transformer(levels).description(""))
        ->transform(CLI::IsMember({"silent", "error", "info", "debug"}).description(""))
        ->type_name("LEVEL");
    request->jit.add_to(*command);
    command->callback([request, &console] { run(*request, console); });
}

}  // namespace deed::tools
