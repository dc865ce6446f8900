#include "compiler/source/sources.hpp"

#include <algorithm>

#include "vm/base/assert.hpp"

namespace deed::source {

FileId Sources::add(std::string path, std::string text) {
    std::vector<uint32_t> line_starts{0};
    for (size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') line_starts.push_back(static_cast<uint32_t>(i + 1));
    files_.push_back({std::move(path), std::move(text), std::move(line_starts)});
    return static_cast<FileId>(files_.size() - 1);
}

std::optional<FileId> Sources::find(std::string_view path) const {
    for (size_t i = 0; i < files_.size(); ++i)
        if (files_[i].path == path) return static_cast<FileId>(i);
    return std::nullopt;
}

const Sources::File& Sources::at(FileId file) const {
    const auto index = static_cast<size_t>(file);
    DEED_ASSERT(index < files_.size());
    return files_[index];
}

const std::string& Sources::path(FileId file) const {
    return at(file).path;
}

std::string_view Sources::text(FileId file) const {
    return at(file).text;
}

std::string_view Sources::text(Span span) const {
    const std::string_view whole = at(span.file).text;
    DEED_ASSERT(span.begin <= span.end && span.end <= whole.size());
    return whole.substr(span.begin, span.end - span.begin);
}

LineColumn Sources::line_column(FileId file, uint32_t offset) const {
    const auto& starts = at(file).line_starts;
    const auto next = std::upper_bound(starts.begin(), starts.end(), offset);
    const auto line = static_cast<uint32_t>(next - starts.begin());
    return {line, offset - starts[line - 1] + 1};
}

std::string_view Sources::line(FileId file, uint32_t line) const {
    const File& source = at(file);
    DEED_ASSERT(line >= 1 && line <= source.line_starts.size());
    const size_t begin = source.line_starts[line - 1];
    const size_t end = line < source.line_starts.size() ? source.line_starts[line] - 1 : source.text.size();
    std::string_view text = std::string_view{source.text}.substr(begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

std::string describe_place(const Sources& sources, Span span) {
    const LineColumn place = sources.line_column(span.file, span.begin);
    return sources.path(span.file) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

}  // namespace deed::source
