#include "vm/tracing/call_recorder.hpp"

namespace deed::tracing {

void CallRecorder::on_enter(const machine::Message& message) {
    CallRecord& record = open_.emplace_back();
    record.kind = message.kind;
    record.depth = message.depth;
    record.from = message.sender;
    record.to = message.code_address;
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
    (open_.empty() ? roots_ : open_.back().calls).push_back(std::move(record));
}

}  // namespace deed::tracing
