#pragma once

#include <memory>
#include <string>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/modules.hpp"

namespace deed::evaluator_test {

/// A checked tree with the texts and trees it came from.
struct CheckedProgram {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    std::vector<syntax::Module> modules;
    std::unique_ptr<const sema::Program> program;  ///< complete when there are no errors
};

/// Checks one file; what it uses comes from @p find_module.
[[nodiscard]] inline std::unique_ptr<CheckedProgram> check_text(const std::string& path,
                                                                const std::string& text,
                                                                const source::ReadFile& find_module = {}) {
    auto result = std::make_unique<CheckedProgram>();
    const auto read_file = [&](const std::string& wanted) -> std::optional<std::string> {
        if (wanted == path) return text;
        return find_module ? find_module(wanted) : std::nullopt;
    };
    result->modules = syntax::load_modules({path}, "", read_file, result->sources, result->diagnostics);
    result->program = sema::check(result->modules, result->sources, result->diagnostics);
    return result;
}

}  // namespace deed::evaluator_test
