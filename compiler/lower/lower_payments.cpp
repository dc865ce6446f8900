#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

using sema::TransferKind;

namespace {

/// The functions of ERC-20 that move tokens, and the one that counts them.
constexpr sema::Selector kTransfer{0xa9, 0x05, 0x9c, 0xbb};
constexpr sema::Selector kTransferFrom{0x23, 0xb8, 0x72, 0xdd};
constexpr sema::Selector kApprove{0x09, 0x5e, 0xa7, 0xb3};
constexpr sema::Selector kBalanceOf{0x70, 0xa0, 0x82, 0x31};
constexpr uint64_t kWord = 32;

}  // namespace

/// Calls a function of the token that says by its result whether it worked. Gives 1 when it did, as SafeERC20
/// takes it: it returned true, or nothing at all from a contract.
ValueId FunctionLowering::ask_token(ValueId token, const sema::Selector& selector,
                                    const std::vector<ValueId>& arguments, TokenRevert on_revert) {
    std::vector<Typed> values;
    for (const ValueId argument : arguments) values.push_back(number(argument));
    CallInput input{CallMode::Changing, token, {}, emit_.word(0), encode_call(selector, values)};
    input.gas = emit_.op(Op::GAS);
    const ValueId output = emit_.workspace(kWord);
    const ValueId worked = send(input, output, emit_.word(kWord));
    if (on_revert == TokenRevert::PassedOn) emit_.pass_revert_if(emit_.is_zero(worked), Check::OuterCall);
    const ValueId returned = emit_.op(Op::RETURNDATASIZE);
    const ValueId says_true = emit_.op(Op::AND, {emit_.op(Op::EQ, {emit_.load(output), emit_.word(1)}),
                                                 emit_.op(Op::GT, {returned, emit_.word(kWord - 1)})});
    const ValueId has_code = emit_.op(Op::GT, {emit_.op(Op::EXTCODESIZE, {token}), emit_.word(0)});
    const ValueId says_nothing = emit_.op(Op::AND, {emit_.is_zero(returned), has_code});
    const ValueId agrees = emit_.either(says_true, says_nothing);
    return on_revert == TokenRevert::PassedOn ? agrees : emit_.op(Op::AND, {worked, agrees});
}

void FunctionLowering::tell_token(ValueId token, const sema::Selector& selector,
                                  const std::vector<ValueId>& arguments) {
    const ValueId worked = ask_token(token, selector, arguments, TokenRevert::PassedOn);
    emit_.revert_if(emit_.is_zero(worked), Check::Token);
}

ValueId FunctionLowering::own_balance(std::optional<ValueId> token) {
    if (!token) return emit_.op(Op::SELFBALANCE);
    CallInput input{CallMode::Static,
                    *token,
                    {},
                    emit_.word(0),
                    encode_call(kBalanceOf, {number(emit_.op(Op::ADDRESS))})};
    input.gas = emit_.op(Op::GAS);
    const ValueId output = emit_.workspace(kWord);
    emit_.pass_revert_if(emit_.is_zero(send(input, output, emit_.word(kWord))), Check::OuterCall);
    emit_.revert_if(emit_.op(Op::LT, {emit_.op(Op::RETURNDATASIZE), emit_.word(kWord)}), Check::ReturnData);
    return emit_.load(output);
}

ValueId FunctionLowering::growth(ValueId before, ValueId after) {
    emit_.panic_if(emit_.op(Op::LT, {after, before}), Panic::Overflow, Check::Subtraction);
    return emit_.sub(after, before);
}

/// An exact allowance. Some tokens change one only from or to zero.
void FunctionLowering::allow(ValueId token, ValueId spender, ValueId amount) {
    const BlockId again = emit_.make_block();
    const BlockId settled = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.branch(ask_token(token, kApprove, {spender, amount}, TokenRevert::Taken), settled, again);
    emit_.enter_sealed(again);
    tell_token(token, kApprove, {spender, emit_.word(0)});
    tell_token(token, kApprove, {spender, amount});
    emit_.jump(done);
    emit_.enter_sealed(settled);
    emit_.jump(done);
    emit_.enter_sealed(done);
}

Value FunctionLowering::lower_node(const sema::Transfer& node, const sema::Expression& whole) {
    std::optional<ValueId> known_token;
    if (node.token != nullptr) known_token = lower_word(*node.token);
    const ValueId account = lower_word(*node.account);
    const ValueId amount = lower_word(*node.amount);
    emit_.set_span(whole.span);
    if (!known_token) {
        const ValueId nothing = emit_.word(0);
        const ValueId worked =
            emit_.op(Op::CALL, {emit_.op(Op::GAS), account, amount, nothing, nothing, nothing, nothing});
        emit_.pass_revert_if(emit_.is_zero(worked), Check::OuterCall);
        return {};
    }
    const ValueId token = *known_token;
    switch (node.kind) {
        case TransferKind::Pay: break;
        case TransferKind::Push: tell_token(token, kTransfer, {account, amount}); break;
        case TransferKind::Allow: allow(token, account, amount); break;
        case TransferKind::PullExact:
            tell_token(token, kTransferFrom, {account, emit_.op(Op::ADDRESS), amount});
            return {{amount}};
        case TransferKind::Pull: {
            const ValueId before = own_balance(token);
            tell_token(token, kTransferFrom, {account, emit_.op(Op::ADDRESS), amount});
            return {{growth(before, own_balance(token))}};
        }
    }
    return {};
}

}  // namespace deed::lower
