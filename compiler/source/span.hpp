#pragma once

#include <compare>
#include <cstdint>

namespace deed::source {

/// A file of one compilation: an index into Sources.
enum class FileId : uint32_t {};

/// The characters [begin, end) of a file, in bytes.
struct Span {
    FileId file{};
    uint32_t begin = 0;
    uint32_t end = 0;

    auto operator<=>(const Span&) const = default;
};

/// From the start of @p first to the end of @p last, which are in the same file.
[[nodiscard]] constexpr Span join(Span first, Span last) {
    return {first.file, first.begin, last.end};
}
/// The empty span just behind @p span.
[[nodiscard]] constexpr Span after(Span span) {
    return {span.file, span.end, span.end};
}

/// A place as editors count it: from 1, columns in bytes.
struct LineColumn {
    uint32_t line = 1;
    uint32_t column = 1;

    auto operator<=>(const LineColumn&) const = default;
};

}  // namespace deed::source
