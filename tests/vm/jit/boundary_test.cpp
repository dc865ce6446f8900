#include "tests/vm/jit/twins.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::jit {
namespace {

using isa::Revision;
using machine::Status;

class Boundary : public testing::TestWithParam<Tier> {
  protected:
    /// Runs @p hex with every amount of gas up to what it needs, and more; under most revisions with some.
    static void sweep(std::string_view hex, BytesView input = {}, int64_t most = 400) {
        for (size_t r = 0; r < isa::kRevisionCount; ++r) {
            const Twins twins{from_hex(hex).value(), static_cast<Revision>(r), GetParam()};
            const int64_t step = r % 4 == 2 ? 1 : 11;
            for (int64_t gas = 0; gas <= most; gas += step) {
                twins.expect_same(input, gas);
                twins.expect_same(input, gas, Authority::Reads);
            }
            for (const int64_t gas : {800, 2'300, 2'301, 2'600, 5'000, 20'000, 25'000, 50'000, 100'000}) {
                twins.expect_same(input, gas);
                twins.expect_same(input, gas, Authority::Reads);
            }
            if (HasFailure()) return;
        }
    }
};

INSTANTIATE_TEST_SUITE_P(Tiers, Boundary, testing::Values(Tier::Fast, Tier::Optimised),
                         [](const auto& info) { return info.param == Tier::Fast ? "Fast" : "Optimised"; });

TEST_P(Boundary, OfArithmeticAndMemory) {
    sweep("6001600201600052596101005260206000f3");
    sweep("600160ff536101005150600151505960005260206000f3");
}

TEST_P(Boundary, OfGasItself) {
    sweep(
        "5a60005260015a6020525a604052606060"
        "00f3");
}

TEST_P(Boundary, OfStorage) {
    sweep("600160005560005460015560006000556000600055");
    sweep("60015460020160015560015460005260206000f3");
}

TEST_P(Boundary, OfTransientStorage) {
    sweep("600160005d60005c60005260206000f3");
}

TEST_P(Boundary, OfLogs) {
    sweep(
        "6001600260036004602060"
        "00a460206000a0600160"
        "01a1");
}

TEST_P(Boundary, OfHashes) {
    sweep(
        "60406000206000526020600020602052604060"
        "00f3");
    sweep(
        "600a600320600052602060"
        "00f3");
}

TEST_P(Boundary, OfCopies) {
    sweep(
        "6020600060003760406001602039604060"
        "00f3",
        Bytes(10, 7));
    sweep(
        "602060006000"
        "3e600360005260206000f3");
    sweep(
        "60205f5f5e6003600052602060"
        "00f3");
}

TEST_P(Boundary, OfExponents) {
    sweep("61ffff60030a60005260206000f3");
    sweep(
        "600035"
        "60030a60005260206000f3",
        Bytes(32, 1));
}

TEST_P(Boundary, OfCalls) {
    // CALL with value 1, STATICCALL, DELEGATECALL, CALLCODE; then what they returned.
    sweep(
        "6020600060206000600160aa5af1"
        "60005260206000f3");
    sweep(
        "60206000602060006000610100"
        "5af1"
        "3d60005260206000f3");
    sweep(
        "602060006020600060aa5afa"
        "3d60006000"
        "3e60206000f3");
    sweep(
        "602060006020600060aa5af4"
        "60005260206000f3");
    sweep(
        "6020600060206000600060aa5af2"
        "60005260206000f3");
}

TEST_P(Boundary, OfCreations) {
    sweep("602060006000f060005260206000f3");
    sweep("6001602060006000f560005260206000f3");
}

TEST_P(Boundary, OfEnds) {
    sweep("600160005260206000fd");
    sweep("60aaff");
    sweep("6001fe");
    sweep("60010c");
    sweep("5f5f5f");
    sweep("");
}

TEST_P(Boundary, OfJumps) {
    sweep("600456fe5b600160095700fe5b");
    sweep("600360000156");
    sweep("60ff56");
    sweep("6001600357");
    sweep("600160ff57");
    sweep(
        "6000"
        "60ff57"
        "00");
}

TEST_P(Boundary, OfReadsOfTheWorld) {
    sweep(
        "60aa3160aa3b60aa3f47"
        "60005260206000f3");
    sweep(
        "303233343a38363d58"
        "414243444546485960005260206000f3",
        Bytes(5, 1));
    sweep("600a40600149604a60005260206000f3");
    sweep("600035600a3560203560005260206000f3", Bytes(33, 3));
    sweep("60206000600060aa3c60206000f3");
}

TEST_P(Boundary, OfTheStack) {
    sweep("01");
    sweep("6001600250505050");
    sweep("600180818283848586879091929394959697989950");
    sweep(
        "6001600160015b50506006"
        "56");
}

TEST_P(Boundary, OfMemoryBeyondAllBounds) {
    sweep("67ffffffffffffffff51");
    sweep(
        "68010000000000000000"
        "51");
    sweep(
        "6001"
        "63ffffffff52");
    sweep("600160003552", Bytes(32, 0xff));
    sweep("600160003553", Bytes(32, 0xff));
}

TEST_P(Boundary, OfReturnDataBeyondItsEnd) {
    sweep(
        "6020600060206000600060aa5af1"
        "602060206000"
        "3e60015460206000f3");
    sweep("6001600060003e6001");
}

/// The stack at every height near its limit, in a subroutine that the analysis cannot bound.
TEST_P(Boundary, OfTheFullStack) {
    // Pushes until the call data's number is reached, then needs ten more words.
    const Twins twins = twins_of(
        "600035"
        "5b60019003"
        "80600556"
        "5b00",
        GetParam());
    for (uint8_t i = 0; i < 10; ++i) twins.expect_same(Bytes(32, i), 100'000);
    const Twins grower = twins_of("5b80600101600056", GetParam());
    for (const int64_t gas : {0, 100, 1'000, 20'000, 22'500, 23'000, 23'500, 24'000, 100'000})
        grower.expect_same({}, gas);
    const Twins pusher = twins_of("5b5f5f5f600035600056", GetParam());
    for (const int64_t gas : {0, 100, 1'000, 5'000, 9'000, 9'500, 10'000, 100'000})
        pusher.expect_same({}, gas);
}

}  // namespace
}  // namespace deed::jit
