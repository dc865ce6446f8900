#include "runtime/json/block_json.hpp"
#include "runtime/rpc/lookup.hpp"
#include "runtime/rpc/question.hpp"

namespace deed::rpc {
namespace {

/// The arguments of eth_call and its kin: call, block, state overrides, block overrides.
Result<calls::Question, Error> read_question(const Params& params) {
    DEED_TRY(call, params.call(0));
    DEED_TRY(id, params.block_or_latest(1));
    calls::Question question{
        .call = std::move(call), .block = id, .state_overrides = {}, .block_overrides = {}};
    DEED_CHECK(read_overrides(params.find(2), params.find(3), {2, 3}, question));
    return question;
}

Outcome call(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(question, read_question(params));
    DEED_TRY(outcome, or_error(backend.simulator.call(question)));
    backend.load.note(params.find(0), outcome.gas_used);
    if (!outcome.is_success()) return Failure{to_error(calls::failure_of(outcome))};
    result.data(outcome.output);
    return kDone;
}

Outcome estimate_gas(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(question, read_question(params));
    DEED_TRY(gas, or_error(backend.simulator.estimate_gas(question)));
    result.quantity(gas);
    return kDone;
}

Outcome create_access_list(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(question, read_question(params));
    DEED_TRY(found, or_error(backend.simulator.create_access_list(question)));
    result.begin_object().key("accessList");
    json::write_access_list(result, found.list);
    if (found.error) result.key("error").text(*found.error);
    result.key("gasUsed").quantity(found.gas_used).end_object();
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_call", call, Cost::Call},
    {"eth_estimateGas", estimate_gas, Cost::Slow},
    {"eth_createAccessList", create_access_list, Cost::Slow},
};

}  // namespace

std::span<const Method> eth_call_methods() {
    return kMethods;
}

}  // namespace deed::rpc
