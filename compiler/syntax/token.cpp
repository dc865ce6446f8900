#include "compiler/syntax/token.hpp"

#include "vm/base/assert.hpp"

namespace deed::syntax {

std::string_view name_of(TokenKind kind) {
    switch (kind) {
#define DEED_TOKEN(name, text) \
    case TokenKind::name: return #name;
#include "compiler/syntax/tokens.def"
    }
    DEED_ASSERT(!"a kind that is not in the table");
    return {};
}

std::string describe(TokenKind kind) {
    switch (kind) {
#define DEED_TOKEN(name, text) \
    case TokenKind::name: return text;
#define DEED_KEYWORD(name, text) \
    case TokenKind::name: return "`" text "`";
#define DEED_SYMBOL(name, text) \
    case TokenKind::name: return "`" text "`";
#include "compiler/syntax/tokens.def"
    }
    DEED_ASSERT(!"a kind that is not in the table");
    return {};
}

std::string print_tokens(const Tokens& tokens, const source::Sources& sources) {
    std::string text;
    for (const Token& token : tokens.all) {
        const source::LineColumn place = sources.line_column(token.span.file, token.span.begin);
        text += std::to_string(place.line) + ":" + std::to_string(place.column) + " ";
        text += name_of(token.kind);
        if (token.span.begin != token.span.end) text += " " + std::string{sources.text(token.span)};
        text += "\n";
    }
    return text;
}

}  // namespace deed::syntax
