#pragma once

#include <string_view>

#include "compiler/sema/program.hpp"

namespace deed::sema {

/// The words that stand for enumerators where the checked tree is printed.
[[nodiscard]] std::string_view name_of(UnaryOperator op);
[[nodiscard]] std::string_view name_of(BinaryOperator op);
[[nodiscard]] std::string_view name_of(Rounding rounding);
[[nodiscard]] std::string_view name_of(CastKind kind);
[[nodiscard]] std::string_view name_of(Environment what);
[[nodiscard]] std::string_view name_of(Intrinsic intrinsic);
[[nodiscard]] std::string_view name_of(CallOptionKind kind);
[[nodiscard]] std::string_view name_of(WorldChange change);
[[nodiscard]] std::string_view name_of(HoldingOperation operation);
[[nodiscard]] std::string_view name_of(TransferKind kind);
[[nodiscard]] std::string_view name_of(FieldRole role);
[[nodiscard]] std::string_view name_of(FunctionKind kind);
[[nodiscard]] std::string_view name_of(Mutability mutability);
[[nodiscard]] std::string_view name_of(FieldKind kind);
[[nodiscard]] std::string_view name_of(SignedRole role);

}  // namespace deed::sema
