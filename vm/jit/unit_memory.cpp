#include "vm/crypto/keccak.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/jit/unit_writer.hpp"

namespace deed::jit {

using isa::Op;
using machine::Status;

namespace {

/// Memory does not reach as far.
constexpr uint64_t kFarOffset = uint64_t{1} << 32;
/// Longer messages take so long that the way there does not matter.
constexpr uint64_t kMostHashedInline = 512;

}  // namespace

void UnitWriter::load_memory(Position& position) {
    if (position.memory == nullptr) position.memory = frame_.load_pointer(FrameAccess::kMemoryData);
}

/// Makes sure that the memory has @p width bytes at @p offset.
void UnitWriter::reserve(Position& position, const Word& offset, uint64_t width) {
    const auto known = Words::find_constant(offset);
    const bool is_small = known && known->fits_uint64() && (*known)[0] < (uint64_t{1} << 32);
    if (is_small && (*known)[0] + width <= position.reserved) return load_memory(position);

    settle(position);
    load_memory(position);
    if (position.room == nullptr) position.room = load_room(32);
    llvm::Value* const room_here = width > 32 ? load_room(width) : position.room;
    llvm::Value* const last =
        width == 1 ? builder_.CreateAnd(offset[0], builder_.getInt64(~uint64_t{31})) : offset[0];
    llvm::Value* const fits =
        builder_.CreateAnd(builder_.CreateICmpEQ(words_.high_limbs(offset), builder_.getInt64(0)),
                           builder_.CreateICmpULT(last, room_here));
    llvm::BasicBlock* const from = builder_.GetInsertBlock();
    llvm::BasicBlock* const grow = make_rare_block("grow");
    llvm::BasicBlock* const on = make_block("");
    builder_.CreateCondBr(fits, on, grow, llvm::MDBuilder{module_.context()}.createBranchWeights(1 << 20, 1));

    builder_.SetInsertPoint(grow);
    frame_.store(FrameAccess::kGas, position.gas);
    llvm::Value* const is_paid = builder_.CreateCall(
        module_.reserve(), {frame_.frame(), offset[0], words_.high_limbs(offset), builder_.getInt64(width)});
    end_if(builder_.CreateICmpEQ(builder_.CreateAnd(is_paid, builder_.getInt8(1)), builder_.getInt8(0)),
           Status::OutOfGas);
    llvm::Value* const gas = frame_.load(FrameAccess::kGas);
    llvm::Value* const memory = frame_.load_pointer(FrameAccess::kMemoryData);
    llvm::Value* const room = load_room(32);
    llvm::BasicBlock* const grown = builder_.GetInsertBlock();
    builder_.CreateBr(on);

    builder_.SetInsertPoint(on);
    const auto join = [&](llvm::Value*& value, llvm::Value* other) {
        auto* const either = builder_.CreatePHI(value->getType(), 2);
        either->addIncoming(value, from);
        either->addIncoming(other, grown);
        value = either;
    };
    join(position.gas, gas);
    join(position.memory, memory);
    join(position.room, room);
    if (is_small) position.reserved = std::max(position.reserved, ((*known)[0] + width + 31) / 32 * 32);
}

/// How many offsets a piece of @p width bytes may have in the memory as it is.
llvm::Value* UnitWriter::load_room(uint64_t width) {
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::usub_sat, frame_.load(FrameAccess::kMemorySize),
                                          builder_.getInt64(width - 1));
}

void UnitWriter::perform_memory(Position& position, Op op) {
    const Word offset = get(position, position.top);
    const Word value = op == Op::MLOAD ? Word{} : get(position, position.top - 1);
    for (int i = 0; i < isa::info(op).pops; ++i) position.held.erase(position.top--);
    reserve(position, offset, op == Op::MSTORE8 ? 1 : 32);

    llvm::Value* const at = frame_.after(position.memory, offset[0]);
    if (op == Op::MLOAD) {
        if (const Uint256* const known = find_written(position, offset))
            return push(position, words_.constant(*known));
        return push(position, frame_.load_big_endian(at, Place::Memory));
    }
    note_written(position, op, offset, value);
    if (op == Op::MSTORE) return frame_.store_big_endian(at, value);
    llvm::Value* const byte = builder_.CreateTrunc(value[0], builder_.getInt8Ty());
    module_.mark(builder_.CreateStore(byte, at), Place::Memory);
}

/// The constant that was written at @p offset and is still there, or null.
const Uint256* UnitWriter::find_written(const Position& position, const Word& offset) {
    const auto known = Words::find_constant(offset);
    if (!known || !known->fits_uint64()) return nullptr;
    const auto found = position.written.find((*known)[0]);
    return found == position.written.end() ? nullptr : &found->second;
}

/// Keeps in mind which constants lie where, and forgets what @p op overwrites.
void UnitWriter::note_written(Position& position, Op op, const Word& offset, const Word& value) {
    const auto known = Words::find_constant(offset);
    if (!known || !known->fits_uint64() || (*known)[0] >= kFarOffset) return position.written.clear();
    const uint64_t begin = (*known)[0];
    const uint64_t end = begin + (op == Op::MSTORE8 ? 1 : 32);
    std::erase_if(position.written,
                  [&](const auto& entry) { return entry.first < end && begin < entry.first + 32; });
    const auto constant = Words::find_constant(value);
    if (op == Op::MSTORE && constant) position.written[begin] = *constant;
}

/// The hash of @p size bytes at @p offset if they are constants.
std::optional<Uint256> UnitWriter::hash_written(const Position& position, const Word& offset, uint64_t size) {
    Bytes bytes;
    for (uint64_t at = 0; at < size; at += 32) {
        const auto begin = Words::find_constant(offset);
        if (!begin || !begin->fits_uint64() || (*begin)[0] >= kFarOffset) return std::nullopt;
        const auto found = position.written.find((*begin)[0] + at);
        if (found == position.written.end()) return std::nullopt;
        const Hash word = to_hash(found->second);
        bytes.insert(bytes.end(), word.bytes.begin(), word.bytes.end());
    }
    return to_word(crypto::keccak256(BytesView{bytes}.first(size)));
}

/// KECCAK256 of few bytes, as many as the code says: in place of the instruction's function the hash's own,
/// and where the bytes are constants, the result.
bool UnitWriter::hash_inline(Position& position) {
    const Word offset = get(position, position.top);
    const auto known_size = Words::find_constant(get(position, position.top - 1));
    if (!known_size || !known_size->fits_uint64() || (*known_size)[0] > kMostHashedInline) return false;
    const uint64_t size = (*known_size)[0];
    for (int i = 0; i < 2; ++i) position.held.erase(position.top--);
    if (size != 0) reserve(position, offset, size);
    charge(position, static_cast<int64_t>((size + 31) / 32) * isa::kKeccakWordGas);

    if (const auto hash = hash_written(position, offset, size)) {
        push(position, words_.constant(*hash));
        return true;
    }
    builder_.CreateCall(module_.keccak(), {frame_.after(position.memory, offset[0]), builder_.getInt64(size),
                                           address(position, position.top + 1)});
    push_stored(position);
    return true;
}

}  // namespace deed::jit
