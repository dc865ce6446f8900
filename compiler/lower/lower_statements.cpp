#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
constexpr uint64_t kSelectorSize = 4;

}  // namespace

void FunctionLowering::lower(const sema::Block& block) {
    for (const auto& statement : block.statements) lower(*statement);
}

void FunctionLowering::lower(const sema::Statement& statement) {
    emit_.set_span(statement.span);
    std::visit([this](const auto& node) { lower_node(node); }, statement.node);
    emit_.set_span(statement.span);
}

void FunctionLowering::bind_parameters(const sema::Function& function) {
    uint32_t next = 0;
    for (const sema::Local* parameter : function.parameters) {
        Value value;
        for (uint32_t i = 0; i < word_count(*parameter->type); ++i)
            value.words.push_back(emit_.parameter(next++));
        if (parameter->is_mutable) value = values_.own(*parameter->type, value);
        declare(*parameter, value);
    }
}

// Locals.

void FunctionLowering::declare(const sema::Local& local, const Value& value) {
    const auto words = values_.words_of(value);
    if (!local.is_mutable) {
        kept_[&local] = words;
        return;
    }
    for (uint32_t i = 0; i < words.size(); ++i) emit_.write(variable_of(local, i), words[i]);
    keep_in_box(local, *local.type, 0, {words});
}

void FunctionLowering::lower_node(const sema::Declare& node) {
    declare(*node.local, values_.own(*node.local->type, lower(*node.value)));
}

void FunctionLowering::lower_node(const sema::DeclareTuple& node) {
    const Value whole = lower(*node.value);
    for (uint32_t i = 0; i < node.locals.size(); ++i) {
        if (node.locals[i] == nullptr) continue;
        declare(*node.locals[i], values_.own(*node.locals[i]->type, member_of(*node.value->type, whole, i)));
    }
}

void FunctionLowering::lower_node(const sema::Assign& node) {
    const FoundPlace place = find_place(node.place);
    const Value value = lower(*node.value);
    emit_.set_span(node.place.span);
    require_there(place, *node.value);
    assign(place.spot, value);
}

void FunctionLowering::lower_node(const sema::Update& node) {
    const source::Span whole = emit_.span();
    const FoundPlace place = find_place(node.place);
    const ValueId old = read(place.spot).words[0];
    const ValueId operand = lower_word(*node.value);
    emit_.set_span(whole);
    require_there(place, *node.value);
    assign(place.spot, {{arithmetic_.binary(node.op, *node.place.type, old, operand)}});
}

void FunctionLowering::lower_node(const sema::Evaluate& node) {
    (void)lower(*node.expression);
}

// Control.

void FunctionLowering::lower_node(const sema::If& node) {
    const BlockId if_true = emit_.make_block();
    const BlockId if_false = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.branch(lower_word(*node.condition), if_true, if_false);
    emit_.enter_sealed(if_true);
    lower(node.when_true);
    emit_.jump(done);
    emit_.enter_sealed(if_false);
    if (node.when_false) lower(*node.when_false);
    emit_.jump(done);
    emit_.enter_sealed(done);
}

/// Lowers the body of a loop from where it stands; it ends by going to @p next.
void FunctionLowering::run_loop(BlockId next, BlockId done, const sema::Block& body) {
    loops_.push_back({next, done});
    lower(body);
    loops_.pop_back();
    emit_.jump(next);
}

void FunctionLowering::lower_node(const sema::While& node) {
    const Variable rounds = emit_.make_variable();
    const BlockId head = emit_.make_block();
    const BlockId body = emit_.make_block();
    const BlockId leave = emit_.make_block();
    const BlockId done = emit_.make_block();
    const source::Span span = emit_.span();
    // The body too: where the condition is always true, the optimizer makes it the head.
    for (const BlockId begin : {head, body})
        emit_.mark_loop(begin, node.maximum.fits_uint64() ? node.maximum[0] : ~uint64_t{0});
    emit_.write(rounds, emit_.word(0));
    emit_.jump(head);
    emit_.enter(head);
    emit_.branch(lower_word(*node.condition), body, leave);
    emit_.enter_sealed(leave);
    emit_.jump(done);

    emit_.enter_sealed(body);
    emit_.set_span(span);
    const ValueId round = emit_.read(rounds);
    emit_.panic_if(emit_.op(Op::EQ, {round, emit_.word(node.maximum)}), Panic::TooMuch, Check::Rounds);
    emit_.write(rounds, emit_.add(round, 1));
    run_loop(head, done, node.body);
    emit_.seal(head);
    emit_.enter_sealed(done);
}

