#include "vm/tracing/call_recorder.hpp"

#include <utility>

namespace deed::tracing {
namespace {

using isa::Op;
using machine::CallKind;

/// Who makes the call: in a DELEGATECALL the sender of the message is the sender of the call before.
Address caller_of(const machine::Message& message) {
    return message.kind == CallKind::DelegateCall ? message.recipient : message.sender;
}

}  // namespace

void CallRecorder::on_enter(const machine::Message& message) {
    CallRecord& record = open_.emplace_back();
    record.kind = message.kind;
    record.depth = message.depth;
    record.from = caller_of(message);
    record.to = machine::is_creation(message.kind) ? message.recipient : message.code_address;
    record.value = message.value;
    record.gas = message.gas;
    record.input = to_bytes(message.input);
}

void CallRecorder::on_exit(const machine::Message& message, const machine::CallResult& result) {
    DEED_ASSERT(!open_.empty());
    CallRecord record = std::move(open_.back());
    open_.pop_back();
    record.gas_used = message.gas - result.gas_left;
    record.output = to_bytes(result.output);
    record.status = result.status;
    if (!result.is_success()) record.logs.clear();
    if (open_.empty())
        roots_.push_back(std::move(record));
    else if (detail_.inner_calls)
        open_.back().calls.push_back(std::move(record));
}

void CallRecorder::on_step(const machine::Frame& frame, Op op) {
    if (op == Op::SELFDESTRUCT && detail_.inner_calls) begin_self_destruct(frame);
    const bool is_log = op >= Op::LOG0 && op <= Op::LOG4;
    if (is_log && detail_.logs) begin_log(frame, static_cast<size_t>(op) - static_cast<size_t>(Op::LOG0));
}

void CallRecorder::on_step_end(const machine::Frame& frame, Op, machine::Status status) {
    if (auto begun = std::exchange(begun_log_, std::nullopt); begun && status == machine::Status::Running) {
        if (begun->size) begun->log.data = to_bytes(frame.memory.view(begun->offset[0], begun->size[0]));
        open_.back().logs.push_back(std::move(begun->log));
    }
    if (auto begun = std::exchange(begun_self_destruct_, std::nullopt);
        begun && status == machine::Status::Success)
        open_.back().calls.push_back(std::move(*begun));
}

void CallRecorder::begin_log(const machine::Frame& frame, size_t topics) {
    const auto stack = frame.stack();
    if (stack.size() < topics + 2) return;
    BegunLog begun;
    begun.offset = stack[stack.size() - 1];
    begun.size = stack[stack.size() - 2];
    begun.log.address = frame.message->recipient;
    begun.log.position = open_.back().calls.size();
    for (size_t i = 0; i < topics; ++i) begun.log.topics.push_back(to_hash(stack[stack.size() - 3 - i]));
    begun_log_ = std::move(begun);
}

void CallRecorder::begin_self_destruct(const machine::Frame& frame) {
    if (frame.stack().empty()) return;
    CallRecord record;
    record.is_self_destruct = true;
    record.depth = frame.message->depth + 1;
    record.from = frame.message->recipient;
    record.to = to_address(frame.stack().back());
    record.value = frame.host().balance(record.from);
    record.status = machine::Status::Success;
    begun_self_destruct_ = std::move(record);
}

}  // namespace deed::tracing
