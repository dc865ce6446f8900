#include "tools/client/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vm/base/error.hpp"

namespace deed::client {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Url, ReadsHostPortAndPath) {
    const auto url = Url::parse("http://127.0.0.1:8545/rpc/");

    EXPECT_EQ(url.host, "127.0.0.1");
    EXPECT_EQ(url.port, "8545");
    EXPECT_EQ(url.path, "/rpc");
    EXPECT_EQ(Url::parse("http://localhost").port, "80");
    EXPECT_EQ(Url::parse("http://[::1]:8545").host, "::1");
    EXPECT_EQ(Url::parse("http://[::1]:8545").text(), "http://[::1]:8545");
}

TEST(Url, RefusesWhatIsNoAddressOfANode) {
    const auto parse = [](std::string_view text) { return [text] { static_cast<void>(Url::parse(text)); }; };

    EXPECT_THAT(parse("https://localhost"), ThrowsMessage<Error>(HasSubstr("must start with http://")));
    EXPECT_THAT(parse("localhost:8545"), ThrowsMessage<Error>(HasSubstr("must start with http://")));
    EXPECT_THAT(parse("http://:8545"), ThrowsMessage<Error>(HasSubstr("names no host")));
    EXPECT_THAT(parse("http://localhost:eth"), ThrowsMessage<Error>(HasSubstr("port is no number")));
}

}  // namespace
}  // namespace deed::client
