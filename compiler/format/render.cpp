#include "compiler/format/render.hpp"

#include <algorithm>

namespace deed::format {
namespace {

/// Characters, not bytes.
size_t width_of(std::string_view text) {
    return static_cast<size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// How much room steps take on one line.
class Widths {
  public:
    Widths(const std::vector<Op>& ops, const Material& material)
        : before_(ops.size() + 1), stops_(ops.size() + 1, ops.size()), breaks_(ops.size() + 1) {
        for (size_t i = 0; i < ops.size(); ++i) {
            const bool is_break = ops[i].kind == OpKind::Comments || has_comment(ops[i], material) ||
                                  (ops[i].kind == OpKind::Open && ops[i].is_broken);
            before_[i + 1] = before_[i] + width(ops[i], material);
            breaks_[i + 1] = breaks_[i] + (is_break ? 1 : 0);
        }
        for (size_t i = ops.size(); i-- > 0;) {
            const bool stops = ops[i].kind == OpKind::Line || ops[i].kind == OpKind::Comments;
            stops_[i] = stops ? i : has_comment(ops[i], material) ? i + 1 : stops_[i + 1];
        }
    }

    /// Of the steps [begin, end) and what follows them up to the next place for a line break.
    [[nodiscard]] size_t of(size_t begin, size_t end) const { return before_[stops_[end]] - before_[begin]; }
    /// Of the steps [begin, end) alone.
    [[nodiscard]] size_t exactly(size_t begin, size_t end) const { return before_[end] - before_[begin]; }
    [[nodiscard]] bool has_breaks(size_t begin, size_t end) const { return breaks_[end] > breaks_[begin]; }

  private:
    static bool has_comment(const Op& op, const Material& material) {
        return op.kind == OpKind::Text && !material.comments[op.token].behind.empty();
    }
    static size_t width(const Op& op, const Material& material) {
        if (op.kind == OpKind::Line) return op.line == LineForm::Nothing ? 0 : 1;
        if (op.kind != OpKind::Text) return 0;
        return width_of(material.texts[op.token]) + (op.has_blank ? 1 : 0);
    }

    std::vector<size_t> before_;
    std::vector<size_t> stops_;
    std::vector<size_t> breaks_;
};

struct Line {
    std::string code;
    size_t width = 0;
    std::string_view comment;  ///< behind the code
};

/// Lines of text, with the comments behind them in columns.
std::string join(const std::vector<Line>& lines) {
    std::string text;
    size_t column = 0;
    for (size_t i = 0; i < lines.size(); ++i) {
        const bool begins_run = i == 0 || lines[i - 1].comment.empty();
        if (begins_run) {
            column = 0;
            for (size_t k = i; k < lines.size() && !lines[k].comment.empty(); ++k)
                column = std::max(column, lines[k].width + 2);
        }
        text += lines[i].code;
        if (!lines[i].comment.empty()) {
            text.append(column - lines[i].width, ' ');
            text += lines[i].comment;
        }
        text += '\n';
    }
    return text;
}

class Renderer {
  public:
    Renderer(const std::vector<Op>& ops, const Material& material)
        : ops_(ops), material_(material), widths_(ops, material) {}

    std::string render() {
        for (size_t i = 0; i < ops_.size(); ++i) step(i);
        if (lines_.back().code.empty()) lines_.pop_back();
        return join(lines_);
    }

  private:
    enum class Mode : uint8_t { Flat, Broken };

    void step(size_t i) {
        const Op& op = ops_[i];
        switch (op.kind) {
            case OpKind::Text: return print_text(op);
            case OpKind::Comments: return print_comments(op);
            case OpKind::Open: return modes_.push_back(mode_of(i));
            case OpKind::Close: return modes_.pop_back();
            case OpKind::Indent: return indents_.push_back(indents_.back() + op.indent);
            case OpKind::Align: return indents_.push_back(lines_.back().width);
            case OpKind::Dedent: return indents_.pop_back();
            case OpKind::Line: return break_line(i);
        }
    }

    [[nodiscard]] size_t column() const { return has_break_ ? break_indent_ : lines_.back().width; }

    [[nodiscard]] Mode mode_of(size_t i) const {
        if (!modes_.empty() && modes_.back() == Mode::Flat) return Mode::Flat;
        if (ops_[i].is_broken) return Mode::Broken;
        return column() + widths_.of(i, ops_[i].end) <= kLineWidth ? Mode::Flat : Mode::Broken;
    }

    void break_line(size_t i) {
        const Op& op = ops_[i];
        const bool is_flat = modes_.back() == Mode::Flat || (op.line == LineForm::Fill && fits(i));
        if (is_flat && !has_break_) {
            if (op.line != LineForm::Nothing) append(" ");
            return;
        }
        const Surroundings& around = material_.comments[op.token];
        const bool has_blank_line =
            around.before.empty() ? around.has_blank_line : around.before.front().has_blank_line;
        request_break(indents_.back() + op.indent);
        is_break_of_line_ = true;
        has_blank_line_ = op.line == LineForm::Item && has_blank_line;
    }
    /// Whether what stands behind a Line to fill has room on it.
    [[nodiscard]] bool fits(size_t i) const {
        const size_t end = ops_[i].end;
        if (end == 0) return column() + widths_.of(i, i + 1) <= kLineWidth;
        if (widths_.has_breaks(i, end)) return false;
        const bool is_last = ops_[end].kind == OpKind::Close;
        const size_t width = is_last ? widths_.of(i, end) : widths_.exactly(i, end);
        return column() + width <= kLineWidth;
    }
    void request_break(size_t indent) {
        has_break_ = true;
        break_indent_ = indent;
        is_break_of_line_ = false;
        has_blank_line_ = false;
    }

    void print_text(const Op& op) {
        if (op.is_flat_only && modes_.back() == Mode::Broken) return;
        if (op.has_blank && !has_break_) append(" ");
        append(material_.texts[op.token]);
        const std::string_view comment = material_.comments[op.token].behind;
        if (comment.empty()) return;
        lines_.back().comment = comment;
        // Whatever comes next cannot stand on this line.
        request_break(indents_.back() + 4);
    }

    void print_comments(const Op& op) {
        const Surroundings& around = material_.comments[op.token];
        const bool follows_line = has_break_ && is_break_of_line_;
        const size_t indent = follows_line ? break_indent_ : indents_.back() + (op.is_item ? 0 : 4);
        for (const Comment& comment : around.before) {
            const bool is_first = &comment == around.before.data();
            const bool has_blank_line =
                is_first && follows_line ? has_blank_line_ : op.is_item && comment.has_blank_line;
            request_break(indent);
            has_blank_line_ = has_blank_line;
            append(comment.text);
        }
        request_break(indent);
        is_break_of_line_ = follows_line;
        has_blank_line_ = op.is_item && around.has_blank_line;
    }

    void append(std::string_view text) {
        if (has_break_) start_line();
        has_break_ = false;
        lines_.back().code += text;
        lines_.back().width += width_of(text);
    }
    void start_line() {
        const bool is_first = lines_.size() == 1 && lines_.front().code.empty();
        if (is_first) return;
        if (has_blank_line_) lines_.emplace_back();
        lines_.push_back({std::string(break_indent_, ' '), break_indent_, {}});
    }

    const std::vector<Op>& ops_;
    const Material& material_;
    const Widths widths_;
    std::vector<Line> lines_{Line{}};
    std::vector<Mode> modes_;
    std::vector<size_t> indents_{0};
    bool has_break_ = false;  ///< before whatever is printed next
    size_t break_indent_ = 0;
    bool is_break_of_line_ = false;  ///< the break is that of a Line
    bool has_blank_line_ = false;    ///< and leaves a line empty
};

}  // namespace

std::string render(const std::vector<Op>& ops, const Material& material) {
    return Renderer{ops, material}.render();
}

}  // namespace deed::format
