#pragma once

#include <cstddef>
#include <cstdint>

#include "vm/isa/revision.hpp"

/// Gas that depends on operands or state, and the limits of the machine. Constant costs are in opcodes.def.
namespace deed::isa {

inline constexpr size_t kStackLimit = 1024;
inline constexpr int kCallDepthLimit = 1024;

// Memory, copying, hashing (Yellow Paper, appendix G).
inline constexpr int64_t kMemoryWordGas = 3;
inline constexpr int64_t kMemoryQuadraticDivisor = 512;
inline constexpr int64_t kCopyWordGas = 3;
inline constexpr int64_t kKeccakWordGas = 6;
inline constexpr int64_t kLogByteGas = 8;

/// What @p words of memory cost in all; growing costs the difference.
[[nodiscard]] constexpr int64_t memory_gas(int64_t words) {
    return kMemoryWordGas * words + words * words / kMemoryQuadraticDivisor;
}

/// EXP, for each byte of the exponent; raised by EIP-160.
[[nodiscard]] constexpr int64_t exp_byte_gas(Revision revision) {
    return revision >= Revision::SpuriousDragon ? 50 : 10;
}

// EIP-2929: the first touch of an account or slot in a transaction. A warm touch is in the constant cost.
inline constexpr int64_t kWarmAccessGas = 100;
inline constexpr int64_t kColdAccountGas = 2600;
inline constexpr int64_t kColdSlotGas = 2100;
/// What a cold account costs more than the warm one that the constant cost covers.
inline constexpr int64_t kColdAccountSurcharge = kColdAccountGas - kWarmAccessGas;
/// What a cold slot costs SLOAD more than the warm one that the constant cost covers.
inline constexpr int64_t kColdSlotSurcharge = kColdSlotGas - kWarmAccessGas;

// SSTORE.
/// EIP-2200: with this much gas or less left, SSTORE fails, so that a stipend cannot write.
inline constexpr int64_t kSstoreSentryGas = 2300;

/// What writing a slot costs and gives back, by how the slot changes.
struct StorageGas {
    int64_t set;           ///< zero to something, first change in the transaction
    int64_t reset;         ///< something to something else, first change in the transaction
    int64_t again;         ///< no change, or a slot that was changed in this transaction already
    int64_t clear_refund;  ///< for clearing a slot
};
/// The storage prices of @p revision (EIP-1283 in Constantinople, EIP-2200, EIP-2929, EIP-3529).
[[nodiscard]] constexpr StorageGas storage_gas(Revision revision) {
    if (revision >= Revision::London) return {20000, 5000 - kColdSlotGas, kWarmAccessGas, 4800};
    if (revision >= Revision::Berlin) return {20000, 5000 - kColdSlotGas, kWarmAccessGas, 15000};
    if (revision >= Revision::Istanbul) return {20000, 5000, 800, 15000};
    if (revision == Revision::Constantinople) return {20000, 5000, 200, 15000};
    return {20000, 5000, 5000, 15000};
}
/// Whether SSTORE compares with the value before the transaction ("net metering": EIP-1283, withdrawn in
/// Petersburg, and EIP-2200).
[[nodiscard]] constexpr bool has_net_metering(Revision revision) {
    return revision == Revision::Constantinople || revision >= Revision::Istanbul;
}

// Calls.
inline constexpr int64_t kCallValueGas = 9000;
inline constexpr int64_t kCallStipend = 2300;
inline constexpr int64_t kNewAccountGas = 25000;

/// EIP-150: a call may pass on all but a 64th of the gas that is left.
[[nodiscard]] constexpr int64_t all_but_one_64th(int64_t gas) {
    return gas - gas / 64;
}

// Creation.
inline constexpr int64_t kCodeByteGas = 200;
inline constexpr size_t kMaxCodeSize = 0x6000;                ///< EIP-170
inline constexpr size_t kMaxInitCodeSize = 2 * kMaxCodeSize;  ///< EIP-3860
inline constexpr int64_t kInitCodeWordGas = 2;                ///< EIP-3860

// Self-destruction; the refund ended with EIP-3529.
[[nodiscard]] constexpr int64_t selfdestruct_refund(Revision revision) {
    return revision >= Revision::London ? 0 : 24000;
}

/// How much of the gas used a transaction's refunds may give back: one part in this many (EIP-3529).
[[nodiscard]] constexpr int64_t refund_quotient(Revision revision) {
    return revision >= Revision::London ? 5 : 2;
}

}  // namespace deed::isa
