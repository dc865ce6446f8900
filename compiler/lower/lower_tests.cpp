#include <utility>

#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

using sema::Type;

namespace {

constexpr uint64_t kWord = 32;
constexpr uint64_t kSelectorSize = 4;
constexpr unsigned kSelectorShift = 224;

Value memory_slice(Emitter& emitter, ValueId begin, ValueId length) {
    return {{emitter.word(static_cast<uint64_t>(Region::Memory)), begin, length}};
}

bool is_comparison(sema::BinaryOperator op) {
    return op >= sema::BinaryOperator::Equal;
}

/// What the words of the type are to the runner, as vm/isa/cheats.def has it.
uint64_t form_of(const Type& type) {
    constexpr uint64_t kFirstBytes = 256;
    if (type.is(sema::TypeKind::Signed)) return 1;
    if (type.is(sema::TypeKind::Bool)) return 3;
    if (type.is(sema::TypeKind::FixedBytes)) return kFirstBytes + type.length;
    const bool is_address = type.is(sema::TypeKind::Address) || type.is(sema::TypeKind::Interface) ||
                            type.is(sema::TypeKind::Instance);
    return is_address ? 2 : 0;
}

}  // namespace

// Speaking to the runner.

/// (file index << 32) | byte offset, as the runner's messages want it.
Typed FunctionLowering::site(source::Span span) {
    return number(emit_.word(static_cast<uint64_t>(span.file) << 32 | span.begin));
}

Typed FunctionLowering::number(ValueId word) {
    return {shared_.program.types.uint256(), {{word}}};
}

Typed FunctionLowering::bytes(const Value& slice) {
    return {shared_.program.types.bytes(), slice};
}

void FunctionLowering::call_cheats(ValueId begin, ValueId size) {
    const ValueId nothing = emit_.word(0);
    // The runner answers every cheat, so whether it worked need not be asked.
    (void)emit_.op(Op::CALL,
                   {emit_.op(Op::GAS), emit_.word(cheat_address()), nothing, begin, size, nothing, nothing});
}

void FunctionLowering::ask(Cheat cheat, const std::vector<Typed>& arguments) {
    const ValueId begin = emit_.workspace();
    emit_.store(begin, emit_.word(selector_word(cheat)));
    const ValueId end = encode_abi(emit_, arguments, emit_.add(begin, kSelectorSize));
    call_cheats(begin, emit_.sub(end, begin));
}

void FunctionLowering::fail(Cheat cheat, const std::vector<Typed>& arguments) {
    ask(cheat, arguments);
    emit_.end(Op::REVERT, {emit_.word(0), emit_.word(0)});
}

/// Moves the first free address to @p end, so that what lies before it stays.
void FunctionLowering::keep_until(ValueId end) {
    emit_.store(emit_.op(Op::GLOBAL, {}, *shared_.module.heap_pointer()), emit_.round_up(end));
}

/// Takes the answer to Transact, (bool ok, bytes output), or Create, (bool ok, address created, bytes
/// output).
FunctionLowering::Answer FunctionLowering::take_answer(Cheat cheat) {
    const ValueId begin = emit_.workspace();
    emit_.run(Op::RETURNDATACOPY, {begin, emit_.word(0), emit_.op(Op::RETURNDATASIZE)});
    const uint64_t head = (cheat == Cheat::Create ? 3 : 2) * kWord;
    const ValueId length = emit_.add(begin, head);
    return {emit_.load(begin), emit_.load(emit_.add(begin, kWord)),
            memory_slice(emit_, emit_.add(length, kWord), emit_.load(length))};
}

/// Goes on where the transaction worked; else to the expectation around it, or the test has failed.
void FunctionLowering::require_success(const Answer& answer, source::Span span) {
    const BlockId worked = emit_.make_block();
    const BlockId reverted = emit_.make_block();
    emit_.branch(answer.ok, worked, reverted);
    emit_.enter_sealed(reverted);
    const ValueId begin = answer.output.words[1];
    keep_until(emit_.add(begin, answer.output.words[2]));
    if (expectation_) {
        emit_.write(expectation_->begin, begin);
        emit_.write(expectation_->length, answer.output.words[2]);
        emit_.jump(expectation_->reverted);
    } else {
        fail(Cheat::FailReverted, {site(span), bytes(answer.output)});
    }
    emit_.enter_sealed(worked);
}

// Expressions.

