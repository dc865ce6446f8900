#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "compiler/compiler.hpp"
#include "runtime/gateway/artifact.hpp"
#include "tools/client/suggestion.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/contract_options.hpp"
#include "tools/deed/project.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

struct Request {
    NodeOptions node;
    SendOptions send;
    std::string what;
    std::string name;
    std::vector<std::string> arguments;
};

/// FILE or FILE:Contract.
struct Target {
    std::string file;
    std::string contract;
};

Target split_target(const std::string& what) {
    const size_t colon = what.rfind(':');
    if (colon == std::string::npos || what.find('/', colon) != std::string::npos) return {what, {}};
    return {what.substr(0, colon), what.substr(colon + 1)};
}

gateway::Artifact read_artifact(const std::string& text, const std::string& path) {
    boost::system::error_code error;
    const auto json = boost::json::parse(text, error);
    if (error) throw CommandError{ExitCode::BadUsage, path + " is no JSON: " + error.message()};
    auto artifact = gateway::read_artifact(json);
    if (!artifact) throw CommandError{ExitCode::BadUsage, path + ": " + artifact.error()};
    return std::move(*artifact);
}

gateway::Artifact load_json(const Target& target) {
    auto artifact = read_artifact(read_text(target.file), target.file);
    if (artifact.name.empty()) artifact.name = std::filesystem::path{target.file}.stem().string();
    return artifact;
}

/// The contract asked for; without a name the only one.
const Artifact& choose(const CompileOutput& output, const Target& target) {
    std::vector<std::string> names;
    for (const auto& artifact : output.artifacts) names.push_back(artifact.contract_name);
    if (target.contract.empty() && names.size() == 1) return output.artifacts.front();

    if (const auto* found = output.find(target.contract)) return *found;
    if (!target.contract.empty())
        throw CommandError{ExitCode::BadUsage, target.file + " has no contract " + target.contract +
                                                   client::suggestion(target.contract, names)};
    std::string list;
    for (const auto& name : names) list += " " + target.file + ":" + name;
    throw CommandError{ExitCode::BadUsage,
                       names.empty() ? target.file + " has no contract" : "which contract?" + list};
}

gateway::Artifact compile_source(const Target& target, const Console& console) {
    auto input = read_project({target.file});
    input.options.colour = console.uses_colour();
    input.options.tests = TestBlocks::Left;
    const auto output = compile(input);
    if (!console.json) std::cerr << output.rendered;
    if (output.has_errors)
        throw CommandError{
            ExitCode::Failed, target.file + " does not compile", {{"messages", messages_of(output)}}};

    const auto& chosen = choose(output, target);
    return read_artifact(chosen.json, target.file);
}

void deploy(const Request& request, Console& console) {
    const auto target = split_target(request.what);
    const auto artifact =
        target.file.ends_with(".json") ? load_json(target) : compile_source(target, console);
    const auto& inputs = artifact.interface.constructor_inputs;
    const auto values = read_arguments(artifact.name, inputs, request.arguments);

    client::Order order{{}, artifact.init_code, request.send.amount(), request.send.gas_limit};
    append(order.data, abi::encode(abi::types_of(inputs), values).value());
    client::RpcClient rpc{client::Url::parse(request.node.url)};
    const client::Contract contract{
        artifact.name,
        {},
        {artifact.interface,
         deed::json::CodeMap::read(artifact.source_map, deed::json::MappedCode::Creation)},
        client::make_directory(rpc, client::ContractBook{request.node.book})};
    const auto receipt = send_and_wait(rpc, request.send, order, contract);
    if (!receipt.contract) throw Error("the node's receipt names no contract");

    const std::string name = request.name.empty() ? artifact.name : request.name;
    client::ContractBook book{request.node.book};
    book.add(client::genesis_of(rpc), name,
             {*receipt.contract, boost::json::serialize(artifact.abi),
              artifact.source_map.is_null() ? "" : boost::json::serialize(artifact.source_map)});

    const std::string address = crypto::to_checksum(*receipt.contract);
    console.say(name + " at " + address);
    say_receipt(console, receipt, artifact.interface);
    auto result = to_json(receipt, artifact.interface);
    result["name"] = name;
    result["address"] = address;
    console.report(result);
}

}  // namespace

void add_deploy(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("deploy", "Deploy a contract and remember its name");
    const auto request = std::make_shared<Request>();
    command->add_option("file", request->what, "Source or artifact; FILE:Contract when it holds several")
        ->required();
    command->add_option("--args", request->arguments, "What init takes");
    command->add_option("--name", request->name, "Name to remember it by (default: the contract's)")
        ->type_name("NAME");
    request->node.add_to(*command);
    request->send.add_to(*command);
    command->callback([request, &console] { deploy(*request, console); });
}

}  // namespace deed::tools
