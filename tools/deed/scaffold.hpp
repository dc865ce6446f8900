#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deed::tools {

/// A file to write, by its path below the project's folder.
struct ScaffoldFile {
    std::string path;
    std::string text;
};

/// The contract's name for a project: "lending_pool" and "lending-pool" give "LendingPool". Nothing when @p
/// project does not start with a letter, or has anything but ASCII letters, digits, "_" and "-".
[[nodiscard]] std::optional<std::string> contract_name_of(std::string_view project);

/// The files of a new project: deed.toml, one contract with its tests, a README and .gitignore. @p project is
/// a name that `contract_name_of` accepts.
[[nodiscard]] std::vector<ScaffoldFile> make_scaffold(std::string_view project);

}  // namespace deed::tools
