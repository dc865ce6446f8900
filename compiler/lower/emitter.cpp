#include "compiler/lower/emitter.hpp"

#include <optional>
#include <utility>

#include "compiler/ir/fold.hpp"

namespace deed::lower {
namespace {

/// What is built in the scratch area at address 0 may be at most so long; more would move all other memory
/// up.
constexpr uint64_t kScratchLimit = 128;
/// The first bytes of keccak256("Panic(uint256)").
constexpr uint64_t kPanicSelector = 0x4e487b71;

}  // namespace

Emitter::Emitter(ModuleBuilder& module, uint32_t number, uint32_t parameter_count)
    : module_(module), builder_(module.function(number), parameter_count) {
    seal(BlockId{0});
}

std::optional<Uint256> Emitter::constant_of(ValueId value) {
    const ir::Function& function = builder_.function();
    if (!function.is_constant(value)) return std::nullopt;
    return function.value(value).constant;
}

ValueId Emitter::op(Op op, std::vector<ValueId> operands, uint32_t index) {
    if (const auto known = ir::fold(builder_.function(), op, operands)) {
        if (const auto* constant = std::get_if<Uint256>(&*known)) return word(*constant);
        return std::get<ValueId>(*known);
    }
    return builder_.emit(op, std::move(operands), index);
}

void Emitter::run(Op op, std::vector<ValueId> operands, uint32_t index) {
    builder_.run(op, std::move(operands), index);
}

std::vector<ValueId> Emitter::invoke(uint32_t function, std::vector<ValueId> arguments,
                                     uint32_t result_count) {
    return builder_.invoke(function, std::move(arguments), result_count);
}

ValueId Emitter::round_up(ValueId value) {
    return op(Op::AND, {add(value, 31), word(~Uint256{31})});
}

ValueId Emitter::make_object(uint64_t bytes) {
    return op(Op::OBJECT, {}, builder_.add_object(static_cast<uint32_t>(bytes)));
}

ValueId Emitter::workspace(uint64_t bytes) {
    if (bytes > kScratchLimit) return workspace();
    module_.want_scratch(static_cast<uint32_t>(bytes));
    return word(0);
}

ValueId Emitter::workspace() {
    const auto pointer = module_.heap_pointer();
    return pointer ? load(op(Op::GLOBAL, {}, *pointer)) : op(Op::TAIL);
}

// Blocks.

Emitter::BlockState& Emitter::state(BlockId block) {
    if (states_.size() <= index(block)) states_.resize(index(block) + 1);
    return states_[index(block)];
}

void Emitter::end_block(std::initializer_list<BlockId> successors) {
    const BlockId from = builder_.current();
    for (const BlockId successor : successors) {
        DEED_ASSERT(!state(successor).is_sealed);
        if (!is_dead(from)) state(successor).predecessors.push_back(from);
    }
    enter_sealed(make_block());
}

void Emitter::seal(BlockId block) {
    DEED_ASSERT(!state(block).is_sealed);
    state(block).is_sealed = true;
    for (size_t i = 0; i < state(block).open.size(); ++i) pass_arguments(block, state(block).open[i].first);
    state(block).open.clear();
}

void Emitter::enter(BlockId block) {
    if (!state(block).is_sealed) state(block).is_unreachable = state(block).predecessors.empty();
    builder_.enter_block(block);
}

void Emitter::enter_sealed(BlockId block) {
    seal(block);
    enter(block);
}

void Emitter::jump(BlockId target) {
    builder_.jump(target);
    end_block({target});
}

void Emitter::branch(ValueId condition, BlockId if_true, BlockId if_false, Check check) {
    builder_.branch(condition, if_true, if_false, check);
    end_block({if_true, if_false});
}

void Emitter::switch_on(ValueId value, BlockId otherwise, const std::vector<Uint256>& cases,
                        const std::vector<BlockId>& targets) {
    builder_.switch_on(value, otherwise, cases, targets);
    const BlockId from = builder_.current();
    for (const BlockId target : targets)
        if (!is_dead(from)) state(target).predecessors.push_back(from);
    end_block({otherwise});
}

void Emitter::end(Op op, std::vector<ValueId> operands, uint32_t function) {
    builder_.end(op, std::move(operands), function);
    end_block({});
}

void Emitter::repeat(uint64_t count, const std::function<void(ValueId i)>& round) {
    constexpr uint64_t kFew = 4;
    if (count <= kFew) {
        for (uint64_t i = 0; i < count; ++i) round(word(i));
        return;
    }
    repeat({word(0), word(count), count}, round);
}

void Emitter::repeat(const Rounds& rounds, const std::function<void(ValueId i)>& round) {
    const Variable counter = make_variable();
    const BlockId head = make_block();
    const BlockId body = make_block();
    const BlockId done = make_block();
    mark_loop(head, rounds.most);
    write(counter, rounds.begin);
    jump(head);
    enter(head);
    branch(op(Op::LT, {read(counter), rounds.end}), body, done);
    enter_sealed(body);
    round(read(counter));
    write(counter, add(read(counter), 1));
    jump(head);
    seal(head);
    enter_sealed(done);
}

// Variables.

void Emitter::write(Variable variable, ValueId value) {
    state(builder_.current()).values[variable] = value;
}

ValueId Emitter::read_in(Variable variable, BlockId block) {
    const auto found = state(block).values.find(variable);
    if (found != state(block).values.end()) return found->second;

    const bool is_sealed = state(block).is_sealed;
    const auto& predecessors = state(block).predecessors;
    ValueId value{};
    if (is_dead(block) || (is_sealed && predecessors.empty())) {
        // Nothing leads here, so what is read does not matter.
        value = word(0);
    } else if (!is_sealed) {
        value = builder_.add_parameter(block);
        state(block).open.emplace_back(variable, value);
    } else if (predecessors.size() == 1) {
        value = read_in(variable, predecessors[0]);
    } else {
        // The parameter stands before its arguments are looked for: a loop ends there.
        value = builder_.add_parameter(block);
        state(block).values[variable] = value;
        pass_arguments(block, variable);
    }
    state(block).values[variable] = value;
    return value;
}

void Emitter::pass_arguments(BlockId block, Variable variable) {
    const std::vector<BlockId> predecessors = state(block).predecessors;
    for (const BlockId predecessor : predecessors) {
        const ValueId argument = read_in(variable, predecessor);
        auto& successors = builder_.function().block(predecessor).terminator.successors;
        DEED_ASSERT(successors.size() == 1);
        successors[0].arguments.push_back(argument);
    }
}

// Checks.

void Emitter::stop_if(ValueId condition, BlockId target, Check check) {
    const BlockId go_on = make_block();
    builder_.branch(condition, target, go_on, check);
    if (!is_dead(builder_.current())) state(go_on).predecessors.push_back(builder_.current());
    enter_sealed(go_on);
}

/// What several checks end with belongs to none of their texts; the jump to it tells which has failed.
template <typename Write>
BlockId Emitter::write_shared_end(const Write& write) {
    const BlockId here = builder_.current();
    const source::Span text = span();
    const BlockId place = make_block();
    enter_sealed(place);
    set_span({});
    write();
    set_span(text);
    enter(here);
    return place;
}

void Emitter::panic_if(ValueId condition, Panic code, Check check) {
    if (constant_of(condition) == Uint256{}) return;
    if (redirected_) {
        // A block of its own, since several ways lead to what is behind it.
        const BlockId failing = make_block();
        const BlockId go_on = make_block();
        branch(condition, failing, go_on, check);
        enter_sealed(failing);
        jump(*redirected_);
        return enter_sealed(go_on);
    }
    auto place = panics_.find(code);
    if (place == panics_.end()) place = panics_.emplace(code, write_shared_end([&] { panic(code); })).first;
    stop_if(condition, place->second, check);
}

void Emitter::panic(Panic code) {
    store(word(0), word(kPanicSelector));
    store(word(32), word(static_cast<uint64_t>(code)));
    end(Op::REVERT, {word(28), word(36)});
}

void Emitter::revert_if(ValueId condition, Check check) {
    if (constant_of(condition) == Uint256{}) return;
    if (revert_.empty()) revert_.push_back(write_shared_end([&] { end(Op::REVERT, {word(0), word(0)}); }));
    stop_if(condition, revert_[0], check);
}

void Emitter::pass_revert_if(ValueId condition, Check check) {
    if (pass_revert_.empty())
        pass_revert_.push_back(write_shared_end([&] {
            run(Op::RETURNDATACOPY, {word(0), word(0), op(Op::RETURNDATASIZE)});
            end(Op::REVERT, {word(0), op(Op::RETURNDATASIZE)});
        }));
    stop_if(condition, pass_revert_[0], check);
}

}  // namespace deed::lower
