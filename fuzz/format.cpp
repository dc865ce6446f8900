#include "compiler/format/format.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/parse.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/bytes.hpp"

namespace {

using namespace deed;

constexpr size_t kLongestText = 16 * 1024;

/// What a text says, in whatever way it is laid out.
struct Meaning {
    std::string tree;
    std::string words;  ///< all tokens but commas
    std::string documentation;

    bool operator==(const Meaning&) const = default;
};

void add_documentation(const std::vector<syntax::Declaration>& declarations, std::string& text) {
    for (const syntax::Declaration& declaration : declarations) {
        for (const char c : declaration.documentation)
            if (c != ' ' && c != '\t' && c != '\r') text += c;
        text += '\0';
        if (const auto* contract = std::get_if<syntax::ContractDeclaration>(&declaration.node))
            add_documentation(contract->members, text);
        if (const auto* component = std::get_if<syntax::ComponentDeclaration>(&declaration.node))
            add_documentation(component->members, text);
        if (const auto* interface = std::get_if<syntax::InterfaceDeclaration>(&declaration.node))
            add_documentation(interface->members, text);
    }
}

Meaning read(std::string_view text) {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    const auto file = sources.add("input.deed", std::string{text});
    const auto tokens = syntax::read_tokens(file, sources, diagnostics);
    const auto tree = syntax::parse(tokens, sources, diagnostics);
    Meaning meaning{syntax::print_tree(tree), {}, {}};
    for (const auto& token : tokens.all)
        if (token.kind != syntax::TokenKind::Comma) meaning.words += sources.text(token.span);
    add_documentation(tree.declarations, meaning.documentation);
    return meaning;
}

std::optional<std::string> format(std::string_view text) {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    return format::format(sources.add("input.deed", std::string{text}), sources, diagnostics);
}

/// Slashes are part of every comment, so a comment that got lost or was joined to another changes their
/// number.
size_t count_slashes(std::string_view text) {
    return static_cast<size_t>(std::count(text.begin(), text.end(), '/'));
}

void check(std::string_view text) {
    const auto once = format(text);
    if (!once) return;
    DEED_ASSERT(read(*once) == read(text));
    DEED_ASSERT(count_slashes(*once) == count_slashes(text));
    DEED_ASSERT(format(*once) == once);
}

}  // namespace

/// A text without mistakes keeps its meaning and its comments when it is formatted, and formatting it again
/// changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size <= kLongestText) check(as_text({data, size}));
    return 0;
}
