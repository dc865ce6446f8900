#include <memory>

#include <CLI/CLI.hpp>

#include "tools/deed/console.hpp"
#include "tools/deed/contract_options.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

struct Request {
    NodeOptions node;
    TargetOptions target;
    SendOptions send;
};

void send(const Request& request, Console& console) {
    client::RpcClient rpc{client::Url::parse(request.node.url)};
    const auto contract = request.target.find(rpc, request.node);
    const auto function =
        client::choose_function(contract, request.target.function, request.target.arguments.size());
    const auto arguments = read_arguments(function.name, function.inputs, request.target.arguments);
    if (request.send.amount() && function.mutability != abi::Mutability::Payable)
        throw CommandError{ExitCode::BadUsage,
                           "--value: " + abi::signature_of(function) + " is not payable, it takes no ether"};

    const client::Order order{contract.address, abi::encode_call(function, arguments).value(),
                              request.send.amount(), request.send.gas_limit};
    const auto receipt = send_and_wait(rpc, request.send, order, contract);
    say_receipt(console, receipt, contract.known.interface);

    auto result = to_json(receipt, contract.known.interface);
    result["contract"] = crypto::to_checksum(contract.address);
    result["function"] = abi::signature_of(function);
    console.report(result);
}

}  // namespace

void add_send(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("send", "Call a contract in a transaction, and wait for its receipt");
    const auto request = std::make_shared<Request>();
    request->target.add_to(*command);
    request->node.add_to(*command);
    request->send.add_to(*command);
    command->callback([request, &console] { send(*request, console); });
}

}  // namespace deed::tools
