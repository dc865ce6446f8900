#pragma once

#include <string>

#include "compiler/sema/program.hpp"

/// How EIP-712 names types.
namespace deed::sema {

/// Whether the type may be part of a signed message.
[[nodiscard]] bool has_typed_data(const Type& type);
/// encodeType: the message or struct, then every struct inside it in the order of their names.
[[nodiscard]] std::string encode_type(const SignedMessage& message);
[[nodiscard]] std::string encode_type(const Struct& structure);
/// hashStruct's first word: the digest of encodeType.
[[nodiscard]] Hash type_hash_of(const Struct& structure);

}  // namespace deed::sema
