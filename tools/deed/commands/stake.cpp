#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "runtime/chain/evidence.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/contract_options.hpp"
#include "tools/deed/validator_keys.hpp"
#include "tools/founding/staking.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::tools {
namespace {

struct Request {
    NodeOptions node;
    TargetOptions target;
    SendOptions send;
    std::string key;  ///< of the validator that lies in a drill
};

client::Contract staking() {
    return {"Staking", founding::kStakingAddress, {founding::compile_staking().interface}};
}

void list(const Request& request, Console& console) {
    client::RpcClient rpc{client::Url::parse(request.node.url)};
    const auto validators = rpc.call("deed_getValidators");
    for (const auto& member : validators.as_array()) {
        const auto stake = parse_uint256(std::string{member.at("stake").as_string()});
        console.say(std::string{member.at("address").as_string()} + "  stake " +
                    (stake ? to_decimal(*stake) : "?"));
    }
    console.report(validators);
}

void send_order(client::RpcClient& rpc, const Request& request, const client::Contract& contract, Bytes data,
                Console& console) {
    const client::Order order{contract.address, std::move(data), request.send.amount(),
                              request.send.gas_limit};
    const auto receipt = send_and_wait(rpc, request.send, order, contract);
    say_receipt(console, receipt, contract.known.interface);
    console.report(to_json(receipt, contract.known.interface));
}

void send(const Request& request, Console& console) {
    client::RpcClient rpc{client::Url::parse(request.node.url)};
    const auto contract = staking();
    const auto function =
        client::choose_function(contract, request.target.function, request.target.arguments.size());
    const auto arguments = read_arguments(function.name, function.inputs, request.target.arguments);
    send_order(rpc, request, contract, abi::encode_call(function, arguments).value(), console);
}

consensus::SignedMessage sign_vote(const keys::Signer& signer, const Hash& block, uint64_t height,
                                   const consensus::ChainIdentity& chain) {
    const consensus::Message vote{consensus::MessageType::Precommit, height, 0, block, {}};
    return {vote, signer.address(), consensus::to_seal(signer.sign(consensus::digest_of(vote, chain)))};
}

/// Two precommits at the newest height, for blocks that there are not.
void drill(const Request& request, Console& console) {
    client::RpcClient rpc{client::Url::parse(request.node.url)};
    const auto signers = open_validators({request.key}, request.send.keystore.password);
    if (signers.size() != 1) throw CommandError{ExitCode::BadUsage, "a drill is for one validator's key"};
    const auto height = rpc.call_quantity("eth_blockNumber");
    const consensus::ChainIdentity chain{static_cast<uint64_t>(rpc.call_quantity("eth_chainId")),
                                         client::genesis_of(rpc)};
    const auto vote = [&](std::string_view block) {
        return sign_vote(*signers.front(), crypto::keccak256(as_bytes(block)), height[0], chain);
    };
    const consensus::Evidence evidence{vote("one block"), vote("another block")};
    send_order(rpc, request, staking(), chain::encode_report(evidence, chain), console);
}

}  // namespace

void add_stake(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("stake", "Speak to the staking contract of a chain");
    command->require_subcommand(1);
    const auto request = std::make_shared<Request>();

    auto* list_command = command->add_subcommand("list", "Who votes on the next block");
    request->node.add_to(*list_command);
    list_command->callback([request, &console] { list(*request, console); });

    auto* send_command = command->add_subcommand(
        "send", "Call one of its functions: register, delegate, undelegate, withdraw, claim, report, …");
    send_command->add_option("function", request->target.function, "The function")->required();
    send_command->add_option("arguments", request->target.arguments, "Its arguments");
    request->node.add_to(*send_command);
    request->send.add_to(*send_command);
    send_command->callback([request, &console] { send(*request, console); });

    auto* drill_command = command->add_subcommand(
        "drill", "Sign two contradicting votes with a validator's key and report them: it IS slashed");
    drill_command->add_option("key", request->key, "File of the validator's key")
        ->required()
        ->type_name("FILE");
    request->node.add_to(*drill_command);
    request->send.add_to(*drill_command);
    drill_command->callback([request, &console] { drill(*request, console); });
}

}  // namespace deed::tools
