#include "runtime/storage/scratch_directory.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace deed::storage {
namespace {

TEST(ScratchDirectory, IsThereEmptyAndGoesAwayWithItsFiles) {
    std::filesystem::path path;
    {
        const ScratchDirectory directory;
        path = directory.path();
        EXPECT_TRUE(std::filesystem::is_empty(path));
        std::ofstream{path / "file"} << "text";
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ScratchDirectory, IsAnotherEachTime) {
    const ScratchDirectory one;
    const ScratchDirectory other;

    EXPECT_NE(one.path(), other.path());
}

}  // namespace
}  // namespace deed::storage
