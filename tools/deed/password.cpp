#include "tools/deed/password.hpp"

#include <cstdlib>
#include <fstream>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "tools/deed/console.hpp"

namespace deed::tools {
namespace {

constexpr size_t kLongestPassword = 1024;

/// The terminal of this process with its echo off, put back at the end.
class SilentTerminal {
  public:
    SilentTerminal() : descriptor_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
        if (descriptor_ < 0 || tcgetattr(descriptor_, &before_) != 0)
            throw CommandError{
                ExitCode::BadUsage,
                "no terminal to ask for a password: give --password-file or set DEED_PASSWORD"};
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(descriptor_, TCSAFLUSH, &silent);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    ~SilentTerminal() {
        tcsetattr(descriptor_, TCSAFLUSH, &before_);
        close(descriptor_);
    }

    std::string ask(std::string_view prompt) const {
        put(prompt);
        std::string line;
        char letter = 0;
        while (read(descriptor_, &letter, 1) == 1 && letter != '\n' && line.size() < kLongestPassword)
            line.push_back(letter);
        put("\n");
        return line;
    }

  private:
    void put(std::string_view text) const {
        if (write(descriptor_, text.data(), text.size()) < 0)
            throw CommandError{ExitCode::Unavailable, "cannot write to the terminal"};
    }

    int descriptor_;
    termios before_{};
};

std::string first_line_of(const std::string& path) {
    std::ifstream file{path};
    std::string line;
    if (!file) throw CommandError{ExitCode::Unavailable, "cannot read the password file " + path};
    std::getline(file, line);
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::string ask_at_terminal(PasswordUse use) {
    const SilentTerminal terminal;
    if (use == PasswordUse::Unlock) return terminal.ask("password: ");
    const std::string chosen = terminal.ask("new password: ");
    if (terminal.ask("once more: ") != chosen)
        throw CommandError{ExitCode::BadUsage, "the two passwords differ"};
    return chosen;
}

}  // namespace

std::string read_password(const PasswordSource& source, PasswordUse use) {
    if (!source.file.empty()) return first_line_of(source.file);
    if (const char* variable = std::getenv("DEED_PASSWORD")) return variable;
    return ask_at_terminal(use);
}

}  // namespace deed::tools
