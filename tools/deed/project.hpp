#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"

namespace deed::tools {

/// The bytes of a file. Throws CommandError when it cannot be read, as a folder cannot.
[[nodiscard]] std::string read_text(const std::string& path);

/// Reads files, and folders with all *.deed files below them, in the order of their paths. Throws
/// CommandError when a path cannot be read or is another kind of file, or there is no file.
[[nodiscard]] std::vector<SourceText> read_sources(const std::vector<std::string>& paths);

/// Reads what a command is given to compile, as `read_sources` does. The source root, from which `use`
/// counts, is the `source` folder of the nearest deed.toml at or above the first path; without one it is the
/// folder of the first file. Throws CommandError when a path or the manifest cannot be read, or there is
/// nothing to compile.
[[nodiscard]] CompileInput read_project(const std::vector<std::string>& paths);

/// Compiles @p input; what the compiler says goes to standard error, but for `--json`. Throws CommandError
/// when the sources have errors.
[[nodiscard]] CompileOutput compile_or_fail(CompileInput input, const Console& console);

/// What the compiler has said, as `--json` shows it: {"severity", "code", "message", "file", "line",
/// "column", "help"}.
[[nodiscard]] boost::json::array messages_of(const CompileOutput& output);

}  // namespace deed::tools
