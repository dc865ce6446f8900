#include "compiler/format/layout.hpp"

#include <utility>

#include "compiler/format/spacing.hpp"

namespace deed::format {
namespace {

using syntax::TokenKind;

constexpr uint32_t kIndent = 2;
/// Of a line that continues another: more than what stands inside it.
constexpr uint32_t kContinued = 4;

bool is_item_form(BracketForm form) {
    return form == BracketForm::Block || form == BracketForm::Chained || form == BracketForm::Members;
}

class Layout {
  public:
    explicit Layout(const Material& material)
        : tokens_(material.tokens.all), marks_(material.marks), material_(material) {
        line_starts_.push_back(0);
        for (const syntax::Token& token : tokens_)
            line_starts_.push_back(line_starts_.back() +
                                   (token.line_start == syntax::LineStart::Yes ? 1 : 0));
        comments_.push_back(0);
        for (const Surroundings& around : material.comments)
            comments_.push_back(comments_.back() + (around.before.empty() ? 0 : 1) +
                                (around.behind.empty() ? 0 : 1));
    }

    std::vector<Op> make() {
        brackets_.push_back({BracketForm::Members, tokens_.size()});
        open(Broken::Yes);
        for (size_t i = 0; i < tokens_.size(); ++i)
            if (!material_.is_left_out[i]) place(i);
        close();
        return std::move(ops_);
    }

  private:
    enum class Broken : uint8_t { No, Yes };
    struct OpenGroup {
        size_t op;
        size_t unfilled = 0;  ///< a Line to fill whose end is not known yet
    };
    struct OpenBracket {
        BracketForm form;
        size_t close;
        bool has_items = false;
    };

    void open(Broken broken) {
        groups_.push_back({ops_.size()});
        ops_.push_back({.kind = OpKind::Open, .is_broken = broken == Broken::Yes});
    }
    void close() {
        const OpenGroup group = groups_.back();
        groups_.pop_back();
        end_fill(group);
        ops_[group.op].end = ops_.size();
        ops_.push_back({.kind = OpKind::Close});
        if (ops_[group.op].is_broken && !groups_.empty()) ops_[groups_.back().op].is_broken = true;
    }
    void end_fill(const OpenGroup& group) {
        if (group.unfilled != 0) ops_[group.unfilled].end = ops_.size();
    }
    void line(LineForm form, size_t token, uint32_t indent = 0) {
        end_fill(groups_.back());
        groups_.back().unfilled = form == LineForm::Fill && indent == 0 ? ops_.size() : 0;
        ops_.push_back({.kind = OpKind::Line, .line = form, .indent = indent, .token = token});
        is_behind_line_ = true;
    }
    void indent(uint32_t columns) { ops_.push_back({.kind = OpKind::Indent, .indent = columns}); }
    void dedent() { ops_.push_back({.kind = OpKind::Dedent}); }
    void comments(size_t token) {
        if (material_.comments[token].before.empty()) return;
        const bool is_item = is_item_form(brackets_.back().form) &&
                             (marks_.tokens[token].begins_item || token == brackets_.back().close ||
                              tokens_[token].kind == TokenKind::End);
        ops_.push_back({.kind = OpKind::Comments, .is_item = is_item, .token = token});
    }

    [[nodiscard]] size_t next(size_t token) const {
        do ++token;
        while (material_.is_left_out[token]);
        return token;
    }
    [[nodiscard]] Placed placed(size_t token) const { return {tokens_[token].kind, marks_.tokens[token]}; }
    /// Whether comments stand between the tokens [begin, end].
    [[nodiscard]] bool has_comments(size_t begin, size_t end) const {
        const Surroundings& first = material_.comments[begin];
        const Surroundings& last = material_.comments[end];
        const size_t outside = (first.before.empty() ? 0u : 1u) + (last.behind.empty() ? 0u : 1u);
        return comments_[end + 1] - comments_[begin] > outside;
    }
    [[nodiscard]] Broken broken_by_comments(size_t begin, size_t end) const {
        return has_comments(begin, end) ? Broken::Yes : Broken::No;
    }
    [[nodiscard]] bool is_on_one_line(size_t begin, size_t end) const {
        return line_starts_[end + 1] == line_starts_[begin + 1];
    }

