#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/project.hpp"

namespace deed::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct Request {
    std::vector<std::string> paths{"."};
    std::string output = "out";
    std::string evm = "osaka";
    std::string emit;
    std::string level = "2";
};

const std::map<std::string, EvmTarget> kTargets{
    {"cancun", EvmTarget::Cancun}, {"prague", EvmTarget::Prague}, {"osaka", EvmTarget::Osaka}};
const std::map<std::string, OptimizationLevel> kLevels{
    {"0", OptimizationLevel::Plain}, {"2", OptimizationLevel::Optimized}, {"s", OptimizationLevel::Small}};
const std::map<std::string, Stage> kStages{{"tokens", Stage::Tokens},
                                           {"tree", Stage::Tree},
                                           {"checked", Stage::Checked},
                                           {"ir", Stage::Ir},
                                           {"asm", Stage::Asm}};

std::string write_artifact(const Artifact& artifact, const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path path = folder / (artifact.contract_name + ".json");
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << artifact.json << "\n";
    file.close();
    if (error || !file) throw CommandError{ExitCode::Unavailable, path.string() + " cannot be written"};
    return path.string();
}

/// Two contracts of one name would write one file.
void require_different_names(const CompileOutput& output) {
    std::map<std::string, std::string> sources;
    for (const Artifact& artifact : output.artifacts) {
        const auto [place, is_new] = sources.emplace(artifact.contract_name, artifact.source_name);
        if (!is_new)
            throw CommandError{ExitCode::BadUsage, "contract " + artifact.contract_name + " is in " +
                                                       place->second + " and in " + artifact.source_name};
    }
}

void build(const Request& request, Console& console) {
    CompileInput input = read_project(request.paths);
    input.options.evm = kTargets.at(request.evm);
    input.options.level = kLevels.at(request.level);
    if (request.emit.empty())
        input.options.tests = TestBlocks::Left;
    else
        input.options.emit = kStages.at(request.emit);
    input.options.colour = console.uses_colour();

    const CompileOutput output = compile(input);
    if (!console.json && !output.rendered.empty()) std::fputs(output.rendered.c_str(), stderr);
    if (output.has_errors)
        throw CommandError{ExitCode::Failed, "the build has failed", {{"messages", messages_of(output)}}};
    if (input.options.emit) {
        console.say(output.emitted);
        return console.report({{"emitted", output.emitted}, {"messages", messages_of(output)}});
    }
    require_different_names(output);
    json::array artifacts;
    for (const Artifact& artifact : output.artifacts) {
        const std::string path = write_artifact(artifact, request.output);
        console.say(path + ": " + artifact.contract_name + ", " +
                    std::to_string(artifact.deployed_bytecode.size()) + " bytes");
        artifacts.push_back(json::object{{"contract", artifact.contract_name},
                                         {"source", artifact.source_name},
                                         {"path", path},
                                         {"bytes", artifact.deployed_bytecode.size()}});
    }
    console.report({{"artifacts", artifacts}, {"messages", messages_of(output)}});
}

}  // namespace

void add_build(CLI::App& root, Console& console) {
    const auto request = std::make_shared<Request>();
    CLI::App* command = root.add_subcommand("build", "Compile contracts and write an artifact for each");
    command->add_option("files", request->paths, "Files, or folders with *.deed files below them")
        ->capture_default_str();
    command->add_option("-o,--out", request->output, "Folder for the artifacts")->capture_default_str();
    command->add_option("--evm", request->evm, "The revision to compile for")
        ->capture_default_str()
        ->check(CLI::IsMember({"cancun", "prague", "osaka"}));
    command->add_option("--emit", request->emit, "Print a stage instead of writing artifacts")
        ->check(CLI::IsMember({"tokens", "tree", "checked", "ir", "asm"}));
    command
        ->add_option("-O", request->level,
                     "0 leaves the code as it was lowered, 2 makes it cheap to run, s short")
        ->capture_default_str()
        ->check(CLI::IsMember({"0", "2", "s"}));
    command->callback([request, &console] { build(*request, console); });
}

}  // namespace deed::tools
