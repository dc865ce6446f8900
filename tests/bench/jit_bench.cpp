// Compiled code on the public EVM benchmark programs and on tight loops, and what compiling them costs. The
// clock of a program starts when its code has been compiled; see interpreter_bench.cpp for the anchors.

#include <map>
#include <memory>

#include "tests/bench/evm_programs.hpp"
#include "tests/vm/instructions/fake_host.hpp"
#include "vm/base/hex.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/jit/compile.hpp"
#include "vm/jit/link.hpp"

namespace deed {
namespace {

/// Compiles each code when it runs for the first time.
class Compiled final : public machine::Engine {
  public:
    Compiled(jit::Tier tier, std::shared_ptr<jit::Linker> linker) : tier_(tier), linker_(std::move(linker)) {}

    machine::Status run(machine::Frame& frame) noexcept override {
        const auto status = program_of(frame).entry()(&frame);
        if (status != machine::Status::Running) return status;
        left_ += 1;
        return interpreter::run(frame, interpreter::fastest_form());
    }

    /// Frames that went over to the interpreter.
    [[nodiscard]] size_t left() const { return left_; }

  private:
    jit::Program& program_of(const machine::Frame& frame) {
        if (last_ != nullptr && last_begin_ == frame.code_begin) return *last_;
        const BytesView bytes{frame.code_begin, frame.code_size};
        auto found = programs_.find(to_bytes(bytes));
        if (found == programs_.end()) {
            const auto object = jit::compile(machine::Code{bytes}, frame.revision(), tier_, {});
            found = programs_.emplace(to_bytes(bytes), linker_->link(object.value().bytes).value()).first;
        }
        last_begin_ = frame.code_begin;
        return *(last_ = &found->second);
    }

    jit::Tier tier_;
    std::shared_ptr<jit::Linker> linker_;
    size_t left_ = 0;
    const uint8_t* last_begin_ = nullptr;
    jit::Program* last_ = nullptr;
    std::map<Bytes, jit::Program> programs_;
};

void compile_code(benchmark::State& state, BytesView bytes, jit::Tier tier) {
    const machine::Code code{bytes};
    jit::Statistics statistics;
    size_t size = 0;
    for (auto _ : state) {
        const auto object = jit::compile(code, isa::Revision::Istanbul, tier, {});
        statistics = object.value().statistics;
        size = object.value().bytes.size();
    }
    using benchmark::Counter;
    state.counters["s/byte"] =
        Counter(static_cast<double>(bytes.size()), Counter::kIsIterationInvariantRate | Counter::kInvert);
    state.counters["code"] = static_cast<double>(bytes.size());
    state.counters["object"] = static_cast<double>(size);
    state.counters["instructions"] = static_cast<double>(statistics.instructions);
    state.counters["regions"] = static_cast<double>(statistics.regions);
    state.counters["jumps"] = static_cast<double>(statistics.jumps);
    state.counters["resolved"] = static_cast<double>(statistics.resolved_jumps);
}

Bytes code_of(const boost::json::object& test) {
    const auto& to = test.at("transaction").at("to").as_string();
    return from_hex(std::string_view{test.at("pre").at(to).at("code").as_string()}).value();
}

// Tight loops.

struct Loop {
    const char* name;
    const char* hex;
};

constexpr Loop kLoops[]{
    // Counts down from 1,000,000: seven instructions a turn.
    {"counter", "620f42405b600190038060045700"},
    // Of each number down from 100,000, three times its half is added to a word in memory.
    {"mix", "620186a05b8060030260011c5f51015f52600190038060045700"},
    // The loops of evmone's synthetic benchmarks, which took its baseline interpreter 2.67 and 2.62 µs: down
    // from
    // 255 by adding -1, and up from -255. 255 turns of six instructions, 5868 gas.
    {"down", "60ff5b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff018060025700"},
    {"up", "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff015b6001018060215700"},
};

void run_loop(benchmark::State& state, const Loop& loop, machine::Engine& engine) {
    constexpr int64_t kGas = int64_t{1} << 40;
    machine::FakeWorld world{isa::kLatestRevision, from_hex(loop.hex).value(), {}, kGas};
    for (auto _ : state) {
        world.frame.begin(world.environment, world.message, world.code);
        if (engine.run(world.frame) != machine::Status::Success)
            return state.SkipWithError("the loop failed");
    }
    state.counters["gas/s"] = benchmark::Counter(static_cast<double>(kGas - world.frame.gas),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

void register_loops(const std::string& name, std::shared_ptr<machine::Engine> engine) {
    for (const Loop& loop : kLoops)
        benchmark::RegisterBenchmark((name + "/loop/" + loop.name).c_str(),
                                     [=](benchmark::State& state) { run_loop(state, loop, *engine); });
}

void register_tier(jit::Tier tier, const std::string& name, const std::shared_ptr<jit::Linker>& linker) {
    std::string last;
    for (const bench::Anchor& anchor : bench::anchors()) {
        const auto test = bench::read_test(anchor);
        if (!test) continue;
        const std::string group = name + "/" + anchor.group;
        benchmark::RegisterBenchmark((group + "/" + anchor.program + "/" + anchor.input).c_str(),
                                     [=](benchmark::State& state) {
                                         Compiled engine{tier, linker};
                                         bench::run_program(state, group, anchor, *test, engine);
                                         state.counters["left"] = static_cast<double>(engine.left());
                                     });
        if (last == anchor.program) continue;
        last = anchor.program;
        benchmark::RegisterBenchmark(
            (name + "/compile/" + anchor.program).c_str(),
            [=](benchmark::State& state) { compile_code(state, code_of(*test), tier); })
            ->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark((name + "/main/geometric_mean").c_str(), [=](benchmark::State& state) {
        bench::report_geometric_mean(state, name + "/main");
    })->Iterations(1);
    register_loops(name, std::make_shared<Compiled>(tier, linker));
}

const bool kRegistered = [] {
    const auto linker = std::make_shared<jit::Linker>();
    register_tier(jit::Tier::Fast, "fast", linker);
    register_tier(jit::Tier::Optimised, "optimised", linker);
    register_loops("interpreter", std::make_shared<interpreter::Interpreter>(interpreter::fastest_form()));
    return true;
}();

}  // namespace
}  // namespace deed
