#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/isa/revision.hpp"

/// The contracts that are part of the machine (Yellow Paper, appendix E, and later EIPs).
namespace deed::precompiles {

/// A price nobody can pay: sums that do not fit, or input that is certain to fail.
inline constexpr int64_t kUnaffordableGas = std::numeric_limits<int64_t>::max();

/// A contract that is part of the machine.
struct Precompile {
    std::string_view name;  ///< as EIP-7910 spells it
    isa::Revision revision;
    /// What a call with this input costs, at most kUnaffordableGas. Cheap, whatever the input says.
    int64_t (*gas)(BytesView input, isa::Revision revision);
    /// The output, or nothing when the call fails. To be called only when `gas` has been paid for.
    std::optional<Bytes> (*run)(BytesView input, isa::Revision revision);
};

/// How a call of a precompile ended. A failed call takes all the gas it was given and returns nothing.
struct PrecompileResult {
    bool success = false;
    int64_t gas_left = 0;
    Bytes output;
};

/// The precompile at @p address under @p revision, or nothing. Fast: every call instruction asks.
[[nodiscard]] std::optional<Precompile> find_precompile(const Address& address,
                                                        isa::Revision revision) noexcept;

/// Precompiles that stand elsewhere than the rules say, as simulations assume: which precompile's work a call
/// of an address gets, by the precompile's own address, or that it gets none.
using PrecompileMoves = std::map<Address, std::optional<Address>>;
/// The precompile at @p address when @p moves have been made.
[[nodiscard]] std::optional<Precompile> find_precompile(const Address& address, isa::Revision revision,
                                                        const PrecompileMoves& moves) noexcept;

/// Calls @p precompile with @p gas, which is charged before any work is done.
[[nodiscard]] PrecompileResult execute(const Precompile& precompile, BytesView input, int64_t gas);

/// The addresses of all precompiles of @p revision in ascending order: those that are warm from the start
/// (EIP-2929).
[[nodiscard]] std::vector<Address> precompile_addresses(isa::Revision revision);

}  // namespace deed::precompiles
