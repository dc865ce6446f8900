#include "compiler/format/format.hpp"

#include "compiler/format/comments.hpp"
#include "compiler/format/layout.hpp"
#include "compiler/format/marks.hpp"
#include "compiler/format/render.hpp"
#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/parse.hpp"

namespace deed::format {
namespace {

using syntax::TokenKind;

bool is_closing(TokenKind kind) {
    return kind == TokenKind::CloseParen || kind == TokenKind::CloseBracket || kind == TokenKind::CloseBrace;
}

/// The commas that mean nothing: behind a last element, and between items that stand on lines of their own.
std::vector<bool> find_idle_commas(const syntax::Tokens& tokens, const Marks& marks,
                                   const std::vector<size_t>& partners) {
    const auto& all = tokens.all;
    std::vector<bool> idle(all.size());
    std::vector<size_t> line_starts{0};
    for (const syntax::Token& token : all)
        line_starts.push_back(line_starts.back() + (token.line_start == syntax::LineStart::Yes ? 1 : 0));
    std::vector<size_t> open;
    for (size_t i = 0; i < all.size(); ++i) {
        if (partners[i] > i) open.push_back(i);
        if (partners[i] < i) open.pop_back();
        if (all[i].kind != TokenKind::Comma) continue;
        const bool is_between_lines = !open.empty() && marks.tokens[i + 1].begins_item &&
                                      line_starts[partners[open.back()] + 1] != line_starts[open.back() + 1];
        idle[i] = is_closing(all[i + 1].kind) || is_between_lines;
    }
    return idle;
}

std::vector<bool> find_ends_of_operands(const syntax::Tokens& tokens, const Marks& marks) {
    std::vector<bool> ends(tokens.all.size());
    for (size_t i = 0; i < ends.size(); ++i)
        ends[i] = tokens.all[i].kind == TokenKind::Comma || marks.tokens[i].is_binary;
    return ends;
}

}  // namespace

std::optional<std::string> format(source::FileId file, const source::Sources& sources,
                                  diagnostics::Diagnostics& diagnostics) {
    const size_t errors = diagnostics.error_count();
    const syntax::Tokens tokens = syntax::read_tokens(file, sources, diagnostics);
    const syntax::File tree = syntax::parse(tokens, sources, diagnostics);
    if (diagnostics.error_count() != errors) return std::nullopt;

    const Marks marks = mark_tokens(tree, tokens);
    const std::vector<size_t> partners = match_brackets(tokens);
    const std::vector<bool> idle = find_idle_commas(tokens, marks, partners);
    const std::vector<Surroundings> comments =
        collect_comments(tokens, sources.text(file), idle, find_ends_of_operands(tokens, marks));
    std::vector<std::string_view> texts;
    texts.reserve(tokens.all.size());
    for (const syntax::Token& token : tokens.all) texts.push_back(sources.text(token.span));

    const Material material{tokens, marks, partners, idle, comments, texts};
    return render(make_layout(material), material);
}

}  // namespace deed::format
