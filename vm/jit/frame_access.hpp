#pragma once

#include "vm/jit/module.hpp"
#include "vm/jit/words.hpp"
#include "vm/machine/frame.hpp"

namespace deed::jit {

/// Reads and writes of a frame's fields, from a function that is being written.
class FrameAccess {
  public:
    FrameAccess(Module& module, Builder& builder, llvm::Value* frame)
        : module_(module), builder_(builder), frame_(frame) {}

    /// Offsets of fields, in bytes.
    static const size_t kGas;
    static const size_t kPc;
    static const size_t kStackHeight;
    static const size_t kMemoryData;
    static const size_t kMemorySize;
    static const size_t kInputData;
    static const size_t kInputSize;
    static const size_t kReturnDataSize;
    static const size_t kJumpDestinations;
    static const size_t kSlots;

    [[nodiscard]] llvm::Value* frame() const { return frame_; }
    [[nodiscard]] llvm::Value* load(size_t offset);
    [[nodiscard]] llvm::Value* load_pointer(size_t offset);
    void store(size_t offset, llvm::Value* value);
    /// The slot below the stack.
    [[nodiscard]] llvm::Value* bottom();

    /// ADDRESS, CALLER and CALLVALUE.
    [[nodiscard]] Word address();
    [[nodiscard]] Word caller();
    [[nodiscard]] Word call_value();

    /// A word as the stack holds it.
    [[nodiscard]] Word load_word(llvm::Value* at);
    void store_word(llvm::Value* at, const Word& word);
    /// A word as 32 big-endian bytes.
    [[nodiscard]] Word load_big_endian(llvm::Value* at, Place place);
    void store_big_endian(llvm::Value* at, const Word& word);

    /// @p bytes after @p pointer.
    [[nodiscard]] llvm::Value* after(llvm::Value* pointer, int64_t bytes);
    [[nodiscard]] llvm::Value* after(llvm::Value* pointer, llvm::Value* bytes);

    /// Leaves to the interpreter at @p pc, with the top of the stack at @p top and @p gas left.
    void leave(llvm::Value* pc, llvm::Value* top, llvm::Value* gas);

  private:
    [[nodiscard]] Word load_address(size_t offset);
    [[nodiscard]] llvm::Value* swap(llvm::Value* value);

    Module& module_;
    Builder& builder_;
    llvm::Value* frame_;
};

}  // namespace deed::jit
