#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Holds the includes of the source tree against the arrows that `deed_library` declared.
namespace deed::lint {

/// One row of arrows.txt: a library, the folder it is made of, and the libraries it may include.
struct Library {
    std::string name;
    std::string folder;
    std::vector<std::string> depends;
};

/// Reads rows of `name|folder|dependency,dependency…`. Throws `Error` for a row of another shape.
[[nodiscard]] std::vector<Library> parse_arrows(std::string_view text);

/// One broken rule, as a sentence that starts with the file or folder it is about.
using Violation = std::string;

/// Checks every source file of the libraries below @p root. Broken rules are reported in the order of their
/// files:
/// - an include of a folder that the library's DEPENDS does not name, or a path that is not from the root;
/// - a DEPENDS that no file of the library needs;
/// - a circle of files that include each other;
/// - compiler and runtime meeting, vm looking up, or any of them looking into tools, tests or fuzz;
/// - a source file of vm, compiler or runtime that belongs to no library, and two libraries of one name.
[[nodiscard]] std::vector<Violation> check_arrows(const std::filesystem::path& root,
                                                  const std::vector<Library>& libraries);

}  // namespace deed::lint
