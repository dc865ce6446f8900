// The machine on the public EVM benchmark programs: gas per second, and how many times faster than the
// fastest interpreter known (evmone's baseline, c8d6705, measured on 2 vCPU of a Zen 5 EPYC; the two
// calibration figures at the top tell how this processor compares; its snailtracer left one slot written,
// hence 19200 gas less than here). Code is analysed before the clock starts; state is put back after every
// run.

#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <benchmark/benchmark.h>
#include <boost/json.hpp>

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed {
namespace {

constexpr int64_t kGasLimit = 1'000'000'000;

/// A program with one of its inputs, and what is known about the run.
struct Anchor {
    const char* group;
    const char* program;
    const char* input;  ///< the label in the file
    int64_t gas;        ///< used by the code alone
    double evmone_us;
};

constexpr Anchor kAnchors[]{
    {"main", "blake2b_huff", "8415nulls", 879923, 465},
    {"main", "blake2b_huff", "empty", 13984, 7.59},
    {"main", "blake2b_shifts", "8415nulls", 12043105, 4713},
    {"main", "sha1_divs", "5311", 3000286, 3019},
    {"main", "sha1_divs", "empty", 36454, 37.2},
    {"main", "sha1_shifts", "5311", 2898473, 1682},
    {"main", "sha1_shifts", "empty", 35234, 20.2},
    {"main", "snailtracer", "benchmark", 234934968, 22278},
    {"main", "structarray_alloc", "nfts_rank", 1737676, 322},
    {"main", "swap_math", "received", 3505, 1.61},
    {"main", "swap_math", "spent", 3179, 1.39},
    {"main", "swap_math", "insufficient_liquidity", 2232, 0.97},
    {"main", "weierstrudel", "1", 47561, 108},
    {"main", "weierstrudel", "15", 598273, 1134},
    {"micro", "JUMPDEST_n0", "empty", 527598, 519},
    {"micro", "jump_around", "empty", 49153, 9.1},
    {"micro", "loop_with_many_jumpdests", "empty", 7987882, 7784},
    {"micro", "memory_grow_mload", "nogrow", 57356, 36},
    {"micro", "memory_grow_mload", "by1", 57772, 39},
    {"micro", "memory_grow_mload", "by16", 71700, 47},
    {"micro", "memory_grow_mload", "by32", 102409, 58},
    {"micro", "memory_grow_mstore", "nogrow", 61452, 43},
    {"micro", "memory_grow_mstore", "by1", 61868, 45},
    {"micro", "memory_grow_mstore", "by16", 75796, 49},
    {"micro", "memory_grow_mstore", "by32", 106505, 53},
    {"micro", "signextend", "zero", 96066, 35.6},
    {"micro", "signextend", "one", 96066, 35.2},
};

/// A program ready to run again and again.
class Program {
  public:
    Program(const boost::json::object& test, size_t index, machine::Engine& engine)
        : journal_(state_, isa::Revision::Istanbul) {
        const auto& transaction = test.at("transaction").as_object();
        for (const auto& [address, entry] : test.at("pre").as_object())
            put_account(address, entry.as_object());
        input_ = from_hex(text(transaction.at("data").as_array().at(index))).value();
        message_ = {.gas = kGasLimit,
                    .recipient = address_from_hex(text(transaction.at("to"))).value(),
                    .sender = address_from_hex(text(transaction.at("sender"))).value(),
                    .input = input_};
        message_.code_address = message_.recipient;
        machine_ = std::make_unique<vm::Vm>(
            vm::VmConfig{.revision = isa::Revision::Istanbul, .engine = &engine}, journal_, codes_);
        journal_.begin_transaction();
    }

    /// Runs once and undoes what the run did.
    machine::CallResult run() {
        const auto checkpoint = journal_.checkpoint();
        const auto result = machine_->call(message_);
        journal_.rollback(checkpoint);
        return result;
    }

  private:
    static std::string_view text(const boost::json::value& value) { return value.as_string(); }

    void put_account(std::string_view address_text, const boost::json::object& entry) {
        const Address address = address_from_hex(address_text).value();
        state_.set_account(address,
                           {.nonce = 0, .balance = parse_uint256(text(entry.at("balance"))).value()});
        state_.set_code(address, from_hex(text(entry.at("code"))).value());
        for (const auto& [slot, value] : entry.at("storage").as_object())
            state_.set_storage(address, parse_uint256(slot).value(), parse_uint256(text(value)).value());
    }

    state::MemoryState state_;
    state::Journal journal_;
    machine::CodeCache codes_;
    Bytes input_;
    machine::Message message_;
    std::unique_ptr<vm::Vm> machine_;
};

/// Logarithms of the speed-ups measured so far in this process, by group and form.
std::map<std::string, std::map<std::string, double>>& speed_ups() {
    static std::map<std::string, std::map<std::string, double>> by_group;
    return by_group;
}

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void run_program(benchmark::State& state, const std::string& group, const Anchor& anchor,
                 const boost::json::object& test, size_t index, interpreter::Form form) {
    interpreter::Interpreter engine{form};
    Program program{test, index, engine};
    const auto first = program.run();
    const int64_t gas_used = kGasLimit - first.gas_left;
    if (!first.is_success()) return state.SkipWithError("the program failed");
    if (gas_used != anchor.gas) return state.SkipWithError(("gas used: " + std::to_string(gas_used)).c_str());

    const double begin = processor_seconds();
    for (auto _ : state) benchmark::DoNotOptimize(program.run());
    const double seconds = (processor_seconds() - begin) / static_cast<double>(state.iterations());

    const double speed_up = anchor.evmone_us * 1e-6 / seconds;
    speed_ups()[group][std::string{anchor.program} + anchor.input] = std::log(speed_up);
    state.counters["gas"] = static_cast<double>(gas_used);
    state.counters["gas/s"] = static_cast<double>(gas_used) / seconds;
    state.counters["vs_evmone"] = speed_up;
}

void report_geometric_mean(benchmark::State& state, const std::string& group) {
    double sum = 0;
    for (const auto& [name, logarithm] : speed_ups()[group]) sum += logarithm;
    for (auto _ : state) benchmark::DoNotOptimize(sum);
    state.counters["vs_evmone"] = std::exp(sum / static_cast<double>(speed_ups()[group].size()));
}

std::optional<boost::json::object> read_test(const Anchor& anchor) {
    const auto path =
        std::filesystem::path{DEED_BENCHMARKS} / anchor.group / (std::string{anchor.program} + ".json");
    std::ifstream file{path};
    if (!file) return std::nullopt;
    std::ostringstream content;
    content << file.rdbuf();
    return boost::json::parse(content.str()).as_object().at(anchor.program).as_object();
}

size_t find_input(const boost::json::object& test, std::string_view label) {
    for (const auto& [index, name] : test.at("_info").at("labels").as_object())
        if (name.as_string() == label) return std::stoul(std::string{index});
    DEED_ASSERT(false);
    return 0;
}

void register_programs(interpreter::Form form, const std::string& suffix) {
    for (const Anchor& anchor : kAnchors) {
        const auto test = read_test(anchor);
        if (!test) continue;
        const std::string group = anchor.group + suffix;
        const std::string name = group + "/" + anchor.program + "/" + anchor.input;
        benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
            run_program(state, group, anchor, *test, find_input(*test, anchor.input), form);
        });
    }
    const std::string group = "main" + suffix;
    benchmark::RegisterBenchmark((group + "/geometric_mean").c_str(), [=](benchmark::State& state) {
        report_geometric_mean(state, group);
    })->Iterations(1);
}

