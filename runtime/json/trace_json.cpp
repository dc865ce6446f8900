#include "runtime/json/trace_json.hpp"

#include <algorithm>

#include "vm/abi/contract.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::json {
namespace {

using machine::CallKind;
using machine::Status;
using tracing::CallRecord;
using tracing::PrestateAccount;

constexpr size_t kSelectorSize = 4;

std::string_view type_of(const CallRecord& call) {
    if (call.is_self_destruct) return "SELFDESTRUCT";
    switch (call.kind) {
        case CallKind::Call: return "CALL";
        case CallKind::CallCode: return "CALLCODE";
        case CallKind::DelegateCall: return "DELEGATECALL";
        case CallKind::StaticCall: return "STATICCALL";
        case CallKind::Create: return "CREATE";
        case CallKind::Create2: return "CREATE2";
    }
    DEED_ASSERT(false);
}

/// The words that tools which read traces compare with.
std::string_view error_of(Status status) {
    return status == Status::Revert ? "execution reverted" : machine::describe(status);
}

void write_failure(Writer& writer, const CallRecord& call) {
    if (call.status == Status::Success) return;
    writer.key("error").text(error_of(call.status));
    if (call.status != Status::Revert) return;
    if (const auto reason = abi::decode_revert(call.output))
        writer.key("revertReason").text(abi::to_text(*reason));
}

void write_call_logs(Writer& writer, const CallRecord& call) {
    if (call.logs.empty()) return;
    writer.key("logs").begin_array();
    for (const auto& log : call.logs) {
        writer.begin_object().key("address").data(log.address).key("topics").begin_array();
        for (const Hash& topic : log.topics) writer.data(topic);
        writer.end_array().key("data").data(log.data);
        writer.key("position").quantity(uint64_t{log.position}).end_object();
    }
    writer.end_array();
}

void write_word(Writer& writer, const Uint256& word) {
    writer.data(to_hash(word));
}

/// Pads to whole words, which memory is made of.
void write_memory(Writer& writer, const Bytes& memory) {
    writer.begin_array();
    for (size_t at = 0; at < memory.size(); at += Hash::kSize)
        writer.data(BytesView{memory}.subspan(at, std::min(Hash::kSize, memory.size() - at)));
    writer.end_array();
}

/// Which fields of an account are written.
struct AccountFields {
    bool balance = true;
    bool nonce = true;
    bool code = true;
};

struct ShownAccount {
    state::Account account;
    BytesView code;
    std::map<Uint256, Uint256> storage;
};

void write_account(Writer& writer, const ShownAccount& shown, const AccountFields& fields) {
    writer.begin_object();
    if (fields.balance) writer.key("balance").quantity(shown.account.balance);
    if (fields.nonce && shown.account.nonce != 0) writer.key("nonce").number(shown.account.nonce);
    if (fields.code && !shown.code.empty()) {
        writer.key("code").data(shown.code);
        writer.key("codeHash").data(shown.account.code_hash);
    }
    if (!shown.storage.empty()) {
        writer.key("storage").begin_object();
        for (const auto& [slot, value] : shown.storage) {
            writer.key(to_hex_prefixed(to_hash(slot)));
            write_word(writer, value);
        }
        writer.end_object();
    }
    writer.end_object();
}

/// The words that were there before and are others now; without zeros, which stand for nothing.
std::map<Uint256, Uint256> words_before(const PrestateAccount& before, const state::AccountChange& change) {
    std::map<Uint256, Uint256> words;
    for (const auto& [slot, value] : change.storage)
        if (const auto found = before.storage.find(slot); found != before.storage.end() && found->second)
            words.insert(*found);
    return words;
}

std::map<Uint256, Uint256> words_after(const state::AccountChange& change) {
    std::map<Uint256, Uint256> words;
    for (const auto& [slot, value] : change.storage)
        if (value) words.emplace(slot, value);
    return words;
}

BytesView code_after(const state::StateDiff& changes, const Hash& code_hash) {
    const auto found = changes.code.find(code_hash);
    return found == changes.code.end() ? BytesView{} : BytesView{found->second};
}

void count_selectors(const CallRecord& call, const std::function<bool(const Address&)>& is_precompile,
                     std::map<std::string, uint64_t>& counts) {
    const bool has_function = !call.is_self_destruct && !machine::is_creation(call.kind) &&
                              call.input.size() >= kSelectorSize && !is_precompile(call.to);
    if (has_function)
        ++counts[to_hex_prefixed(BytesView{call.input}.first(kSelectorSize)) + "-" +
                 std::to_string(call.input.size() - kSelectorSize)];
    for (const CallRecord& inner : call.calls) count_selectors(inner, is_precompile, counts);
}

}  // namespace

