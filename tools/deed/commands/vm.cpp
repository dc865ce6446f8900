#include "vm/vm.hpp"

#include <iostream>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/deed/console.hpp"
#include "tools/deed/jit_options.hpp"
#include "vm/base/hex.hpp"
#include "vm/isa/disassembler.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/tracing/step_recorder.hpp"

namespace deed::tools {
namespace {

/// Who calls, and where the code is put: any two accounts would do.
constexpr Address kCaller{{0xca}};
constexpr Address kContract{{0xc0}};

/// The command line as given.
struct Options {
    std::string code;
    std::string input;
    std::string gas = "30000000";
    std::string value = "0";
    std::string revision{isa::name_of(isa::kLatestRevision)};
    bool trace = false;
    bool trace_memory = false;
    std::string trace_to = "stderr";
    JitOptions jit;
};

/// What to run.
struct Task {
    Bytes code;
    Bytes input;
    int64_t gas;
    Uint256 value;
    isa::Revision revision;
};

Bytes parse_bytes(const std::string& option, const std::string& text) {
    auto bytes = from_hex(text);
    if (!bytes)
        throw CommandError{ExitCode::BadUsage,
                           option + ": \"" + text + "\" is not hexadecimal with an even number of digits"};
    return *std::move(bytes);
}

Uint256 parse_number(const std::string& option, const std::string& text) {
    const auto number = parse_uint256(text);
    if (!number)
        throw CommandError{
            ExitCode::BadUsage,
            option + ": \"" + text + "\" is not a number below 2^256 (decimal, or 0x and hexadecimal)"};
    return *number;
}

int64_t parse_gas(const std::string& text) {
    const Uint256 gas = parse_number("--gas", text);
    constexpr auto kMost = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (gas > Uint256{kMost}) throw CommandError{ExitCode::BadUsage, "--gas: must be below 2^63"};
    return static_cast<int64_t>(gas[0]);
}

isa::Revision parse_revision(const std::string& text) {
    if (const auto revision = isa::find_revision(text)) return *revision;
    std::string known;
    for (size_t i = 0; i < isa::kRevisionCount; ++i)
        known.append(i == 0 ? "" : ", ").append(isa::name_of(static_cast<isa::Revision>(i)));
    throw CommandError{ExitCode::BadUsage, "--revision: \"" + text + "\" is unknown; there are " + known};
}

Task parse(const Options& options) {
    return {parse_bytes("--code", options.code), parse_bytes("--input", options.input),
            parse_gas(options.gas), parse_number("--value", options.value), parse_revision(options.revision)};
}

/// How the run ended; the output is borrowed.
struct Ending {
    machine::CallResult result;
    int64_t gas_used;
};

void report(const Ending& ending, const Task& task, const state::Journal& journal, Console& console) {
    const auto& [result, gas_used] = ending;
    console.say("status    " + std::string{machine::name_of(result.status)});
    console.say("gas used  " + std::to_string(gas_used));
    console.say("gas left  " + std::to_string(result.gas_left));
    console.say("output    " + to_hex_prefixed(result.output));
    console.report(boost::json::object{{"status", machine::name_of(result.status)},
                                       {"success", result.is_success()},
                                       {"gasUsed", gas_used},
                                       {"gasLeft", result.gas_left},
                                       {"gasRefund", journal.refund()},
                                       {"output", to_hex_prefixed(result.output)},
                                       {"revision", isa::name_of(task.revision)}});
    if (!result.is_success()) console.exit_code = ExitCode::Failed;
}

void run(const Options& options, Console& console) {
    const Task task = parse(options);
    state::MemoryState state;
    state.set_account(kCaller, {.nonce = 1, .balance = task.value});
    state.set_code(kContract, task.code);
    state::Journal journal{state, task.revision};
    journal.begin_transaction();
    journal.access_account(kCaller);
    journal.access_account(kContract);

    std::ostream& trace = options.trace_to == "stdout" ? std::cout : std::cerr;
    tracing::StepRecorder recorder{{.memory = options.trace_memory},
                                   [&](const tracing::Step& step) { trace << format_step(step) << '\n'; }};
    machine::CodeCache codes;
    const auto native = options.jit.make_engine(user_jit_cache());
    vm::Vm machine{
        {.revision = task.revision, .transaction = {.origin = kCaller}, .engine = native->engine()},
        journal,
        codes,
        options.trace ? &recorder : nullptr};
    const auto result = machine.call({.gas = task.gas,
                                      .recipient = kContract,
                                      .sender = kCaller,
                                      .code_address = kContract,
                                      .value = task.value,
                                      .input = task.input});

    const Ending ending{result, task.gas - result.gas_left};
    if (options.trace)
        trace << tracing::format_summary({.output = result.output,
                                          .gas_used = ending.gas_used,
                                          .passed = result.is_success(),
                                          .fork = isa::name_of(task.revision)})
              << '\n';
    report(ending, task, journal, console);
}

void disassemble(const std::string& text, Console& console) {
    const Bytes code = parse_bytes("--code", text);
    boost::json::array instructions;
    for (const auto& instruction : isa::disassemble(code)) {
        console.say(isa::format(instruction));
        instructions.push_back({{"offset", instruction.offset},
                                {"name", isa::info(instruction.op).name},
                                {"immediate", to_hex_prefixed(instruction.immediate)}});
    }
    console.report(instructions);
}

}  // namespace

void add_vm(CLI::App& root, Console& console) {
    auto* const vm = root.add_subcommand("vm", "Work with the machine directly");
    vm->require_subcommand(1);
    auto* const command = vm->add_subcommand("run", "Run bytecode and print how it ended");
    const auto options = std::make_shared<Options>();
    command->add_option("--code", options->code, "The bytecode, hexadecimal")->required();
    command->add_option("--input", options->input, "The call data, hexadecimal");
    command->add_option("--gas", options->gas, "Gas to run with")->capture_default_str();
    command->add_option("--value", options->value, "Wei that the call carries")->capture_default_str();
    command->add_option("--revision", options->revision, "The rules to run under")->capture_default_str();
    command->add_flag("--trace", options->trace,
                      "Print every instruction as EIP-3155 has it, a JSON object a line");
    command->add_flag("--trace-memory", options->trace_memory,
                      "With --trace: the memory before every instruction");
    command->add_option("--trace-to", options->trace_to, "With --trace: where to")
        ->check(CLI::IsMember({"stderr", "stdout"}))
        ->capture_default_str();
    options->jit.add_to(*command);
    command->callback([options, &console] { run(*options, console); });

    auto* const reader = vm->add_subcommand("disassemble", "Print bytecode as instructions");
    const auto code = std::make_shared<std::string>();
    reader->add_option("--code", *code, "The bytecode, hexadecimal")->required();
    reader->callback([code, &console] { disassemble(*code, console); });
}

}  // namespace deed::tools