    void place(size_t i) {
        const TokenMark& mark = marks_.tokens[i];
        if (i == brackets_.back().close) close_bracket(i);
        if (mark.begins_item) {
            const bool is_first = !std::exchange(brackets_.back().has_items, true);
            if (i > 0) line(is_first ? LineForm::Blank : LineForm::Item, i);
        }
        if (mark.begins_guard) line(LineForm::Blank, i, kIndent);
        if (mark.ends_signature) {
            if (!mark.begins_own_line && !mark.follows_own_line) line(LineForm::Blank, i);
            close();
        }
        if (mark.begins_own_line) line(LineForm::Blank, i, kIndent);
        if (mark.follows_own_line) line(LineForm::Blank, i);
        if (mark.begins_signature) open(Broken::No);
        open_values(i);
        if (!std::exchange(is_closer_, false)) comments(i);
        if (tokens_[i].kind == TokenKind::End) return;
        open_groups(i);
        text(i);
        if (material_.partners[i] > i) open_bracket(i);
        if (mark.is_binary) line(LineForm::Blank, next(i));
        if (tokens_[i].kind == TokenKind::Comma) behind_comma(i);
        close_groups(i);
    }

    void text(size_t i) {
        const bool has_blank = has_text_ && !is_behind_line_ && has_blank_between(placed(last_), placed(i));
        const bool is_separator = tokens_[i].kind == TokenKind::Comma &&
                                  is_item_form(brackets_.back().form) && marks_.tokens[next(i)].begins_item;
        ops_.push_back(
            {.kind = OpKind::Text, .has_blank = has_blank, .is_flat_only = is_separator, .token = i});
        has_text_ = true;
        is_behind_line_ = false;
        last_ = i;
    }

    void behind_comma(size_t i) {
        switch (brackets_.back().form) {
            case BracketForm::Arguments:
            case BracketForm::Listed:
            case BracketForm::Tight: return line(LineForm::Blank, next(i));
            case BracketForm::Elements:
            case BracketForm::Parameters: return line(LineForm::Fill, next(i));
            case BracketForm::Unbroken: return;
            case BracketForm::Block:
            case BracketForm::Chained:
            case BracketForm::Members:
                // An item has a Line of its own before it.
                if (!marks_.tokens[next(i)].begins_item) line(LineForm::Fill, next(i), kContinued);
        }
    }

    // Groups of the tree.
    void open_values(size_t i) {
        for (size_t k = next_group_; is_group_at(k, i) && marks_.groups[k].form == GroupForm::Value; ++k) {
            open_group(marks_.groups[k]);
            indent(kContinued);
            line(LineForm::Blank, i);
            ++next_group_;
        }
    }
    void open_groups(size_t i) {
        for (; is_group_at(next_group_, i); ++next_group_) {
            open_group(marks_.groups[next_group_]);
            if (marks_.groups[next_group_].form == GroupForm::Chain) indent(kContinued);
        }
    }
    [[nodiscard]] bool is_group_at(size_t group, size_t token) const {
        return group < marks_.groups.size() && marks_.groups[group].begin == token;
    }
    void open_group(const Group& group) {
        open(broken_by_comments(group.begin, group.end));
        open_marks_.push_back(group);
    }
    void close_groups(size_t i) {
        while (!open_marks_.empty() && open_marks_.back().end == i) {
            const GroupForm form = open_marks_.back().form;
            if (form == GroupForm::Chain || form == GroupForm::Value) dedent();
            close();
            open_marks_.pop_back();
        }
    }

