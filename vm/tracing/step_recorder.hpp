#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vm/machine/tracer.hpp"

namespace deed::tracing {

/// One instruction as it was about to run, and what it did to the gas.
struct Step {
    uint64_t pc = 0;
    isa::Op op{};
    int64_t gas = 0;       ///< before the instruction
    int64_t gas_cost = 0;  ///< of a call, with the gas passed on
    int32_t depth = 0;     ///< 1 for the transaction's own frame, as EIP-3155 counts
    int64_t refund = 0;    ///< the transaction's counter so far
    uint64_t memory_size = 0;
    std::vector<Uint256> stack;  ///< bottom first
    Bytes memory;                ///< empty unless asked for
    Bytes return_data;           ///< of the frame's latest call
    Address contract;            ///< whose storage the code works on
    /// The slot that SLOAD or SSTORE named, and the word there afterwards.
    std::optional<std::pair<Uint256, Uint256>> slot;
    std::optional<machine::Status> failure;  ///< when the instruction ended the frame exceptionally
};

/// What a step holds beyond the numbers.
struct StepDetail {
    bool stack = true;
    bool memory = false;
    bool return_data = true;
};

/// Hands over every instruction as a value, in the order they began.
class StepRecorder final : public machine::Tracer {
  public:
    using Sink = std::function<void(Step step)>;

    StepRecorder(StepDetail detail, Sink sink) : detail_(detail), sink_(std::move(sink)) {}

    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message& message, const machine::CallResult& result) override;
    void on_step(const machine::Frame& frame, isa::Op op) override;
    void on_step_end(const machine::Frame& frame, isa::Op op, machine::Status status) override;

  private:
    void finish(int64_t gas_after);

    StepDetail detail_;
    Sink sink_;
    std::optional<Step> current_;  ///< begun and not handed over
    const machine::Frame* frame_ = nullptr;
};

/// One line of JSON without the line end, as EIP-3155 writes a step.
[[nodiscard]] std::string format_step(const Step& step);

/// How a traced run ended.
struct Summary {
    std::optional<Hash> state_root;
    BytesView output;
    int64_t gas_used = 0;
    bool passed = false;
    std::string_view fork;
};
/// The last line of an EIP-3155 trace.
[[nodiscard]] std::string format_summary(const Summary& summary);

}  // namespace deed::tracing
