#include <cstring>
#include <string>

#include <elf.h>
#include <link.h>

#include "vm/base/hex.hpp"
#include "vm/jit/compile.hpp"
#include "vm/jit/link.hpp"
#include "vm/native/compiler.hpp"

// What the module exports: the compiler of vm/jit behind the interface of vm/native. A stored object is the
// native stack that a call takes (4 bytes, little-endian) and the object of vm/jit.

namespace deed::plugin {

using machine::Code;
using native::Budget;
using native::NativeCode;
using native::Refusal;

namespace {

constexpr size_t kStackSize = sizeof(uint32_t);

jit::Tier tier_of(machine::Tier tier) {
    switch (tier) {
        case machine::Tier::Fast: return jit::Tier::Fast;
        case machine::Tier::Optimised: return jit::Tier::Optimised;
    }
    DEED_ASSERT(false);
    __builtin_unreachable();
}

Refusal refusal_of(jit::CompileError error) {
    switch (error) {
        case jit::CompileError::CodeTooLarge: return Refusal::CodeTooLarge;
        case jit::CompileError::Cancelled: return Refusal::TooSlow;
        case jit::CompileError::Backend: return Refusal::NotUnderstood;
    }
    DEED_ASSERT(false);
    __builtin_unreachable();
}

/// Linked code; its linker lives for as long.
class LinkedCode final : public NativeCode {
  public:
    LinkedCode(std::shared_ptr<jit::Linker> linker, jit::Program program)
        : linker_(std::move(linker)), program_(std::move(program)) {}
    [[nodiscard]] Entry entry() const override { return program_.entry(); }
    [[nodiscard]] size_t footprint() const override { return program_.size(); }

  private:
    std::shared_ptr<jit::Linker> linker_;
    jit::Program program_;
};

/// The build id that the linker of this module gave it, in hexadecimal: a digest of its whole content.
std::string build_id() {
    std::string found;
    const auto look = [](dl_phdr_info* info, size_t, void* result) {
        bool is_this_module = false;
        const auto here = reinterpret_cast<uintptr_t>(&tier_of);
        for (int i = 0; i < info->dlpi_phnum; ++i) {
            const auto& part = info->dlpi_phdr[i];
            const uintptr_t begin = info->dlpi_addr + part.p_vaddr;
            if (part.p_type == PT_LOAD && here >= begin && here < begin + part.p_memsz) is_this_module = true;
        }
        if (!is_this_module) return 0;
        for (int i = 0; i < info->dlpi_phnum; ++i) {
            const auto& part = info->dlpi_phdr[i];
            if (part.p_type != PT_NOTE) continue;
            const auto* const bytes = reinterpret_cast<const uint8_t*>(info->dlpi_addr + part.p_vaddr);
            *static_cast<std::string*>(result) += to_hex(BytesView{bytes, part.p_memsz});
        }
        return 1;
    };
    ::dl_iterate_phdr(look, &found);
    return found;
}

class JitCompiler final : public native::Compiler {
  public:
    [[nodiscard]] std::string identity() const override { return identity_; }

    [[nodiscard]] Result<Bytes, Refusal> compile(const Code& code, isa::Revision revision, machine::Tier tier,
                                                 const Budget& budget,
                                                 const std::atomic<bool>& is_over) const override {
        const auto object = jit::compile(
            code, revision, tier_of(tier),
            {.code_size = budget.code_size, .instructions = budget.instructions, .cancelled = &is_over});
        if (!object) return Failure{refusal_of(object.error())};
        if (object->statistics.native_stack > budget.stack_frame) return Failure{Refusal::FrameTooLarge};
        if (object->bytes.size() > budget.object_size) return Failure{Refusal::ObjectTooLarge};
        const auto stack = static_cast<uint32_t>(object->statistics.native_stack);
        Bytes stored(kStackSize);
        std::memcpy(stored.data(), &stack, kStackSize);
        append(stored, object->bytes);
        return stored;
    }

    [[nodiscard]] Result<std::shared_ptr<const NativeCode>, Refusal> link(
        BytesView object, const Budget& budget) const override {
        uint32_t stack;
        if (object.size() < kStackSize) return Failure{Refusal::NotUnderstood};
        std::memcpy(&stack, object.data(), kStackSize);
        if (stack > budget.stack_frame) return Failure{Refusal::FrameTooLarge};
        auto program = linker_->link(object.subspan(kStackSize));
        if (!program) return Failure{Refusal::NotUnderstood};
        return std::shared_ptr<const NativeCode>{std::make_shared<LinkedCode>(linker_, *std::move(program))};
    }

  private:
    std::string identity_ = jit::fingerprint() + " build " + build_id();
    std::shared_ptr<jit::Linker> linker_ = std::make_shared<jit::Linker>();
};

}  // namespace
}  // namespace deed::plugin

/// The module's one door; see native::ModuleFunction.
extern "C" [[gnu::visibility("default")]] deed::native::Compiler* deed_make_compiler(uint64_t fingerprint);

extern "C" deed::native::Compiler* deed_make_compiler(uint64_t fingerprint) {
    if (fingerprint != deed::native::layout_fingerprint()) return nullptr;
    return new deed::plugin::JitCompiler;
}
