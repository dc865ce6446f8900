#include "tools/deed/keystore_options.hpp"

#include <cstdlib>

#include <CLI/CLI.hpp>

#include "tools/deed/console.hpp"

namespace deed::tools {

void KeystoreOptions::add_directory_to(CLI::App& command) {
    command.add_option("--keystore", given_directory, "Directory of key files (default: ~/.deed/keystore)")
        ->type_name("DIR");
}

void KeystoreOptions::add_to(CLI::App& command) {
    add_directory_to(command);
    command
        .add_option("--password-file", password.file,
                    "File whose first line is the password (else DEED_PASSWORD, else the terminal)")
        ->type_name("FILE");
}

std::filesystem::path KeystoreOptions::directory() const {
    if (!given_directory.empty()) return given_directory;
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        throw CommandError{ExitCode::BadUsage, "HOME is not set: give --keystore DIR"};
    return std::filesystem::path{home} / ".deed" / "keystore";
}

}  // namespace deed::tools