Value FunctionLowering::lower_node(const sema::TestDeploy& node, const sema::Expression& whole) {
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    const ValueId value = lower_word(*node.value);
    const ValueId from = lower_word(*node.from);
    emit_.set_span(whole.span);
    const uint32_t data = shared_.creation_code.at(node.contract);

    const ValueId begin = emit_.workspace();
    emit_.store(begin, emit_.word(selector_word(Cheat::Create)));
    const ValueId head = emit_.add(begin, kSelectorSize);
    emit_.store(head, from);
    emit_.store(emit_.add(head, kWord), value);
    emit_.store(emit_.add(head, 2 * kWord), emit_.word(3 * kWord));
    const ValueId code = emit_.add(head, 4 * kWord);
    const ValueId size = emit_.op(Op::DATA_SIZE, {}, data);
    emit_.run(Op::CODECOPY, {code, emit_.op(Op::DATA_OFFSET, {}, data), size});
    const ValueId end = encode_abi(emit_, arguments, emit_.add(code, size));
    emit_.store(end, emit_.word(0));
    emit_.store(emit_.add(head, 3 * kWord), emit_.sub(end, code));
    call_cheats(begin, emit_.add(emit_.sub(end, begin), kWord));

    const Answer answer = take_answer(Cheat::Create);
    require_success(answer, whole.span);
    return {{answer.created}};
}

Value FunctionLowering::lower_node(const sema::TestCall& node, const sema::Expression& whole) {
    const ValueId target = lower_word(*node.target);
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    const ValueId value = lower_word(*node.value);
    const ValueId from = lower_word(*node.from);
    emit_.set_span(whole.span);

    const ValueId begin = emit_.workspace();
    emit_.store(begin, emit_.word(selector_word(Cheat::Transact)));
    const ValueId head = emit_.add(begin, kSelectorSize);
    emit_.store(head, from);
    emit_.store(emit_.add(head, kWord), target);
    emit_.store(emit_.add(head, 2 * kWord), value);
    emit_.store(emit_.add(head, 3 * kWord), emit_.word(4 * kWord));
    const ValueId input = emit_.add(head, 5 * kWord);
    if (node.selector) emit_.store(input, emit_.word(word_from(BytesView{*node.selector}) << kSelectorShift));
    const ValueId end = encode_abi(emit_, arguments, emit_.add(input, node.selector ? kSelectorSize : 0));
    emit_.store(end, emit_.word(0));
    emit_.store(emit_.add(head, 4 * kWord), emit_.sub(end, input));
    call_cheats(begin, emit_.add(emit_.sub(end, begin), kWord));

    const Answer answer = take_answer(Cheat::Transact);
    require_success(answer, whole.span);
    std::vector<const Type*> types;
    bool stays_in_memory = false;
    for (const sema::Parameter& result : node.signature->results) {
        types.push_back(result.type);
        stays_in_memory |= is_dynamic(*result.type);
    }
    const ValueId output = answer.output.words[1];
    const ValueId output_end = emit_.add(output, answer.output.words[2]);
    if (stays_in_memory) keep_until(output_end);
    Decoder decoder{emit_, Region::Memory, output, output_end};
    Value all;
    all.is_fresh = true;
    for (const Value& one : decoder.decode(types))
        all.words.insert(all.words.end(), one.words.begin(), one.words.end());
    decoder.finish(Check::Calldata);
    return all;
}

Value FunctionLowering::lower_node(const sema::TestCheat& node, const sema::Expression&) {
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    switch (node.change) {
        case sema::WorldChange::Warp: ask(Cheat::Warp, arguments); break;
        case sema::WorldChange::Roll: ask(Cheat::Roll, arguments); break;
        case sema::WorldChange::Deal: ask(Cheat::Deal, arguments); break;
    }
    return {};
}

void FunctionLowering::bind_made_up(const std::vector<const sema::Local*>& parameters) {
    std::vector<const Type*> types;
    for (const sema::Local* parameter : parameters) types.push_back(parameter->type);
    if (types.empty()) return;
    Decoder decoder{emit_, Region::Calldata, emit_.word(0), emit_.op(Op::CALLDATASIZE)};
    const std::vector<Value> values = decoder.decode(types);
    decoder.finish(Check::Calldata);
    for (size_t i = 0; i < parameters.size(); ++i) declare(*parameters[i], values[i]);
}

// Statements.

void FunctionLowering::lower_node(const sema::Assume& node) {
    const BlockId holds = emit_.make_block();
    const BlockId fails = emit_.make_block();
    emit_.branch(lower_word(*node.condition), holds, fails);
    emit_.enter_sealed(fails);
    fail(Cheat::Discard, {});
    emit_.enter_sealed(holds);
}

