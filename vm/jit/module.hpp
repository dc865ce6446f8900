#pragma once

#include <memory>
#include <string_view>

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "vm/isa/opcode.hpp"
#include "vm/jit/compile.hpp"

namespace deed::jit {

/// The name of the function in an object that is its entry.
inline constexpr std::string_view kEntryName = "deed_entry";

/// Places of memory that never overlap.
enum class Place : uint8_t {
    Frame,   ///< fields of the frame, and what it points to
    Stack,   ///< words of the stack
    Memory,  ///< the contract's memory
    Input,   ///< call data
};

/// An LLVM module that is being written, and what all its functions share.
class Module {
  public:
    explicit Module(const llvm::DataLayout& layout);

    [[nodiscard]] llvm::LLVMContext& context() { return *context_; }
    [[nodiscard]] llvm::Module& llvm() { return *module_; }
    [[nodiscard]] llvm::PointerType* pointer() { return llvm::PointerType::get(*context_, 0); }
    [[nodiscard]] llvm::IntegerType* integer(unsigned bits) {
        return llvm::IntegerType::get(*context_, bits);
    }

    /// A function of compiled code: Status(Frame* frame, Uint256* top, int64_t gas, uint64_t entry). The last
    /// number says which of its units is entered, or, of the function that serves jumps to anywhere, the
    /// target.
    [[nodiscard]] llvm::Function* make_function(const std::string& name);
    /// The function of an instruction, as symbols.hpp describes it.
    [[nodiscard]] llvm::FunctionCallee instruction(isa::Op op);
    /// deed_reserve, see symbols.hpp.
    [[nodiscard]] llvm::FunctionCallee reserve();
    /// deed_keccak, see symbols.hpp.
    [[nodiscard]] llvm::FunctionCallee keccak();
    /// A function of ours that is called by name and does not throw.
    [[nodiscard]] llvm::FunctionCallee declare(const std::string& name, llvm::FunctionType* type);

    /// Says of a load or store that it is in @p place only.
    template <typename Access>
    Access* mark(Access* access, Place place) {
        access->setMetadata(llvm::LLVMContext::MD_tbaa, places_[static_cast<size_t>(place)]);
        return access;
    }
    /// Weights for a branch that is hardly ever taken.
    [[nodiscard]] llvm::MDNode* rarely() { return rarely_; }

  private:
    std::unique_ptr<llvm::LLVMContext> context_;
    std::unique_ptr<llvm::Module> module_;
    std::array<llvm::MDNode*, 4> places_{};
    llvm::MDNode* rarely_;
};

}  // namespace deed::jit