    // Brackets.
    [[nodiscard]] BracketForm form_of(size_t i) const {
        const auto found = marks_.brackets.find(i);
        if (found != marks_.brackets.end()) return found->second;
        if (tokens_[i].kind == TokenKind::OpenBrace) return BracketForm::Listed;
        // An index is one value, and short.
        return tokens_[i].kind == TokenKind::OpenBracket ? BracketForm::Unbroken : BracketForm::Arguments;
    }
    void open_bracket(size_t i) {
        const size_t close = material_.partners[i];
        const BracketForm form = next(i) == close ? BracketForm::Unbroken : form_of(i);
        brackets_.push_back({form, close});
        const size_t first = next(i);
        const Broken broken = broken_by_comments(i, close);
        switch (form) {
            case BracketForm::Arguments:
            case BracketForm::Tight:
            case BracketForm::Listed:
                open(broken);
                indent(kIndent);
                line(form == BracketForm::Listed ? LineForm::Blank : LineForm::Nothing, first);
                return open(broken);
            case BracketForm::Elements:
                open(broken);
                indent(kIndent);
                return line(LineForm::Nothing, first);
            case BracketForm::Parameters:
                open(broken);
                ops_.push_back({.kind = OpKind::Align});
                return;
            case BracketForm::Unbroken: return;
            case BracketForm::Block:
                open(is_on_one_line(i, close) ? Broken::No : Broken::Yes);
                return indent(kIndent);
            case BracketForm::Chained:
                if (!is_on_one_line(i, close)) ops_[groups_.back().op].is_broken = true;
                return indent(kIndent);
            case BracketForm::Members: open(Broken::Yes); return indent(kIndent);
        }
    }
    void close_bracket(size_t i) {
        const BracketForm form = brackets_.back().form;
        is_closer_ = true;
        switch (form) {
            case BracketForm::Arguments:
            case BracketForm::Tight:
            case BracketForm::Listed:
                close();
                end_indented(form == BracketForm::Listed ? LineForm::Blank : LineForm::Nothing, i);
                close();
                break;
            case BracketForm::Elements:
                end_indented(LineForm::Nothing, i);
                close();
                break;
            case BracketForm::Parameters:
                end_comments(i);
                dedent();
                close();
                break;
            case BracketForm::Unbroken: end_unbroken(i); break;
            case BracketForm::Chained: end_indented(LineForm::Blank, i); break;
            case BracketForm::Block:
            case BracketForm::Members:
                end_indented(LineForm::Blank, i);
                close();
                break;
        }
        brackets_.pop_back();
    }
    /// Comments before a closing bracket belong to what is inside.
    void end_comments(size_t i) {
        const bool has_comments = !material_.comments[i].before.empty();
        if (has_comments && !is_item_form(brackets_.back().form)) line(LineForm::Blank, i);
        comments(i);
    }
    void end_indented(LineForm form, size_t i) {
        end_comments(i);
        dedent();
        line(form, i);
    }
    void end_unbroken(size_t i) {
        if (material_.comments[i].before.empty() && material_.comments[last_].behind.empty()) return;
        open(Broken::Yes);
        indent(kIndent);
        end_indented(LineForm::Blank, i);
        close();
    }

    const std::vector<syntax::Token>& tokens_;
    const Marks& marks_;
    const Material& material_;
    std::vector<size_t> line_starts_;  ///< how many tokens before each begin a line
    std::vector<size_t> comments_;     ///< how many stand before each
    std::vector<Op> ops_;
    std::vector<OpenGroup> groups_;
    std::vector<OpenBracket> brackets_;
    std::vector<Group> open_marks_;
    size_t next_group_ = 0;
    size_t last_ = 0;  ///< the last token placed
    bool has_text_ = false;
    bool is_behind_line_ = false;
    bool is_closer_ = false;  ///< its comments are placed already
};

}  // namespace

std::vector<Op> make_layout(const Material& material) {
    return Layout{material}.make();
}

}  // namespace deed::format
