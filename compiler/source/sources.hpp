#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/span.hpp"

namespace deed::source {

/// Longer files are refused before they are read into tokens.
inline constexpr size_t kFileSizeLimit = size_t{4} << 20;

/// Gives the text of the file at a path, or nothing when there is none. Handed in: the compiler opens no
/// files itself.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

/// Every file of one compilation, with its text. Files are never removed, so a view of a text stays valid.
class Sources {
  public:
    /// Adds a file; @p path is shown in messages.
    FileId add(std::string path, std::string text);
    /// The file that was added under @p path.
    [[nodiscard]] std::optional<FileId> find(std::string_view path) const;

    [[nodiscard]] size_t size() const { return files_.size(); }
    [[nodiscard]] const std::string& path(FileId file) const;
    [[nodiscard]] std::string_view text(FileId file) const;
    /// The characters of @p span.
    [[nodiscard]] std::string_view text(Span span) const;
    /// The line and column of the byte at @p offset, which may be the end of the file.
    [[nodiscard]] LineColumn line_column(FileId file, uint32_t offset) const;
    /// A line's text, counted from 1, without its line break.
    [[nodiscard]] std::string_view line(FileId file, uint32_t line) const;

  private:
    struct File {
        std::string path;
        std::string text;
        std::vector<uint32_t> line_starts;
    };
    [[nodiscard]] const File& at(FileId file) const;

    std::deque<File> files_;
};

/// "path:line:column" of where @p span begins.
[[nodiscard]] std::string describe_place(const Sources& sources, Span span);

}  // namespace deed::source
