#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/gateway/artifact.hpp"
#include "runtime/gateway/open_api.hpp"
#include "runtime/gateway/problem.hpp"
#include "runtime/gateway/registry.hpp"
#include "runtime/gateway/router.hpp"
#include "runtime/gateway/waiting_list.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed::gateway {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

Result<Artifact, std::string> read(std::string_view text) {
    return read_artifact(boost::json::parse({text.data(), text.size()}));
}

TEST(ReadArtifact, KnowsTheFormsOfSeveralCompilers) {
    EXPECT_EQ(read(R"({"contractName":"Box","abi":[],"bytecode":"0x6001"})")->init_code, (Bytes{0x60, 0x01}));
    EXPECT_EQ(read(R"({"abi":[],"bytecode":{"object":"0x6001"}})")->init_code, (Bytes{0x60, 0x01}));
    EXPECT_EQ(read(R"({"abi":[],"evm":{"bytecode":{"object":"6001"}}})")->init_code, (Bytes{0x60, 0x01}));
    EXPECT_EQ(read(R"({"contractName":"Box","abi":[],"bytecode":"0x6001"})")->name, "Box");
}

TEST(ReadArtifact, SaysWhatIsMissing) {
    EXPECT_EQ(read(R"({"bytecode":"0x60"})").error(), "the artifact has no \"abi\"");
    EXPECT_EQ(read(R"({"abi":[]})").error(), "the artifact has no \"bytecode\"");
    EXPECT_THAT(read(R"({"abi":[],"bytecode":"0x60__$lib$__"})").error(), testing::HasSubstr("linked"));
    EXPECT_THAT(read(R"({"abi":[],"bytecode":"0x"})").error(), testing::HasSubstr("empty"));
    EXPECT_FALSE(read(R"({"abi":{},"bytecode":"0x60"})"));
    EXPECT_FALSE(read("[]"));
}

TEST(Router, SplitsAndDecodesPaths) {
    EXPECT_THAT(*split_path("/contracts/box/call/f%28uint256%29/"),
                ElementsAre("contracts", "box", "call", "f(uint256)"));
    EXPECT_FALSE(split_path("/contracts/%zz"));
    EXPECT_FALSE(split_path("/contracts/%2"));
}

TEST(Router, CapturesWhatStandsAtTheStars) {
    const std::vector<std::string_view> pattern{"contracts", "*", "call", "*"};

    EXPECT_THAT(*match(pattern, *split_path("/contracts/box/call/get")), ElementsAre("box", "get"));
    EXPECT_FALSE(match(pattern, *split_path("/contracts/box/send/get")));
    EXPECT_FALSE(match(pattern, *split_path("/contracts/box/call")));
}

TEST(Router, FindsQueryValues) {
    EXPECT_EQ(find_query("a=1&block=0x%31", "block"), "0x1");
    EXPECT_EQ(find_query("a=1", "block"), std::nullopt);
    EXPECT_EQ(find_query("", "block"), std::nullopt);
}

TEST(ContractNames, LookLikeNamesAndNotLikeAddresses) {
    EXPECT_TRUE(is_valid_name("simple_storage-2.1"));
    for (const auto* name : {"", "0x12", "a/b", "a b", "ü"}) EXPECT_FALSE(is_valid_name(name)) << name;
    EXPECT_FALSE(is_valid_name(std::string(65, 'a')));
}

Contract make_contract(const std::string& name, uint8_t byte) {
    return {
        .name = name, .address = Address{{byte}}, .transaction = Hash{{byte}}, .abi = boost::json::array{}};
}

TEST(Registry, KeepsContractsOverARestart) {
    const TemporaryDirectory directory;
    {
        Registry registry{directory.path()};
        registry.put(make_contract("one", 1));
        registry.put(make_contract("two", 2));
        registry.remove("one");
    }

    const Registry registry{directory.path()};

    EXPECT_EQ(registry.find("one"), nullptr);
    ASSERT_NE(registry.find("two"), nullptr);
    EXPECT_EQ(registry.find("two")->address, Address{{2}});
    EXPECT_EQ(registry.find(Address{{2}})->name, "two");
}

