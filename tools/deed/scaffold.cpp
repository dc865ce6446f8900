#include "tools/deed/scaffold.hpp"

#include <cctype>

namespace deed::tools {
namespace {

constexpr std::string_view kManifest = R"([project]
name = "@project@"
source = "src"
)";

constexpr std::string_view kContract =
    R"(/// Keeps a count that anyone may raise and only the owner may reset.
contract @Contract@ {
  pub let owner: address
  pub var count: uint256

  event Counted(who: indexed address, count: uint256)
  error NothingToAdd()

  init() { owner = caller }

  pub fn add(step: uint256) by anyone {
    require step > 0 else NothingToAdd()
    count += step
    emit Counted(caller, count)
  }

  pub fn reset() by owner {
    count = 0
    emit Counted(caller, 0)
  }
}

test "everyone's steps add up" {
  let it = deploy @Contract@() as alice
  as bob { it.add(2) }
  as carol { it.add(3) }
  assert it.count() == 5
}

test "a step of nothing is refused" {
  let it = deploy @Contract@() as alice
  expect revert NothingToAdd() { as bob { it.add(0) } }
}

test "only the owner resets the count" {
  let it = deploy @Contract@() as alice
  as bob { it.add(7) }
  expect revert Unauthorized(bob) { as bob { it.reset() } }
  as alice { it.reset() }
  assert it.count() == 0
}
)";

constexpr std::string_view kReadme = R"(# @project@

    deed test src                                      # run the tests
    deed build src                                     # compile into out/
    deed node --dev --data data                        # a chain of your own, with funded accounts

    deed deploy src/@file@.deed --dev-account 0
    deed send @Contract@ add 5 --dev-account 1
    deed call @Contract@ count
)";

std::string fill(std::string_view text, std::string_view mark, std::string_view value) {
    std::string filled{text};
    for (size_t at = filled.find(mark); at != std::string::npos; at = filled.find(mark, at + value.size()))
        filled.replace(at, mark.size(), value);
    return filled;
}

/// A module is named by its file, so the file's name must be an identifier.
std::string file_name_of(std::string_view project) {
    return fill(project, "-", "_");
}

}  // namespace

std::optional<std::string> contract_name_of(std::string_view project) {
    std::string name;
    bool starts_word = true;
    for (const char letter : project) {
        const auto character = static_cast<unsigned char>(letter);
        const bool is_separator = letter == '_' || letter == '-';
        if (!is_separator && std::isalnum(character) == 0) return std::nullopt;
        if (name.empty() && std::isalpha(character) == 0) return std::nullopt;
        if (!is_separator) name += starts_word ? static_cast<char>(std::toupper(character)) : letter;
        starts_word = is_separator;
    }
    if (name.empty()) return std::nullopt;
    return name;
}

std::vector<ScaffoldFile> make_scaffold(std::string_view project) {
    const std::string contract = contract_name_of(project).value();
    const std::string file = file_name_of(project);
    const auto filled = [&](std::string_view text) {
        return fill(fill(fill(text, "@project@", project), "@Contract@", contract), "@file@", file);
    };
    return {{"deed.toml", filled(kManifest)},
            {"src/" + file + ".deed", filled(kContract)},
            {"README.md", filled(kReadme)},
            {".gitignore", "/out/\n/data/\n"}};
}

}  // namespace deed::tools
