#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace deed {

/// An empty directory of its own, removed with everything in it at the end.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        // mkdtemp replaces the six.
        std::string name =
            (std::filesystem::temp_directory_path() / ("deed-" + std::string(6, 'X'))).string();
        if (mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace deed
