#include <array>

#include "runtime/rpc/dev_guard.hpp"
#include "vm/base/hex.hpp"

namespace deed::rpc {
namespace {

using dev::Controls;

constexpr std::array<uint8_t, 4> kBalanceOf{0x70, 0xa0, 0x82, 0x31};
constexpr std::array<uint8_t, 4> kAllowance{0xdd, 0x62, 0xed, 0x3e};

/// The call of a getter of ERC-20 with addresses for arguments.
calls::Question make_question(const Address& token, const std::array<uint8_t, 4>& selector,
                              std::initializer_list<Address> arguments) {
    Bytes data{selector.begin(), selector.end()};
    for (const Address& argument : arguments) append(data, to_hash(to_word(argument)));
    return {.call = {.to = token, .data = std::move(data)},
            .block = {json::BlockTag::Latest},
            .state_overrides = {},
            .block_overrides = {}};
}

/// Whether the getter answers @p amount.
bool answers(const calls::Simulator& simulator, const calls::Question& question, const Uint256& amount) {
    const auto outcome = simulator.call(question);
    return outcome && outcome->is_success() && outcome->output == to_bytes(to_hash(amount));
}

/// Writes @p amount where the getter reads it. Where that is, the getter shows: of the slots that it reads it
/// is the one that makes it answer what is written there.
Outcome deal(Controls& controls, const Backend& backend, const calls::Question& question,
             const Uint256& amount) {
    if (answers(backend.simulator, question, amount)) return kDone;
    DEED_TRY(touched, or_error(backend.simulator.create_access_list(question)));
    for (const auto& entry : touched.list) {
        for (const Hash& key : entry.slots) {
            calls::Question trial = question;
            trial.state_overrides[entry.address].slots[to_word(key)] = amount;
            if (!answers(backend.simulator, trial, amount)) continue;
            controls.set_storage(entry.address, to_word(key), amount);
            return kDone;
        }
    }
    return Failure{Error{ErrorCode::ServerError,
                         "no slot of storage is what " + to_hex_prefixed(*question.call.to) +
                             " answers: it is no ERC-20 token, or works its answer out of several",
                         {}}};
}

Outcome deal_balance(Controls& controls, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(owner, params.address(0));
    DEED_TRY(token, params.address(1));
    DEED_TRY(amount, params.lenient_number(2));
    DEED_CHECK(deal(controls, backend, make_question(token, kBalanceOf, {owner}), amount));
    result.null();
    return kDone;
}

Outcome set_allowance(Controls& controls, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(owner, params.address(0));
    DEED_TRY(spender, params.address(1));
    DEED_TRY(token, params.address(2));
    DEED_TRY(amount, params.lenient_number(3));
    DEED_CHECK(deal(controls, backend, make_question(token, kAllowance, {owner, spender}), amount));
    result.null();
    return kDone;
}

constexpr Method kMethods[] = {
    {"anvil_dealERC20", by_hand<deal_balance>, Cost::Slow},
    {"anvil_setERC20Balance", by_hand<deal_balance>, Cost::Slow},
    {"hardhat_dealERC20", by_hand<deal_balance>, Cost::Slow},
    {"anvil_setERC20Allowance", by_hand<set_allowance>, Cost::Slow},
};

}  // namespace

std::span<const Method> dev_token_methods() {
    return kMethods;
}

}  // namespace deed::rpc
