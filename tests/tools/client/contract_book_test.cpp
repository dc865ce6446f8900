#include "tools/client/contract_book.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/uint256.hpp"

namespace deed::client {
namespace {

const Hash kGenesis = to_hash(1);
const Address kBox = to_address(2);

TEST(ContractBook, IsEmptyWithoutAFile) {
    const TemporaryDirectory directory;

    const ContractBook book{directory.path() / "book.json"};

    EXPECT_FALSE(book.find(kGenesis, "Box"));
    EXPECT_THAT(book.names(kGenesis), testing::IsEmpty());
}

TEST(ContractBook, RemembersNamesPerChain) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "out" / "book.json";
    ContractBook{path}.add(kGenesis, "Box", {kBox, R"([{"type":"constructor"}])", R"({"sources":[]})"});

    const ContractBook book{path};

    ASSERT_TRUE(book.find(kGenesis, "Box"));
    EXPECT_EQ(book.find(kGenesis, "Box")->address, kBox);
    EXPECT_EQ(book.find(kGenesis, "Box")->abi, R"([{"type":"constructor"}])");
    EXPECT_EQ(book.find(kGenesis, "Box")->source_map, R"({"sources":[]})");
    EXPECT_TRUE(book.find(kGenesis, kBox));
    EXPECT_FALSE(book.find(to_hash(7), "Box"));
    EXPECT_THAT(book.names(kGenesis), testing::ElementsAre("Box"));
}

TEST(ContractBook, KeepsTheNewestOfAName) {
    const TemporaryDirectory directory;
    ContractBook book{directory.path() / "book.json"};
    book.add(kGenesis, "Box", {kBox, "[]"});
    book.add(kGenesis, "Box", {to_address(3), "[]"});

    EXPECT_EQ(book.find(kGenesis, "Box")->address, to_address(3));
}

TEST(ContractBook, RefusesAFileOfAnotherKind) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "book.json";
    std::ofstream{path} << R"({"Box": 7})";

    EXPECT_THROW(ContractBook{path}, Error);
}

TEST(ContractBook, RefusesADirectory) {
    const TemporaryDirectory directory;

    EXPECT_THROW(ContractBook{directory.path()}, Error);
}

}  // namespace
}  // namespace deed::client
