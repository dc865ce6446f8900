#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace deed {

/// A `deed node` in a process of its own, on a free port. Killed, if it still lives, at the end.
class NodeProcess {
  public:
    /// Starts the node on @p directory and waits until it listens. Throws `Error` with what it printed when
    /// it ends instead.
    NodeProcess(const std::filesystem::path& directory, const std::vector<std::string>& options);
    ~NodeProcess();
    NodeProcess(const NodeProcess&) = delete;
    NodeProcess& operator=(const NodeProcess&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] pid_t id() const { return process_; }
    /// Ends the process between two instructions, as a power cut does.
    void kill();
    /// Asks the process to end and returns its exit code.
    int stop();

  private:
    int wait();

    pid_t process_ = -1;
    std::string url_;
};

}  // namespace deed
