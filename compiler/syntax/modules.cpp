#include "compiler/syntax/modules.hpp"

#include <algorithm>
#include <map>

#include "compiler/source/standard_library.hpp"
#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/parse.hpp"
#include "vm/base/nearest.hpp"

namespace deed::syntax {
namespace {

using diagnostics::Code;

std::string join(const Path& path, std::string_view separator) {
    std::string text;
    for (const Identifier& part : path.parts)
        text += (text.empty() ? "" : std::string{separator}) + part.text;
    return text;
}

class Loader {
  public:
    Loader(const std::string& source_root, const source::ReadFile& read_file, source::Sources& sources,
           diagnostics::Diagnostics& diagnostics)
        : source_root_(source_root), read_file_(read_file), sources_(sources), diagnostics_(diagnostics) {}

    void load_entry(const std::string& path) {
        if (by_path_.contains(path)) {
            modules_[by_path_.at(path)].origin = ModuleOrigin::Entry;
            return;
        }
        auto text = read_file_(path);
        const bool is_missing = !text;
        const source::FileId file = sources_.add(path, is_missing ? std::string{} : std::move(*text));
        if (is_missing) diagnostics_.report(Code::UnreadableFile, {file, 0, 0});
        load(path, path, ModuleOrigin::Entry, file);
    }

    std::vector<Module> finish() { return std::move(modules_); }

  private:
    size_t load(const std::string& name, const std::string& path, ModuleOrigin origin, source::FileId file) {
        Module module{
            name, origin, file, parse(read_tokens(file, sources_, diagnostics_), sources_, diagnostics_), {}};
        open_.push_back(path);
        for (const Declaration& declaration : module.tree.declarations)
            if (const auto* use = std::get_if<UseDeclaration>(&declaration.node))
                module.uses.push_back(load_used(*use));
        open_.pop_back();
        modules_.push_back(std::move(module));
        by_path_[path] = modules_.size() - 1;
        return modules_.size() - 1;
    }

    size_t load_used(const UseDeclaration& use) {
        const bool has_names = std::all_of(use.module.parts.begin(), use.module.parts.end(),
                                           [](const Identifier& part) { return !part.text.empty(); });
        if (!has_names) return kNoModule;
        const std::string name = join(use.module, ".");
        if (use.module.parts.front().text == "std") return load_standard(name, use.module.span);

        const std::string path =
            (source_root_.empty() ? "" : source_root_ + "/") + join(use.module, "/") + ".deed";
        if (const auto known = by_path_.find(path); known != by_path_.end()) return known->second;
        if (reports_circle(name, path, use.module.span)) return kNoModule;
        auto text = open_.size() < kUseDepthLimit ? read_file_(path) : std::nullopt;
        if (!text) {
            diagnostics_.report(Code::UnknownModule, use.module.span, {name}).with_help("looked for " + path);
            return kNoModule;
        }
        return load(name, path, ModuleOrigin::Used, sources_.add(path, std::move(*text)));
    }

    size_t load_standard(const std::string& name, source::Span span) {
        const std::string path = "<" + name + ">";
        if (const auto known = by_path_.find(path); known != by_path_.end()) return known->second;
        if (reports_circle(name, path, span)) return kNoModule;
        const auto text = source::find_standard_module(name);
        if (!text) {
            std::string known;
            std::vector<std::string> names;
            for (const std::string_view module : source::standard_modules()) {
                names.emplace_back(module);
                known += (known.empty() ? "" : ", ") + names.back();
            }
            const auto similar = nearest_name(name, names);
            diagnostics_.report(Code::UnknownModule, span, {name})
                .with_help(similar ? "did you mean `" + *similar + "`?"
                                   : "the standard library has " + known);
            return kNoModule;
        }
        return load(name, path, ModuleOrigin::Standard, sources_.add(path, std::string{*text}));
    }

    bool reports_circle(const std::string& name, const std::string& path, source::Span span) {
        const auto first = std::find(open_.begin(), open_.end(), path);
        if (first == open_.end()) return false;
        std::string circle;
        for (auto step = first; step != open_.end(); ++step) circle += *step + " → ";
        diagnostics_.report(Code::ImportCircle, span, {name, circle + path});
        return true;
    }

    /// Longer chains of `use` are cut; loading one file inside another takes stack.
    static constexpr size_t kUseDepthLimit = 64;

    const std::string& source_root_;
    const source::ReadFile& read_file_;
    source::Sources& sources_;
    diagnostics::Diagnostics& diagnostics_;
    std::vector<Module> modules_;
    std::map<std::string, size_t> by_path_;
    std::vector<std::string> open_;  ///< the paths of the modules that are being loaded, outermost first
};

}  // namespace

std::vector<Module> load_modules(const std::vector<std::string>& entries, const std::string& source_root,
                                 const source::ReadFile& read_file, source::Sources& sources,
                                 diagnostics::Diagnostics& diagnostics) {
    Loader loader{source_root, read_file, sources, diagnostics};
    for (const std::string& entry : entries) loader.load_entry(entry);
    return loader.finish();
}

}  // namespace deed::syntax
