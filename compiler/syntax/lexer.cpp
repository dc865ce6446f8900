#include "compiler/syntax/lexer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::syntax {
namespace {

using diagnostics::Code;

struct Spelling {
    std::string_view text;
    TokenKind kind;
};

/// Spellings in order of their first characters, the longest first, so that a lookup meets only those that
/// can match.
template <size_t kCount>
class SpellingTable {
  public:
    constexpr explicit SpellingTable(std::array<Spelling, kCount> spellings) : spellings_{spellings} {
        std::sort(spellings_.begin(), spellings_.end(), [](const Spelling& a, const Spelling& b) {
            if (a.text[0] != b.text[0]) return a.text[0] < b.text[0];
            return a.text.size() > b.text.size();
        });
        for (const Spelling& spelling : spellings_) ++ends_[index_of(spelling.text[0])];
        for (size_t c = 1; c < ends_.size(); ++c) ends_[c] += ends_[c - 1];
    }

    /// Those that begin with @p first (an ASCII character), the longest first.
    constexpr std::span<const Spelling> beginning_with(char first) const {
        const size_t index = index_of(first);
        if (index >= ends_.size()) return {};
        const size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::span{spellings_}.subspan(begin, ends_[index] - begin);
    }

  private:
    static constexpr size_t index_of(char c) { return static_cast<unsigned char>(c); }

    std::array<Spelling, kCount> spellings_;
    std::array<uint8_t, 128> ends_{};
};

constexpr SpellingTable kSymbols{std::to_array<Spelling>({
#define DEED_SYMBOL(name, text) {text, TokenKind::name},
#include "compiler/syntax/tokens.def"
})};

constexpr SpellingTable kKeywords{std::to_array<Spelling>({
#define DEED_KEYWORD(name, text) {text, TokenKind::name},
#include "compiler/syntax/tokens.def"
})};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_letter(c) || is_digit(c);
}
bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// The offset of the first byte that is not part of valid UTF-8 (RFC 3629), or nothing.
std::optional<size_t> find_invalid_utf8(std::string_view text) {
    size_t i = 0;
    while (i < text.size()) {
        const auto first = static_cast<unsigned char>(text[i]);
        const size_t length = first < 0x80         ? 1
                              : (first >> 5) == 6  ? 2
                              : (first >> 4) == 14 ? 3
                              : (first >> 3) == 30 ? 4
                                                   : 0;
        if (length == 0 || i + length > text.size()) return i;
        uint32_t point = length == 1 ? first : first & (0x7fu >> length);
        for (size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0) != 0x80) return i;
            point = point << 6 | (next & 0x3f);
        }
        constexpr std::array<uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
        if (point < kLeast[length] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return i;
        i += length;
    }
    return std::nullopt;
}

class Lexer {
  public:
    Lexer(source::FileId file, std::string_view text, diagnostics::Diagnostics& diagnostics)
        : file_(file), text_(text), diagnostics_(diagnostics) {}

    Tokens read() {
        if (text_.size() > source::kFileSizeLimit) {
            diagnostics_.report(Code::FileTooLarge, span(0, 0));
            text_ = text_.substr(0, 0);
        }
        if (const auto invalid = find_invalid_utf8(text_)) {
            diagnostics_.report(Code::InvalidUtf8, span(*invalid, *invalid + 1));
            // What stands before it may be cut in the middle; nothing is said about that.
            text_ = text_.substr(0, 0);
        }
        // Some editors begin a file with a byte-order mark; it says nothing.
        constexpr std::string_view kMark = "\xef\xbb\xbf";
        if (text_.starts_with(kMark)) position_ = kMark.size();
        while (skip_blanks()) read_token();
        add(TokenKind::End, position_);
        return std::move(tokens_);
    }

  private:
    [[nodiscard]] source::Span span(size_t begin, size_t end) const {
        return {file_, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    }
    [[nodiscard]] char peek(size_t ahead = 0) const {
        return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
    }
    [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }

    void add(TokenKind kind, size_t begin) {
        if (!documentation_.empty())
            tokens_.documentation.emplace(tokens_.all.size(), std::move(documentation_));
        documentation_.clear();
        tokens_.all.push_back({kind, line_start_, span(begin, position_)});
        line_start_ = LineStart::No;
    }

    /// Whether a token follows.
    bool skip_blanks() {
        while (position_ < text_.size()) {
            const char c = peek();
            if (c == '\n') line_start_ = LineStart::Yes;
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                ++position_;
            } else if (rest().starts_with("//")) {
                skip_comment();
            } else {
                return true;
            }
        }
        return false;
    }

    void skip_comment() {
        const std::string_view line = rest().substr(0, rest().find('\n'));
        position_ += line.size();
        if (!line.starts_with("///") || line.starts_with("////")) return;
        std::string_view words = line.substr(3);
        if (words.starts_with(' ')) words.remove_prefix(1);
        if (words.ends_with('\r')) words.remove_suffix(1);
        if (!documentation_.empty()) documentation_ += '\n';
        documentation_ += words;
    }

    void read_token() {
        const char c = peek();
        if (is_letter(c)) return read_word();
        if (is_digit(c)) return read_number();
        if (c == '"') return read_string();
        if (c == '`') return read_backtick_name();
        if (rest().starts_with("/*")) return skip_block_comment();
        read_symbol();
    }

    void read_word() {
        const size_t begin = position_;
        while (is_word(peek())) ++position_;
        const std::string_view word = text_.substr(begin, position_ - begin);
        for (const Spelling& keyword : kKeywords.beginning_with(word[0]))
            if (keyword.text == word) return add(keyword.kind, begin);
        add(TokenKind::Identifier, begin);
    }

