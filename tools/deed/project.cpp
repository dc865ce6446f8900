#include "tools/deed/project.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include <boost/json/object.hpp>
#include <toml++/toml.h>

#include "tools/deed/console.hpp"

namespace deed::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = "deed.toml";
constexpr std::string_view kDefaultSource = "src";
constexpr std::string_view kExtension = ".deed";

std::optional<std::string> find_text(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return std::nullopt;
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

/// Adds the *.deed files that @p given is or holds.
void collect(const fs::path& given, std::set<fs::path>& files) {
    std::error_code error;
    const fs::path path = given.lexically_normal();
    if (!fs::is_directory(path, error)) {
        const bool is_other = fs::exists(path, error) && path.extension() != kExtension;
        if (is_other) throw CommandError{ExitCode::BadUsage, path.string() + " is no .deed file"};
        files.insert(path);
        return;
    }
    for (const auto& entry : fs::recursive_directory_iterator{path, error})
        if (entry.is_regular_file() && entry.path().extension() == kExtension)
            files.insert(entry.path().lexically_normal());
    if (error)
        throw CommandError{ExitCode::Unavailable, "cannot read " + path.string() + ": " + error.message()};
}

/// The nearest folder with a manifest, from @p start upwards.
std::optional<fs::path> find_manifest_folder(const fs::path& start) {
    std::error_code error;
    fs::path folder = fs::absolute(start, error);
    if (!fs::is_directory(folder, error)) folder = folder.parent_path();
    for (;; folder = folder.parent_path()) {
        if (fs::exists(folder / kManifest, error)) return folder;
        if (folder == folder.parent_path()) return std::nullopt;
    }
}

std::string source_folder_of(const fs::path& manifest) {
    try {
        const auto table = toml::parse(read_text(manifest.string()), manifest.string());
        return table["project"]["source"].value_or(std::string{kDefaultSource});
    } catch (const toml::parse_error& error) {
        const auto& place = error.source().begin;
        throw CommandError{ExitCode::BadUsage, manifest.string() + ":" + std::to_string(place.line) + ":" +
                                                   std::to_string(place.column) + ": " +
                                                   std::string{error.description()}};
    }
}

/// Relative to the working folder where that is shorter to read, so that messages are.
std::string readable(const fs::path& path) {
    std::error_code error;
    const fs::path relative = fs::relative(path, error);
    return error || relative.empty() || relative.native().starts_with("..") ? path.string()
                                                                            : relative.string();
}

std::string source_root_of(const fs::path& first_given, const fs::path& first_file) {
    const auto project = find_manifest_folder(first_given);
    if (!project) return first_file.parent_path().string();
    const std::string root = readable(*project / source_folder_of(*project / kManifest));
    return root == "." ? std::string{} : root;
}

}  // namespace

std::string read_text(const std::string& path) {
    std::error_code error;
    if (fs::is_directory(path, error))
        throw CommandError{ExitCode::Unavailable, "cannot read " + path + ": it is a folder"};
    auto text = find_text(path);
    if (text) return std::move(*text);
    const bool is_there = fs::exists(path, error);
    throw CommandError{ExitCode::Unavailable,
                       "cannot read " + path + (is_there ? "" : ": there is no such file")};
}

std::vector<SourceText> read_sources(const std::vector<std::string>& paths) {
    std::set<fs::path> files;
    for (const auto& path : paths) collect(path, files);
    if (files.empty()) {
        const std::string where = paths.empty() ? "the command line" : paths.front();
        throw CommandError{ExitCode::BadUsage, "there is no .deed file in " + where};
    }
    std::vector<SourceText> sources;
    for (const auto& file : files) sources.push_back({file.string(), read_text(file.string())});
    return sources;
}

CompileInput read_project(const std::vector<std::string>& paths) {
    CompileInput input;
    input.sources = read_sources(paths);
    input.source_root = source_root_of(paths.front(), input.sources.front().path);
    input.find_module = [](const std::string& path) { return find_text(path); };
    return input;
}

CompileOutput compile_or_fail(CompileInput input, const Console& console) {
    input.options.colour = console.uses_colour();
    CompileOutput output = compile(input);
    if (!console.json && !output.rendered.empty()) std::fputs(output.rendered.c_str(), stderr);
    if (output.has_errors)
        throw CommandError{ExitCode::Failed, "the sources have errors", {{"messages", messages_of(output)}}};
    return output;
}

boost::json::array messages_of(const CompileOutput& output) {
    boost::json::array messages;
    for (const Message& message : output.messages)
        messages.push_back(
            boost::json::object{{"severity", message.severity == Severity::Error ? "error" : "warning"},
                                {"code", message.code},
                                {"message", message.text},
                                {"file", message.path},
                                {"line", message.line},
                                {"column", message.column},
                                {"help", message.help}});
    return messages;
}

}  // namespace deed::tools
