#pragma once

#include "compiler/format/marks.hpp"

namespace deed::format {

/// A token and what the tree says about it.
struct Placed {
    syntax::TokenKind kind;
    const TokenMark& mark;
};

/// Whether a blank stands between two tokens of one line.
[[nodiscard]] bool has_blank_between(const Placed& first, const Placed& second);

}  // namespace deed::format
