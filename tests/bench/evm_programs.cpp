#include "tests/bench/evm_programs.hpp"

#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "vm/base/hex.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::bench {
namespace {

constexpr int64_t kGasLimit = 1'000'000'000;

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

size_t find_input(const boost::json::object& test, std::string_view label) {
    for (const auto& [index, name] : test.at("_info").at("labels").as_object())
        if (name.as_string() == label) return std::stoul(std::string{index});
    DEED_ASSERT(false);
    return 0;
}

}  // namespace

std::span<const Anchor> anchors() {
    return kAnchors;
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

void run_program(benchmark::State& state, const std::string& group, const Anchor& anchor,
                 const boost::json::object& test, machine::Engine& engine) {
    Program program{test, find_input(test, anchor.input), engine};
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

}  // namespace deed::bench
