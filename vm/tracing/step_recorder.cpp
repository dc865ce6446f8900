#include "vm/tracing/step_recorder.hpp"

#include <algorithm>

#include "vm/base/hex.hpp"

namespace deed::tracing {

using machine::Frame;
using machine::Status;

namespace {

/// Writes the members of one JSON object. Names and texts are plain ASCII of ours: nothing needs escaping.
class ObjectWriter {
  public:
    ObjectWriter& number(std::string_view name, uint64_t value) { return raw(name, std::to_string(value)); }
    ObjectWriter& boolean(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
    ObjectWriter& text(std::string_view name, std::string_view value) {
        return raw(name, '"' + std::string{value} + '"');
    }
    ObjectWriter& quantity(std::string_view name, int64_t value) {
        return text(name, to_quantity(static_cast<uint64_t>(std::max<int64_t>(value, 0))));
    }
    ObjectWriter& bytes(std::string_view name, BytesView value) { return text(name, to_hex_prefixed(value)); }
    ObjectWriter& raw(std::string_view name, std::string_view value) {
        text_ += text_.empty() ? "{\"" : ",\"";
        text_.append(name).append("\":").append(value);
        return *this;
    }
    [[nodiscard]] std::string finish() const { return text_ + '}'; }

  private:
    std::string text_;
};

std::string format_stack(const std::vector<Uint256>& stack) {
    std::string text = "[";
    for (const Uint256& word : stack) {
        if (text.size() > 1) text += ',';
        text.append("\"").append(to_quantity(word)).append("\"");
    }
    return text + ']';
}

/// What SLOAD reads is known when it has run.
void note_slot(const Frame& frame, isa::Op op, Step& step) {
    const auto stack = frame.stack();
    if (op == isa::Op::SLOAD && !stack.empty()) step.slot.emplace(stack.back(), Uint256{});
    if (op == isa::Op::SSTORE && stack.size() >= 2) step.slot.emplace(stack.back(), stack[stack.size() - 2]);
}

bool is_failure(Status status) {
    return status != Status::Running && status != Status::Success && status != Status::Revert;
}

}  // namespace

void StepRecorder::on_enter(const machine::Message&) {
    // The instruction that makes this call has paid all it is going to pay.
    if (current_) finish(frame_->gas);
}

void StepRecorder::on_exit(const machine::Message&, const machine::CallResult&) {}

void StepRecorder::on_step(const Frame& frame, isa::Op op) {
    frame_ = &frame;
    Step& step = current_.emplace();
    step.pc = frame.pc;
    step.op = op;
    step.gas = frame.gas;
    step.depth = frame.message->depth + 1;
    step.contract = frame.message->recipient;
    note_slot(frame, op, step);
    step.refund = frame.host().refund();
    step.memory_size = frame.memory.size();
    if (detail_.stack) step.stack.assign(frame.stack().begin(), frame.stack().end());
    if (detail_.memory) step.memory = to_bytes(frame.memory.view(0, frame.memory.size()));
    if (detail_.return_data) step.return_data = to_bytes(frame.return_data);
}

void StepRecorder::on_step_end(const Frame& frame, isa::Op op, Status status) {
    if (!current_) return;
    if (status != Status::Running) current_->slot.reset();
    if (current_->slot && op == isa::Op::SLOAD) current_->slot->second = frame.stack().back();
    if (is_failure(status)) current_->failure = status;
    finish(frame.gas);
}

void StepRecorder::finish(int64_t gas_after) {
    current_->gas_cost = current_->gas - gas_after;
    sink_(std::move(*current_));
    current_.reset();
}

std::string format_step(const Step& step) {
    const std::string_view name = isa::info(step.op).name;
    ObjectWriter line;
    line.number("pc", step.pc)
        .number("op", static_cast<uint64_t>(step.op))
        .quantity("gas", step.gas)
        .quantity("gasCost", step.gas_cost)
        .number("memSize", step.memory_size)
        .raw("stack", format_stack(step.stack))
        .number("depth", static_cast<uint64_t>(step.depth))
        .bytes("returnData", step.return_data)
        .quantity("refund", step.refund)
        .text("opName", name.empty() ? "UNDEFINED" : name);
    if (!step.memory.empty()) line.bytes("memory", step.memory);
    if (step.failure) line.text("error", describe(*step.failure));
    return line.finish();
}

std::string format_summary(const Summary& summary) {
    ObjectWriter line;
    if (summary.state_root) line.bytes("stateRoot", *summary.state_root);
    line.bytes("output", summary.output)
        .quantity("gasUsed", summary.gas_used)
        .boolean("pass", summary.passed)
        .text("fork", summary.fork);
    return line.finish();
}

}  // namespace deed::tracing
