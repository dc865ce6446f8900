#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace deed::client {

/// Where a server listens: "http://127.0.0.1:8545".
struct Url {
    std::string host;
    std::string port;
    std::string path;  ///< without a "/" at its end, so that targets can be appended; often empty

    /// Reads "http://host[:port][/path]". Throws `Error` for anything else, https included.
    [[nodiscard]] static Url parse(std::string_view text);
    [[nodiscard]] std::string text() const;
};

struct HttpResponse {
    unsigned status = 0;
    std::string content_type;
    std::string body;
};

/// One connection to one server, kept between requests and made anew when the server has closed it.
class HttpClient {
  public:
    explicit HttpClient(Url url, std::chrono::milliseconds patience = std::chrono::seconds{60});
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    /// Sends a request and waits for its answer, of whatever status. @p target starts with "/"; a body is
    /// sent as JSON. Throws `Error` when the server cannot be reached, or does not answer within the
    /// patience.
    [[nodiscard]] HttpResponse request(std::string_view method, std::string_view target,
                                       std::string_view body = {});

    [[nodiscard]] const Url& url() const;

  private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace deed::client
