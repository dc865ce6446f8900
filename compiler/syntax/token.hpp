#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/sources.hpp"
#include "compiler/source/span.hpp"

namespace deed::syntax {

enum class TokenKind : uint8_t {
#define DEED_TOKEN(name, text) name,
#include "compiler/syntax/tokens.def"
};

/// The kind's name, as `--emit tokens` prints it.
[[nodiscard]] std::string_view name_of(TokenKind kind);
/// The kind as messages speak of it: "a name", "`->`".
[[nodiscard]] std::string describe(TokenKind kind);

enum class LineStart : uint8_t {
    No,
    Yes,  ///< the first token of its line
};

/// The smallest unit of the text. Its characters are those of its span.
struct Token {
    TokenKind kind;
    LineStart line_start;
    source::Span span;
};

/// A whole file; the last token is End.
struct Tokens {
    std::vector<Token> all;
    std::map<size_t, std::string>
        documentation;                     ///< the `///` lines that stand before the token of that index
    std::vector<source::Span> semicolons;  ///< which are no tokens; the parser speaks of them
};

/// One token per line: place, kind, characters.
[[nodiscard]] std::string print_tokens(const Tokens& tokens, const source::Sources& sources);

}  // namespace deed::syntax
