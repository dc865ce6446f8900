#include "vm/jit/unit_writer.hpp"

#include <algorithm>

#include "vm/isa/gas_schedule.hpp"

namespace deed::jit {

using isa::Form;
using isa::Op;
using machine::Status;

namespace {

/// Whether the gas taken up to and with @p op must be exact when it runs: it shows the gas, passes it on, or
/// may fail for another reason than gas.
bool ends_section(Op op) {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wswitch-enum"  // the others let their gas be taken early
    switch (op) {
        case Op::GAS:
        case Op::RETURNDATACOPY:
        case Op::SSTORE:
        case Op::TSTORE:
        case Op::LOG0:
        case Op::LOG1:
        case Op::LOG2:
        case Op::LOG3:
        case Op::LOG4:
        case Op::CREATE:
        case Op::CREATE2:
        case Op::CALL:
        case Op::CALLCODE:
        case Op::DELEGATECALL:
        case Op::STATICCALL: return true;
        default: return false;
    }
#pragma clang diagnostic pop
}

/// Whether the Frame instruction @p op may make the memory grow or move.
bool touches_memory(Op op) {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wswitch-enum"  // the others may
    switch (op) {
        case Op::SLOAD:
        case Op::SSTORE:
        case Op::TLOAD:
        case Op::TSTORE:
        case Op::EXP:
        case Op::BALANCE:
        case Op::SELFBALANCE:
        case Op::EXTCODESIZE:
        case Op::EXTCODEHASH:
        case Op::BLOCKHASH: return false;
        default: return true;
    }
#pragma clang diagnostic pop
}

/// Whether the Frame instruction @p op may change what the memory holds.
bool writes_memory(Op op) {
    return touches_memory(op) && op != Op::KECCAK256;
}

}  // namespace

// Registers and slots.

llvm::Value* UnitWriter::address(const Position& position, Slot slot) {
    return frame_.after(position.base, int64_t{slot} * 32);
}

const Uint256* UnitWriter::find_entry_constant(Slot slot) const {
    const auto depth = static_cast<size_t>(begin_ - slot);
    const auto& known = unit_->entry.top;
    return slot <= begin_ && depth < known.size() ? values_.find_constant(known[known.size() - 1 - depth])
                                                  : nullptr;
}

Word UnitWriter::get(Position& position, Slot slot) {
    if (const auto found = position.held.find(slot); found != position.held.end()) return found->second.word;
    if (const Uint256* const constant = find_entry_constant(slot)) return words_.constant(*constant);
    const Word word = frame_.load_word(address(position, slot));
    position.held[slot] = {word, false};
    return word;
}

void UnitWriter::push(Position& position, const Word& word) {
    position.held[++position.top] = {word, true};
}

Word UnitWriter::pop(Position& position) {
    const Word word = get(position, position.top);
    position.held.erase(position.top--);
    return word;
}

void UnitWriter::flush(Position& position, Slot slot) {
    const auto found = position.held.find(slot);
    if (found == position.held.end() || !found->second.is_dirty) return;
    frame_.store_word(address(position, slot), found->second.word);
    found->second.is_dirty = false;
}

void UnitWriter::flush_all(Position& position) {
    for (auto& [slot, held] : position.held) flush(position, slot);
}

void UnitWriter::settle(Position& position) {
    if (tier_ == Tier::Optimised) return;
    for (const auto& [slot, held] : position.held)
        if (!Words::find_constant(held.word)) flush(position, slot);
    // What is not held would be taken for the constant that the slot held at the unit's begin.
    std::erase_if(position.held, [&](const auto& entry) {
        return !Words::find_constant(entry.second.word) && find_entry_constant(entry.first) == nullptr;
    });
}

llvm::Value* UnitWriter::spill_operands(Position& position, Op op) {
    llvm::Value* const top = address(position, position.top);
    for (int i = 0; i < isa::info(op).pops; ++i) {
        flush(position, position.top);
        position.held.erase(position.top--);
    }
    return top;
}

void UnitWriter::push_stored(Position& position) {
    position.top += 1;
    position.held[position.top] = {frame_.load_word(address(position, position.top)), false};
}

// Ends.

llvm::BasicBlock* UnitWriter::make_block(const char* name) {
    llvm::BasicBlock* const here = builder_.GetInsertBlock();
    return llvm::BasicBlock::Create(module_.context(), name, here->getParent(), here->getNextNode());
}

llvm::BasicBlock* UnitWriter::make_rare_block(const char* name) {
    return llvm::BasicBlock::Create(module_.context(), name, builder_.GetInsertBlock()->getParent());
}

llvm::BasicBlock* UnitWriter::exit_with(Status status) {
    llvm::BasicBlock*& exit = exits_[status];
    if (exit == nullptr) {
        exit = make_rare_block("failed");
        const llvm::IRBuilderBase::InsertPointGuard guard{builder_};
        builder_.SetInsertPoint(exit);
        builder_.CreateRet(builder_.getInt8(static_cast<uint8_t>(status)));
    }
    return exit;
}

void UnitWriter::end(Status status) {
    builder_.CreateBr(exit_with(status));
}

void UnitWriter::end_if(llvm::Value* bit, Status status) {
    llvm::BasicBlock* const on = make_block("");
    builder_.CreateCondBr(bit, exit_with(status), on, module_.rarely());
    builder_.SetInsertPoint(on);
}

void UnitWriter::end_if(llvm::Value* bit, llvm::Value* status) {
    llvm::BasicBlock* const on = make_block("");
    status_->addIncoming(status, builder_.GetInsertBlock());
    builder_.CreateCondBr(bit, status_->getParent(), on, module_.rarely());
    builder_.SetInsertPoint(on);
}

// Units.

/// Lists the instructions; if one certainly fails, those before it, and how it fails.
std::optional<Status> UnitWriter::list_steps(const Unit& unit) {
    steps_.clear();
    int height = 0;
    for (const uint32_t block : unit.blocks)
        for (uint32_t place = blocks_[block].begin; place < blocks_[block].end; place = blocks_.next(place)) {
            if (!blocks_.is_defined(place)) return Status::UndefinedInstruction;
            const isa::OpInfo& info = isa::info(blocks_.op(place));
            if (unit.entry.highest + height < info.pops) return Status::StackUnderflow;
            height += int{info.pushes} - int{info.pops};
            if (unit.entry.lowest + height > int{isa::kStackLimit}) return Status::StackOverflow;
            steps_.push_back({place, blocks_.op(place)});
        }
    return std::nullopt;
}

UnitWriter::Outcome UnitWriter::write(const Unit& unit, Position& position) {
    unit_ = &unit;
    begin_ = position.top;
    position.reserved = unit.entry.memory;
    const auto failure = list_steps(unit);
    if (unit.faults && !failure) {
        // No height of the stack suits all of it.
        leave(unit, position);
        return Outcome::Ended;
    }
    if (unit.wants_check()) check_stack(unit, position);
    for (size_t i = 0; i < steps_.size(); ++i) {
        if (i == 0 || ends_section(steps_[i - 1].op)) charge_section(position, i);
        const Op op = steps_[i].op;
        if (halt(position, op)) return Outcome::Ended;
        const bool is_last = i + 1 == steps_.size();
        if (is_last && !failure && (op == Op::JUMP || op == Op::JUMPI)) return Outcome::Open;
        perform(position, steps_[i]);
    }
    if (!failure) return Outcome::Open;
    end(*failure);
    return Outcome::Ended;
}

/// Hands the frame over to the interpreter, which finds out which instruction fails, if the stack does not
/// fit.
void UnitWriter::check_stack(const Unit& unit, Position& position) {
    llvm::Value* const low = address(position, position.top - unit.need);
    llvm::Value* const high = address(position, position.top + unit.growth);
    llvm::Value* const limit = frame_.after(frame_.bottom(), int64_t{isa::kStackLimit} * 32);
    llvm::Value* const fails =
        builder_.CreateOr(builder_.CreateICmpULT(low, frame_.bottom()), builder_.CreateICmpUGT(high, limit));
    llvm::BasicBlock* const unfit = make_rare_block("unfit");
    llvm::BasicBlock* const on = make_block("");
    builder_.CreateCondBr(fails, unfit, on, module_.rarely());
    builder_.SetInsertPoint(unfit);
    leave(unit, position);
    builder_.SetInsertPoint(on);
}

/// Hands the frame over to the interpreter at the begin of the unit.
void UnitWriter::leave(const Unit& unit, Position position) {
    flush_all(position);
    frame_.leave(builder_.getInt64(blocks_[unit.blocks[0]].begin), address(position, position.top),
                 position.gas);
}

/// Takes the constant gas of the instructions from the one numbered @p first up to the section's end.
void UnitWriter::charge_section(Position& position, size_t first) {
    int64_t gas = 0;
    for (size_t i = first; i < steps_.size(); ++i) {
        gas += isa::gas_cost(steps_[i].op, blocks_.revision());
        if (ends_section(steps_[i].op)) break;
    }
    charge(position, gas);
}

void UnitWriter::charge(Position& position, int64_t gas) {
    if (gas == 0) return;
    position.gas = builder_.CreateSub(position.gas, builder_.getInt64(static_cast<uint64_t>(gas)));
    end_if(builder_.CreateICmpSLT(position.gas, builder_.getInt64(0)), Status::OutOfGas);
}

/// Writes @p op if it ends the frame.
bool UnitWriter::halt(Position& position, Op op) {
    if (op == Op::INVALID) {
        end(Status::InvalidInstruction);
        return true;
    }
    if (op == Op::STOP) {
        frame_.store(FrameAccess::kGas, position.gas);
        end(Status::Success);
        return true;
    }
    if (op != Op::RETURN && op != Op::REVERT && op != Op::SELFDESTRUCT) return false;
    llvm::Value* const top = spill_operands(position, op);
    frame_.store(FrameAccess::kGas, position.gas);
    llvm::Value* const status = builder_.CreateCall(module_.instruction(op), {frame_.frame(), top});
    status_->addIncoming(status, builder_.GetInsertBlock());
    builder_.CreateBr(status_->getParent());
    return true;
}

void UnitWriter::perform(Position& position, const Step& step) {
    switch (isa::info(step.op).form) {
        case Form::Word: return perform_word(position, step.op);
        case Form::Context: return perform_context(position, step.op);
        case Form::Memory: return perform_memory(position, step.op);
        case Form::Frame: return perform_frame(position, step.op);
        case Form::Control: return perform_control(position, step);
    }
}

void UnitWriter::perform_control(Position& position, const Step& step) {
    const auto [place, op] = step;
    const isa::OpInfo& info = isa::info(op);
    if (isa::is_push(op)) return push(position, words_.constant(immediate_at(blocks_.code(), place)));
    if (op == Op::PC) return push(position, words_.constant(place));
    if (op == Op::GAS) return push(position, words_.from_limb(position.gas));
    if (op >= Op::DUP1 && op <= Op::DUP16) return push(position, get(position, position.top - info.pops + 1));
    if (op >= Op::SWAP1 && op <= Op::SWAP16) {
        const Slot other = position.top - info.pops + 1;
        const Word above = get(position, position.top);
        const Word below = get(position, other);
        position.held[position.top] = {below, true};
        position.held[other] = {above, true};
        return;
    }
    // POP, and a JUMP to where the unit goes on. What is popped was perhaps never loaded.
    for (int i = 0; i < info.pops; ++i) position.held.erase(position.top--);
}

// Instructions.

void UnitWriter::perform_word(Position& position, Op op) {
    std::vector<Word> operands;
    for (int i = 0; i < isa::info(op).pops; ++i) operands.push_back(get(position, position.top - i));
    if (const auto result = words_.compute(op, operands)) {
        for (size_t i = 0; i < operands.size(); ++i) position.held.erase(position.top--);
        return push(position, *result);
    }
    if (reduce(position, op, operands) || divide_inline(position, op, operands)) return;
    llvm::Value* const top = spill_operands(position, op);
    builder_.CreateCall(module_.instruction(op), {top});
    push_stored(position);
}

/// MULMOD, ADDMOD and MOD by a modulus that is known or likely.
bool UnitWriter::reduce(Position& position, Op op, std::span<const Word> operands) {
    const auto known = Words::find_constant(operands.back());
    const auto target = known ? modular_calls_.by_known(op, *known) : modular_calls_.by_likely(op);
    if (!target) return false;
    if (known) position.held.erase(position.top - isa::info(op).pops + 1);
    llvm::Value* const top = spill_operands(position, op);
    builder_.CreateCall(target->function, {top, target->table});
    push_stored(position);
    return true;
}

/// DIV and MOD of numbers that fit 64 bits, as most do, without a call.
bool UnitWriter::divide_inline(Position& position, Op op, std::span<const Word> operands) {
    if (tier_ == Tier::Fast || (op != Op::DIV && op != Op::MOD)) return false;
    const auto& [a, b] = std::tie(operands[0], operands[1]);
    llvm::Value* const zero = builder_.getInt64(0);
    llvm::Value* const high = builder_.CreateOr(words_.high_limbs(a), words_.high_limbs(b));
    llvm::Value* const is_short =
        builder_.CreateAnd(builder_.CreateICmpEQ(high, zero), builder_.CreateICmpNE(b[0], zero));
    llvm::BasicBlock* const on = make_block("");
    llvm::BasicBlock* const short_block = make_block("short");
    llvm::BasicBlock* const long_block = make_rare_block("long");
    builder_.CreateCondBr(is_short, short_block, long_block);

    builder_.SetInsertPoint(short_block);
    const Word quick = op == Op::DIV ? words_.divide_limbs(a, b) : words_.remainder_limbs(a, b);
    builder_.CreateBr(on);

    builder_.SetInsertPoint(long_block);
    llvm::Value* const top = spill_operands(position, op);
    builder_.CreateCall(module_.instruction(op), {top});
    const Word slow = frame_.load_word(address(position, position.top + 1));
    builder_.CreateBr(on);

    builder_.SetInsertPoint(on);
    Word result;
    for (size_t i = 0; i < 4; ++i) {
        auto* const limb = builder_.CreatePHI(builder_.getInt64Ty(), 2);
        limb->addIncoming(quick[i], short_block);
        limb->addIncoming(slow[i], long_block);
        result[i] = limb;
    }
    push(position, result);
    return true;
}

void UnitWriter::perform_context(Position& position, Op op) {
    if (op == Op::ADDRESS) return push(position, frame_.address());
    if (op == Op::CALLER) return push(position, frame_.caller());
    if (op == Op::CALLVALUE) return push(position, frame_.call_value());
    if (op == Op::CODESIZE) return push(position, words_.constant(blocks_.code().size()));
    if (op == Op::CALLDATASIZE) return push(position, words_.from_limb(frame_.load(FrameAccess::kInputSize)));
    if (op == Op::RETURNDATASIZE)
        return push(position, words_.from_limb(frame_.load(FrameAccess::kReturnDataSize)));
    if (op == Op::MSIZE) return push(position, words_.from_limb(frame_.load(FrameAccess::kMemorySize)));
    if (op == Op::CALLDATALOAD) return load_call_data(position);

    llvm::Value* const top = spill_operands(position, op);
    builder_.CreateCall(module_.instruction(op), {frame_.frame(), top});
    push_stored(position);
}

/// A word that lies wholly within the call data is read here, others by the function.
void UnitWriter::load_call_data(Position& position) {
    const Word offset = get(position, position.top);
    llvm::Value* const size = frame_.load(FrameAccess::kInputSize);
    llvm::Value* const room =
        builder_.CreateBinaryIntrinsic(llvm::Intrinsic::usub_sat, size, builder_.getInt64(31));
    llvm::Value* const is_inside =
        builder_.CreateAnd(builder_.CreateICmpEQ(words_.high_limbs(offset), builder_.getInt64(0)),
                           builder_.CreateICmpULT(offset[0], room));
    llvm::BasicBlock* const on = make_block("");
    llvm::BasicBlock* const inside = make_block("inside");
    llvm::BasicBlock* const beyond = make_rare_block("beyond");
    builder_.CreateCondBr(is_inside, inside, beyond);

    builder_.SetInsertPoint(inside);
    llvm::Value* const data = frame_.load_pointer(FrameAccess::kInputData);
    const Word quick = frame_.load_big_endian(frame_.after(data, offset[0]), Place::Input);
    builder_.CreateBr(on);

    builder_.SetInsertPoint(beyond);
    llvm::Value* const top = spill_operands(position, Op::CALLDATALOAD);
    builder_.CreateCall(module_.instruction(Op::CALLDATALOAD), {frame_.frame(), top});
    const Word slow = frame_.load_word(top);
    builder_.CreateBr(on);

    builder_.SetInsertPoint(on);
    Word result;
    for (size_t i = 0; i < 4; ++i) {
        auto* const limb = builder_.CreatePHI(builder_.getInt64Ty(), 2);
        limb->addIncoming(quick[i], inside);
        limb->addIncoming(slow[i], beyond);
        result[i] = limb;
    }
    push(position, result);
}

void UnitWriter::perform_frame(Position& position, Op op) {
    if (op == Op::KECCAK256 && hash_inline(position)) return;
    llvm::Value* const top = spill_operands(position, op);
    frame_.store(FrameAccess::kGas, position.gas);
    llvm::Value* const status = builder_.CreateCall(module_.instruction(op), {frame_.frame(), top});
    end_if(builder_.CreateICmpNE(status, builder_.getInt8(static_cast<uint8_t>(Status::Running))), status);
    position.gas = frame_.load(FrameAccess::kGas);
    if (touches_memory(op)) position.memory = position.room = nullptr;
    if (writes_memory(op)) position.written.clear();
    if (isa::info(op).pushes == 1) push_stored(position);
}

}  // namespace deed::jit
