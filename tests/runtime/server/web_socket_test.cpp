#include <future>

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/server/running_server.hpp"

namespace deed::server {
namespace {

namespace websocket = boost::beast::websocket;
using Stream = websocket::stream<boost::asio::ip::tcp::socket&>;

Handlers channels(std::function<void(const std::shared_ptr<Channel>&, std::string_view, Reply)> message) {
    return {.request = [](const Request&, Reply reply) { reply.send({}); }, .message = std::move(message)};
}

std::string read_text(Stream& stream) {
    boost::beast::flat_buffer buffer;
    stream.read(buffer);
    return boost::beast::buffers_to_string(buffer.data());
}

TEST(WebSocket, AnswersEachMessage) {
    RunningServer running{channels([](const auto&, std::string_view message, Reply reply) {
        reply.send({.body = "<" + std::string{message} + ">"});
    })};
    RawClient client{running.port()};
    Stream stream{client.socket()};
    stream.handshake("localhost", "/");

    stream.write(boost::asio::buffer(std::string_view{"one"}));
    stream.write(boost::asio::buffer(std::string_view{"two"}));

    EXPECT_EQ(read_text(stream), "<one>");
    EXPECT_EQ(read_text(stream), "<two>");
}

TEST(WebSocket, CarriesNewsFromOtherThreadsInOrder) {
    std::promise<std::shared_ptr<Channel>> opened;
    RunningServer running{channels([&opened](const auto& channel, std::string_view, Reply reply) {
        reply.send({});
        opened.set_value(channel);
    })};
    RawClient client{running.port()};
    Stream stream{client.socket()};
    stream.handshake("localhost", "/");

    stream.write(boost::asio::buffer(std::string_view{"subscribe"}));
    const auto channel = opened.get_future().get();
    for (int i = 0; i < 100; ++i) channel->send(std::make_shared<const std::string>(std::to_string(i)));

    for (int i = 0; i < 100; ++i) EXPECT_EQ(read_text(stream), std::to_string(i));
}

TEST(WebSocket, TellsWhenAChannelHasGone) {
    std::promise<uint64_t> closed;
    auto handlers = channels(
        [](const auto& channel, auto, Reply reply) { reply.send({.body = std::to_string(channel->id())}); });
    handlers.closed = [&closed](uint64_t id) { closed.set_value(id); };
    RunningServer running{std::move(handlers)};
    RawClient client{running.port()};
    Stream stream{client.socket()};
    stream.handshake("localhost", "/");
    stream.write(boost::asio::buffer(std::string_view{"who am I"}));
    const auto id = read_text(stream);

    client.socket().close();

    EXPECT_EQ(std::to_string(closed.get_future().get()), id);
}

TEST(WebSocket, CutsOffAPeerThatDoesNotRead) {
    std::promise<uint64_t> closed;
    auto handlers = channels([](const auto& channel, auto, Reply reply) {
        for (int i = 0; i < 100; ++i) channel->send(std::make_shared<const std::string>(1 << 20, 'x'));
        reply.send({});
    });
    handlers.closed = [&closed](uint64_t id) { closed.set_value(id); };
    RunningServer running{std::move(handlers), {.max_backlog = 4 << 20}};
    RawClient client{running.port()};
    Stream stream{client.socket()};
    stream.handshake("localhost", "/");

    stream.write(boost::asio::buffer(std::string_view{"flood"}));

    EXPECT_GT(closed.get_future().get(), 0U);
}

TEST(WebSocket, SaysThatAMessageIsTooLargeBeforeItCloses) {
    RunningServer running{channels([](const auto&, auto, Reply reply) { reply.send({}); }),
                          {.max_body = 100'000}};
    RawClient client{running.port()};
    Stream stream{client.socket()};
    stream.handshake("localhost", "/");
    stream.auto_fragment(false);

    stream.write(boost::asio::buffer(std::string(1'000'000, 'x')));
    boost::beast::flat_buffer buffer;
    boost::system::error_code end;
    stream.read(buffer, end);

    EXPECT_EQ(end, websocket::error::closed);
    EXPECT_EQ(stream.reason().code, websocket::close_code::too_big);
}

TEST(WebSocket, TakesAMessageOfTheLargestSizeInManyFrames) {
    RunningServer running{channels([](const auto&, std::string_view message, Reply reply) {
                              reply.send({.body = std::to_string(message.size())});
                          }),
                          {.max_body = 100'000}};
    RawClient client{running.port()};
    Stream stream{client.socket()};
    stream.handshake("localhost", "/");

    stream.write(boost::asio::buffer(std::string(100'000, 'x')));

    EXPECT_EQ(read_text(stream), "100000");
}

TEST(WebSocket, RefusesForeignPages) {
    RunningServer running{channels([](const auto&, auto, Reply reply) { reply.send({}); })};

    EXPECT_THAT(
        exchange(running.port(),
                 "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\n"
                 "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                 "Sec-WebSocket-Version: 13\r\n\r\n"),
        testing::StartsWith("HTTP/1.1 403"));
}

}  // namespace
}  // namespace deed::server
