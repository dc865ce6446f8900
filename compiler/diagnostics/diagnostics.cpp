#include "compiler/diagnostics/diagnostics.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

#include "compiler/diagnostics/habits.hpp"
#include "vm/base/assert.hpp"

namespace deed::diagnostics {
namespace {

struct Row {
    Severity severity;
    std::string_view message;
};

Row row_of(Code code) {
    switch (code) {
#define DEED_DIAGNOSTIC(number, severity, name, message) \
    case Code::name: return {Severity::severity, message};
#include "compiler/diagnostics/diagnostics.def"
#undef DEED_DIAGNOSTIC
    }
    DEED_ASSERT(!"a code that is not in the table");
    return {};
}

std::string fill(std::string_view pattern, std::initializer_list<std::string_view> words) {
    std::string text;
    auto word = words.begin();
    while (!pattern.empty()) {
        const size_t hole = pattern.find("{}");
        text += pattern.substr(0, hole);
        if (hole == std::string_view::npos) break;
        DEED_ASSERT(word != words.end());
        text += *word++;
        pattern.remove_prefix(hole + 2);
    }
    DEED_ASSERT(word == words.end());
    return text;
}

}  // namespace

Severity severity_of(Code code) {
    return row_of(code).severity;
}

std::string number_of(Code code) {
    const std::string digits = std::to_string(static_cast<unsigned>(code));
    const char letter = severity_of(code) == Severity::Error ? 'E' : 'W';
    return letter + std::string(4 - std::min<size_t>(4, digits.size()), '0') + digits;
}

Diagnostic& Diagnostic::note(source::Span where, std::string text) {
    notes.push_back({where, std::move(text)});
    return *this;
}

Diagnostic& Diagnostic::with_help(std::string text) {
    // What is known of the word itself says more than what is similar to it.
    if (help.empty()) help = std::move(text);
    return *this;
}

Diagnostic& Diagnostics::report(Code code, source::Span span, std::initializer_list<std::string_view> words) {
    const Row row = row_of(code);
    if (row.severity == Severity::Error) ++error_count_;
    if (all_.size() >= kMessageLimit) return surplus_ = {code, span, {}, {}, {}};
    // What is checked several times, as the text of a component is for each part, is said once.
    std::string text = fill(row.message, words);
    if (!said_.emplace(code, span.file, span.begin, text).second) return surplus_ = {code, span, {}, {}, {}};
    all_.push_back({code, span, std::move(text), {}, {}});
    if (words.size() > 0)
        if (const auto habit = find_habit(code, *std::prev(words.end()))) all_.back().help = *habit;
    return all_.back();
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    std::vector<size_t> order(all_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    const auto place_of = [&](size_t i) { return std::tuple{all_[i].span.file, all_[i].span.begin, i}; };
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return place_of(a) < place_of(b); });

    std::vector<Diagnostic> result;
    for (const size_t i : order) {
        const Diagnostic& next = all_[i];
        const auto is_same = [&](const Diagnostic& earlier) {
            return earlier.code == next.code && earlier.span == next.span && earlier.message == next.message;
        };
        if (result.empty() || !is_same(result.back())) result.push_back(next);
    }
    return result;
}

}  // namespace deed::diagnostics
