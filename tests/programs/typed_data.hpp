#pragma once

#include "compiler/evaluator/value.hpp"
#include "compiler/sema/program.hpp"

namespace deed::programs {

/// EIP-712's digest of a message: @p values has one for each of its parameters. Written apart from the
/// compiler's own.
[[nodiscard]] Hash digest_of(const sema::SignedMessage& message, const evaluator::Values& values,
                             const Hash& domain);
/// EIP-712's separator of the domain of a contract with that name and no version of its own.
[[nodiscard]] Hash domain_of(std::string_view name, uint64_t chain_id, const Address& contract);

}  // namespace deed::programs
