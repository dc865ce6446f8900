#include "runtime/block/commit_record.hpp"

#include <gtest/gtest.h>

namespace deed::block {
namespace {

CommitRecord make_record() {
    CommitRecord record;
    record.block_hash = Hash{{1}};
    record.round = 2;
    record.proposer = Address{{3}};
    record.proposer_signature = Seal{{4}};
    record.signers = {0b101, 0b1};
    record.signatures = {Seal{{5}}, Seal{{6}}, Seal{{7}}};
    record.validator_set_hash = Hash{{8}};
    record.beacon_reveal = Hash{{9}};
    return record;
}

TEST(CommitRecord, ReadsWhatItWrites) {
    EXPECT_EQ(*decode_commit_record(encode(make_record())), make_record());
}

TEST(CommitRecord, KnowsItsSigners) {
    const CommitRecord record = make_record();

    EXPECT_TRUE(record.has_signed(0));
    EXPECT_FALSE(record.has_signed(1));
    EXPECT_TRUE(record.has_signed(8));
    EXPECT_FALSE(record.has_signed(1000));
}

TEST(CommitRecord, HasOneSignatureForEachSigner) {
    CommitRecord record = make_record();
    record.signatures.pop_back();

    EXPECT_EQ(decode_commit_record(encode(record)).error(), DecodeError::WrongLength);
}

TEST(CommitRecord, HasOneFormOnly) {
    CommitRecord record = make_record();
    record.signers.push_back(0);

    EXPECT_EQ(decode_commit_record(encode(record)).error(), DecodeError::Malformed);
}

TEST(CommitRecord, HasAnotherHashWhenAnythingDiffers) {
    CommitRecord record = make_record();
    record.development_edits = {1};

    EXPECT_NE(hash_of(record), hash_of(make_record()));
}

}  // namespace
}  // namespace deed::block
