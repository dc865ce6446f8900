#include "runtime/keys/keystore.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::keys {
namespace {

using testing::HasSubstr;

constexpr ScryptCost kCheap{.n = 2, .r = 8, .p = 1};
constexpr std::string_view kSecret = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

// Written by ethers 6.17 with the "light" cost of wallets; password and secret are public.
constexpr std::string_view kScryptFile = R"({
  "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b",
  "id": "03030303-0303-4303-8303-030303030303",
  "version": 3,
  "Crypto": {
    "cipher": "aes-128-ctr",
    "cipherparams": {"iv": "09090909090909090909090909090909"},
    "ciphertext": "813823d5008c409befe97e5170e45febfe31df57c462157d4c3415d7fedd7979",
    "kdf": "scrypt",
    "kdfparams": {"salt": "0707070707070707070707070707070707070707070707070707070707070707",
      "n": 4096, "dklen": 32, "p": 6, "r": 8},
    "mac": "7f5ffa0e8e1f25e2458d09ffa6d9a547e71f552a5b801081b6ed4cb667de2c36"
  }
})";
// The test vector of the Web3 Secret Storage definition.
constexpr std::string_view kPbkdf2File = R"({
  "crypto": {
    "cipher": "aes-128-ctr",
    "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
    "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    "kdf": "pbkdf2",
    "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
      "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
    "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
  },
  "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  "version": 3
})";

std::string replace(std::string_view text, std::string_view from, std::string_view to) {
    std::string result{text};
    const auto at = result.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return result.replace(at, from.size(), to);
}

crypto::PrivateKey test_key() {
    return *crypto::PrivateKey::from(*hash_from_hex(kSecret));
}

std::string cheap_file(std::string_view password) {
    return encrypt_key(test_key(), password, {}, kCheap);
}

KeystoreError refusal(std::string_view file) {
    return decrypt_key(file, "testpassword").error();
}

TEST(DecryptKey, ReadsWhatAnotherWalletWrote) {
    const auto key = decrypt_key(kScryptFile, "testpassword");

    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->secret()), kSecret);
}

TEST(DecryptKey, ReadsTheVectorOfTheDefinition) {
    const auto key = decrypt_key(kPbkdf2File, "testpassword");

    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->secret()), kSecret);
}

TEST(DecryptKey, ReadsWhatEncryptKeyWrites) {
    const auto key = decrypt_key(cheap_file("correct horse"), "correct horse");

    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->secret()), kSecret);
}

TEST(DecryptKey, RefusesTheWrongPassword) {
    const auto key = decrypt_key(cheap_file("right"), "wrong");

    ASSERT_FALSE(key);
    EXPECT_EQ(key.error(), KeystoreError::WrongPassword);
}

TEST(DecryptKey, NamesWhatIsWrongWithTheFile) {
    const std::string file = cheap_file("testpassword");

    EXPECT_EQ(refusal("{"), KeystoreError::NotJson);
    EXPECT_EQ(refusal("[]"), KeystoreError::NotJson);
    EXPECT_EQ(refusal(replace(file, "\"version\":3", "\"version\":1")), KeystoreError::WrongVersion);
    EXPECT_EQ(refusal(replace(file, "aes-128-ctr", "aes-128-cbc")), KeystoreError::UnknownCipher);
    EXPECT_EQ(refusal(replace(file, "\"scrypt\"", "\"argon2\"")), KeystoreError::UnknownKdf);
    EXPECT_EQ(refusal(replace(file, "\"salt\"", "\"pepper\"")), KeystoreError::MissingField);
    EXPECT_EQ(refusal(replace(file, "\"n\":2", "\"n\":3")), KeystoreError::MissingField);
    EXPECT_EQ(refusal(replace(file, "\"r\":8", "\"r\":0")), KeystoreError::MissingField);
    EXPECT_EQ(refusal(replace(file, "\"dklen\":32", "\"dklen\":16")), KeystoreError::MissingField);
}

TEST(DecryptKey, RefusesCostsThatWouldExhaustTheMachine) {
    const std::string file = cheap_file("testpassword");

    EXPECT_EQ(refusal(replace(file, "\"n\":2", "\"n\":4611686018427387904")), KeystoreError::KdfTooCostly);
    EXPECT_EQ(refusal(replace(file, "\"n\":2", "\"n\":2097152")), KeystoreError::KdfTooCostly);
    EXPECT_EQ(refusal(replace(file, "\"r\":8", "\"r\":4611686018427387904")), KeystoreError::KdfTooCostly);
    EXPECT_EQ(refusal(replace(file, "\"p\":1", "\"p\":4611686018427387904")), KeystoreError::KdfTooCostly);
    EXPECT_EQ(refusal(replace(kPbkdf2File, "262144", "99999999999")), KeystoreError::KdfTooCostly);
}

TEST(EncryptKey, NeverRepeatsItselfWithFreshEntropy) {
    EXPECT_NE(encrypt_key(test_key(), "p", make_entropy(), kCheap),
              encrypt_key(test_key(), "p", make_entropy(), kCheap));
}

TEST(Keystore, IsEmptyBeforeItsDirectoryExists) {
    const TemporaryDirectory directory;

    EXPECT_TRUE(Keystore{directory.path() / "none"}.list().empty());
}

TEST(Keystore, KeepsAKeyInAFileOnlyItsOwnerCanRead) {
    const TemporaryDirectory directory;
    const Keystore keystore{directory.path() / "keys"};

    const auto stored = keystore.add(test_key(), "p", kCheap);

    struct stat file{};
    ASSERT_EQ(stat(stored.path.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600);
    EXPECT_EQ(file.st_nlink, 1);
    ASSERT_EQ(keystore.list().size(), 1);
    EXPECT_EQ(keystore.list()[0].address, crypto::address_of(test_key()));
    EXPECT_EQ(to_hex(keystore.unlock(stored.address, "p")->secret()), kSecret);
    EXPECT_EQ(keystore.unlock(stored.address, "q").error(), KeystoreError::WrongPassword);
}

TEST(Keystore, PassesOverFilesOfAnotherKind) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() / "notes.txt"} << "remember the milk";
    std::ofstream{directory.path() / "other.json"} << R"({"address": 7})";

    EXPECT_TRUE(Keystore{directory.path()}.list().empty());
}

TEST(Keystore, SaysWhichAddressItDoesNotHave) {
    const TemporaryDirectory directory;
    const Keystore keystore{directory.path()};

    EXPECT_THAT([&] { static_cast<void>(keystore.unlock(Address{}, "p")); },
                testing::ThrowsMessage<Error>(HasSubstr("0x0000000000000000000000000000000000000000")));
}

TEST(OpenPlainKey, MakesAKeyOnceAndReadsItAgain) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "node" / "validator.key";

    const auto made = open_plain_key(path);

    EXPECT_EQ(open_plain_key(path).secret(), made.secret());
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(OpenPlainKey, RefusesAFileThatOthersCanRead) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "validator.key";
    static_cast<void>(open_plain_key(path));
    std::filesystem::permissions(path, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);

    EXPECT_THAT([&] { static_cast<void>(open_plain_key(path)); },
                testing::ThrowsMessage<Error>(HasSubstr("read by others")));
}

TEST(OpenPlainKey, RefusesAFileOfAnotherKind) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "validator.key";
    std::ofstream{path} << "not a key\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);

    EXPECT_THAT([&] { static_cast<void>(open_plain_key(path)); },
                testing::ThrowsMessage<Error>(HasSubstr("holds no private key")));
}

}  // namespace
}  // namespace deed::keys
