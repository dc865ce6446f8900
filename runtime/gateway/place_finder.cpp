#include "runtime/gateway/place_finder.hpp"

#include <algorithm>
#include <utility>

namespace deed::gateway {

void PlaceFinder::on_enter(const machine::Message& message) {
    // Of contracts that a contract creates only their deployed code is known, once it is there.
    const auto creation = frames_.empty() ? creation_ : nullptr;
    frames_.push_back(
        {.map = machine::is_creation(message.kind) ? creation : find_map_(message.code_address)});
}

void PlaceFinder::on_exit(const machine::Message&, const machine::CallResult& result) {
    const Watched frame = std::move(frames_.back());
    frames_.pop_back();
    if (result.is_success()) {
        // What failed inside was caught.
        place_.reset();
        return;
    }
    // A call that passes on what another said failed where that did.
    const bool is_passed_on = place_ && std::ranges::equal(result.output, output_);
    if (is_passed_on || frame.map == nullptr) return;
    place_ = frame.map->find(frame.last_pc, frame.last_jump);
    output_ = to_bytes(result.output);
}

void PlaceFinder::on_step(const machine::Frame& frame, isa::Op op) {
    Watched& watched = frames_.back();
    watched.last_pc = frame.pc;
    if (op == isa::Op::JUMP || op == isa::Op::JUMPI) watched.last_jump = frame.pc;
}

void PlaceFinder::on_step_end(const machine::Frame&, isa::Op, machine::Status) {}

}  // namespace deed::gateway