void StepWriter::write(const tracing::Step& step) {
    writer_.begin_object().key("pc").number(step.pc).key("op").text(isa::info(step.op).name);
    writer_.key("gas").number(static_cast<uint64_t>(std::max<int64_t>(step.gas, 0)));
    writer_.key("gasCost").number(static_cast<uint64_t>(std::max<int64_t>(step.gas_cost, 0)));
    writer_.key("depth").number(static_cast<uint64_t>(step.depth));
    if (step.refund > 0) writer_.key("refund").number(static_cast<uint64_t>(step.refund));
    if (step.failure) writer_.key("error").text(error_of(*step.failure));
    if (fields_.stack) {
        writer_.key("stack").begin_array();
        for (const Uint256& word : step.stack) writer_.quantity(word);
        writer_.end_array();
    }
    if (fields_.memory) {
        writer_.key("memory");
        write_memory(writer_, step.memory);
    }
    if (fields_.return_data) writer_.key("returnData").data(step.return_data);
    if (fields_.storage && step.slot) write_storage(step);
    writer_.end_object();
}

void StepWriter::write_storage(const tracing::Step& step) {
    auto& slots = storage_[step.contract];
    slots[step.slot->first] = step.slot->second;
    writer_.key("storage").begin_object();
    for (const auto& [slot, value] : slots) {
        writer_.key(to_hex_prefixed(to_hash(slot)));
        write_word(writer_, value);
    }
    writer_.end_object();
}

void write_call(Writer& writer, const CallRecord& call) {
    const bool is_lost = machine::is_creation(call.kind) && call.status != Status::Success;
    writer.begin_object().key("from").data(call.from);
    writer.key("gas").quantity(static_cast<uint64_t>(call.gas));
    writer.key("gasUsed").quantity(static_cast<uint64_t>(call.gas_used));
    if (!is_lost) writer.key("to").data(call.to);
    writer.key("input").data(call.input);
    if (!call.output.empty()) writer.key("output").data(call.output);
    write_failure(writer, call);
    if (!call.calls.empty()) {
        writer.key("calls").begin_array();
        for (const CallRecord& inner : call.calls) write_call(writer, inner);
        writer.end_array();
    }
    write_call_logs(writer, call);
    if (call.kind != CallKind::StaticCall) writer.key("value").quantity(call.value);
    writer.key("type").text(type_of(call)).end_object();
}

void write_prestate(Writer& writer, const std::map<Address, PrestateAccount>& accounts) {
    writer.begin_object();
    for (const auto& [address, entry] : accounts) {
        writer.key(to_hex_prefixed(address));
        write_account(writer, {entry.account.value_or(state::Account{}), entry.code, entry.storage}, {});
    }
    writer.end_object();
}

void write_prestate_difference(Writer& writer, const std::map<Address, PrestateAccount>& accounts,
                               const state::StateDiff& changes) {
    static const PrestateAccount kNothing;
    const auto before_of = [&](const Address& address) -> const PrestateAccount& {
        const auto found = accounts.find(address);
        return found == accounts.end() ? kNothing : found->second;
    };
    writer.begin_object().key("post").begin_object();
    for (const auto& [address, change] : changes.accounts) {
        if (!change.account) continue;
        const auto before = before_of(address).account.value_or(state::Account{});
        const auto& after = *change.account;
        writer.key(to_hex_prefixed(address));
        write_account(writer, {after, code_after(changes, after.code_hash), words_after(change)},
                      {.balance = before.balance != after.balance,
                       .nonce = before.nonce != after.nonce,
                       .code = before.code_hash != after.code_hash});
    }
    writer.end_object().key("pre").begin_object();
    for (const auto& [address, change] : changes.accounts) {
        const PrestateAccount& before = before_of(address);
        if (!before.account) continue;
        writer.key(to_hex_prefixed(address));
        write_account(writer, {*before.account, before.code, words_before(before, change)}, {});
    }
    writer.end_object().end_object();
}

void write_selectors(Writer& writer, const CallRecord& root,
                     const std::function<bool(const Address&)>& is_precompile) {
    std::map<std::string, uint64_t> counts;
    count_selectors(root, is_precompile, counts);
    writer.begin_object();
    for (const auto& [selector, count] : counts) writer.key(selector).number(count);
    writer.end_object();
}

}  // namespace deed::json
