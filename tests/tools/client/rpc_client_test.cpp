#include "tools/client/rpc_client.hpp"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/client/fake_node.hpp"

namespace deed::client {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(RpcClient, ReturnsTheResult) {
    FakeNode node;
    node.set_result("eth_chainId", R"("0x7a69")");
    RpcClient rpc{node.url()};

    EXPECT_EQ(rpc.call_quantity("eth_chainId"), Uint256{31337});
}

TEST(RpcClient, KeepsItsConnectionBetweenRequests) {
    FakeNode node;
    node.set_result("eth_getCode", R"("0x00ff")");
    RpcClient rpc{node.url()};

    EXPECT_EQ(rpc.call_data("eth_getCode"), (Bytes{0x00, 0xff}));
    EXPECT_EQ(rpc.call_data("eth_getCode"), (Bytes{0x00, 0xff}));
    EXPECT_EQ(node.requests().size(), 2);
}

TEST(RpcClient, ThrowsWhatTheNodeRefused) {
    FakeNode node;
    node.set_error("eth_call", R"({"code":3,"message":"execution reverted","data":"0x08c379a0"})");
    RpcClient rpc{node.url()};

    try {
        static_cast<void>(rpc.call("eth_call"));
        FAIL() << "nothing was thrown";
    } catch (const RpcError& error) {
        EXPECT_TRUE(error.is_revert());
        EXPECT_EQ(error.data(), (Bytes{0x08, 0xc3, 0x79, 0xa0}));
        EXPECT_STREQ(error.what(), "execution reverted");
    }
}

TEST(RpcClient, RefusesAnAnswerThatIsNoJsonRpc) {
    FakeNode node;
    node.set_body("a", "<html>");
    node.set_body("b", "{}");
    node.set_result("c", "7");
    RpcClient rpc{node.url()};

    EXPECT_THAT([&] { static_cast<void>(rpc.call("a")); },
                ThrowsMessage<Error>(HasSubstr("else than JSON-RPC")));
    EXPECT_THAT([&] { static_cast<void>(rpc.call("b")); },
                ThrowsMessage<Error>(HasSubstr("neither a result")));
    EXPECT_THAT([&] { static_cast<void>(rpc.call_quantity("c")); },
                ThrowsMessage<Error>(HasSubstr("no number: 7")));
    EXPECT_THAT([&] { static_cast<void>(rpc.call_data("c")); },
                ThrowsMessage<Error>(HasSubstr("no bytes: 7")));
}

TEST(RpcClient, SaysThatNobodyListens) {
    std::optional<FakeNode> node{std::in_place};
    const Url url = node->url();
    node.reset();
    RpcClient rpc{url};

    EXPECT_THAT([&] { static_cast<void>(rpc.call("eth_chainId")); },
                ThrowsMessage<Error>(HasSubstr("cannot reach " + url.text() + ": connection refused")));
}

}  // namespace
}  // namespace deed::client
