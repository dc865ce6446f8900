#pragma once

#include <cstdint>
#include <string>

namespace deed::tools {

/// Where a command finds the password of a key: never on the command line, where every process can read it.
struct PasswordSource {
    std::string file;  ///< `--password-file`: its first line; empty to look elsewhere
};

/// Whether a new password is chosen, and so asked for twice.
enum class PasswordUse : uint8_t { Unlock, Choose };

/// The password from the file, from the variable DEED_PASSWORD, or typed at the terminal, in this order.
/// Throws CommandError when none of them gives one.
[[nodiscard]] std::string read_password(const PasswordSource& source, PasswordUse use);

}  // namespace deed::tools
