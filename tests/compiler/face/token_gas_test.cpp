#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::compiler_test {
namespace {

constexpr Address kCarol{{0xca, 0x01}};
constexpr uint64_t kSupply = 1'000'000;

const Artifact& token(OptimizationLevel level) {
    static std::map<OptimizationLevel, CompileOutput> outputs;
    const auto [place, is_new] = outputs.try_emplace(level);
    if (is_new) {
        std::ifstream file{std::filesystem::path{DEED_CONTRACTS} / "token.deed", std::ios::binary};
        const SourceText source{"token.deed", {std::istreambuf_iterator<char>{file}, {}}};
        place->second = compile({.sources = {source}, .options = {.level = level}});
    }
    return *place->second.find("Token");
}

/// What a call uses without the 21,000 of the transaction and its calldata; slots are cold.
int64_t gas_of(Sandbox& sandbox, std::string_view signature, const std::vector<Uint256>& words,
               const Address& from) {
    const Outcome outcome = sandbox.call(signature, words, from);
    EXPECT_TRUE(outcome.is_success()) << signature;
    return outcome.gas_used;
}

/// The words of a permit that its owner has signed (EIP-2612).
std::vector<Uint256> signed_permit(Sandbox& sandbox, const crypto::PrivateKey& key) {
    const Address owner = crypto::address_of(key);
    Bytes words = to_bytes(crypto::keccak256(
        as_bytes("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")));
    for (const Uint256& word : {to_word(owner), to_word(kBob), Uint256{7}, Uint256{}, Uint256::max()})
        append(words, to_hash(word));
    Bytes message{0x19, 0x01};
    append(message, to_hash(sandbox.ask("DOMAIN_SEPARATOR()")));
    append(message, crypto::keccak256(words));
    const crypto::Signature signature = crypto::sign(crypto::keccak256(message), key);
    return {to_word(owner),       to_word(kBob),       7, Uint256::max(), Uint256{27U + signature.y_parity},
            to_word(signature.r), to_word(signature.s)};
}

/// The figures of tests/bench/README.md. They may fall, and are lowered here and there then; they do not
/// rise.
struct Figures {
    size_t runtime_bytes;
    int64_t transfer_old;
    int64_t transfer_new;
    int64_t transfer_from;
    int64_t approve;
    int64_t balance_of;
    int64_t permit;
};

Figures measure(const Artifact& artifact) {
    Figures figures{};
    figures.runtime_bytes = artifact.deployed_bytecode.size();
    Sandbox sandbox;
    const Bytes supply = to_bytes(to_hash(Uint256{kSupply}));
    EXPECT_TRUE(sandbox.deploy(artifact.bytecode, supply, kAlice).is_success());
    const Uint256 bob = to_word(kBob);
    const Uint256 alice = to_word(kAlice);
    figures.transfer_new = gas_of(sandbox, "transfer(address,uint256)", {bob, 500}, kAlice);
    figures.transfer_old = gas_of(sandbox, "transfer(address,uint256)", {bob, 500}, kAlice);
    figures.approve = gas_of(sandbox, "approve(address,uint256)", {bob, 1000}, kAlice);
    figures.transfer_from = gas_of(sandbox, "transferFrom(address,address,uint256)", {alice, bob, 400}, kBob);
    figures.balance_of = gas_of(sandbox, "balanceOf(address)", {bob}, kCarol);
    const auto key = crypto::PrivateKey::from(to_hash(Uint256{0xa11ce}));
    figures.permit = gas_of(sandbox, "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                            signed_permit(sandbox, *key), kCarol);
    return figures;
}

void expect_at_most(const Figures& figures, const Figures& limits) {
    EXPECT_LE(figures.runtime_bytes, limits.runtime_bytes);
    EXPECT_LE(figures.transfer_old, limits.transfer_old);
    EXPECT_LE(figures.transfer_new, limits.transfer_new);
    EXPECT_LE(figures.transfer_from, limits.transfer_from);
    EXPECT_LE(figures.approve, limits.approve);
    EXPECT_LE(figures.balance_of, limits.balance_of);
    EXPECT_LE(figures.permit, limits.permit);
}

TEST(TokenGas, DoesNotRise) {
    expect_at_most(measure(token(OptimizationLevel::Optimized)),
                   {1290, 12090, 29190, 17336, 24151, 2279, 49949});
}

TEST(TokenGas, DoesNotRiseWhereCodeIsToBeShort) {
    expect_at_most(measure(token(OptimizationLevel::Small)), {1170, 12139, 29239, 17365, 24183, 2291, 49976});
}

TEST(TokenGas, DoesNotRiseWithoutOptimization) {
    expect_at_most(measure(token(OptimizationLevel::Plain)), {1665, 12176, 29276, 17554, 24239, 2326, 50055});
}

}  // namespace
}  // namespace deed::compiler_test
