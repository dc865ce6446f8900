#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "runtime/server/request_parser.hpp"
#include "runtime/server/worker.hpp"

namespace deed::server {

/// One HTTP connection: requests are answered one after another, in order, however many are sent at once.
class HttpSession final : public Connection,
                          public Exchange,
                          public std::enable_shared_from_this<HttpSession> {
  public:
    HttpSession(Worker& worker, Socket socket);
    ~HttpSession() override;

    /// Begins to read; the connection keeps itself alive from here on.
    void start();

    void check_deadline(Clock::time_point now) override;
    void finish() override;
    void abort() override;
    void respond(Response&& response) override;

  private:
    enum class Stage : uint8_t { Reading, Handling, Writing, Draining, Closed };
    enum class After : uint8_t { KeepAlive, Close };

    void read();
    void read_later();
    void process_input();
    [[nodiscard]] bool parse_request();
    void handle_request();
    void refuse(unsigned status, std::string_view detail);
    void accept_response(Response&& response);
    void write_head(const Response& response);
    [[nodiscard]] bool write_response();
    void write_rest();
    void finish_response();
    void drain();
    void upgrade();
    void close();

    Worker& worker_;
    Socket socket_;
    boost::beast::flat_buffer buffer_;
    RequestText text_;
    std::optional<RequestParser> parser_;
    std::string head_;
    std::string body_;
    size_t written_ = 0;
    Stage stage_ = Stage::Reading;
    After after_ = After::KeepAlive;
    bool is_processing_ = false;
    bool is_finishing_ = false;
    bool was_continued_ = false;
    Clock::time_point deadline_;
};

}  // namespace deed::server
