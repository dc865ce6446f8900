#pragma once

#include <vector>

#include "vm/machine/tracer.hpp"

namespace deed::tracing {

/// One call or creation, with those it made.
struct CallRecord {
    machine::CallKind kind{};
    int32_t depth = 0;
    Address from;
    Address to;  ///< of a creation: the new address
    Uint256 value;
    int64_t gas = 0;
    int64_t gas_used = 0;
    Bytes input;
    Bytes output;
    machine::Status status = machine::Status::Running;
    std::vector<CallRecord> calls;
};

/// Records the tree of calls.
class CallRecorder final : public machine::Tracer {
  public:
    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message& message, const machine::CallResult& result) override;
    void on_step(const machine::Frame&, isa::Op) override {}
    void on_step_end(const machine::Frame&, isa::Op, machine::Status) override {}

    /// The calls made from outside, each with its tree, in order.
    [[nodiscard]] const std::vector<CallRecord>& roots() const { return roots_; }

  private:
    /// Where each call that has not ended will be put: the calls of the one before it.
    std::vector<CallRecord> open_;
    std::vector<CallRecord> roots_;
};

}  // namespace deed::tracing
