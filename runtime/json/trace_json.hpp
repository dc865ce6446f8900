#pragma once

#include <map>
#include <string>

#include "runtime/json/writer.hpp"
#include "vm/state/state_diff.hpp"
#include "vm/tracing/call_recorder.hpp"
#include "vm/tracing/prestate_recorder.hpp"
#include "vm/tracing/step_recorder.hpp"

/// What recorders have recorded, as debug_traceTransaction and its kin answer it.
namespace deed::json {

/// What of each step is written.
struct StepFields {
    bool stack = true;
    bool memory = false;
    bool storage = true;
    bool return_data = false;
};

/// Writes steps one after another into an array, as they come. Remembers what each contract has read and
/// written of its storage.
class StepWriter {
  public:
    /// Borrows @p writer, which is within an array.
    StepWriter(Writer& writer, const StepFields& fields) : writer_(writer), fields_(fields) {}

    void write(const tracing::Step& step);

  private:
    void write_storage(const tracing::Step& step);

    Writer& writer_;
    StepFields fields_;
    std::map<Address, std::map<Uint256, Uint256>> storage_;
};

/// A call with those it made, as the callTracer answers.
void write_call(Writer& writer, const tracing::CallRecord& call);

/// The accounts that were read, as the prestateTracer answers.
void write_prestate(Writer& writer, const std::map<Address, tracing::PrestateAccount>& accounts);
/// What of them was changed: {"pre", "post"}, each with what differs.
void write_prestate_difference(Writer& writer, const std::map<Address, tracing::PrestateAccount>& accounts,
                               const state::StateDiff& changes);

/// How often which function was called with how many bytes of arguments: {"0xa9059cbb-64": 1}, as the
/// 4byteTracer answers. @p is_precompile tells calls that have no functions.
void write_selectors(Writer& writer, const tracing::CallRecord& root,
                     const std::function<bool(const Address&)>& is_precompile);

}  // namespace deed::json
