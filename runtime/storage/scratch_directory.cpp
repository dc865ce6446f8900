#include "runtime/storage/scratch_directory.hpp"

#include <cstdlib>
#include <string>

#include "vm/base/error.hpp"

namespace deed::storage {

ScratchDirectory::ScratchDirectory() {
    std::error_code failure;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(failure);
    if (failure) throw Error{"the directory for temporary files cannot be used: " + failure.message()};
    std::string name = (parent / ("deed-" + std::string(6, 'X'))).string();  // mkdtemp replaces the six
    if (::mkdtemp(name.data()) == nullptr) throw Error{"cannot make a directory in " + parent.string()};
    path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace deed::storage
