#include "vm/jit/region_writer.hpp"

#include <bit>
#include <deque>

#include <llvm/Transforms/Utils/Local.h>

#include "vm/base/assert.hpp"
#include "vm/jit/choice.hpp"
#include "vm/jit/unit_writer.hpp"

namespace deed::jit {

using machine::Status;

namespace {

llvm::BasicBlock* make_block(Module& module, llvm::Function* function, const char* name) {
    return llvm::BasicBlock::Create(module.context(), name, function);
}

/// Calls @p visit with every one of @p slots, which are counted from @p top.
template <typename Visit>
void for_each_slot(Slots slots, Slot top, Visit visit) {
    for (; slots != 0; slots &= slots - 1) visit(top - std::countr_zero(slots));
}

/// A value that depends on where a block was entered from. While the region is being written it is a load
/// that nobody runs: from a PHI that lacks some of its values LLVM would draw wrong conclusions.
struct Merge {
    llvm::LoadInst* stand_in;
    std::vector<std::pair<llvm::Value*, llvm::BasicBlock*>> ways;
};

/// Where members of a region are entered, and what flows in there.
struct Entrance {
    llvm::BasicBlock* start = nullptr;  ///< with the stack in registers
    Merge* gas = nullptr;               ///< these where there is more than one way in
    Merge* base = nullptr;
    std::map<Slot, std::array<Merge*, 4>> words;
    Position position;  ///< at the start
    bool is_reached = false;

    llvm::BasicBlock* memory = nullptr;  ///< with the stack in memory
    Merge* memory_top = nullptr;
    Merge* memory_gas = nullptr;
};

class RegionWriter {
  public:
    RegionWriter(Module& module, const Functions& functions, const Source& source, uint32_t number)
        : module_(module),
          functions_(functions),
          source_(source),
          region_(source.regions.list[number]),
          number_(number),
          function_(functions.regions[number]),
          builder_(module.context(), llvm::InstSimplifyFolder{module.llvm().getDataLayout()}),
          frame_(module, builder_, function_->getArg(0)),
          entrances_(region_.members.size()) {}

    void write();

  private:
    [[nodiscard]] const Unit& unit(size_t member) const {
        return source_.units.list[region_.members[member].unit];
    }
    void make_exit();
    [[nodiscard]] Merge* make_merge(llvm::Type* type);
    void finish_merges();
    void make_entrance(size_t member);
    void write_door();
    void write_memory_entry(size_t member);
    void write_member(size_t member);
    void write_end(const Unit& unit, Position position);
    void write_jump(const Unit& unit, const Word& target, const Position& position);
    void jump_anywhere(const Word& target, Position position);
    void arrive(size_t member, Position& position);
    void go(UnitId next, Position position);
    [[nodiscard]] Value known_value(size_t member, Slot slot) const;
    [[nodiscard]] std::optional<Word> known_word(size_t member, Slot slot);
    [[nodiscard]] const Range& known_range(size_t member, Slot slot) const;

