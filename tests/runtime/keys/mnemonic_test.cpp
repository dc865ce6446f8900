#include "runtime/keys/mnemonic.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::keys {
namespace {

TEST(SeedFromMnemonic, MatchesTheVectorOfBip39) {
    const auto seed = seed_from_mnemonic(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        "TREZOR");

    EXPECT_EQ(
        to_hex(seed),
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630"
        "c7a3c4ab7c81b2f001698e7463b04");
}

// BIP-32, test vector 1, whose seed has 16 bytes, cannot be a BIP-39 seed; vector 2 has 64.
TEST(DeriveKey, MatchesTheVectorsOfBip32) {
    const auto seed = fixed_from_hex<64>(
        "fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a8784817e7b7875726f6c"
        "696663605d"
        "5a5754514e4b484542");
    const uint32_t path[] = {0, 2147483647 | kHardened, 1, 2147483646 | kHardened, 2};

    const auto master = derive_key(*seed, {});
    const auto first = derive_key(*seed, std::span{path}.first(1));
    const auto last = derive_key(*seed, path);

    EXPECT_EQ(to_hex(master->secret()), "4b03d6fc340455b363f51020ad3ecca4f0850280cf436c70c727923f6db46c3e");
    EXPECT_EQ(to_hex(first->secret()), "abe74a98f6c7eabee0428f53798f0ab8aa1bd37873999041703c742f15ac7e1e");
    EXPECT_EQ(to_hex(last->secret()), "bb7d39bdb83ecf58f2fd82b6d918341cbef428661ef01ab97c28a4842125ac23");
}

TEST(DeriveAccounts, GivesTheAccountsEveryDevelopmentNodeFunds) {
    const auto accounts = derive_accounts(kDevMnemonic, 3);

    ASSERT_EQ(accounts.size(), 3);
    EXPECT_EQ(to_hex(accounts[0].address), "f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    EXPECT_EQ(to_hex(accounts[0].key.secret()),
              "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    EXPECT_EQ(to_hex(accounts[1].address), "70997970c51812dc3a010c7d01b50e0d17dc79c8");
    EXPECT_EQ(to_hex(accounts[2].address), "3c44cdddb6a900fa2b585dd299e03d12fa4293bc");
}

TEST(DeriveAccounts, DependsOnEveryWord) {
    const auto accounts = derive_accounts("test test test test test test test test test test test test", 1);

    EXPECT_NE(to_hex(accounts[0].address), "f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
}

}  // namespace
}  // namespace deed::keys
