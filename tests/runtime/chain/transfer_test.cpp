#include "runtime/chain/transfer.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/audit.hpp"
#include "tests/runtime/chain/chain_fixture.hpp"
#include "tests/runtime/chain/sample_contract.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {
namespace {

using testing::HasSubstr;
using tests::ChainFixture;

void ignore(uint64_t, uint64_t) {}

/// A closed chain of three blocks, one of them after something was set by hand.
class Source {
  public:
    Source() {
        fixture_.send(0, {.data = tests::storing_contract()});
        fixture_.chain().edit([](Edits& edits, const state::StateView&) { edits.gas_limit = 20'000'000; });
        fixture_.send(1, {.to = Address{{1}}, .value = Uint256{1}});
        fixture_.send(1, {.to = Address{{1}}, .value = Uint256{1}});
        head_ = fixture_.chain().head()->id;
        fixture_.close();
    }

    [[nodiscard]] std::string exported() const {
        std::ostringstream out;
        EXPECT_EQ(export_chain(fixture_.directory(), out, ignore), 3U);
        return out.str();
    }
    [[nodiscard]] const ledger::BlockId& head() const { return head_; }
    [[nodiscard]] const std::filesystem::path& directory() const { return fixture_.directory(); }

    /// Whether the chain in @p directory is this one, whole and right.
    void expect_same(const std::filesystem::path& directory) const {
        const TemporaryDirectory scratch;
        const auto audit = audit_chain(directory, fixture_.genesis(), scratch.path(), ignore);
        EXPECT_FALSE(audit.problem) << audit.problem->what;
        EXPECT_EQ(audit.head, head_);
    }

  private:
    ChainFixture fixture_;
    ledger::BlockId head_;
};

ImportResult import(const std::filesystem::path& directory, const std::string& text) {
    std::istringstream in{text};
    return import_chain(directory, in, ignore);
}

TEST(Transfer, CarriesAChainThroughAFile) {
    const Source source;
    const TemporaryDirectory target;

    const auto result = import(target.path(), source.exported());

    EXPECT_EQ(result.added, 3U);
    source.expect_same(target.path());
}

TEST(Transfer, GoesOnWhereAnInterruptedImportEnded) {
    const Source source;
    const std::string whole = source.exported();
    const TemporaryDirectory target;
    EXPECT_THROW(import(target.path(), whole.substr(0, whole.size() - 10)), Error);

    const auto result = import(target.path(), whole);

    EXPECT_EQ(result.known, 2U);
    EXPECT_EQ(result.added, 1U);
    source.expect_same(target.path());
}

TEST(Transfer, RefusesAFileThatIsNoneOrOfAnotherChain) {
    const Source source;
    const TemporaryDirectory target;
    EXPECT_THROW(import(target.path(), ""), Error);
    EXPECT_THROW(import(target.path(), "no chain"), Error);

    ChainFixture other;
    other.send(0, {.to = Address{{2}}, .value = Uint256{2}});
    other.close();

    EXPECT_THROW(import(other.directory(), source.exported()), Error);
}

TEST(Transfer, RefusesAForgedBlock) {
    const Source source;
    std::string forged = source.exported();
    forged[forged.size() - 200] ^= 1;
    const TemporaryDirectory target;

    EXPECT_THROW(import(target.path(), forged), Error);
}

TEST(Transfer, CopiesADirectory) {
    const Source source;
    const TemporaryDirectory parent;
    const auto copy = parent.path() / "copy";

    copy_chain(source.directory(), copy);

    source.expect_same(copy);
    EXPECT_THROW(copy_chain(source.directory(), copy), Error);
}

TEST(Transfer, CopiesADirectoryAgainWhenThatWasInterrupted) {
    const Source source;
    const TemporaryDirectory copy;
    std::filesystem::create_directory(copy.path() / "partial");
    std::ofstream{copy.path() / "partial" / "data.mdb"} << "half of it";

    copy_chain(source.directory(), copy.path());

    source.expect_same(copy.path());
    EXPECT_FALSE(std::filesystem::exists(copy.path() / "partial"));
}

}  // namespace
}  // namespace deed::chain
