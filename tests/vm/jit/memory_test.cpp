#include "tests/vm/jit/twins.hpp"

namespace deed::jit {
namespace {

class Memory : public testing::TestWithParam<Tier> {
  protected:
    /// Runs the program on an input of two words with every amount of gas up to @p most.
    static void expect_same(const std::string& hex, int64_t most = 220) {
        const Twins twins = twins_of(hex, GetParam());
        Bytes input(64);
        input[31] = 33;
        input[63] = 64;
        for (int64_t gas = 0; gas <= most; ++gas) twins.expect_same(input, gas);
        twins.expect_same(input, 1'000'000);
    }
};

INSTANTIATE_TEST_SUITE_P(Tiers, Memory, testing::Values(Tier::Fast, Tier::Optimised),
                         [](const auto& info) { return info.param == Tier::Fast ? "Fast" : "Optimised"; });

/// Stores constants at 0 and 32.
std::string two_constants() {
    return "611234600052615678602052";
}
/// Returns the top of the stack.
std::string return_top() {
    return "60805260206080f3";
}

TEST_P(Memory, HashesConstants) {
    for (const char* size : {"00", "01", "1f", "20", "21", "3f", "40"})
        expect_same(two_constants() + "60" + size + "600020" + return_top());
}

TEST_P(Memory, HashesWhatIsNotConstant) {
    // The first word of the input lies at 0, then at 32.
    for (const char* at : {"00", "20"})
        for (const char* size : {"20", "40", "60"})
            expect_same(two_constants() + "60003560" + at + "5260" + size + "600020" + return_top());
}

TEST_P(Memory, HashesBeyondWhatIsThere) {
    for (const char* size : {"0020", "0041", "0100", "0200", "0201", "1000"})
        expect_same(two_constants() + "61" + size + "601020" + return_top(), 600);
}

TEST_P(Memory, HashesAtAPlaceThatIsNotKnown) {
    for (const char* size : {"00", "01", "20", "40", "41"})
        expect_same(two_constants() + "60" + size + "60003520" + return_top(), 400);
    // 2^64 - 16 and 2^255: beyond all memory.
    expect_same(two_constants() + "604067fffffffffffffff020" + return_top());
    expect_same(two_constants() + "60406001600035900360ff1b20" + return_top());
}

TEST_P(Memory, ForgetsConstantsThatAreOverwritten) {
    const std::string hash = "6040600020" + return_top();
    expect_same(two_constants() + "60ff601f53" + hash);           // MSTORE8 into the first
    expect_same(two_constants() + "60ff602053" + hash);           // and into the second
    expect_same(two_constants() + "60ff600152" + hash);           // MSTORE over both
    expect_same(two_constants() + "60ff60003552" + hash, 400);    // MSTORE where the input says
    expect_same(two_constants() + "60ff60003553" + hash, 400);    // MSTORE8 there
    expect_same(two_constants() + "60206000600037" + hash, 400);  // CALLDATACOPY
    expect_same(two_constants() + "60206000601039" + hash, 400);  // CODECOPY
    expect_same(two_constants() + "602060006020600060006000611000f150" + hash, 4'000);
}

TEST_P(Memory, ReadsConstantsBack) {
    expect_same(two_constants() + "602051" + return_top());
    expect_same(two_constants() + "60ff601f53600051" + return_top());
    expect_same(two_constants() + "60ff60003552602051" + return_top(), 400);
    expect_same(two_constants() + "601051" + return_top());
}

TEST_P(Memory, KeepsConstantsOverAHash) {
    expect_same(two_constants() + "6040600020604052606060002060205101" + return_top(), 400);
}

TEST_P(Memory, KeepsWordsOverGrowth) {
    // Words that were computed before, used after accesses that grow the memory and some that do not.
    expect_same("600035602035018060003502602035600035528060005260203551019060405201" + return_top(), 400);
}

}  // namespace
}  // namespace deed::jit
