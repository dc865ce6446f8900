#include "vm/interpreter/interpreter.hpp"

#include <algorithm>

#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

// Arbitrary code under every revision, with gas for a few hundred instructions and then with the gas swept
// around what it used: the tail form against the loop form, and where there is no tail form
// (AddressSanitizer), the loop form against the traced loop. Status, gas, output, logs, refund, access lists
// and state must be the same.

namespace {

using namespace deed;

constexpr Address kCaller{{0xca}};
constexpr Address kFirst{{0xc1}};
constexpr Address kSecond{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0}};  // easily pushed

/// How an input is read: two bytes of choices, then call data, a first and a second contract.
struct Input {
    isa::Revision revision{};
    int64_t gas = 0;
    BytesView call_data;
    BytesView first_code;
    BytesView second_code;
};

Input parse(BytesView bytes) {
    Input input;
    if (bytes.size() < 4) return input;
    input.revision = static_cast<isa::Revision>(bytes[0] % isa::kRevisionCount);
    input.gas = int64_t{bytes[1]} * bytes[1];
    const size_t data_size = std::min<size_t>(bytes[2], bytes.size() - 4);
    const size_t second_size = std::min<size_t>(bytes[3], bytes.size() - 4 - data_size);
    input.call_data = bytes.subspan(4, data_size);
    input.second_code = bytes.subspan(4 + data_size, second_size);
    input.first_code = bytes.subspan(4 + data_size + second_size);
    return input;
}

/// A tracer that only makes the traced loop run.
class Indifferent final : public machine::Tracer {
  public:
    void on_enter(const machine::Message&) override {}
    void on_exit(const machine::Message&, const machine::CallResult&) override {}
    void on_step(const machine::Frame&, isa::Op) override {}
    void on_step_end(const machine::Frame&, isa::Op, machine::Status) override {}
};

/// Everything that can be seen of a run.
struct Outcome {
    machine::Status status;
    int64_t gas_left;
    Bytes output;
    std::vector<state::Log> logs;
    int64_t refund;
    std::vector<isa::Access> accesses;
    state::StateDiff difference;

    bool operator==(const Outcome&) const = default;
};

std::vector<isa::Access> probe_accesses(state::Journal& journal) {
    std::vector<isa::Access> accesses;
    for (const Address& address : {kCaller, kFirst, kSecond, Address{}}) {
        accesses.push_back(journal.access_account(address));
        for (uint64_t slot = 0; slot < 4; ++slot) accesses.push_back(journal.access_slot(address, slot));
    }
    return accesses;
}

Outcome run(const state::MemoryState& state, const Input& input, int64_t gas, machine::Engine* engine,
            machine::Tracer* tracer) {
    state::Journal journal{state, input.revision};
    journal.begin_transaction();
    machine::CodeCache codes;
    vm::Vm machine{{.revision = input.revision,
                    .block = {.number = 300, .timestamp = 1000, .gas_limit = 1'000'000},
                    .transaction = {.origin = kCaller, .gas_price = 3},
                    .engine = engine},
                   journal,
                   codes,
                   tracer};
    const auto result = machine.call({.gas = gas,
                                      .recipient = kFirst,
                                      .sender = kCaller,
                                      .code_address = kFirst,
                                      .value = 1,
                                      .input = input.call_data});
    Outcome outcome{result.status,
                    result.gas_left,
                    to_bytes(result.output),
                    journal.logs(),
                    journal.refund(),
                    probe_accesses(journal),
                    {}};
    journal.finish_transaction();
    outcome.difference = journal.diff();
    return outcome;
}

/// Runs both forms and returns the gas that was used.
int64_t compare(const state::MemoryState& state, const Input& input, int64_t gas) {
    static interpreter::Interpreter tail{interpreter::Form::Tail};
    static interpreter::Interpreter loop{interpreter::Form::Loop};
    static Indifferent tracer;

    const bool has_tail = interpreter::has_tail_form();
    const Outcome one = run(state, input, gas, has_tail ? &tail : nullptr, has_tail ? nullptr : &tracer);
    const Outcome other = run(state, input, gas, &loop, nullptr);
    DEED_ASSERT(one == other);
    DEED_ASSERT(one.gas_left >= 0 && one.gas_left <= gas);
    return gas - one.gas_left;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Input input = parse({data, size});
    state::MemoryState state;
    state.set_account(kCaller, {.nonce = 1, .balance = 1'000'000});
    state.set_code(kFirst, input.first_code);
    state.set_code(kSecond, input.second_code);
    state.set_storage(kFirst, 1, 7);

    const int64_t used = compare(state, input, input.gas);
    for (const int64_t less : {1, 2, 3, 100})
        if (used >= less) compare(state, input, used - less);
    return 0;
}