void FunctionLowering::fail_assertion(const sema::Assert& node) {
    const source::Span span = node.condition->span;
    const BlockId holds = emit_.make_block();
    const BlockId fails = emit_.make_block();
    const auto* comparison = std::get_if<sema::Binary>(&node.condition->node);
    if (comparison != nullptr && is_comparison(comparison->op) && comparison->left->type->is_word()) {
        const ValueId left = lower_word(*comparison->left);
        const ValueId right = lower_word(*comparison->right);
        emit_.set_span(span);
        const ValueId condition = arithmetic_.binary(comparison->op, *comparison->left->type, left, right);
        emit_.branch(condition, holds, fails, Check::Expectation);
        emit_.enter_sealed(fails);
        const ValueId form = emit_.word(form_of(*comparison->left->type));
        fail(Cheat::FailCompare, {site(span), number(left), number(right), number(form)});
    } else {
        emit_.branch(lower_word(*node.condition), holds, fails, Check::Expectation);
        emit_.enter_sealed(fails);
        fail(Cheat::FailAssert, {site(span)});
    }
    emit_.enter_sealed(holds);
}

void FunctionLowering::lower_node(const sema::ExpectRevert& node) {
    const source::Span span = emit_.span();
    Value expected = memory_slice(emit_, emit_.word(0), emit_.word(0));
    if (node.with) {
        const std::vector<Typed> arguments = lower_arguments(node.with->arguments);
        const ValueId begin = emit_.workspace();
        emit_.store(begin, emit_.word(word_from(BytesView{node.with->error->selector}) << kSelectorShift));
        const ValueId end = encode_abi(emit_, arguments, emit_.add(begin, kSelectorSize));
        keep_until(end);
        expected = memory_slice(emit_, begin, emit_.sub(end, begin));
    }

    const RevertExpectation inner{emit_.make_block(), emit_.make_variable(), emit_.make_variable()};
    const auto outer = std::exchange(expectation_, inner);
    lower(node.body);
    expectation_ = outer;
    emit_.set_span(span);
    fail(Cheat::FailNotReverted, {site(span)});

    emit_.enter_sealed(inner.reverted);
    if (!node.with) return;
    const Value actual = memory_slice(emit_, emit_.read(inner.begin), emit_.read(inner.length));
    const ValueId is_right = emit_.op(Op::EQ, {values_.hash_slice(expected), values_.hash_slice(actual)});
    const BlockId right = emit_.make_block();
    const BlockId wrong = emit_.make_block();
    emit_.branch(is_right, right, wrong, Check::Expectation);
    emit_.enter_sealed(wrong);
    fail(Cheat::FailWrongRevert, {site(span), bytes(expected), bytes(actual)});
    emit_.enter_sealed(right);
}

void FunctionLowering::lower_node(const sema::ExpectEmit& node) {
    constexpr size_t kMostTopics = 4;
    const source::Span span = emit_.span();
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    std::vector<ValueId> topics{emit_.word(to_word(node.event->topic))};
    std::vector<Typed> data;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const sema::EventParameter& parameter = node.event->parameters[i];
        if (parameter.is_indexed)
            topics.push_back(topic_of(*parameter.type, arguments[i].value));
        else
            data.push_back(arguments[i]);
    }
    const ValueId begin = emit_.workspace();
    const ValueId end = encode_abi(emit_, data, begin);
    const Value expected = memory_slice(emit_, begin, emit_.sub(end, begin));
    keep_until(end);
    ask(Cheat::LogMark, {});
    const ValueId answer = emit_.workspace();
    emit_.run(Op::RETURNDATACOPY, {answer, emit_.word(0), emit_.word(kWord)});
    const ValueId mark = emit_.load(answer);

    lower(node.body);
    emit_.set_span(span);
    std::vector<Typed> question{number(mark), number(emit_.word(topics.size()))};
    topics.resize(kMostTopics, emit_.word(0));
    for (const ValueId topic : topics) question.push_back(number(topic));
    question.push_back(bytes(expected));
    ask(Cheat::LogSince, question);
    const ValueId found = emit_.workspace();
    emit_.run(Op::RETURNDATACOPY, {found, emit_.word(0), emit_.word(kWord)});
    const BlockId right = emit_.make_block();
    const BlockId wrong = emit_.make_block();
    emit_.branch(emit_.load(found), right, wrong, Check::Expectation);
    emit_.enter_sealed(wrong);
    fail(Cheat::FailNotEmitted, {site(span)});
    emit_.enter_sealed(right);
}

}  // namespace deed::lower
