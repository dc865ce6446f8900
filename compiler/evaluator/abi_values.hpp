#pragma once

#include <vector>

#include "compiler/evaluator/value.hpp"
#include "compiler/sema/program.hpp"
#include "vm/abi/value.hpp"

/// Values as the contract ABI has them.
namespace deed::evaluator {

/// The ABI's type for a type that has one.
[[nodiscard]] abi::Type abi_type_of(const sema::Type& type);
[[nodiscard]] abi::Value abi_value_of(const Value& value, const sema::Type& type);

/// Encodes @p values, one for each of @p types and none malformed.
[[nodiscard]] Bytes encode(const std::vector<const sema::Type*>& types, const Values& values);

/// The revert data of a typed error.
[[nodiscard]] Bytes encode_error(const sema::ErrorType& error, const Values& arguments);

/// What an event writes to the log.
struct EventCode {
    std::vector<Hash> topics;
    Bytes data;
};
[[nodiscard]] EventCode encode_event(const sema::Event& event, const Values& arguments);

[[nodiscard]] std::vector<const sema::Type*> types_of(const std::vector<sema::Parameter>& parameters);

}  // namespace deed::evaluator
