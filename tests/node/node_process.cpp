#include "tests/node/node_process.hpp"

#include <array>
#include <csignal>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/program.hpp"
#include "vm/base/error.hpp"

namespace deed {
namespace {

[[noreturn]] void become_node(const std::filesystem::path& directory, const std::vector<std::string>& options,
                              int out) {
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    std::vector<std::string> words{deed_program(), "node", "--data", directory, "--http.port", "0"};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(pointers.front(), pointers.data());
    _exit(127);
}

/// The address in "listening on http://…", once the whole line is there.
std::optional<std::string> find_url(const std::string& text) {
    constexpr std::string_view kWords = "listening on ";
    const size_t at = text.find(kWords);
    const size_t end = at == std::string::npos ? at : text.find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    return text.substr(at + kWords.size(), end - at - kWords.size());
}

std::string read_url(int descriptor) {
    std::string text;
    std::array<char, 4096> part;
    for (;;) {
        if (auto url = find_url(text)) return std::move(*url);
        const ssize_t size = read(descriptor, part.data(), part.size());
        if (size <= 0) throw Error("the node ended before it listened: " + text);
        text.append(part.data(), static_cast<size_t>(size));
    }
}

}  // namespace

NodeProcess::NodeProcess(const std::filesystem::path& directory, const std::vector<std::string>& options) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw Error("no pipe is left");
    process_ = fork();
    if (process_ == 0) become_node(directory, options, ends[1]);
    close(ends[1]);
    try {
        url_ = read_url(ends[0]);
    } catch (...) {
        close(ends[0]);
        kill();
        throw;
    }
    close(ends[0]);
}

NodeProcess::~NodeProcess() {
    if (process_ > 0) kill();
}

void NodeProcess::kill() {
    ::kill(process_, SIGKILL);
    wait();
}

int NodeProcess::stop() {
    ::kill(process_, SIGTERM);
    return wait();
}

int NodeProcess::wait() {
    int status = 0;
    waitpid(std::exchange(process_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace deed
