#include "tools/contract_test/prologue.hpp"

#include <algorithm>
#include <cctype>

#include "tools/contract_test/fuzz.hpp"

namespace deed::contract_test {
namespace {

bool is_word_letter(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// The text without what comments and quotes hold, of the same length.
std::string blank_out(std::string_view text) {
    std::string result{text};
    for (size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("//")) {
            for (; i < text.size() && text[i] != '\n'; ++i) result[i] = ' ';
        } else if (text[i] == '"') {
            for (++i; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i) {
                if (text[i] == '\\' && i + 1 < text.size()) result[i++] = ' ';
                result[i] = ' ';
            }
        }
    }
    return result;
}

/// Where the statement that begins at @p begin ends: at the end of a line that leaves no bracket open and
/// does not end with an operator. @p text has no comments or quotes.
size_t find_end(std::string_view text, size_t begin) {
    constexpr std::string_view kContinues = "=+-*/%&|^<>,.!~?:([{";
    int depth = 0;
    char last = ' ';
    for (size_t i = begin; i < text.size(); ++i) {
        const char letter = text[i];
        if (letter == '(' || letter == '[' || letter == '{') ++depth;
        if (letter == ')' || letter == ']' || letter == '}') --depth;
        const bool is_open = depth > 0 || kContinues.find(last) != std::string_view::npos;
        if (letter == '\n' && last != ' ' && !is_open) return i;
        if (letter != ' ' && letter != '\t' && letter != '\r' && letter != '\n') last = letter;
    }
    return text.size();
}

/// The places of the word `deploy`.
std::vector<size_t> find_deployments(std::string_view statement) {
    constexpr std::string_view kDeploy = "deploy";
    std::vector<size_t> places;
    for (size_t at = statement.find(kDeploy); at != std::string_view::npos;
         at = statement.find(kDeploy, at + kDeploy.size())) {
        const bool begins = at == 0 || !is_word_letter(statement[at - 1]);
        const size_t end = at + kDeploy.size();
        const bool ends = end == statement.size() || !is_word_letter(statement[end]);
        if (begins && ends) places.push_back(at);
    }
    return places;
}

/// The name that `let name = …` or `var name = …` gives; empty for other statements.
std::string_view name_in(std::string_view statement) {
    const bool is_declaration = statement.starts_with("let ") || statement.starts_with("var ");
    if (!is_declaration) return {};
    statement.remove_prefix(std::min(statement.find_first_not_of(' ', 4), statement.size()));
    const auto end = std::find_if_not(statement.begin(), statement.end(), is_word_letter);
    return statement.substr(0, static_cast<size_t>(end - statement.begin()));
}

void add_lines(std::string_view text, std::vector<std::string>& lines) {
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string line{text.substr(0, end)};
        if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(as_line_of_test(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace

Prologue read_prologue(std::string_view body, size_t deployments) {
    Prologue prologue;
    const std::string plain = blank_out(body);
    for (size_t begin = 0; begin < body.size() && prologue.names.size() < deployments;) {
        const size_t end = find_end(plain, begin);
        const size_t first = std::min(plain.find_first_not_of(" \t\r\n", begin), end);
        const std::string_view statement = std::string_view{plain}.substr(first, end - first);
        std::string text{body.substr(begin, end - begin)};
        std::string name{name_in(statement)};
        const std::vector<size_t> places = find_deployments(statement);
        if (!places.empty() && places.front() == 0) {
            name = "target" + std::to_string(prologue.names.size() + 1);
            text.insert(first - begin, "let " + name + " = ");
        }
        for (size_t i = 0; i < places.size(); ++i) prologue.names.push_back(i == 0 ? name : std::string{});
        add_lines(text, prologue.lines);
        begin = end;
    }
    prologue.names.resize(deployments);
    return prologue;
}

}  // namespace deed::contract_test
