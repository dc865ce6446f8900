#pragma once

#include <string_view>
#include <vector>

#include "compiler/syntax/token.hpp"

namespace deed::format {

/// A comment with its slashes, without blanks at its end.
struct Comment {
    std::string_view text;
    bool has_blank_line = false;  ///< stands before it
};
/// What stands around a token besides other tokens.
struct Surroundings {
    std::vector<Comment> before;  ///< each on a line of its own
    bool has_blank_line = false;  ///< directly before the token
    std::string_view behind;      ///< the comment that ends its line; empty without
};

/// The comments of a text without mistakes, by token. Those before a token that ends what stands before it (a
/// comma, a binary operator) stand behind it; those around a left out token go to its neighbours.
[[nodiscard]] std::vector<Surroundings> collect_comments(const syntax::Tokens& tokens, std::string_view text,
                                                         const std::vector<bool>& is_left_out,
                                                         const std::vector<bool>& ends_operand);

}  // namespace deed::format
