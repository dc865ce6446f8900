#include "tools/lint/arrows.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "vm/base/error.hpp"

namespace deed::lint {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kFloors = {"vm", "compiler", "runtime"};

struct Include {
    std::string path;
    size_t line;
};

struct SourceFile {
    std::string path;  ///< from the root, with forward slashes
    std::vector<Include> includes;
};

// Reading.

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const size_t at = text.find(separator);
        parts.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

/// The path of an `#include "…"` line; system headers in angle brackets are nobody's arrow.
std::optional<std::string> quoted_include(std::string_view line) {
    constexpr std::string_view kDirective = "#include \"";
    if (!line.starts_with(kDirective)) return std::nullopt;
    line.remove_prefix(kDirective.size());
    return std::string{line.substr(0, line.find('"'))};
}

SourceFile read_source(const fs::path& root, const fs::path& path) {
    SourceFile source{fs::relative(path, root).generic_string(), {}};
    std::ifstream file{path};
    if (!file) throw Error("cannot read " + path.string());
    std::string line;
    for (size_t number = 1; std::getline(file, line); ++number)
        if (auto include = quoted_include(line)) source.includes.push_back({*include, number});
    return source;
}

bool is_source(const fs::path& path) {
    const auto extension = path.extension();
    return extension == ".cpp" || extension == ".hpp" || extension == ".def";
}

/// Whether @p path lies in @p folder or below it.
bool is_within(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

std::string_view floor_of(std::string_view path) {
    return path.substr(0, path.find('/'));
}

bool is_floor(std::string_view name) {
    return std::find(kFloors.begin(), kFloors.end(), name) != kFloors.end();
}

/// Every source file of the floors and of libraries elsewhere, sorted by path.
std::vector<SourceFile> read_tree(const fs::path& root, const std::vector<Library>& libraries) {
    std::set<std::string> tops{kFloors.begin(), kFloors.end()};
    for (const auto& library : libraries)
        if (!is_floor(floor_of(library.folder))) tops.insert(library.folder);

    std::map<std::string, SourceFile> files;
    for (const auto& top : tops) {
        if (!fs::exists(root / top)) continue;
        for (const auto& entry : fs::recursive_directory_iterator{root / top}) {
            if (!entry.is_regular_file() || !is_source(entry.path())) continue;
            auto source = read_source(root, entry.path());
            files.emplace(source.path, std::move(source));
        }
    }
    std::vector<SourceFile> sorted;
    for (auto& [path, source] : files) sorted.push_back(std::move(source));
    return sorted;
}

// Rules.

/// The library that @p path is a file of. A face, which sits on a floor's own folder, owns only the files
/// right there.
const Library* owner_of(std::string_view path, const std::vector<Library>& libraries) {
    const Library* owner = nullptr;
    for (const auto& library : libraries) {
        if (!is_within(path, library.folder)) continue;
        const bool is_right_there = path.find('/', library.folder.size() + 1) == std::string_view::npos;
        if (is_floor(library.folder) && !is_right_there) continue;
        if (owner == nullptr || owner->folder.size() < library.folder.size()) owner = &library;
    }
    return owner;
}

/// Whether a file of floor @p from may know anything of floor @p to.
bool may_see(std::string_view from, std::string_view to) {
    if (!is_floor(from)) return true;
    return to == from || to == "vm";
}

class Checker {
  public:
    Checker(const std::vector<Library>& libraries, const std::vector<SourceFile>& files)
        : libraries_(libraries), files_(files) {}

    std::vector<Violation> run() {
        check_names();
        for (const auto& file : files_) check_file(file);
        check_unused();
        check_circles();
        return std::move(violations_);
    }

  private:
    void check_names() {
        std::map<std::string_view, std::string_view> folders;
        for (const auto& library : libraries_) {
            const auto [first, is_new] = folders.emplace(library.name, library.folder);
            if (!is_new)
                violations_.push_back(library.folder + ": the library " + library.name +
                                      " exists already in " + std::string{first->second});
        }
    }

    void check_file(const SourceFile& file) {
        const Library* owner = owner_of(file.path, libraries_);
        if (owner == nullptr) {
            violations_.push_back(file.path + ": belongs to no deed_library");
            return;
        }
        for (const auto& include : file.includes) check_include(file, include, *owner);
    }

    void check_include(const SourceFile& file, const Include& include, const Library& owner) {
        const std::string where = file.path + ":" + std::to_string(include.line) + ": ";
        const auto target_floor = floor_of(include.path);
        if (target_floor == include.path || include.path.starts_with(".")) {
            violations_.push_back(where + "\"" + include.path + "\" is not a path from the root");
            return;
        }
        if (!may_see(floor_of(file.path), target_floor)) {
            violations_.push_back(where + std::string{floor_of(file.path)} + " must not meet " +
                                  std::string{target_floor} + " (\"" + include.path + "\")");
            return;
        }
        const Library* target = owner_of(include.path, libraries_);
        if (target == nullptr) {
            violations_.push_back(where + "\"" + include.path + "\" belongs to no deed_library");
            return;
        }
        if (target == &owner) return;
        used_.emplace(owner.name, target->name);
        const auto& depends = owner.depends;
        if (std::find(depends.begin(), depends.end(), target->name) == depends.end())
            violations_.push_back(where + "\"" + include.path + "\" needs " + target->name +
                                  ", which the DEPENDS of " + owner.name + " does not name");
    }

    void check_unused() {
        for (const auto& library : libraries_)
            for (const auto& dependency : library.depends)
                if (!used_.contains({library.name, dependency}))
                    violations_.push_back(library.folder + ": " + library.name + " never includes " +
                                          dependency + ", which its DEPENDS names");
    }

    void check_circles() {
        std::map<std::string_view, const SourceFile*> by_path;
        for (const auto& file : files_) by_path.emplace(file.path, &file);
        std::set<std::string_view> done;
        std::vector<const SourceFile*> trail;
        for (const auto& file : files_) walk(file, by_path, done, trail);
    }

    /// Depth first; a file met again while it is still on the trail closes a circle.
    void walk(const SourceFile& file, const std::map<std::string_view, const SourceFile*>& by_path,
              std::set<std::string_view>& done, std::vector<const SourceFile*>& trail) {
        const auto met = std::find(trail.begin(), trail.end(), &file);
        if (met != trail.end()) {
            std::string circle;
            for (auto step = met; step != trail.end(); ++step) circle += (*step)->path + " -> ";
            violations_.push_back(file.path + ": a circle of files: " + circle + file.path);
            return;
        }
        if (done.contains(file.path)) return;
        trail.push_back(&file);
        for (const auto& include : file.includes) {
            const auto next = by_path.find(include.path);
            if (next != by_path.end()) walk(*next->second, by_path, done, trail);
        }
        trail.pop_back();
        done.insert(file.path);
    }

    const std::vector<Library>& libraries_;
    const std::vector<SourceFile>& files_;
    std::set<std::pair<std::string, std::string>> used_;
    std::vector<Violation> violations_;
};

}  // namespace

std::vector<Library> parse_arrows(std::string_view text) {
    std::vector<Library> libraries;
    for (const auto& row : split(text, '\n')) {
        if (row.empty()) continue;
        const auto fields = split(row, '|');
        if (fields.size() != 3 || fields[0].empty() || fields[1].empty())
            throw Error("not a row of arrows (name|folder|dependencies): " + row);
        Library library{fields[0], fields[1], {}};
        if (!fields[2].empty()) library.depends = split(fields[2], ',');
        libraries.push_back(std::move(library));
    }
    return libraries;
}

std::vector<Violation> check_arrows(const fs::path& root, const std::vector<Library>& libraries) {
    const auto files = read_tree(root, libraries);
    return Checker{libraries, files}.run();
}

}  // namespace deed::lint
