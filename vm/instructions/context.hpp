#pragma once

#include <algorithm>

#include "vm/machine/frame.hpp"

/// Context instructions: words in, word out, with a look at the frame; none can fail.
namespace deed::instructions {

using machine::Frame;

// The message.
inline Uint256 ADDRESS(const Frame& frame) noexcept {
    return to_word(frame.message->recipient);
}
inline Uint256 CALLER(const Frame& frame) noexcept {
    return to_word(frame.message->sender);
}
inline Uint256 CALLVALUE(const Frame& frame) noexcept {
    return frame.message->value;
}
inline Uint256 CALLDATASIZE(const Frame& frame) noexcept {
    return frame.input.size();
}
inline Uint256 CODESIZE(const Frame& frame) noexcept {
    return frame.code_size;
}
inline Uint256 RETURNDATASIZE(const Frame& frame) noexcept {
    return frame.return_data.size();
}
inline Uint256 MSIZE(const Frame& frame) noexcept {
    return frame.memory.size();
}

/// 32 bytes of call data; zeros stand for those past the end.
inline Uint256 CALLDATALOAD(const Frame& frame, const Uint256& offset) noexcept {
    const BytesView input = frame.input;
    if (!offset.fits_uint64() || offset[0] >= input.size()) return 0;
    const size_t available = input.size() - offset[0];
    if (available >= 32) return load_be(input.data() + offset[0]);
    uint8_t padded[32]{};
    std::memcpy(padded, input.data() + offset[0], available);
    return load_be(padded);
}

// The transaction.
inline Uint256 ORIGIN(const Frame& frame) noexcept {
    return to_word(frame.environment->transaction.origin);
}
inline Uint256 GASPRICE(const Frame& frame) noexcept {
    return frame.environment->transaction.gas_price;
}
/// EIP-4844: the transaction's blob hash of this index; zero past the end.
inline Uint256 BLOBHASH(const Frame& frame, const Uint256& index) noexcept {
    const auto& hashes = frame.environment->transaction.blob_hashes;
    if (!index.fits_uint64() || index[0] >= hashes.size()) return 0;
    return to_word(hashes[index[0]]);
}

// The block.
inline Uint256 COINBASE(const Frame& frame) noexcept {
    return to_word(frame.environment->block.coinbase);
}
inline Uint256 TIMESTAMP(const Frame& frame) noexcept {
    return frame.environment->block.timestamp;
}
inline Uint256 NUMBER(const Frame& frame) noexcept {
    return frame.environment->block.number;
}
inline Uint256 PREVRANDAO(const Frame& frame) noexcept {
    return frame.environment->block.prev_randao;
}
inline Uint256 GASLIMIT(const Frame& frame) noexcept {
    return frame.environment->block.gas_limit;
}
inline Uint256 CHAINID(const Frame& frame) noexcept {
    return frame.environment->block.chain_id;
}
inline Uint256 BASEFEE(const Frame& frame) noexcept {
    return frame.environment->block.base_fee;
}
inline Uint256 BLOBBASEFEE(const Frame& frame) noexcept {
    return frame.environment->block.blob_base_fee;
}

}  // namespace deed::instructions
