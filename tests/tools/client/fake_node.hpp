#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/server/server.hpp"
#include "tools/client/http_client.hpp"

namespace deed::client {

/// A server that answers each JSON-RPC method and each page with a fixed text, on a port of its own.
class FakeNode {
  public:
    FakeNode();
    ~FakeNode();
    FakeNode(const FakeNode&) = delete;
    FakeNode& operator=(const FakeNode&) = delete;

    /// From now on @p method is answered with this JSON as "result", or as "error".
    void set_result(const std::string& method, const std::string& result);
    void set_error(const std::string& method, const std::string& error);
    /// From now on @p method, or GET of a path, is answered with this text as it is.
    void set_body(const std::string& method, const std::string& body);

    /// The bodies that came, in order.
    [[nodiscard]] std::vector<std::string> requests() const;
    [[nodiscard]] Url url() const { return Url::parse(server_.url()); }

  private:
    [[nodiscard]] std::string page_at(const std::string& path);
    [[nodiscard]] std::string answer(const std::string& request);

    mutable std::mutex mutex_;
    std::map<std::string, std::string> answers_;
    std::vector<std::string> requests_;
    server::Server server_;
    std::thread thread_;
};

}  // namespace deed::client
