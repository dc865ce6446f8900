// The machine on the public EVM benchmark programs: gas per second, and how many times faster than the
// fastest interpreter known (evmone's baseline, c8d6705, measured on 2 vCPU of a Zen 5 EPYC; the two
// calibration figures at the top tell how this processor compares; its snailtracer left one slot written,
// hence 19200 gas less than here). Code is analysed before the clock starts; state is put back after every
// run.

#include "tests/bench/evm_programs.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed {
namespace {

void register_programs(interpreter::Form form, const std::string& suffix) {
    for (const bench::Anchor& anchor : bench::anchors()) {
        const auto test = bench::read_test(anchor);
        if (!test) continue;
        const std::string group = anchor.group + suffix;
        const std::string name = group + "/" + anchor.program + "/" + anchor.input;
        benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
            interpreter::Interpreter engine{form};
            bench::run_program(state, group, anchor, *test, engine);
        });
    }
    const std::string group = "main" + suffix;
    benchmark::RegisterBenchmark((group + "/geometric_mean").c_str(), [=](benchmark::State& state) {
        bench::report_geometric_mean(state, group);
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
