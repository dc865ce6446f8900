#include "compiler/sema/symbols.hpp"

#include <gtest/gtest.h>

#include "compiler/sema/actors.hpp"
#include "vm/crypto/address.hpp"

namespace deed::sema {
namespace {

TEST(IsPredeclared, KnowsTypesOfEverySize) {
    for (const char* name : {"uint8", "uint256", "int16", "bytes1", "bytes32", "caller", "keccak256"})
        EXPECT_TRUE(is_predeclared(name)) << name;
    for (const char* name :
         {"uint", "uint7", "uint264", "uint08", "bytes0", "bytes33", "int", "value", "uint256x"})
        EXPECT_FALSE(is_predeclared(name)) << name;
}

TEST(Scope, LooksOutwards) {
    Scope outer{nullptr};
    Scope inner{&outer};
    outer.add("a", {BrokenSymbol{}, {}});

    EXPECT_NE(inner.find("a"), nullptr);
    EXPECT_EQ(inner.find_here("a"), nullptr);
    EXPECT_NE(outer.add("a", {BrokenSymbol{}, {}}), nullptr) << "it is there already";
}

TEST(Actors, AreTheFirstAccountsOfTheDevelopmentMnemonic) {
    EXPECT_EQ(actors()[0].name, "alice");
    EXPECT_EQ(crypto::to_checksum(actors()[0].address), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    EXPECT_EQ(crypto::to_checksum(actors()[3].address), "0x90F79bf6EB2c4f870365E785982E1f101E93b906");
}

}  // namespace
}  // namespace deed::sema
