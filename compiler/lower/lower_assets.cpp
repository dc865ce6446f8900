#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

using sema::AssetKind;
using sema::HoldingOperation;

namespace {

/// What one holding has is at most the total, and ether is at most all there is: no sum of them overflows.
Overflow overflow_of(const ModuleLowering& shared, const sema::Field& holding) {
    if (shared.may_break_sums) return Overflow::Checked;
    const bool is_bounded = holding.total != nullptr || holding.asset.kind == AssetKind::Ether;
    return is_bounded ? Overflow::Impossible : Overflow::Checked;
}

}  // namespace

/// Goes on when there is enough.
void FunctionLowering::require_available(ValueId available, ValueId needed) {
    const sema::Type* const number = shared_.program.types.uint256();
    const ValueId lacks = emit_.op(Op::LT, {available, needed});
    if (emit_.are_panics_redirected()) return emit_.panic_if(lacks, Panic::Overflow, Check::Balance);
    const BlockId enough = emit_.make_block();
    const BlockId lacking = emit_.make_block();
    emit_.branch(lacks, lacking, enough, Check::Balance);
    emit_.enter_sealed(lacking);
    revert_with(*shared_.program.insufficient, {{number, {{available}}}, {number, {{needed}}}});
    emit_.enter_sealed(enough);
}

void FunctionLowering::debit(const sema::Field& field, const Spot& holding, ValueId amount) {
    const ValueId available = read(holding).words[0];
    require_available(available, amount);
    emit_.redirect_panics(std::nullopt);
    const ValueId after = emit_.sub(available, amount);
    assign(holding, {{after}});
    note_change(field, available, after);
}

void FunctionLowering::credit(const sema::Field& field, const Spot& holding, ValueId amount,
                              Overflow overflow) {
    const ValueId before = read(holding).words[0];
    const ValueId after = emit_.add(before, amount);
    if (overflow == Overflow::Checked)
        emit_.panic_if(emit_.op(Op::LT, {after, before}), Panic::Overflow, Check::Addition);
    assign(holding, {{after}});
    note_change(field, before, after);
}

Value FunctionLowering::lower_node(const sema::HoldingChange& node, const sema::Expression& whole) {
    const auto otherwise = take_otherwise();
    const sema::Field& field = *node.holding;
    std::optional<Value> member;
    if (node.member != nullptr) member = lower(*node.member);
    std::vector<Value> keys;
    for (const auto& key : node.keys) keys.push_back(lower(*key));
    ValueId amount{};
    if (node.amount != nullptr) amount = lower_word(*node.amount);
    emit_.set_span(whole.span);
    emit_.redirect_panics(otherwise);

    Spot holdings = field_spot(field);
    std::optional<Spot> total;
    if (field.total != nullptr) total = field_spot(*field.total);
    if (member) {
        holdings = project_key(holdings, *node.member->type, *member);
        total = project_key(*total, *node.member->type, *member);
    }
    const auto place_of = [&](size_t i) {
        return keys.empty() ? holdings : project_key(holdings, *node.keys[i]->type, keys[i]);
    };
    // What leaves this holding is a part of the total, so the total covers it.
    const auto lessen_total = [&] {
        if (!total) return;
        const ValueId before = read(*total).words[0];
        if (shared_.may_break_sums)
            emit_.panic_if(emit_.op(Op::LT, {before, amount}), Panic::Overflow, Check::Subtraction);
        assign(*total, {{emit_.sub(before, amount)}});
    };
    const auto raise_total = [&] {
        if (total) credit(*field.total, *total, amount, Overflow::Checked);
    };
    switch (node.operation) {
        case HoldingOperation::Take:
        case HoldingOperation::Burn:
            debit(field, place_of(0), amount);
            lessen_total();
            break;
        case HoldingOperation::TakeAll: {
            const Spot place = place_of(0);
            amount = read(place).words[0];
            assign(place, {{emit_.word(0)}});
            note_change(field, amount, emit_.word(0));
            lessen_total();
            break;
        }
        case HoldingOperation::Put:
        case HoldingOperation::Mint:
            raise_total();
            credit(field, place_of(0), amount, overflow_of(shared_, field));
            break;
        case HoldingOperation::Move:
            debit(field, place_of(0), amount);
            credit(field, place_of(1), amount, overflow_of(shared_, field));
            break;
    }
    return whole.type->is(sema::TypeKind::Nothing) ? Value{} : Value{{amount}};
}

Value FunctionLowering::lower_node(const sema::CoinAmount& node, const sema::Expression&) {
    return lower(*node.coin);
}

Value FunctionLowering::lower_node(const sema::CoinSplit& node, const sema::Expression& whole) {
    const auto otherwise = take_otherwise();
    const ValueId coin = lower_word(*node.coin);
    const ValueId part = lower_word(*node.amount);
    emit_.set_span(whole.span);
    emit_.redirect_panics(otherwise);
    require_available(coin, part);
    emit_.redirect_panics(std::nullopt);
    return {{part, emit_.sub(coin, part)}};
}

Value FunctionLowering::lower_node(const sema::CoinJoin& node, const sema::Expression& whole) {
    const ValueId left = lower_word(*node.left);
    const ValueId right = lower_word(*node.right);
    emit_.set_span(whole.span);
    const ValueId sum = emit_.add(left, right);
    if (shared_.may_break_sums || whole.type->asset.kind != AssetKind::Ether)
        emit_.panic_if(emit_.op(Op::LT, {sum, left}), Panic::Overflow, Check::Addition);
    return {{sum}};
}

Value FunctionLowering::lower_node(const sema::CoinLeave& node, const sema::Expression&) {
    (void)lower(*node.coin);
    return {};
}

}  // namespace deed::lower
