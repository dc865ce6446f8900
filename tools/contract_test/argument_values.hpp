#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.hpp"
#include "vm/abi/value.hpp"

namespace deed::contract_test {

/// The forms of parameters in the ABI.
[[nodiscard]] std::vector<abi::Type> abi_types_of(const std::vector<Argument>& parameters);

/// The value that all zeros are.
[[nodiscard]] abi::Value zero(const ArgumentType& type);

/// Whether the word is a number of the type.
[[nodiscard]] bool fits(const ArgumentType& number_type, const Uint256& word);

/// Simpler values to try in the place of one, simplest first. A chain of them ends.
[[nodiscard]] std::vector<abi::Value> simpler_than(const ArgumentType& type, const abi::Value& value);

/// The value as an expression of the language.
[[nodiscard]] std::string deed_text(const ArgumentType& type, const abi::Value& value);

}  // namespace deed::contract_test
