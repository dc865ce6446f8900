#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {

/// At most so much gas: `base`, and `per_word` for every 32 bytes of the longest data of unknown length
/// (texts in calldata or return data, up to 32 KiB) that one operation handles.
struct GasBound {
    uint64_t base = 0;
    uint64_t per_word = 0;
};

/// What a call of one function may use at most, from the first instruction of the contract on: without what
/// the transaction itself costs. The gas of other accounts' code is left out.
struct FunctionGas {
    std::string name;
    std::optional<GasBound> cold;   ///< nothing was touched before in the transaction; absent without a bound
    std::optional<GasBound> warm;   ///< every slot and account was touched before
    std::vector<ir::Origin> calls;  ///< where other accounts' code runs; in the order of the code
};

/// An entry of a module: what enters there is one function of the contract.
struct GasEntry {
    std::string name;
    LabelId label;
};

/// Code whose gas is looked at.
struct GasSubject {
    const ir::Module& module;
    const Assembly& assembly;  ///< of the module; its memory is resolved
    uint32_t tail = 0;         ///< where that memory ends
};

/// The slots that hold something, each of them, whenever @p creation succeeds: of those that it and @p
/// runtime write by their numbers.
[[nodiscard]] std::vector<Uint256> filled_slots(const GasSubject& creation, const GasSubject& runtime);

/// The bounds of every entry of @p runtime, where a contract begins with something in each of @p filled.
/// Those of them that the code never leaves empty hold something in every call.
[[nodiscard]] std::vector<FunctionGas> bound_gas(const GasSubject& runtime,
                                                 const std::vector<GasEntry>& entries,
                                                 std::vector<Uint256> filled);

}  // namespace deed::codegen
