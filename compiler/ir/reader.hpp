#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/module.hpp"
#include "vm/base/result.hpp"

namespace deed::ir {

/// Why a text is no module.
struct ReadError {
    uint32_t line = 0;
    std::string message;
};

/// Reads what `print` writes. The module is well-formed text, but not verified.
[[nodiscard]] Result<Module, ReadError> read(std::string_view text);

}  // namespace deed::ir
