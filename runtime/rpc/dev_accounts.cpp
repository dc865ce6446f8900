#include "runtime/rpc/dev_guard.hpp"

namespace deed::rpc {
namespace {

using dev::Controls;

Outcome set_balance(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(balance, params.lenient_number(1));
    controls.set_balance(address, balance);
    result.boolean(true);
    return kDone;
}

Outcome add_balance(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(amount, params.lenient_number(1));
    controls.add_balance(address, amount);
    result.boolean(true);
    return kDone;
}

Outcome set_nonce(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(nonce, params.lenient_number(1));
    if (!nonce.fits_uint64()) return Failure{invalid_argument(1, "a nonce is below 2^64")};
    controls.set_nonce(address, nonce[0]);
    result.boolean(true);
    return kDone;
}

Outcome set_code(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(code, params.data(1));
    controls.set_code(address, code);
    result.boolean(true);
    return kDone;
}

Outcome set_storage_at(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(slot, params.slot(1));
    DEED_TRY(value, params.slot(2));
    controls.set_storage(address, slot, value);
    result.boolean(true);
    return kDone;
}

Outcome impersonate(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    controls.impersonate(address);
    result.boolean(true);
    return kDone;
}

Outcome stop_impersonating(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    result.boolean(controls.stop_impersonating(address));
    return kDone;
}

/// As ganache answers: whether it was not there before.
Outcome add_account(Controls& controls, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    const bool is_known = backend.wallet.find_key(address) != nullptr || controls.impersonates(address);
    if (!is_known) controls.impersonate(address);
    result.boolean(!is_known);
    return kDone;
}

Outcome auto_impersonate(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(is_on, params.flag(0));
    controls.impersonate_everybody(is_on);
    result.boolean(true);
    return kDone;
}

Outcome drop_transaction(Controls&, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    result.boolean(backend.chain.drop(hash));
    return kDone;
}

/// As anvil answers: the hash, or null when it does not wait.
Outcome drop_transaction_by_hash(Controls&, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    if (backend.chain.drop(hash))
        result.data(hash);
    else
        result.null();
    return kDone;
}

Outcome drop_all_transactions(Controls&, Backend& backend, const Params&, json::Writer& result) {
    backend.chain.drop_all();
    result.null();
    return kDone;
}

Outcome remove_pool_transactions(Controls&, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    for (const auto& sender : backend.chain.pool_content()) {
        if (sender.sender != address) continue;
        for (const auto& pending : sender.executable) backend.chain.drop(pending->hash);
        for (const auto& pending : sender.queued) backend.chain.drop(pending->hash);
    }
    result.null();
    return kDone;
}

Outcome dump_state(Controls& controls, Backend&, const Params&, json::Writer& result) {
    const auto dump = controls.dump_state();
    if (!dump) return Failure{Error{ErrorCode::LimitExceeded, dump.error(), {}}};
    result.data(*dump);
    return kDone;
}

Outcome load_state(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(dump, params.data(0));
    DEED_CHECK(or_error(controls.load_state(dump)));
    result.boolean(true);
    return kDone;
}

constexpr Method kMethods[] = {
    {"anvil_setBalance", by_hand<set_balance>, Cost::Slow},
    {"hardhat_setBalance", by_hand<set_balance>, Cost::Slow},
    {"evm_setAccountBalance", by_hand<set_balance>, Cost::Slow},
    {"tenderly_setBalance", by_hand<set_balance>, Cost::Slow},
    {"anvil_addBalance", by_hand<add_balance>, Cost::Slow},
    {"hardhat_addBalance", by_hand<add_balance>, Cost::Slow},
    {"tenderly_addBalance", by_hand<add_balance>, Cost::Slow},
    {"anvil_setNonce", by_hand<set_nonce>, Cost::Slow},
    {"hardhat_setNonce", by_hand<set_nonce>, Cost::Slow},
    {"evm_setAccountNonce", by_hand<set_nonce>, Cost::Slow},
    {"anvil_setCode", by_hand<set_code>, Cost::Slow},
    {"hardhat_setCode", by_hand<set_code>, Cost::Slow},
    {"evm_setAccountCode", by_hand<set_code>, Cost::Slow},
    {"anvil_setStorageAt", by_hand<set_storage_at>, Cost::Slow},
    {"hardhat_setStorageAt", by_hand<set_storage_at>, Cost::Slow},
    {"evm_setAccountStorageAt", by_hand<set_storage_at>, Cost::Slow},
    {"anvil_impersonateAccount", by_hand<impersonate>},
    {"hardhat_impersonateAccount", by_hand<impersonate>},
    {"anvil_stopImpersonatingAccount", by_hand<stop_impersonating>},
    {"hardhat_stopImpersonatingAccount", by_hand<stop_impersonating>},
    {"evm_addAccount", by_hand<add_account>},
    {"evm_removeAccount", by_hand<stop_impersonating>},
    {"anvil_autoImpersonateAccount", by_hand<auto_impersonate>},
    {"hardhat_autoImpersonateAccount", by_hand<auto_impersonate>},
    {"anvil_dropTransaction", by_hand<drop_transaction_by_hash>},
    {"hardhat_dropTransaction", by_hand<drop_transaction>},
    {"anvil_dropAllTransactions", by_hand<drop_all_transactions>},
    {"hardhat_dropAllTransactions", by_hand<drop_all_transactions>},
    {"anvil_removePoolTransactions", by_hand<remove_pool_transactions>},
    {"anvil_dumpState", by_hand<dump_state>, Cost::Slow},
    {"hardhat_dumpState", by_hand<dump_state>, Cost::Slow},
    {"anvil_loadState", by_hand<load_state>, Cost::Slow},
    {"hardhat_loadState", by_hand<load_state>, Cost::Slow},
};

}  // namespace

std::span<const Method> dev_account_methods() {
    return kMethods;
}

}  // namespace deed::rpc
