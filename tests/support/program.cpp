#include "tests/support/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

void redirect(int descriptor, const std::string& path, int flags) {
    const int file = open(path.c_str(), flags, 0600);
    if (file < 0 || dup2(file, descriptor) < 0) _exit(126);
}

[[noreturn]] void become(const std::string& program, const std::vector<std::string>& arguments,
                         const std::string& folder, const std::string& out, const std::string& err) {
    setsid();  // no terminal to ask for a password
    unsetenv("HOME");
    unsetenv("DEED_PASSWORD");
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDOUT_FILENO, out, O_WRONLY | O_CREAT);
    redirect(STDERR_FILENO, err, O_WRONLY | O_CREAT);
    if (chdir(folder.c_str()) != 0) _exit(126);

    std::vector<std::string> copies{program};
    copies.insert(copies.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& copy : copies) pointers.push_back(copy.data());
    pointers.push_back(nullptr);
    execv(program.c_str(), pointers.data());
    _exit(127);
}

std::string read_text(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

std::string deed_program() {
    // All programs of a build stand side by side.
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "deed";
}

Finished run_deed(const std::vector<std::string>& arguments, const std::string& folder) {
    return run_program(deed_program(), arguments, folder);
}

Finished run_program(const std::string& program, const std::vector<std::string>& arguments,
                     const std::string& folder) {
    const TemporaryDirectory directory;
    const std::string out = directory.path() / "out";
    const std::string err = directory.path() / "err";
    const pid_t child = fork();
    if (child == 0) become(program, arguments, folder, out, err);

    int status = 0;
    waitpid(child, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, read_text(out), read_text(err)};
}

}  // namespace deed