void FunctionLowering::lower_node(const sema::ForRange& node) {
    const bool is_signed = node.local->type->is(TypeKind::Signed);
    const source::Span span = emit_.span();
    const ValueId begin = lower_word(*node.begin);
    const ValueId end = lower_word(*node.end);
    emit_.set_span(span);
    if (node.maximum) {
        const ValueId has_rounds = emit_.op(is_signed ? Op::SLT : Op::LT, {begin, end});
        const ValueId is_long = emit_.op(Op::GT, {emit_.sub(end, begin), emit_.word(*node.maximum)});
        emit_.panic_if(emit_.op(Op::AND, {has_rounds, is_long}), Panic::TooMuch, Check::Rounds);
    }
    const Variable counter = emit_.make_variable();
    const BlockId head = emit_.make_block();
    const BlockId body = emit_.make_block();
    const BlockId next = emit_.make_block();
    const BlockId leave = emit_.make_block();
    const BlockId done = emit_.make_block();
    const auto first = emit_.constant_of(begin);
    const auto last = emit_.constant_of(end);
    const Uint256 rounds = node.maximum ? *node.maximum : first && last ? *last - *first : Uint256{};
    emit_.mark_loop(head, rounds.is_negative() ? 1 : rounds.fits_uint64() ? rounds[0] : ~uint64_t{0});
    emit_.write(counter, begin);
    emit_.jump(head);
    emit_.enter(head);
    emit_.branch(emit_.op(is_signed ? Op::SLT : Op::LT, {emit_.read(counter), end}), body, leave);
    emit_.enter_sealed(leave);
    emit_.jump(done);

    emit_.enter_sealed(body);
    declare(*node.local, {{emit_.read(counter)}});
    run_loop(next, done, node.body);
    emit_.enter_sealed(next);
    emit_.set_span(span);
    emit_.write(counter, emit_.add(emit_.read(counter), 1));
    emit_.jump(head);
    emit_.seal(head);
    emit_.enter_sealed(done);
}

void FunctionLowering::lower_node(const sema::ForEach& node) {
    const source::Span span = emit_.span();
    Spot array{};
    FoundPlace found;
    if (const auto* place = std::get_if<sema::Place>(&node.array)) {
        found = find_place(*place);
        array = found.spot;
        // What never changes is read once.
        if (std::holds_alternative<ImmutableSpot>(array.where)) array.where = ValueSpot{read(array)};
    } else if (const auto& list = *std::get<sema::ExpressionPtr>(node.array); list.type->is(TypeKind::List)) {
        array = {ValueSpot{values_.own(*list.type, lower(list))}, list.type};
    } else {
        const auto& expression = *std::get<sema::ExpressionPtr>(node.array);
        array = {MemorySpot{values_.own(*expression.type, lower(expression)).words[0]}, expression.type};
    }
    emit_.set_span(span);
    const Variable counter = emit_.make_variable();
    const BlockId head = emit_.make_block();
    const BlockId body = emit_.make_block();
    const BlockId next = emit_.make_block();
    const BlockId leave = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.mark_loop(head, array.type->length);
    emit_.write(counter, emit_.word(0));
    emit_.jump(head);
    emit_.enter(head);
    require_there(found);
    const bool is_list = array.type->is(TypeKind::List);
    const ValueId count = is_list ? length_at(array) : emit_.word(array.type->length);
    emit_.branch(emit_.op(Op::LT, {emit_.read(counter), count}), body, leave);
    emit_.enter_sealed(leave);
    emit_.jump(done);

    emit_.enter_sealed(body);
    const Value element = read(project_index(array, *array.type->element, emit_.read(counter)));
    declare(*node.local, values_.own(*node.local->type, element));
    run_loop(next, done, node.body);
    emit_.enter_sealed(next);
    emit_.set_span(span);
    emit_.write(counter, emit_.add(emit_.read(counter), 1));
    emit_.jump(head);
    emit_.seal(head);
    emit_.enter_sealed(done);
}

void FunctionLowering::lower_node(const sema::Return& node) {
    if (node.value == nullptr) return emit_.end(Op::YIELD);
    const auto words = values_.words_of(lower(*node.value));
    emit_.end(Op::YIELD, words);
}

