#pragma once

#include <map>

#include "vm/jit/frame_access.hpp"
#include "vm/jit/region_writer.hpp"

namespace deed::jit {

/// A frame where a unit is being written: what is in which value of LLVM.
struct Position {
    /// A word in registers.
    struct Held {
        Word word;
        bool is_dirty = false;  ///< its slot in memory does not hold it
    };

    std::map<Slot, Held> held;
    llvm::Value* gas = nullptr;
    llvm::Value* base = nullptr;  ///< address of slot 0
    Slot top = 0;
    /// The memory's content, and how many offsets a word may have in it; null when not loaded.
    llvm::Value* memory = nullptr;
    llvm::Value* room = nullptr;
    uint64_t reserved = 0;  ///< bytes that the memory has at least
    /// Constants that lie in the memory, by their offsets.
    std::map<uint64_t, Uint256> written;
};

/// Writes the instructions of one unit after another, without what happens at their ends.
class UnitWriter {
  public:
    /// @p exit is a block that returns the value of @p status, its first instruction.
    UnitWriter(Module& module, Builder& builder, FrameAccess& frame, const Source& source,
               llvm::PHINode* status)
        : module_(module),
          builder_(builder),
          frame_(frame),
          blocks_(source.blocks),
          values_(source.values),
          modular_calls_(source.modular_calls),
          words_(builder, source.tier),
          tier_(source.tier),
          status_(status) {}

    /// How a unit went on at its end.
    enum class Outcome : uint8_t {
        Open,   ///< what follows is to be written; a jump's operands are on the stack
        Ended,  ///< the frame has ended or was left
    };

    /// Writes @p unit from @p position on, which is moved to its end.
    Outcome write(const Unit& unit, Position& position);

    /// The word in @p slot.
    [[nodiscard]] Word get(Position& position, Slot slot);
    [[nodiscard]] Word pop(Position& position);
    /// Address of a slot.
    [[nodiscard]] llvm::Value* address(const Position& position, Slot slot);
    /// Puts the word into its slot in memory.
    void flush(Position& position, Slot slot);
    /// Puts all words of the stack into memory.
    void flush_all(Position& position);
    /// Ends the frame.
    void end(machine::Status status);

    [[nodiscard]] Words& words() { return words_; }

  private:
    struct Step {
        uint32_t place;
        isa::Op op;
    };

    [[nodiscard]] std::optional<machine::Status> list_steps(const Unit& unit);
    void check_stack(const Unit& unit, Position& position);
    void leave(const Unit& unit, Position position);
    void charge_section(Position& position, size_t first);
    void charge(Position& position, int64_t gas);
    [[nodiscard]] bool halt(Position& position, isa::Op op);
    void perform(Position& position, const Step& step);
    void perform_control(Position& position, const Step& step);
    void perform_word(Position& position, isa::Op op);
    [[nodiscard]] bool reduce(Position& position, isa::Op op, std::span<const Word> operands);
    [[nodiscard]] bool divide_inline(Position& position, isa::Op op, std::span<const Word> operands);
    void perform_context(Position& position, isa::Op op);
    void load_call_data(Position& position);
    void perform_memory(Position& position, isa::Op op);
    void reserve(Position& position, const Word& offset, uint64_t width);
    void load_memory(Position& position);
    [[nodiscard]] llvm::Value* load_room(uint64_t width);
    [[nodiscard]] static const Uint256* find_written(const Position& position, const Word& offset);
    static void note_written(Position& position, isa::Op op, const Word& offset, const Word& value);
    [[nodiscard]] static std::optional<Uint256> hash_written(const Position& position, const Word& offset,
                                                             uint64_t size);
    [[nodiscard]] bool hash_inline(Position& position);
    void perform_frame(Position& position, isa::Op op);

    /// The constant that @p slot is known to hold at the unit's begin, or null.
    [[nodiscard]] const Uint256* find_entry_constant(Slot slot) const;
    void push(Position& position, const Word& word);
    /// Takes the operands off the stack, and puts them into memory.
    [[nodiscard]] llvm::Value* spill_operands(Position& position, isa::Op op);
    /// Pushes the word that a function has left in its slot.
    void push_stored(Position& position);
    /// A block after the one that is being written, and one out of the way.
    llvm::BasicBlock* make_block(const char* name);
    llvm::BasicBlock* make_rare_block(const char* name);
    /// Goes to the exit with @p status when @p bit is set.
    void end_if(llvm::Value* bit, llvm::Value* status);
    void end_if(llvm::Value* bit, machine::Status status);
    /// The block that returns @p status.
    [[nodiscard]] llvm::BasicBlock* exit_with(machine::Status status);
    /// Without the optimizer: keeps no words but constants in registers over the end of a block, where each
    /// would be stored and loaded again, needed or not.
    void settle(Position& position);

    Module& module_;
    Builder& builder_;
    FrameAccess& frame_;
    const Blocks& blocks_;
    const Values& values_;
    ModularCalls& modular_calls_;
    Words words_;
    Tier tier_;
    llvm::PHINode* status_;
    std::map<machine::Status, llvm::BasicBlock*> exits_;
    const Unit* unit_ = nullptr;
    Slot begin_ = 0;
    std::vector<Step> steps_;
};

}  // namespace deed::jit
