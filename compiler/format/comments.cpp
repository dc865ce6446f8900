#include "compiler/format/comments.hpp"

#include <algorithm>
#include <utility>

namespace deed::format {
namespace {

constexpr std::string_view kBlanks = " \t\r";

/// Cuts the text between tokens into comments.
class Gap {
  public:
    Gap(Surroundings* previous, Surroundings& next) : previous_(previous), next_(next) {}

    void read(std::string_view text) {
        while (!text.empty()) {
            if (text.front() == '\n') {
                ++line_breaks_;
                text.remove_prefix(1);
            } else if (text.starts_with("//")) {
                const std::string_view line = text.substr(0, text.find('\n'));
                add(line);
                text.remove_prefix(line.size());
            } else {
                text.remove_prefix(1);
            }
        }
    }
    void finish() { next_.has_blank_line = line_breaks_ > 1; }

  private:
    void add(std::string_view comment) {
        comment = comment.substr(0, comment.find_last_not_of(kBlanks) + 1);
        if (line_breaks_ == 0 && previous_ != nullptr && next_.before.empty() && previous_->behind.empty())
            previous_->behind = comment;
        else
            next_.before.push_back({comment, line_breaks_ > 1});
        line_breaks_ = 0;
    }

    Surroundings* previous_;
    Surroundings& next_;
    size_t line_breaks_ = 0;
};

/// Puts what stands before @p token behind it: all but the first before @p next.
void move_behind(Surroundings& previous, Surroundings& token, Surroundings& next) {
    std::vector<Comment> all;
    if (!previous.behind.empty()) all.push_back({std::exchange(previous.behind, {})});
    all.insert(all.end(), token.before.begin(), token.before.end());
    token.before.clear();
    if (all.empty()) return;
    token.behind = all.front().text;
    next.before.insert(next.before.begin(), all.begin() + 1, all.end());
}

}  // namespace

std::vector<Surroundings> collect_comments(const syntax::Tokens& tokens, std::string_view text,
                                           const std::vector<bool>& is_left_out,
                                           const std::vector<bool>& ends_operand) {
    std::vector<Surroundings> all(tokens.all.size());
    size_t previous = all.size();
    for (size_t i = 0; i < all.size(); ++i) {
        if (is_left_out[i]) continue;
        Gap gap{previous == all.size() ? nullptr : &all[previous], all[i]};
        for (size_t k = previous == all.size() ? 0 : previous + 1; k <= i; ++k) {
            const uint32_t begin = k == 0 ? 0 : tokens.all[k - 1].span.end;
            gap.read(text.substr(begin, tokens.all[k].span.begin - begin));
        }
        gap.finish();
        const bool has_neighbours = previous != all.size() && i + 1 < all.size();
        if (ends_operand[i] && has_neighbours) {
            size_t next = i + 1;
            while (is_left_out[next]) ++next;
            // The next token's own comments are not read yet: those moved come before them.
            move_behind(all[previous], all[i], all[next]);
        }
        previous = i;
    }
    return all;
}

}  // namespace deed::format
