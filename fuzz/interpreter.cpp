#include "vm/interpreter/interpreter.hpp"

#include <algorithm>

#include "fuzz/observation.hpp"

// Arbitrary code under every revision, with gas for a few hundred instructions and then with the gas swept
// around what it used: the tail form against the loop form, and where there is no tail form
// (AddressSanitizer), the loop form against the traced loop. Status, gas, output, logs, refund, access lists
// and state must be the same.

namespace {

using namespace deed;
using fuzz::Observation;
using fuzz::observe;

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

/// Runs both forms and returns the gas that was used.
int64_t compare(const state::MemoryState& state, const Input& input, int64_t gas) {
    static interpreter::Interpreter tail{interpreter::Form::Tail};
    static interpreter::Interpreter loop{interpreter::Form::Loop};
    static Indifferent tracer;

    const bool has_tail = interpreter::has_tail_form();
    machine::CodeCache codes;
    const fuzz::Call call{input.revision, gas, input.call_data};
    const Observation one =
        observe(state, call, codes, has_tail ? &tail : nullptr, has_tail ? nullptr : &tracer);
    const Observation other = observe(state, call, codes, &loop);
    DEED_ASSERT(one == other);
    DEED_ASSERT(one.gas_left >= 0 && one.gas_left <= gas);
    return gas - one.gas_left;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Input input = parse({data, size});
    const state::MemoryState state = fuzz::make_state(input.first_code, input.second_code);

    const int64_t used = compare(state, input, input.gas);
    for (const int64_t less : {1, 2, 3, 100})
        if (used >= less) compare(state, input, used - less);
    return 0;
}