    void read_backtick_name() {
        const size_t begin = position_++;
        while (is_word(peek())) ++position_;
        const bool is_name = position_ > begin + 1 && !is_digit(text_[begin + 1]) && peek() == '`';
        if (peek() == '`') ++position_;
        if (!is_name) diagnostics_.report(Code::InvalidBacktickName, span(begin, position_));
        add(is_name ? TokenKind::Identifier : TokenKind::Invalid, begin);
    }

    void read_number() {
        const size_t begin = position_;
        if (rest().starts_with("0x")) return read_hexadecimal();
        while (is_digit(peek()) || peek() == '_') ++position_;
        if (peek() == '.' && is_digit(peek(1))) {
            ++position_;
            while (is_digit(peek()) || peek() == '_') ++position_;
        }
        if (peek() == 'e' && (is_digit(peek(1)) || (peek(1) == '-' && is_digit(peek(2))))) {
            position_ += 2;
            while (is_digit(peek())) ++position_;
        }
        const size_t end = position_;
        while (is_word(peek())) ++position_;
        const std::string_view digits = text_.substr(begin, end - begin);
        const bool has_loose_separator =
            digits.ends_with('_') || digits.find("__") != std::string_view::npos ||
            digits.find("_.") != std::string_view::npos || digits.find("_e") != std::string_view::npos;
        if (end != position_) {
            diagnostics_.report(Code::InvalidNumber, span(begin, position_), {"letters follow the digits"});
        } else if (has_loose_separator) {
            diagnostics_.report(Code::InvalidNumber, span(begin, position_),
                                {"`_` stands between two digits"});
        } else if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
            diagnostics_.report(Code::InvalidNumber, span(begin, position_), {"it begins with 0"});
        } else {
            return add(TokenKind::Number, begin);
        }
        add(TokenKind::Invalid, begin);
    }

    void read_hexadecimal() {
        const size_t begin = position_;
        position_ += 2;
        while (is_word(peek())) ++position_;
        const std::string_view literal = text_.substr(begin, position_ - begin);
        const std::string_view digits = literal.substr(2);
        bool is_plain = true;
        for (const char c : digits) is_plain = is_plain && (is_hex_digit(c) || c == '_');
        if (digits.empty() || !is_plain || digits.starts_with('_') || digits.ends_with('_')) {
            diagnostics_.report(Code::InvalidNumber, span(begin, position_),
                                {"hexadecimal digits follow `0x`"});
            return add(TokenKind::Invalid, begin);
        }
        const bool is_address = digits.size() == 40 && digits.find('_') == std::string_view::npos;
        if (is_address) check_checksum(literal, begin);
        add(is_address ? TokenKind::AddressLiteral : TokenKind::Number, begin);
    }

    void check_checksum(std::string_view literal, size_t begin) {
        const auto address = address_from_hex(literal);
        const std::string right = crypto::to_checksum(*address);
        if (right == literal) return;
        diagnostics_.report(Code::InvalidChecksum, span(begin, position_)).with_help("write " + right);
    }

    void read_string() {
        const size_t begin = position_++;
        while (peek() != '"') {
            if (position_ >= text_.size() || peek() == '\n') {
                diagnostics_.report(Code::UnterminatedString, span(begin, position_));
                return add(TokenKind::Invalid, begin);
            }
            if (peek() == '\\')
                skip_escape();
            else
                ++position_;
        }
        ++position_;
        add(TokenKind::String, begin);
    }

    void skip_escape() {
        const size_t begin = position_++;
        const char c = peek();
        const bool is_hex = c == 'x' && is_hex_digit(peek(1)) && is_hex_digit(peek(2));
        if (is_hex) {
            position_ += 3;
        } else if (c == 'n' || c == 'r' || c == 't' || c == '\\' || c == '"') {
            ++position_;
        } else {
            diagnostics_.report(Code::InvalidEscape, span(begin, position_));
        }
    }

    void skip_block_comment() {
        const size_t begin = position_;
        const size_t end = text_.find("*/", position_ + 2);
        position_ = end == std::string_view::npos ? text_.size() : end + 2;
        diagnostics_.report(Code::BlockComment, span(begin, begin + 2));
    }

    void read_symbol() {
        const size_t begin = position_;
        for (const Spelling& symbol : kSymbols.beginning_with(peek())) {
            if (!rest().starts_with(symbol.text)) continue;
            position_ += symbol.text.size();
            return add(symbol.kind, begin);
        }
        ++position_;
        while ((static_cast<unsigned char>(peek()) & 0xc0) == 0x80) ++position_;
        if (text_[begin] == ';') {
            tokens_.semicolons.push_back(span(begin, position_));
            return;
        }
        if (text_[begin] == '\'') return skip_quoted(begin);
        diagnostics_.report(Code::InvalidCharacter, span(begin, position_));
        add(TokenKind::Invalid, begin);
    }

    /// A string in single quotes, as other languages have it, is one mistake.
    void skip_quoted(size_t begin) {
        const std::string_view line = rest().substr(0, rest().find('\n'));
        const size_t end = line.find('\'');
        if (end != std::string_view::npos) position_ += end + 1;
        diagnostics_.report(Code::InvalidCharacter, span(begin, position_))
            .with_help("strings stand in double quotes");
        add(TokenKind::Invalid, begin);
    }

    source::FileId file_;
    std::string_view text_;
    diagnostics::Diagnostics& diagnostics_;
    size_t position_ = 0;
    LineStart line_start_ = LineStart::Yes;
    std::string documentation_;
    Tokens tokens_;
};

}  // namespace

Tokens read_tokens(source::FileId file, const source::Sources& sources,
                   diagnostics::Diagnostics& diagnostics) {
    return Lexer{file, sources.text(file), diagnostics}.read();
}

}  // namespace deed::syntax