    Module& module_;
    const Functions& functions_;
    const Source& source_;
    const Region& region_;
    uint32_t number_;
    llvm::Function* function_;
    Builder builder_;
    FrameAccess frame_;
    std::deque<Merge> merges_;
    std::vector<Entrance> entrances_;
    std::optional<UnitWriter> writer_;
};

void RegionWriter::write() {
    llvm::BasicBlock* const door = make_block(module_, function_, "door");
    make_exit();
    for (size_t i = 0; i < entrances_.size(); ++i) make_entrance(i);
    builder_.SetInsertPoint(door);
    write_door();
    for (size_t i = 0; i < entrances_.size(); ++i)
        if (region_.members[i].has_memory_entry) write_memory_entry(i);
    for (size_t i = 0; i < entrances_.size(); ++i) write_member(i);
    finish_merges();
    llvm::removeUnreachableBlocks(*function_);
}

/// A value that differs by the way into the block that is being written.
Merge* RegionWriter::make_merge(llvm::Type* type) {
    merges_.push_back({builder_.CreateLoad(type, frame_.frame()), {}});
    return &merges_.back();
}

/// Puts PHIs in the places of their stand-ins.
void RegionWriter::finish_merges() {
    std::vector<llvm::PHINode*> merged;
    for (const auto& [stand_in, ways] : merges_) {
        merged.push_back(llvm::PHINode::Create(stand_in->getType(), static_cast<unsigned>(ways.size()), "",
                                               stand_in->getParent()->begin()));
        for (const auto& [value, block] : ways) merged.back()->addIncoming(value, block);
    }
    for (size_t i = 0; i < merged.size(); ++i) {
        merges_[i].stand_in->replaceAllUsesWith(merged[i]);
        merges_[i].stand_in->eraseFromParent();
    }
}

/// The block that returns a status.
void RegionWriter::make_exit() {
    builder_.SetInsertPoint(make_block(module_, function_, "exit"));
    llvm::PHINode* const status = builder_.CreatePHI(builder_.getInt8Ty(), 8);
    builder_.CreateRet(status);
    writer_.emplace(module_, builder_, frame_, source_, status);
}

/// What the code itself says of the word in @p slot at the begin of the member.
Value RegionWriter::known_value(size_t member, Slot slot) const {
    const auto& top = unit(member).entry.top;
    const auto depth = static_cast<size_t>(region_.members[member].top - slot);
    return depth < top.size() ? top[top.size() - 1 - depth] : kUnknown;
}

std::optional<Word> RegionWriter::known_word(size_t member, Slot slot) {
    const Uint256* const constant = source_.values.find_constant(known_value(member, slot));
    if (constant == nullptr) return std::nullopt;
    return writer_->words().constant(*constant);
}

const Range& RegionWriter::known_range(size_t member, Slot slot) const {
    return source_.values.range(known_value(member, slot));
}

void RegionWriter::make_entrance(size_t number) {
    const Member& member = region_.members[number];
    Entrance& entrance = entrances_[number];
    if (member.has_memory_entry) entrance.memory = make_block(module_, function_, "memory");
    entrance.start = make_block(module_, function_, "start");
    entrance.position.top = member.top;
    if (member.has_memory_entry) {
        builder_.SetInsertPoint(entrance.memory);
        entrance.memory_top = make_merge(module_.pointer());
        entrance.memory_gas = make_merge(builder_.getInt64Ty());
    }
    const uint32_t ways_in = member.ways_in + (member.has_memory_entry ? 1 : 0);
    if (ways_in == 1) return;

    builder_.SetInsertPoint(entrance.start);
    entrance.gas = make_merge(builder_.getInt64Ty());
    entrance.base = make_merge(module_.pointer());
    entrance.position.gas = entrance.gas->stand_in;
    entrance.position.base = entrance.base->stand_in;
    for_each_slot(member.carried, member.top, [&](Slot slot) {
        const bool is_dirty = (member.dirty >> (member.top - slot) & 1) != 0;
        auto word = known_word(number, slot);
        if (!word) {
            word = writer_->words().restrict_to(known_range(number, slot), {});
            for (size_t i = 0; i < 4; ++i) {
                if ((*word)[i] != nullptr) continue;
                entrance.words[slot][i] = make_merge(builder_.getInt64Ty());
                (*word)[i] = entrance.words[slot][i]->stand_in;
            }
        }
        entrance.position.held[slot] = {*word, is_dirty};
    });
}

/// The function's begin: goes to the member that its last argument names.
void RegionWriter::write_door() {
    llvm::BasicBlock* const nowhere = make_block(module_, function_, "nowhere");
    std::vector<Case> cases;
    for (size_t i = 0; i < entrances_.size(); ++i)
        if (region_.members[i].has_memory_entry) cases.emplace_back(i, entrances_[i].memory);
    const auto origins = write_choice(builder_, source_.tier, function_->getArg(3), cases, nowhere);
    for (size_t i = 0; i < cases.size(); ++i) {
        const Entrance& entrance = entrances_[cases[i].first];
        entrance.memory_top->ways.emplace_back(function_->getArg(1), origins[i]);
        entrance.memory_gas->ways.emplace_back(function_->getArg(2), origins[i]);
    }
    builder_.SetInsertPoint(nowhere);
    builder_.CreateUnreachable();
}

/// Loads what the member carries.
void RegionWriter::write_memory_entry(size_t number) {
    const Member& member = region_.members[number];
    const Entrance& entrance = entrances_[number];
    builder_.SetInsertPoint(entrance.memory);
    Position position;
    position.top = member.top;
    position.gas = entrance.memory_gas->stand_in;
    position.base = frame_.after(entrance.memory_top->stand_in, int64_t{-member.top} * 32);
    for_each_slot(member.carried, member.top, [&](Slot slot) {
        if (known_word(number, slot)) return;
        position.held[slot] = {frame_.load_word(writer_->address(position, slot)), false};
    });
    arrive(number, position);
}

/// Joins @p position, which has all words that the member carries but those that are known, to its start.
void RegionWriter::arrive(size_t number, Position& position) {
    Entrance& entrance = entrances_[number];
    llvm::BasicBlock* const from = builder_.GetInsertBlock();
    builder_.CreateBr(entrance.start);
    entrance.is_reached = true;
    if (entrance.gas == nullptr) {
        const Member& member = region_.members[number];
        for_each_slot(member.carried, member.top, [&](Slot slot) {
            auto& held = position.held[slot];
            const auto known = known_word(number, slot);
            held.word = known ? *known : writer_->words().restrict_to(known_range(number, slot), held.word);
        });
        entrance.position = position;
        return;
    }
    entrance.gas->ways.emplace_back(position.gas, from);
    entrance.base->ways.emplace_back(position.base, from);
    for (const auto& [slot, limbs] : entrance.words)
        for (size_t i = 0; i < 4; ++i)
            if (limbs[i] != nullptr) limbs[i]->ways.emplace_back(position.held.at(slot).word[i], from);
}

void RegionWriter::write_member(size_t number) {
    Entrance& entrance = entrances_[number];
    DEED_ASSERT(entrance.is_reached);
    builder_.SetInsertPoint(entrance.start);
    Position position = entrance.position;
    if (writer_->write(unit(number), position) == UnitWriter::Outcome::Open)
        write_end(unit(number), position);
}

/// Goes on from the end of a unit.
void RegionWriter::write_end(const Unit& unit, Position position) {
    if (!unit.has_jump) return go(*unit.next, position);
    const Word target = writer_->pop(position);
    if (!unit.next) return write_jump(unit, target, position);

    llvm::Value* const condition = writer_->words().is_true(writer_->pop(position));
    llvm::BasicBlock* const after = builder_.GetInsertBlock()->getNextNode();
    llvm::BasicBlock* const taken = llvm::BasicBlock::Create(module_.context(), "taken", function_, after);
    llvm::BasicBlock* const passed = llvm::BasicBlock::Create(module_.context(), "passed", function_, after);
    builder_.CreateCondBr(condition, taken, passed);
    builder_.SetInsertPoint(taken);
    write_jump(unit, target, position);
    builder_.SetInsertPoint(passed);
    go(*unit.next, position);
}

void RegionWriter::write_jump(const Unit& unit, const Word& target, const Position& position) {
    if (unit.targets.size() == 1 && !unit.jumps_anywhere) return go(unit.targets[0], position);
    if (unit.targets.empty()) return jump_anywhere(target, position);

    // Where all targets are known, nothing needs to be checked: the last one is what is left.
    llvm::BasicBlock* const other = make_block(module_, function_, "other");
    const size_t count = unit.jumps_anywhere ? unit.targets.size() : unit.targets.size() - 1;
    std::vector<Case> cases;
    for (size_t i = 0; i < count; ++i) {
        const uint32_t block = source_.units.list[unit.targets[i]].blocks[0];
        cases.emplace_back(source_.blocks[block].begin, make_block(module_, function_, "chosen"));
    }
    llvm::Value* place = target[0];
    if (unit.jumps_anywhere) {
        llvm::Value* const is_long =
            builder_.CreateICmpNE(writer_->words().high_limbs(target), builder_.getInt64(0));
        place = builder_.CreateSelect(is_long, builder_.getInt64(~uint64_t{0}), place);
    }
    write_choice(builder_, source_.tier, place, cases, other);
    for (size_t i = 0; i < count; ++i) {
        builder_.SetInsertPoint(cases[i].second);
        go(unit.targets[i], position);
    }
    builder_.SetInsertPoint(other);
    if (unit.jumps_anywhere) return jump_anywhere(target, position);
    go(unit.targets.back(), position);
}

void RegionWriter::jump_anywhere(const Word& target, Position position) {
    llvm::BasicBlock* const far = make_block(module_, function_, "far");
    llvm::BasicBlock* const near = make_block(module_, function_, "near");
    llvm::Value* const is_long =
        builder_.CreateICmpNE(writer_->words().high_limbs(target), builder_.getInt64(0));
    builder_.CreateCondBr(is_long, far, near, module_.rarely());
    builder_.SetInsertPoint(far);
    writer_->end(Status::BadJumpDestination);
    builder_.SetInsertPoint(near);
    writer_->flush_all(position);
    llvm::CallInst* const call = builder_.CreateCall(
        functions_.jump, {frame_.frame(), writer_->address(position, position.top), position.gas, target[0]});
    call->setCallingConv(llvm::CallingConv::PreserveNone);
    call->setTailCallKind(llvm::CallInst::TCK_MustTail);
    builder_.CreateRet(call);
}

/// Goes to the unit @p next: in registers, or through memory within the region, or in another one.
void RegionWriter::go(UnitId next, Position position) {
    const Member* const joined = region_.find_joined(next, position.top);
    for (auto& [slot, held] : position.held) {
        const int depth = position.top - slot;
        const bool is_carried = joined != nullptr && depth < 64 && (joined->carried >> depth & 1) != 0;
        if (!is_carried) writer_->flush(position, slot);
    }
    if (joined != nullptr) {
        for_each_slot(joined->carried, joined->top, [&](Slot slot) {
            const Word word = writer_->get(position, slot);
            position.held.try_emplace(slot, word);
        });
        return arrive(region_.index.at(next), position);
    }

    llvm::Value* const top = writer_->address(position, position.top);
    const uint32_t region = source_.regions.region_of[next];
    const size_t number = source_.regions.list[region].index.at(next);
    if (region == number_) {
        Entrance& entrance = entrances_[number];
        entrance.memory_top->ways.emplace_back(top, builder_.GetInsertBlock());
        entrance.memory_gas->ways.emplace_back(position.gas, builder_.GetInsertBlock());
        builder_.CreateBr(entrance.memory);
        return;
    }
    llvm::CallInst* const call = builder_.CreateCall(
        functions_.regions[region], {frame_.frame(), top, position.gas, builder_.getInt64(number)});
    call->setCallingConv(llvm::CallingConv::PreserveNone);
    call->setTailCallKind(llvm::CallInst::TCK_MustTail);
    builder_.CreateRet(call);
}

}  // namespace

void write_region(Module& module, const Functions& functions, const Source& source, uint32_t number) {
    RegionWriter{module, functions, source, number}.write();
}

}  // namespace deed::jit
