#include "compiler/diagnostics/explanations.hpp"

#include <string>

#include "compiler/diagnostics/embedded_explanations.hpp"

namespace deed::diagnostics {

std::optional<std::string_view> find_explanation(std::string_view number) {
    const std::string_view page = kExplanations;
    const std::string heading = "\n## " + std::string{number} + "\n";
    const size_t found = page.find(heading);
    if (number.empty() || found == std::string_view::npos) return std::nullopt;
    std::string_view text = page.substr(found + heading.size());
    text = text.substr(0, text.find("\n## "));
    while (text.ends_with('\n')) text.remove_suffix(1);
    return text;
}

}  // namespace deed::diagnostics
