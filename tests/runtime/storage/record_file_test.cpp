#include "runtime/storage/record_file.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/storage/damaged_error.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed::storage {
namespace {

using ::testing::HasSubstr;

class Place {
  public:
    Place() { RecordFile::create(directory_.path(), "votes", Durability::Lazy); }

    [[nodiscard]] RecordFile open() const {
        return {directory_.path(), "votes", Access::ReadWrite, Durability::Lazy};
    }
    [[nodiscard]] std::filesystem::path file(size_t slot) const {
        return directory_.path() / ("votes." + std::to_string(slot));
    }
    /// Changes one byte of a file.
    void damage(size_t slot, std::streamoff at) const {
        std::fstream stream{file(slot), std::ios::binary | std::ios::in | std::ios::out};
        stream.seekg(at);
        const auto byte = static_cast<char>(stream.get() ^ 1);
        stream.seekp(at);
        stream.put(byte);
    }
    [[nodiscard]] std::string refusal() const {
        try {
            (void)open();
            return {};
        } catch (const DamagedError& error) {
            return error.what();
        }
    }

  private:
    TemporaryDirectory directory_;
};

constexpr std::streamoff kRecord = 32;  ///< behind the header

TEST(RecordFile, HoldsNothingAtFirst) {
    const Place place;
    EXPECT_TRUE(place.open().record().empty());
}

TEST(RecordFile, FindsTheNewestRecordAgain) {
    const Place place;
    for (uint8_t i = 1; i <= 5; ++i) place.open().write(Bytes(i, i));
    auto file = place.open();
    EXPECT_EQ(file.record(), Bytes(5, 5));
    file.write(Bytes{6});
    file.write(Bytes{7, 7});
    EXPECT_EQ(file.record(), (Bytes{7, 7}));
    EXPECT_EQ(place.open().record(), (Bytes{7, 7}));
}

TEST(RecordFile, GrowsWithItsRecord) {
    const Place place;
    place.open().write(Bytes(200'000, 1));
    EXPECT_EQ(place.open().record(), Bytes(200'000, 1));
    place.open().write(Bytes{2});
    place.open().write(Bytes{3});
    EXPECT_EQ(place.open().record(), Bytes{3});
}

TEST(RecordFile, PassesOverARecordThatWasCutOffForTheOneBefore) {
    const Place place;
    place.open().write(Bytes{1});
    place.open().write(Bytes{2});
    for (const std::streamoff at : {0, 8, 16, 24, 32}) {
        place.damage(1, at);
        EXPECT_EQ(place.open().record(), Bytes{1}) << at;
        place.damage(1, at);
        EXPECT_EQ(place.open().record(), Bytes{2}) << at;
    }
    std::filesystem::resize_file(place.file(1), 10);
    place.open().write(Bytes{3});
    EXPECT_EQ(place.open().record(), Bytes{3});
    place.open().write(Bytes{4});
    EXPECT_EQ(place.open().record(), Bytes{4});
}

TEST(RecordFile, RefusesTwoDamagedFiles) {
    const Place place;
    place.open().write(Bytes{1});
    place.open().write(Bytes{2});
    place.damage(0, kRecord);
    place.damage(1, kRecord);
    EXPECT_THAT(place.refusal(), HasSubstr("votes.1 are damaged: neither matches its checksum"));
}

TEST(RecordFile, RefusesAMissingFile) {
    const Place place;
    std::filesystem::remove(place.file(1));
    EXPECT_THAT(place.refusal(), HasSubstr("votes.1 is missing"));
}

TEST(RecordFile, RefusesFilesThatHaveChangedPlaces) {
    const Place place;
    std::filesystem::copy_file(place.file(0), place.file(2));
    std::filesystem::rename(place.file(1), place.file(0));
    std::filesystem::rename(place.file(2), place.file(1));
    EXPECT_THAT(place.refusal(), HasSubstr("damaged"));
}

}  // namespace
}  // namespace deed::storage
