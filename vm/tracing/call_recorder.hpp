#pragma once

#include <optional>
#include <vector>

#include "vm/machine/tracer.hpp"

namespace deed::tracing {

/// A log that a call left.
struct CallLog {
    Address address;
    std::vector<Hash> topics;
    Bytes data;
    size_t position = 0;  ///< how many calls the contract had made before
};

/// One call or creation, with those it made.
struct CallRecord {
    machine::CallKind kind{};
    bool is_self_destruct = false;  ///< no call: `from` destroyed itself and left `value` to `to`
    int32_t depth = 0;
    Address from;  ///< whose code made the call
    Address to;    ///< whose code ran; of a creation: the new address
    Uint256 value;
    int64_t gas = 0;
    int64_t gas_used = 0;
    Bytes input;
    Bytes output;
    machine::Status status = machine::Status::Running;
    std::vector<CallRecord> calls;
    std::vector<CallLog> logs;  ///< empty unless asked for, and where the call failed
};

/// What is recorded beside the outermost calls.
struct CallDetail {
    bool inner_calls = true;
    bool logs = false;
};

/// Records the tree of calls.
class CallRecorder final : public machine::Tracer {
  public:
    explicit CallRecorder(const CallDetail& detail = {}) : detail_(detail) {}

    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message& message, const machine::CallResult& result) override;
    void on_step(const machine::Frame& frame, isa::Op op) override;
    void on_step_end(const machine::Frame& frame, isa::Op op, machine::Status status) override;

    /// The calls made from outside, each with its tree, in order.
    [[nodiscard]] const std::vector<CallRecord>& roots() const { return roots_; }

  private:
    /// A log whose data is read when the instruction has enlarged the memory.
    struct BegunLog {
        CallLog log;
        Uint256 offset;
        Uint256 size;
    };

    void begin_log(const machine::Frame& frame, size_t topics);
    void begin_self_destruct(const machine::Frame& frame);

    CallDetail detail_;
    /// Where each call that has not ended will be put: the calls of the one before it.
    std::vector<CallRecord> open_;
    std::vector<CallRecord> roots_;
    std::optional<BegunLog> begun_log_;
    std::optional<CallRecord> begun_self_destruct_;
};

}  // namespace deed::tracing
