#include "compiler/diagnostics/render.hpp"

#include <algorithm>

namespace deed::diagnostics {
namespace {

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kBlue = "\x1b[1;34m";
constexpr std::string_view kGreen = "\x1b[1;32m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReset = "\x1b[0m";

/// Longer lines are not repeated in full.
constexpr size_t kShownLineLimit = 200;

class Painter {
  public:
    explicit Painter(Colour colour) : colour_(colour) {}

    std::string paint(std::string_view colour, std::string_view text) const {
        if (colour_ == Colour::Plain) return std::string{text};
        return std::string{colour} + std::string{text} + std::string{kReset};
    }

  private:
    Colour colour_;
};

/// Control characters would move the cursor of a terminal; a tab would move the marks.
std::string printable(std::string_view line) {
    std::string result{line};
    for (char& c : result)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return result;
}

/// How many terminal columns the first @p bytes of @p line take: one for each UTF-8 character.
size_t width_of(std::string_view line, size_t bytes) {
    const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    const std::string_view part = line.substr(0, bytes);
    return static_cast<size_t>(std::count_if(part.begin(), part.end(), is_start));
}

std::string render_place(const source::Sources& sources, source::Span span, std::string_view mark_colour,
                         std::string_view label, const Painter& painter) {
    const source::LineColumn place = sources.line_column(span.file, span.begin);
    const std::string number = std::to_string(place.line);
    const std::string margin(number.size(), ' ');
    const std::string_view line = sources.line(span.file, place.line).substr(0, kShownLineLimit);

    const size_t begin = std::min<size_t>(place.column - 1, line.size());
    const size_t length = std::min<size_t>(span.end - span.begin, line.size() - begin);
    const size_t marks = std::max<size_t>(1, width_of(line.substr(begin), length));

    std::string text = margin + painter.paint(kBlue, "--> ") + source::describe_place(sources, span) + "\n";
    text += margin + painter.paint(kBlue, " |") + "\n";
    text += painter.paint(kBlue, number + " |") + " " + printable(line) + "\n";
    std::string underline(marks, '^');
    if (!label.empty()) underline += " " + std::string{label};
    text += margin + painter.paint(kBlue, " | ") + std::string(width_of(line, begin), ' ') +
            painter.paint(mark_colour, underline) + "\n";
    return text;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const source::Sources& sources, Colour colour) {
    const Painter painter{colour};
    const bool is_error = severity_of(diagnostic.code) == Severity::Error;
    const std::string_view tone = is_error ? kRed : kYellow;

    const std::string title = (is_error ? "error[" : "warning[") + number_of(diagnostic.code) + "]";
    std::string text = painter.paint(tone, title) + painter.paint(kBold, ": " + diagnostic.message) + "\n";
    text += render_place(sources, diagnostic.span, tone, "", painter);
    for (const Note& note : diagnostic.notes)
        text += render_place(sources, note.span, kBlue, note.text, painter);
    if (!diagnostic.help.empty()) text += painter.paint(kGreen, "  help") + ": " + diagnostic.help + "\n";
    return text;
}

std::string render_all(const Diagnostics& diagnostics, const source::Sources& sources, Colour colour) {
    std::string text;
    size_t errors = 0;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
        text += render(diagnostic, sources, colour) + "\n";
        if (severity_of(diagnostic.code) == Severity::Error) ++errors;
    }
    if (errors > 0) text += std::to_string(errors) + (errors == 1 ? " error\n" : " errors\n");
    return text;
}

}  // namespace deed::diagnostics
