#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/server/running_server.hpp"
#include "vm/base/error.hpp"

namespace deed::server {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

Handlers echo() {
    return {.request = [](const Request& request, Reply reply) {
        reply.send({.content_type = "text/plain",
                    .body = std::string{request.method} + " " + std::string{request.path} + "|" +
                            std::string{request.query} + "|" + std::string{request.body}});
    }};
}

TEST(Server, HandsMethodPathQueryAndBodyToTheHandler) {
    RunningServer running{echo()};

    const auto answer = exchange(running.port(),
                                 "POST /a/b?c=d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                 "Content-Length: 5\r\n\r\nhello");

    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain\r\nContent-Length: 19\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nPOST /a/b|c=d|hello"));
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    RunningServer running{echo()};

    const auto answer =
        exchange(running.port(),
                 "GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                 "GET /3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    const auto first = answer.find("GET /1||");
    const auto second = answer.find("GET /2||");
    const auto third = answer.find("GET /3||");
    ASSERT_NE(third, std::string::npos);
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
}

TEST(Server, KeepsTheConnectionForTheNextRequest) {
    RunningServer running{echo()};
    RawClient client{running.port()};
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\n";

    client.send("GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.read(head.size() + 8), head + "GET /1||");
    client.send("GET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.read(head.size() + 8), head + "GET /2||");
}

TEST(Server, ReadsRequestsThatArriveByteByByte) {
    RunningServer running{echo()};
    RawClient client{running.port()};

    for (const char c :
         std::string_view{"POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"})
        client.send({&c, 1});

    EXPECT_THAT(client.read_all(), EndsWith("POST /x||abcde"));
}

TEST(Server, TakesAnswersFromOtherThreads) {
    std::vector<std::thread> threads;
    {
        RunningServer running{{.request = [&threads](const Request&, Reply reply) {
            threads.emplace_back([moved = std::make_shared<Reply>(std::move(reply))] {
                moved->send({.content_type = "text/plain", .body = "from afar"});
            });
        }}};

        EXPECT_THAT(
            exchange(running.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            EndsWith("from afar"));
        for (auto& thread : threads) thread.join();
    }
}

TEST(Server, SendsAnswersLargerThanTheSocketTakesAtOnce) {
    const std::string large(8 << 20, 'x');
    RunningServer running{{.request = [&large](const Request&, Reply reply) {
        reply.send({.content_type = "text/plain", .body = large});
    }}};

    const auto answer =
        exchange(running.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    EXPECT_GT(answer.size(), large.size());
    EXPECT_THAT(answer.substr(answer.size() - 4), "xxxx");
}

TEST(Server, AnswersDroppedRequestsWithAnError) {
    RunningServer running{{.request = [](const Request&, Reply) {}}};

    EXPECT_THAT(exchange(running.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 500"), HasSubstr("application/problem+json")));
}

TEST(Server, RefusesBodiesAboveTheLimit) {
    RunningServer running{echo(), {.max_body = 10}};

    EXPECT_THAT(exchange(running.port(), "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("application/problem+json"),
                      HasSubstr("Connection: close")));
    EXPECT_THAT(
        exchange(
            running.port(),
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n"),
        StartsWith("HTTP/1.1 413"));
}

TEST(Server, RefusesHeadersAboveTheLimit) {
    RunningServer running{echo(), {.max_header = 1000}};

    EXPECT_THAT(exchange(running.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(2000, 'x')),
                StartsWith("HTTP/1.1 431"));
}

TEST(Server, RefusesWhatIsNotHttp) {
    RunningServer running{echo()};

    EXPECT_THAT(exchange(running.port(), "this is not HTTP\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(exchange(running.port(), "GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(exchange(running.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
                StartsWith("HTTP/1.1 400"));
}

TEST(Server, RefusesForeignHostsAndOrigins) {
    RunningServer running{echo()};

    EXPECT_THAT(exchange(running.port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
                StartsWith("HTTP/1.1 403"));
    EXPECT_THAT(
        exchange(running.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n"),
        AllOf(StartsWith("HTTP/1.1 403"), Not(HasSubstr("Access-Control-Allow-Origin"))));
}

TEST(Server, AnswersPreflightRequestsOfLocalPages) {
    RunningServer running{echo()};

    EXPECT_THAT(
        exchange(running.port(),
                 "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n"
                 "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n"
                 "Connection: close\r\n\r\n"),
        AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("Access-Control-Allow-Origin: http://localhost:3000\r\n"),
              HasSubstr("Access-Control-Allow-Headers: content-type\r\n")));
}

TEST(Server, ClosesConnectionsThatAreTooSlow) {
    RunningServer running{echo(), {.request_timeout = 40ms, .idle_timeout = 40ms}};

    RawClient silent{running.port()};
    RawClient halfway{running.port()};
    halfway.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");

    EXPECT_EQ(silent.read_all(), "");
    EXPECT_EQ(halfway.read_all(), "");
}

TEST(Server, TurnsAwayConnectionsAboveTheLimit) {
    RunningServer running{echo(), {.max_connections = 1}};
    RawClient first{running.port()};
    first.send("GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_THAT(first.read(12), "HTTP/1.1 200");

    RawClient second{running.port()};

    EXPECT_THAT(second.read(12), "HTTP/1.1 503");
}

TEST(Server, NamesThePortThatIsInUse) {
    RunningServer running{echo()};
    const Options same{.port = running.port()};

    EXPECT_THAT([&] { Server(same, echo()); }, testing::ThrowsMessage<Error>(HasSubstr("is in use")));
}

TEST(Server, RefusesOpenAddressesWithoutHostList) {
    EXPECT_THAT([] { Server({.address = "0.0.0.0", .port = 0}, echo()); },
                testing::ThrowsMessage<Error>(HasSubstr("allowed host names")));
    EXPECT_THAT([] { Server({.address = "nowhere", .port = 0}, echo()); },
                testing::ThrowsMessage<Error>(HasSubstr("no IP address")));
}

TEST(Server, LetsRequestsUnderWayFinishWhenStopped) {
    std::promise<std::shared_ptr<Reply>> arrived;
    Server server{{.port = 0}, {.request = [&arrived](const Request&, Reply reply) {
                      arrived.set_value(std::make_shared<Reply>(std::move(reply)));
                  }}};
    std::thread thread{[&server] { server.serve(0); }};
    RawClient client{server.port()};
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto reply = arrived.get_future().get();

    server.stop(10s);
    reply->send({.content_type = "text/plain", .body = "last words"});

    EXPECT_THAT(client.read_all(), EndsWith("last words"));
    client.socket().close();
    thread.join();
}

}  // namespace
}  // namespace deed::server
