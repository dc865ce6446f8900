#include <gtest/gtest.h>

#include "runtime/block/blob_sidecar.hpp"
#include "runtime/chain/audit.hpp"
#include "tests/runtime/chain/chain_fixture.hpp"
#include "vm/crypto/kzg.hpp"

// Blob transactions on a chain with validators of its own.
namespace deed::chain {
namespace {

namespace kzg = crypto::kzg;
using block::BlobProofs;
using tests::ChainFixture;

constexpr Address kStranger{{0xaa, 0xbb}};
constexpr uint64_t kGasPerBlob = 131'072;

/// The point at infinity: the commitment to a blob of zeros, and all its proofs.
constexpr kzg::CompressedPoint kInfinity{{0xc0}};

block::BlobSidecar make_sidecar(size_t count, BlobProofs form) {
    const size_t proofs = form == BlobProofs::PerCell ? count * kzg::kCellsPerBlob : count;
    return {.form = form,
            .blobs = std::vector<Bytes>(count, Bytes(kzg::kBlobSize, 0)),
            .commitments = std::vector(count, kInfinity),
            .proofs = std::vector(proofs, kInfinity)};
}

/// A transaction with blobs of zeros, as it is sent.
Bytes make_envelope(const ChainFixture& fixture, const block::BlobSidecar& sidecar, uint64_t nonce = 0) {
    block::Transaction fields{.type = block::TransactionType::Blob, .to = kStranger};
    fields.max_fee_per_blob_gas = Uint256{100};
    fields.blob_versioned_hashes.assign(sidecar.blobs.size(), kzg::versioned_hash(kInfinity));
    return block::encode_pooled(fixture.sign(0, std::move(fields), nonce), &sidecar);
}

class BlobTransaction : public testing::TestWithParam<BlobProofs> {};

INSTANTIATE_TEST_SUITE_P(Forms, BlobTransaction, testing::Values(BlobProofs::PerBlob, BlobProofs::PerCell));

TEST_P(BlobTransaction, GoesIntoABlockAndPaysForItsBlobs) {
    ChainFixture fixture;
    const auto sidecar = make_sidecar(2, GetParam());

    const auto hash = fixture.chain().submit(make_envelope(fixture, sidecar));

    ASSERT_TRUE(hash) << pool::message_of(hash.error());
    const auto head = fixture.chain().head();
    EXPECT_EQ(head->id.number, 1U);
    EXPECT_EQ(head->header.blob_gas_used, 2 * kGasPerBlob);
    const auto receipt = fixture.chain().snapshot()->find_receipt(*hash);
    ASSERT_TRUE(receipt);
    EXPECT_TRUE(receipt->receipt.succeeded);
    EXPECT_EQ(fixture.chain().find_recent(*hash)->sidecar->blobs, sidecar.blobs);
    EXPECT_EQ(fixture.chain().find_recent_by_blob(kzg::versioned_hash(kInfinity))->hash, *hash);
    EXPECT_EQ(fixture.chain().find_by_blob(kzg::versioned_hash(kInfinity)), nullptr);
    fixture.close();
    const TemporaryDirectory scratch;
    const auto audit =
        audit_chain(fixture.directory(), fixture.genesis(), scratch.path(), [](uint64_t, uint64_t) {});
    EXPECT_FALSE(audit.problem) << audit.problem->what;
}

TEST_P(BlobTransaction, IsRefusedWithAProofThatDoesNotHold) {
    ChainFixture fixture;
    auto sidecar = make_sidecar(1, GetParam());
    sidecar.blobs[0][40] = 1;

    const auto hash = fixture.chain().submit(make_envelope(fixture, sidecar));

    ASSERT_FALSE(hash);
    EXPECT_EQ(hash.error(), pool::Refusal{pool::PoolError::BlobsMismatched});
    EXPECT_EQ(fixture.chain().head()->id.number, 0U);
}

TEST(BlobTransactions, RaiseTheExcessWhenTheyAreMoreThanTheTarget) {
    ChainFixture fixture{Sealing::OnDemand};
    Chain& chain = fixture.chain();
    const auto schedule = chain.config().blob_schedule_at(fixture.now);
    for (uint64_t nonce = 0; nonce < schedule.max; ++nonce)
        ASSERT_TRUE(chain.submit(make_envelope(fixture, make_sidecar(1, BlobProofs::PerCell), nonce)));

    ASSERT_TRUE(chain.produce());
    EXPECT_EQ(chain.head()->header.blob_gas_used, schedule.max * kGasPerBlob);
    ASSERT_TRUE(chain.produce());

    EXPECT_GT(chain.head()->header.excess_blob_gas, 0U);
    EXPECT_EQ(chain.head()->header.blob_gas_used, 0U);
}

TEST(BlobTransactions, WaitForTheNextBlockWhenThereIsNoRoom) {
    ChainFixture fixture{Sealing::OnDemand};
    Chain& chain = fixture.chain();
    const auto schedule = chain.config().blob_schedule_at(fixture.now);
    for (uint64_t nonce = 0; nonce <= schedule.max; ++nonce)
        ASSERT_TRUE(chain.submit(make_envelope(fixture, make_sidecar(1, BlobProofs::PerBlob), nonce)));

    ASSERT_TRUE(chain.produce());
    EXPECT_EQ(chain.snapshot()->transaction_count(1), schedule.max);
    ASSERT_TRUE(chain.produce());

    EXPECT_EQ(chain.snapshot()->transaction_count(2), 1U);
}

TEST(BlobTransactions, AreRefusedWithoutTheirBlobs) {
    ChainFixture fixture;
    const auto sidecar = make_sidecar(1, BlobProofs::PerCell);
    const auto whole = block::decode_pooled_transaction(make_envelope(fixture, sidecar)).value();

    const auto hash = fixture.chain().submit(whole.transaction);

    ASSERT_FALSE(hash);
    EXPECT_EQ(hash.error(), pool::Refusal{pool::PoolError::BlobsMissing});
}

TEST(BlobTransactions, AreSentOnInTheFormTheyCameIn) {
    const ChainFixture fixture;
    for (const BlobProofs form : {BlobProofs::PerBlob, BlobProofs::PerCell}) {
        const auto sidecar = make_sidecar(2, form);

        const auto read = block::decode_pooled_transaction(make_envelope(fixture, sidecar));

        ASSERT_TRUE(read);
        EXPECT_EQ(read->sidecar, sidecar);
    }
}

}  // namespace
}  // namespace deed::chain
