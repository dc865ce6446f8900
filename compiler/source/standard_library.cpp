#include "compiler/source/standard_library.hpp"

#include <algorithm>

#include "compiler/source/embedded_stdlib.hpp"

namespace deed::source {

std::optional<std::string_view> find_standard_module(std::string_view module) {
    for (const EmbeddedModule& embedded : kEmbeddedModules)
        if (embedded.name == module) return embedded.text;
    return std::nullopt;
}

std::vector<std::string_view> standard_modules() {
    std::vector<std::string_view> names;
    for (const EmbeddedModule& embedded : kEmbeddedModules) names.push_back(embedded.name);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace deed::source
