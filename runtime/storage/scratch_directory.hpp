#pragma once

#include <filesystem>

namespace deed::storage {

/// An empty directory among the system's temporary files, for a chain that is needed only for a while. It
/// goes away with this object, and with everything in it.
class ScratchDirectory {
  public:
    /// Throws deed::Error when none can be made.
    ScratchDirectory();
    ~ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace deed::storage
