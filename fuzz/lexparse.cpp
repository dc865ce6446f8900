#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/parse.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/bytes.hpp"

namespace {

using namespace deed;

constexpr size_t kLongestText = 64 * 1024;

/// Tokens stand in the order of the text, inside it, and the last is its end.
void check_tokens(const syntax::Tokens& tokens, size_t size) {
    DEED_ASSERT(!tokens.all.empty());
    DEED_ASSERT(tokens.all.back().kind == syntax::TokenKind::End);
    uint32_t end = 0;
    for (const auto& token : tokens.all) {
        DEED_ASSERT(token.span.begin >= end && token.span.begin <= token.span.end);
        end = token.span.end;
    }
    DEED_ASSERT(end <= size);
}

/// Any bytes give tokens and a tree, and every message points into the text. Returns all of it as text.
std::string parse_and_print(std::string_view text) {
    source::Sources sources;
    const auto file = sources.add("input.deed", std::string{text});
    diagnostics::Diagnostics diagnostics;

    const auto tokens = syntax::read_tokens(file, sources, diagnostics);
    check_tokens(tokens, text.size());
    const auto tree = syntax::parse(tokens, sources, diagnostics);
    for (const auto& message : diagnostics.sorted()) {
        DEED_ASSERT(message.span.begin <= message.span.end);
        DEED_ASSERT(message.span.end <= text.size());
    }
    return syntax::print_tokens(tokens, sources) + syntax::print_tree(tree) +
           diagnostics::render_all(diagnostics, sources, diagnostics::Colour::Plain);
}

void check(std::string_view text) {
    const std::string printed = parse_and_print(text);
    DEED_ASSERT(parse_and_print(text) == printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size <= kLongestText) check(as_text({data, size}));
    return 0;
}
