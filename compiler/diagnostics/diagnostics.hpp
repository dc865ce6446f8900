#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "compiler/source/sources.hpp"
#include "compiler/source/span.hpp"

namespace deed::diagnostics {

/// Every message of the compiler: one row of diagnostics.def each.
enum class Code : uint16_t {
#define DEED_DIAGNOSTIC(number, severity, name, message) name = number,
#include "compiler/diagnostics/diagnostics.def"
#undef DEED_DIAGNOSTIC
};

/// An error refuses the program; a warning does not.
enum class Severity : uint8_t { Error, Warning };

[[nodiscard]] Severity severity_of(Code code);
/// "E0301" or "W1001".
[[nodiscard]] std::string number_of(Code code);

/// A second place that explains the first.
struct Note {
    source::Span span;
    std::string text;
};

/// One message about one place of the source.
struct Diagnostic {
    Code code;
    source::Span span;
    std::string message;
    std::vector<Note> notes;
    std::string help;  ///< what to do about it; may be empty

    /// Points to a second place.
    Diagnostic& note(source::Span where, std::string text);
    /// Says what to do about it, unless that is said already.
    Diagnostic& with_help(std::string text);
};

/// More messages than this help nobody; later ones are only counted.
inline constexpr size_t kMessageLimit = 1000;

/// Collects the messages of one compilation.
class Diagnostics {
  public:
    /// Adds a message; each "{}" of the row's text is replaced by the next of @p words. When the last of them
    /// is a word of another language the message says what to write instead. The reference is valid until the
    /// next report.
    Diagnostic& report(Code code, source::Span span, std::initializer_list<std::string_view> words = {});

    [[nodiscard]] bool has_errors() const { return error_count_ > 0; }
    [[nodiscard]] size_t error_count() const { return error_count_; }
    /// Every message, ordered by file and place; those about one place in the order of reporting, equal ones
    /// once.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

  private:
    std::vector<Diagnostic> all_;
    Diagnostic surplus_{};  ///< stands in for a message above the limit, or one that was said already
    std::set<std::tuple<Code, source::FileId, uint32_t, std::string>> said_;
    size_t error_count_ = 0;
};

}  // namespace deed::diagnostics
