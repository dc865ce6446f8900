#pragma once

#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace deed {

/// What a server answered.
struct HttpAnswer {
    unsigned status = 0;
    std::string head;
    std::string body;
};

/// One request on a connection of its own; the body is sent as JSON unless @p content_type says otherwise.
inline HttpAnswer http_request(uint16_t port, std::string_view method, std::string_view target,
                               std::string_view body = {}, std::string_view content_type = "application/json",
                               std::string_view more_fields = {}) {
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket{context};
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    const auto request = fmt::format(
        "{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {}\r\nContent-Length: "
        "{}\r\n{}\r\n{}",
        method, target, content_type, body.size(), more_fields, body);
    boost::asio::write(socket, boost::asio::buffer(request));
    std::string text;
    boost::system::error_code end;
    boost::asio::read(socket, boost::asio::dynamic_buffer(text), end);
    const size_t split = text.find("\r\n\r\n");
    if (split == std::string::npos || text.size() < 12) return {};
    return {static_cast<unsigned>(std::stoul(text.substr(9, 3))), text.substr(0, split),
            text.substr(split + 4)};
}

}  // namespace deed
