#include "runtime/rpc/dev_guard.hpp"

/// What other development nodes can be made to do and this one cannot: each is refused with the reason.
namespace deed::rpc {
namespace {

using dev::Controls;

Failure<Error> refuse(std::string reason) {
    return Failure{Error{ErrorCode::InvalidParams, std::move(reason), {}}};
}

Outcome set_min_gas_price(Controls&, Backend&, const Params&, json::Writer&) {
    return refuse("there is no minimum gas price: blocks have a base fee (EIP-1559)");
}

Outcome set_chain_id(Controls&, Backend& backend, const Params&, json::Writer&) {
    return refuse("the chain id is " + std::to_string(backend.chain.config().chain_id) +
                  ", as the genesis says: every vote on a block names it");
}

Outcome set_rpc_url(Controls&, Backend&, const Params&, json::Writer&) {
    return refuse("this node does not fork other chains");
}

Outcome impersonate_signature(Controls&, Backend&, const Params&, json::Writer&) {
    return refuse(
        "ecrecover answers whose a signature is, or the chain could not be verified; impersonate the "
        "account");
}

Outcome set_fee_token(Controls&, Backend&, const Params&, json::Writer&) {
    return refuse("fees are paid in ether alone");
}

/// Nothing is shown of what is added: there are no traces of Solidity lines.
Outcome add_compilation_result(Controls&, Backend&, const Params&, json::Writer& result) {
    result.boolean(false);
    return kDone;
}

Outcome stack_trace_failures(Controls&, Backend&, const Params&, json::Writer& result) {
    result.number(0);
    return kDone;
}

constexpr Method kMethods[] = {
    {"anvil_setMinGasPrice", by_hand<set_min_gas_price>},
    {"hardhat_setMinGasPrice", by_hand<set_min_gas_price>},
    {"anvil_setChainId", by_hand<set_chain_id>},
    {"anvil_setRpcUrl", by_hand<set_rpc_url>},
    {"anvil_impersonateSignature", by_hand<impersonate_signature>},
    {"anvil_setFeeToken", by_hand<set_fee_token>},
    {"anvil_setValidatorFeeToken", by_hand<set_fee_token>},
    {"anvil_setFeeAmmLiquidity", by_hand<set_fee_token>},
    {"hardhat_addCompilationResult", by_hand<add_compilation_result>},
    {"hardhat_getStackTraceFailuresCount", by_hand<stack_trace_failures>},
};

}  // namespace

std::span<const Method> dev_absent_methods() {
    return kMethods;
}

}  // namespace deed::rpc
