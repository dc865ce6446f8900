#include "vm/jit/frame_access.hpp"

#include <cstddef>

// Frames are no plain structs for the language, but have one layout all the same.
#pragma clang diagnostic ignored "-Winvalid-offsetof"

namespace deed::machine {

struct Memory::Layout {
    static constexpr size_t kData = offsetof(Memory, data_);
    static constexpr size_t kSize = offsetof(Memory, size_);
};

}  // namespace deed::machine

namespace deed::jit {

using machine::Frame;
using machine::Memory;
using machine::Message;

namespace {

// A span is an address, then a size.
static_assert(sizeof(BytesView) == 16);

constexpr size_t kMessage = offsetof(Frame, message);

}  // namespace

const size_t FrameAccess::kGas = offsetof(Frame, gas);
const size_t FrameAccess::kPc = offsetof(Frame, pc);
const size_t FrameAccess::kStackHeight = offsetof(Frame, stack_height);
const size_t FrameAccess::kMemoryData = offsetof(Frame, memory) + Memory::Layout::kData;
const size_t FrameAccess::kMemorySize = offsetof(Frame, memory) + Memory::Layout::kSize;
const size_t FrameAccess::kInputData = offsetof(Frame, input);
const size_t FrameAccess::kInputSize = offsetof(Frame, input) + 8;
const size_t FrameAccess::kReturnDataSize = offsetof(Frame, return_data) + 8;
const size_t FrameAccess::kJumpDestinations = offsetof(Frame, jump_destinations);
const size_t FrameAccess::kSlots = offsetof(Frame, slots);

llvm::Value* FrameAccess::after(llvm::Value* pointer, int64_t bytes) {
    return after(pointer, builder_.getInt64(static_cast<uint64_t>(bytes)));
}
llvm::Value* FrameAccess::after(llvm::Value* pointer, llvm::Value* bytes) {
    return builder_.CreatePtrAdd(pointer, bytes);
}

llvm::Value* FrameAccess::load(size_t offset) {
    auto* const load = builder_.CreateAlignedLoad(
        builder_.getInt64Ty(), after(frame_, static_cast<int64_t>(offset)), llvm::Align(8));
    return module_.mark(load, Place::Frame);
}

llvm::Value* FrameAccess::load_pointer(size_t offset) {
    auto* const load = builder_.CreateAlignedLoad(
        module_.pointer(), after(frame_, static_cast<int64_t>(offset)), llvm::Align(8));
    return module_.mark(load, Place::Frame);
}

void FrameAccess::store(size_t offset, llvm::Value* value) {
    const llvm::Align alignment{value->getType()->getIntegerBitWidth() / 8};
    auto* const store =
        builder_.CreateAlignedStore(value, after(frame_, static_cast<int64_t>(offset)), alignment);
    module_.mark(store, Place::Frame);
}

llvm::Value* FrameAccess::bottom() {
    return after(frame_, static_cast<int64_t>(kSlots));
}

llvm::Value* FrameAccess::swap(llvm::Value* value) {
    return builder_.CreateUnaryIntrinsic(llvm::Intrinsic::bswap, value);
}

/// The address that the message has at @p offset, as `to_word` reads it.
Word FrameAccess::load_address(size_t offset) {
    llvm::Value* const at = after(load_pointer(kMessage), static_cast<int64_t>(offset));
    const auto part = [&](int64_t from, unsigned bits) {
        auto* const load =
            builder_.CreateAlignedLoad(builder_.getIntNTy(bits), after(at, from), llvm::Align(1));
        return builder_.CreateZExt(swap(module_.mark(load, Place::Frame)), builder_.getInt64Ty());
    };
    return {.limbs = {part(12, 64), part(4, 64), part(0, 32), builder_.getInt64(0)}};
}

Word FrameAccess::address() {
    return load_address(offsetof(Message, recipient));
}
Word FrameAccess::caller() {
    return load_address(offsetof(Message, sender));
}
Word FrameAccess::call_value() {
    Word word;
    llvm::Value* const at = after(load_pointer(kMessage), offsetof(Message, value));
    for (int i = 0; i < 4; ++i) {
        auto* const load =
            builder_.CreateAlignedLoad(builder_.getInt64Ty(), after(at, i * 8), llvm::Align(8));
        word[static_cast<size_t>(i)] = module_.mark(load, Place::Frame);
    }
    return word;
}

Word FrameAccess::load_word(llvm::Value* at) {
    Word word;
    for (int i = 0; i < 4; ++i) {
        auto* const load =
            builder_.CreateAlignedLoad(builder_.getInt64Ty(), after(at, i * 8), llvm::Align(8));
        word[static_cast<size_t>(i)] = module_.mark(load, Place::Stack);
    }
    return word;
}

void FrameAccess::store_word(llvm::Value* at, const Word& word) {
    for (int i = 0; i < 4; ++i) {
        auto* const store =
            builder_.CreateAlignedStore(word[static_cast<size_t>(i)], after(at, i * 8), llvm::Align(8));
        module_.mark(store, Place::Stack);
    }
}

Word FrameAccess::load_big_endian(llvm::Value* at, Place place) {
    Word word;
    for (int i = 0; i < 4; ++i) {
        auto* const load =
            builder_.CreateAlignedLoad(builder_.getInt64Ty(), after(at, (3 - i) * 8), llvm::Align(1));
        word[static_cast<size_t>(i)] = swap(module_.mark(load, place));
    }
    return word;
}

void FrameAccess::store_big_endian(llvm::Value* at, const Word& word) {
    for (int i = 0; i < 4; ++i) {
        auto* const store = builder_.CreateAlignedStore(swap(word[static_cast<size_t>(3 - i)]),
                                                        after(at, i * 8), llvm::Align(1));
        module_.mark(store, Place::Memory);
    }
}

void FrameAccess::leave(llvm::Value* pc, llvm::Value* top, llvm::Value* gas) {
    store(kGas, gas);
    store(kPc, pc);
    llvm::Value* const from = builder_.CreatePtrToInt(bottom(), builder_.getInt64Ty());
    llvm::Value* const bytes = builder_.CreateSub(builder_.CreatePtrToInt(top, builder_.getInt64Ty()), from);
    store(kStackHeight, builder_.CreateTrunc(builder_.CreateLShr(bytes, 5), builder_.getInt32Ty()));
    builder_.CreateRet(builder_.getInt8(static_cast<uint8_t>(machine::Status::Running)));
}

}  // namespace deed::jit
