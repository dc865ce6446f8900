#include <ostream>

#include <boost/json.hpp>

#include "runtime/block/receipt.hpp"
#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/state_fixture.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/tracing/step_recorder.hpp"
#include "vm/vm.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;
using isa::Revision;

vm::VmConfig read_config(const json::object& test, machine::Engine* engine) {
    const json::object& env = test.at("env").as_object();
    const json::object& exec = test.at("exec").as_object();
    vm::VmConfig config;
    config.engine = engine;
    config.revision = Revision::Frontier;
    config.block.number = number_of(env.at("currentNumber"));
    config.block.timestamp = number_of(env.at("currentTimestamp"));
    config.block.gas_limit = number_of(env.at("currentGasLimit"));
    config.block.coinbase = address_of(env.at("currentCoinbase"));
    config.block.prev_randao = word_of(env.at("currentDifficulty"));
    config.block.block_hash = [](uint64_t number) {
        return crypto::keccak256(as_bytes(std::to_string(number)));
    };
    config.transaction.origin = address_of(exec.at("origin"));
    config.transaction.gas_price = word_of(exec.at("gasPrice"));
    return config;
}

/// Calls the code as these tests want it: with a value that nobody pays.
machine::Message read_message(const json::object& exec, const Bytes& input) {
    machine::Message message;
    message.kind = machine::CallKind::DelegateCall;
    message.gas = static_cast<int64_t>(number_of(exec.at("gas")));
    message.sender = address_of(exec.at("caller"));
    message.recipient = message.code_address = address_of(exec.at("address"));
    message.value = word_of(exec.at("value"));
    message.input = input;
    return message;
}

std::string judge(const json::object& test, const machine::CallResult& result, state::Journal& journal,
                  state::MemoryState state) {
    if (!test.contains("post")) return result.is_success() ? "ended well, expected a halt" : "";
    if (!result.is_success()) return "ended with " + std::string{name_of(result.status)};
    if (static_cast<uint64_t>(result.gas_left) != number_of(test.at("gas")))
        return "gas left is " + std::to_string(result.gas_left);
    if (to_bytes(result.output) != hex_bytes(test.at("out")))
        return "output is " + to_hex_prefixed(result.output);
    if (crypto::keccak256(block::encode_logs(journal.logs())) != hash_of_text(test.at("logs")))
        return "the logs differ";
    journal.finish_transaction();
    state.apply(journal.diff());
    return first_difference(read_accounts(test.at("post").as_object()), state);
}

std::string check(const json::object& test, machine::CodeCache& codes, const CaseLog& log) {
    std::ostream* const trace = log.trace();
    const json::object& exec = test.at("exec").as_object();
    auto state = read_accounts(test.at("pre").as_object());
    state.set_code(address_of(exec.at("address")), hex_bytes(exec.at("code")));
    state::Journal journal{state, Revision::Frontier};
    journal.begin_transaction();
    tracing::StepRecorder recorder{
        {}, [trace](const tracing::Step& step) { *trace << format_step(step) << '\n'; }};
    vm::Vm machine{read_config(test, log.engine()), journal, codes, trace == nullptr ? nullptr : &recorder};
    const Bytes input = hex_bytes(exec.at("data"));
    const machine::Message message = read_message(exec, input);
    const machine::CallResult result = machine.call(message);
    if (trace != nullptr)
        *trace << tracing::format_summary({.output = result.output,
                                           .gas_used = message.gas - result.gas_left,
                                           .passed = result.is_success(),
                                           .fork = isa::name_of(Revision::Frontier)})
               << '\n';
    return judge(test, result, journal, state);
}

}  // namespace

void run_vm(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    machine::CodeCache codes;
    for (const auto& [name, test] : document.as_object())
        if (log.wants(name)) log.note(name, check(test.as_object(), codes, log));
}

}  // namespace deed::conformance
