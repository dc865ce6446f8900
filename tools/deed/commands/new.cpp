#include <filesystem>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/deed/console.hpp"
#include "tools/deed/scaffold.hpp"

namespace deed::tools {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, std::string_view text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file{path, std::ios::binary};
    file << text << std::flush;
    if (!file) throw CommandError{ExitCode::Unavailable, "cannot write " + path.string()};
}

void make_project(const fs::path& given, Console& console) {
    const fs::path folder = given.has_filename() ? given : given.parent_path();
    const std::string project = folder.filename().string();
    if (!contract_name_of(project))
        throw CommandError{ExitCode::BadUsage, "\"" + project +
                                                   "\" cannot name a project: a name starts with a "
                                                   "letter and has letters, digits, - and _ only"};
    std::error_code error;
    if (fs::exists(folder, error))
        throw CommandError{ExitCode::Unavailable, folder.string() + " exists already"};

    boost::json::array written;
    for (const auto& file : make_scaffold(project)) {
        const fs::path path = folder / file.path;
        write_file(path, file.text);
        console.say("wrote " + path.string());
        written.push_back(boost::json::string{path.string()});
    }
    console.say("next: cd " + folder.string() + " && deed test src");
    console.report(boost::json::object{{"project", project}, {"files", written}});
}

}  // namespace

void add_new(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("new", "Start a project: a contract, its tests, and how to run them");
    const auto folder = std::make_shared<std::string>();
    command->add_option("name", *folder, "The project's name: a folder that does not exist yet")->required();
    command->callback([folder, &console] { make_project(*folder, console); });
}

}  // namespace deed::tools
