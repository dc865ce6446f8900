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

/// The bounds of every entry of @p module. The memory of @p assembly is resolved, and ends at @p tail.
[[nodiscard]] std::vector<FunctionGas> bound_gas(const ir::Module& module, const Assembly& assembly,
                                                 uint32_t tail, const std::vector<GasEntry>& entries);

}  // namespace deed::codegen
