#include "runtime/gateway/failure_finder.hpp"

#include <algorithm>

namespace deed::gateway {

void FailureFinder::on_enter(const machine::Message& message) {
    // Of contracts that a contract creates only their deployed code is known, once it is there.
    const auto created = frames_.empty() ? created_ : nullptr;
    frames_.push_back(
        {.contract = machine::is_creation(message.kind) ? created : find_contract_(message.code_address)});
}

void FailureFinder::on_exit(const machine::Message&, const machine::CallResult& result) {
    const Watched frame = std::move(frames_.back());
    frames_.pop_back();
    // What failed inside was caught, or a call passes on what another said: it failed where that did.
    const bool is_passed_on =
        has_failure_ && !result.is_success() && std::ranges::equal(result.output, output_);
    if (!is_passed_on) explanation_ = {};
    has_failure_ = !result.is_success();
    if (result.is_success()) return;
    output_ = to_bytes(result.output);
    if (frame.contract == nullptr) return;
    const auto& errors = frame.contract->interface.errors;
    explanation_.errors.insert(explanation_.errors.end(), errors.begin(), errors.end());
    if (!explanation_.place && frame.contract->code_map != nullptr)
        explanation_.place = frame.contract->code_map->find(frame.last);
}

void FailureFinder::on_step(const machine::Frame& frame, isa::Op op) {
    json::LastSteps& last = frames_.back().last;
    last.pc = frame.pc;
    if (op == isa::Op::JUMP || op == isa::Op::JUMPI) last.jump = frame.pc;
    if (op == isa::Op::JUMPI) last.branch = frame.pc;
}

void FailureFinder::on_step_end(const machine::Frame&, isa::Op, machine::Status) {}

}  // namespace deed::gateway
