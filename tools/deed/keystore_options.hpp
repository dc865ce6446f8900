#pragma once

#include <filesystem>
#include <string>

#include "tools/deed/password.hpp"

namespace CLI {
class App;
}

namespace deed::tools {

/// Which keystore a command works on, and where its password comes from.
struct KeystoreOptions {
    std::string given_directory;  ///< `--keystore`; empty for the default
    PasswordSource password;

    /// Adds `--keystore` and `--password-file`.
    void add_to(CLI::App& command);
    /// Adds `--keystore` alone.
    void add_directory_to(CLI::App& command);

    /// The directory given, or ~/.deed/keystore. Throws CommandError when there is no home directory.
    [[nodiscard]] std::filesystem::path directory() const;
};

}  // namespace deed::tools