// Calls.

constexpr Address kCaller{{0xca}};
constexpr Address kCallee{{0xce}};

/// A machine with one contract, kCallee.
struct Contract {
    explicit Contract(std::string_view code)
        : journal(state, isa::kLatestRevision), machine({}, journal, codes) {
        state.set_code(kCallee, from_hex(code).value());
        journal.begin_transaction();
    }

    machine::CallResult call(int64_t gas) {
        return machine.call({.gas = gas, .recipient = kCallee, .sender = kCaller, .code_address = kCallee});
    }

    state::MemoryState state;
    state::Journal journal;
    machine::CodeCache codes;
    vm::Vm machine;
};

/// A call of a contract whose code is STOP.
void empty_call(benchmark::State& state) {
    Contract contract{"00"};
    for (auto _ : state) benchmark::DoNotOptimize(contract.call(100'000));
}

/// The same with a machine made for one call, as a request for a simulation makes it.
void machine_of_its_own(benchmark::State& state) {
    Contract contract{"00"};
    for (auto _ : state) {
        vm::Vm machine{{}, contract.journal, contract.codes};
        benchmark::DoNotOptimize(
            machine.call({.gas = 100'000, .recipient = kCallee, .sender = kCaller, .code_address = kCallee}));
    }
}

/// A contract that calls itself until the depth of 1024 is reached, with all gas it may pass on.
void depth_1024(benchmark::State& state) {
    // PUSH0 x5, ADDRESS, GAS, CALL
    Contract contract{"5f5f5f5f5f305af1"};
    benchmark::DoNotOptimize(contract.call(int64_t{1} << 50));  // makes the frames
    for (auto _ : state) benchmark::DoNotOptimize(contract.call(int64_t{1} << 50));
    state.SetItemsProcessed(state.iterations() * (isa::kCallDepthLimit + 1));
}

// Calibration.

void keccak256_of_32_bytes(benchmark::State& state) {
    Hash hash{};
    for (auto _ : state) benchmark::DoNotOptimize(hash = crypto::keccak256(hash));
}

void multiply_256(benchmark::State& state) {
    Uint256 product = Uint256::max() - 58;
    const Uint256 factor = product;
    for (auto _ : state) benchmark::DoNotOptimize(product = product * factor);
}

const bool kRegistered = [] {
    benchmark::RegisterBenchmark("calibration/keccak256_32", keccak256_of_32_bytes);
    benchmark::RegisterBenchmark("calibration/multiply_256", multiply_256);
    register_programs(interpreter::fastest_form(), "");
    register_programs(interpreter::Form::Loop, "_loop");
    benchmark::RegisterBenchmark("call/empty", empty_call);
    benchmark::RegisterBenchmark("call/machine_of_its_own", machine_of_its_own);
    benchmark::RegisterBenchmark("call/depth_1024", depth_1024);
    return true;
}();

}  // namespace
}  // namespace deed
