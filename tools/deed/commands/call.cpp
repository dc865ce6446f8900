#include <memory>

#include <CLI/CLI.hpp>

#include "runtime/json/abi_json.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/contract_options.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

struct Request {
    NodeOptions node;
    TargetOptions target;
    std::string from;
    std::string block = "latest";
};

/// The block as JSON-RPC takes it: a tag, a hexadecimal quantity, or a decimal number.
std::string block_parameter(const std::string& text) {
    for (const std::string_view tag : {"latest", "pending", "earliest", "safe", "finalized"})
        if (text == tag) return text;
    const auto number = parse_uint256(text);
    if (number) return to_quantity(*number);
    throw CommandError{ExitCode::BadUsage,
                       "--block: \"" + text + "\" is neither a number nor a tag such as latest"};
}

abi::Values call_function(client::RpcClient& rpc, const Request& request, const client::Contract& contract,
                          const abi::Function& function) {
    const auto arguments = read_arguments(function.name, function.inputs, request.target.arguments);
    boost::json::object call{{"to", to_hex_prefixed(contract.address)},
                             {"input", to_hex_prefixed(abi::encode_call(function, arguments).value())}};
    if (!request.from.empty()) call["from"] = to_hex_prefixed(read_from(request.from));
    const std::string block = block_parameter(request.block);
    try {
        const auto output = rpc.call_data("eth_call", {call, boost::json::string{block}});
        auto values = abi::decode(abi::types_of(function.outputs), output);
        if (values) return std::move(*values);
        throw CommandError{ExitCode::Failed, contract.name + " answered " + function.name +
                                                 " with bytes that are no " +
                                                 "result of it: " + to_hex_prefixed(output)};
    } catch (const client::RpcError& error) {
        refuse(error, rpc, contract, call, block);
    }
}

void call(const Request& request, Console& console) {
    client::RpcClient rpc{client::Url::parse(request.node.url)};
    const auto contract = request.target.find(rpc, request.node);
    const auto function =
        client::choose_function(contract, request.target.function, request.target.arguments.size());
    const auto values = call_function(rpc, request, contract, function);

    for (size_t i = 0; i < values.size(); ++i) {
        const auto& output = function.outputs[i];
        const std::string text = abi::to_text(output.type, values[i]);
        console.say(values.size() == 1 || output.name.empty() ? text : output.name + ": " + text);
    }
    console.report(boost::json::object{{"contract", crypto::to_checksum(contract.address)},
                                       {"function", abi::signature_of(function)},
                                       {"result", json::to_json(function.outputs, values)}});
}

}  // namespace

void add_call(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("call", "Ask a contract, without a transaction");
    const auto request = std::make_shared<Request>();
    request->target.add_to(*command);
    request->node.add_to(*command);
    command->add_option("--from", request->from, "Who asks")->type_name("ADDRESS");
    command->add_option("--block", request->block, "At which block: a number or a tag")
        ->capture_default_str();
    command->callback([request, &console] { call(*request, console); });
}

}  // namespace deed::tools