TEST(Registry, ReplacesAContractOfTheSameName) {
    const TemporaryDirectory directory;
    Registry registry{directory.path()};
    registry.put(make_contract("box", 1));

    registry.put(make_contract("box", 2));

    EXPECT_EQ(registry.find(Address{{1}}), nullptr);
    EXPECT_EQ(registry.list().size(), 1U);
}

/// Keeps what it is answered.
class Recorder final : public server::Exchange {
  public:
    void respond(server::Response&& response) override { statuses.push_back(response.status); }
    std::vector<unsigned> statuses;
};

TEST(WaitingList, AnswersOnceTheAnswerIsThere) {
    const auto recorder = std::make_shared<Recorder>();
    bool is_there = false;
    WaitingList waiting;
    const auto now = WaitingList::Clock::time_point{};

    waiting.add(
        [&](auto) { return is_there ? std::optional{server::Response{.status = 201}} : std::nullopt; },
        now + 10s, server::Reply{recorder});
    waiting.look(now);
    EXPECT_TRUE(recorder->statuses.empty());
    is_there = true;
    waiting.look(now);
    waiting.look(now);

    EXPECT_THAT(recorder->statuses, ElementsAre(201U));
}

TEST(WaitingList, AnswersOtherwiseWhenPatienceIsOver) {
    const auto recorder = std::make_shared<Recorder>();
    WaitingList waiting;
    const auto now = WaitingList::Clock::time_point{};

    waiting.add(
        [](WaitingList::Chance chance) {
            return chance == WaitingList::Chance::Last ? std::optional{server::Response{.status = 202}}
                                                       : std::nullopt;
        },
        now + 10s, server::Reply{recorder});
    waiting.look(now + 9s);
    EXPECT_TRUE(recorder->statuses.empty());
    waiting.look(now + 10s);

    EXPECT_THAT(recorder->statuses, ElementsAre(202U));
}

TEST(Problem, TellsTheDecodedReasonOfARevert) {
    const abi::ErrorType error{"Denied", {{"caller", abi::address_type()}, {"", abi::uint_type()}}};
    Bytes output = to_bytes(abi::selector_of(error));
    append(output, *abi::encode(abi::types_of(error.inputs),
                                std::vector{abi::Value{Address{}}, abi::Value{Uint256{7}}}));

    const auto known = describe_revert(output, {.errors = {error}});
    const auto unknown = describe_revert(output, {});

    EXPECT_EQ(known.at("name"), "Denied");
    EXPECT_EQ(known.at("args").at("caller"), "0x0000000000000000000000000000000000000000");
    EXPECT_EQ(known.at("args").at("1"), "7");
    EXPECT_EQ(unknown.at("name"), nullptr);
    EXPECT_EQ(unknown.at("data"), known.at("data"));
}

TEST(Problem, TellsConflictsFromMistakes) {
    const auto status = [](std::string reason) {
        return to_problem({.kind = calls::FailureKind::Refused, .reason = std::move(reason)}).status;
    };

    EXPECT_EQ(status("insufficient funds for gas * price + value"), 409U);
    EXPECT_EQ(status("nonce too low"), 409U);
    EXPECT_EQ(status("intrinsic gas too low"), 422U);
}

TEST(OpenApi, OffersAnOperationForEachFunction) {
    Contract contract = make_contract("box", 1);
    contract.interface.functions = {*abi::parse_function("get() view returns (uint256)"),
                                    *abi::parse_function("set(uint256 value)"),
                                    *abi::parse_function("set(uint256 value, bool flag)")};

    const auto document = make_open_api(contract);

    const auto& paths = document.at("paths").as_object();
    EXPECT_TRUE(paths.contains("/api/v1/contracts/box/call/get"));
    EXPECT_FALSE(paths.contains("/api/v1/contracts/box/send/get"));
    EXPECT_TRUE(paths.contains("/api/v1/contracts/box/send/set(uint256)"));
    EXPECT_TRUE(paths.contains("/api/v1/contracts/box/send/set(uint256,bool)"));
    EXPECT_EQ(make_schema(abi::uint_type()).at("type"), "string");
}

}  // namespace
}  // namespace deed::gateway
