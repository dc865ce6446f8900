#include "runtime/block/chain_config.hpp"

#include <gtest/gtest.h>

namespace deed::block {
namespace {

using isa::Revision;

TEST(ChainConfig, FindsTheNewestForkThatHasBegun) {
    ChainConfig config;
    config.activation(Revision::Frontier) = 0;
    config.activation(Revision::London) = 100;
    config.activation(Revision::Cancun) = 5000;

    EXPECT_EQ(config.revision_at(99, 10), Revision::Frontier);
    EXPECT_EQ(config.revision_at(100, 10), Revision::London);
    EXPECT_EQ(config.revision_at(200, 5000), Revision::Cancun);
}

TEST(ChainConfig, HasEverythingFromTheStartWhenAskedTo) {
    EXPECT_EQ(ChainConfig::always(1, Revision::Osaka).revision_at(0, 0), Revision::Osaka);
    EXPECT_EQ(ChainConfig::always(1, Revision::Berlin).revision_at(0, 0), Revision::Berlin);
}

TEST(ChainConfig, ChangesTheBlobScheduleInTime) {
    ChainConfig config;
    config.blob_schedule = {{100, kCancunBlobs}, {200, kPragueBlobs}};

    EXPECT_EQ(config.blob_schedule_at(99), BlobSchedule{});
    EXPECT_EQ(config.blob_schedule_at(199), kCancunBlobs);
    EXPECT_EQ(config.blob_schedule_at(200), kPragueBlobs);
}

}  // namespace
}  // namespace deed::block
