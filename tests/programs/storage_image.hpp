#pragma once

#include <map>

#include "compiler/evaluator/evaluator.hpp"

namespace deed::programs {

/// Slots and the words in them.
using Words = std::map<Uint256, Uint256>;

/// What an account keeps: the slots that are not zero, and the bits that may be anything, where an enum has
/// kept what another of its variants carried.
struct StorageImage {
    Words words;
    Words open;

    /// Whether @p actual, the slots that are not zero, is such a storage.
    [[nodiscard]] bool fits(const Words& actual) const;
};

/// What Solidity's rules of layout make of an account's typed state: fields in their order, several to a slot
/// while they fit; structs, arrays and maps begin a slot and end one. Written apart from the compiler's own.
[[nodiscard]] StorageImage storage_image_of(const evaluator::Account& account);

/// For opcodes that name slots, by those rules. Only slots of numbers, which are fields of their own, can be
/// written.
class SolidityLayout final : public evaluator::Slots {
  public:
    [[nodiscard]] std::optional<Uint256> read(const evaluator::Account& account,
                                              const Uint256& slot) const override;
    [[nodiscard]] bool write(evaluator::Account& account, const Uint256& slot,
                             const Uint256& word) const override;
};

}  // namespace deed::programs
