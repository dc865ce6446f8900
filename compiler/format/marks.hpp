#pragma once

#include <map>
#include <vector>

#include "compiler/syntax/token.hpp"
#include "compiler/syntax/tree.hpp"

namespace deed::format {

/// How the inside of a pair of brackets is laid out.
enum class BracketForm : uint8_t {
    Arguments,   ///< on the line, else on the next, else an element a line
    Elements,    ///< as many elements a line as fit
    Parameters,  ///< the same, below the first one
    Unbroken,    ///< of types
    Listed,      ///< `{ a, b }`: as arguments, with blanks inside
    Tight,       ///< `{a, b}`: as arguments
    Block,       ///< an item a line; on one line when it was written so and fits
    Chained,     ///< as Block, together with the other braces of the same `if`
    Members,     ///< an item a line
};

/// A stretch of tokens that is broken into lines as one.
enum class GroupForm : uint8_t {
    Chain,     ///< operands and operators, the second line indented
    Inner,     ///< the same inside parentheses
    Value,     ///< what stands behind `=` and may begin on the next line
    Branches,  ///< an `if` with its `else`
};
struct Group {
    size_t begin;  ///< its first token
    size_t end;    ///< its last
    GroupForm form;
    size_t number;  ///< in the order of the tree: what is outside comes first
};

/// What the tree says about a token and its own characters do not.
struct TokenMark {
    bool is_binary = false;         ///< an operator between two operands
    bool begins_operand = false;    ///< a bracket that belongs to no name before it
    bool is_attached = false;       ///< a brace that belongs to the name before it
    bool begins_item = false;       ///< a declaration, a statement, an arm, a member
    bool begins_signature = false;  ///< of a function whose guard may have a line of its own
    bool begins_guard = false;      ///< that guard
    bool ends_signature = false;    ///< what stands behind it
    bool begins_own_line = false;   ///< a specification behind a signature
    bool follows_own_line = false;  ///< the brace behind the last of them
};

struct Marks {
    std::vector<TokenMark> tokens;
    std::vector<Group> groups;               ///< by their begin; what is outside before what is inside
    std::map<size_t, BracketForm> brackets;  ///< of opening brackets
};

/// For each bracket the index of its partner; itself for all other tokens. The brackets must be balanced.
[[nodiscard]] std::vector<size_t> match_brackets(const syntax::Tokens& tokens);

/// Reads out of the tree what the layout needs to know about its tokens.
[[nodiscard]] Marks mark_tokens(const syntax::File& file, const syntax::Tokens& tokens);

}  // namespace deed::format
