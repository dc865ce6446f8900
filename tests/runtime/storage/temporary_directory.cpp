#include "tests/runtime/storage/temporary_directory.hpp"

#include <cstdlib>
#include <string>

#include "vm/base/assert.hpp"

namespace deed::tests {

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "deed-test-XXXXXX").string();
    DEED_ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace deed::tests
