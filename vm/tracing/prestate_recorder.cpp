#include "vm/tracing/prestate_recorder.hpp"

namespace deed::tracing {

std::optional<state::Account> PrestateRecorder::find_account(const Address& address) const noexcept {
    return accounts_[address].account = view_.find_account(address);
}

Uint256 PrestateRecorder::read_storage(const Address& address, const Uint256& slot) const noexcept {
    return accounts_[address].storage[slot] = view_.read_storage(address, slot);
}

Bytes PrestateRecorder::read_code(const Hash& code_hash) const noexcept {
    return code_[code_hash] = view_.read_code(code_hash);
}

bool PrestateRecorder::has_storage(const Address& address) const noexcept {
    return view_.has_storage(address);
}

std::map<Address, PrestateAccount> PrestateRecorder::prestate() const {
    auto accounts = accounts_;
    for (auto& [address, entry] : accounts) {
        if (!entry.account) continue;
        if (const auto code = code_.find(entry.account->code_hash); code != code_.end())
            entry.code = code->second;
    }
    return accounts;
}

}  // namespace deed::tracing
