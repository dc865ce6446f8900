#include "runtime/keys/signer.hpp"

#include <gtest/gtest.h>

#include "runtime/keys/mnemonic.hpp"
#include "vm/base/uint256.hpp"

namespace deed::keys {
namespace {

TEST(LocalSigner, SignsInTheNameOfItsAddress) {
    auto accounts = derive_accounts(kDevMnemonic, 1);
    const LocalSigner signer{std::move(accounts[0].key)};
    const Hash digest = to_hash(7);

    const auto signature = signer.sign(digest);

    EXPECT_EQ(signer.address(), accounts[0].address);
    EXPECT_EQ(crypto::recover(digest, signature), signer.address());
}

}  // namespace
}  // namespace deed::keys