void FunctionLowering::lower_node(const sema::Break&) {
    emit_.jump(loops_.back().done);
}

void FunctionLowering::lower_node(const sema::Continue&) {
    emit_.jump(loops_.back().next);
}

// Refusals.

std::vector<Typed> FunctionLowering::lower_arguments(const std::vector<sema::ExpressionPtr>& arguments) {
    std::vector<Typed> result;
    for (const auto& argument : arguments) result.push_back({argument->type, lower(*argument)});
    return result;
}

void FunctionLowering::revert_with(const sema::ErrorType& error, const std::vector<Typed>& arguments) {
    // The selector ends a word, so that it needs no shift and the arguments stand on whole words.
    const bool is_static = !any_dynamic(arguments);
    const ValueId base = is_static ? emit_.workspace(kWord + static_abi_size(arguments)) : emit_.workspace();
    emit_.store(base, emit_.word(word_from(BytesView{error.selector})));
    const ValueId end = encode_abi(emit_, arguments, emit_.add(base, kWord));
    const ValueId begin = emit_.add(base, kWord - kSelectorSize);
    emit_.end(Op::REVERT, {begin, emit_.sub(end, begin)});
}

void FunctionLowering::lower_node(const sema::Revert& node) {
    revert_with(*node.with.error, lower_arguments(node.with.arguments));
}

void FunctionLowering::lower_node(const sema::Require& node) {
    const source::Span span = emit_.span();
    const BlockId holds = emit_.make_block();
    const BlockId fails = emit_.make_block();
    const ValueId condition = lower_word(*node.condition);
    emit_.set_span(span);
    emit_.branch(condition, holds, fails, Check::Requirement);
    emit_.enter_sealed(fails);
    revert_with(*node.otherwise.error, lower_arguments(node.otherwise.arguments));
    emit_.enter_sealed(holds);
}

void FunctionLowering::lower_node(const sema::Assert& node) {
    if (is_test_body_) return fail_assertion(node);
    const source::Span span = emit_.span();
    const ValueId condition = lower_word(*node.condition);
    emit_.set_span(span);
    emit_.panic_if(emit_.is_zero(condition), Panic::Assertion, Check::Assertion);
}

// Events.

/// Solidity's rule: a word as it is; anything longer as the digest of its members, each padded to whole
/// words.
ValueId FunctionLowering::topic_of(const Type& type, const Value& value) {
    if (type.is_word()) return value.words[0];
    if (type.is_slice() || type.is_text()) return values_.hash_slice(value);
    const ValueId begin = emit_.workspace();
    const Variable end = emit_.make_variable();
    emit_.write(end, begin);
    write_topic_bytes(type, value, end);
    return emit_.op(Op::KECCAK256, {begin, emit_.sub(emit_.read(end), begin)});
}

void FunctionLowering::write_topic_bytes(const Type& type, const Value& value, Variable end) {
    const ValueId place = emit_.read(end);
    if (!is_dynamic(type)) {
        values_.store(type, place, value);
        return emit_.write(end, emit_.add(place, memory_size(type)));
    }
    if (type.is_slice() || type.is_text()) {
        values_.copy_slice(value, place);
        return emit_.write(end, emit_.add(place, emit_.round_up(values_.length_of(value))));
    }
    if (type.is(TypeKind::Array)) {
        emit_.repeat(type.length, [&](ValueId i) {
            const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(*type.element))});
            write_topic_bytes(*type.element, values_.load(*type.element, emit_.add(value.words[0], distance)),
                              end);
        });
        return;
    }
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i)
        write_topic_bytes(*members[i], member_of(type, value, i), end);
}

void FunctionLowering::lower_node(const sema::Emit& node) {
    const source::Span span = emit_.span();
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    emit_.set_span(span);
    std::vector<ValueId> topics{emit_.word(to_word(node.event->topic))};
    std::vector<Typed> data;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const sema::EventParameter& parameter = node.event->parameters[i];
        if (parameter.is_indexed)
            topics.push_back(topic_of(*parameter.type, arguments[i].value));
        else
            data.push_back(arguments[i]);
    }
    const Encoded encoded = encode_in_workspace(emit_, data);
    std::vector<ValueId> operands{encoded.offset, encoded.size};
    operands.insert(operands.end(), topics.begin(), topics.end());
    emit_.run(static_cast<Op>(static_cast<uint8_t>(Op::LOG0) + topics.size()), operands);
}

}  // namespace deed::lower
