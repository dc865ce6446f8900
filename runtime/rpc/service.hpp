#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "runtime/rpc/backend.hpp"
#include "runtime/rpc/method.hpp"
#include "runtime/server/server.hpp"

namespace deed::rpc {

/// Runs work on another thread; the work must not throw.
using Submit = std::function<void(std::function<void()>)>;

/// JSON-RPC 2.0 over any carrier: text in, text out.
class Service {
  public:
    /// Borrows @p backend.
    Service(Backend& backend, Submit submit) : backend_(backend), submit_(std::move(submit)) {}

    /// Answers one request or batch: quick ones before this returns, others from a worker. Notifications are
    /// answered with an empty body. @p channel is null over HTTP.
    void handle(std::string_view text, std::shared_ptr<server::Channel> channel, server::Reply reply);

    /// Answers @p text on this thread. Empty when it holds only notifications.
    [[nodiscard]] std::string answer(std::string_view text, Caller& caller);

  private:
    void finish(std::string answer, const Caller& caller, server::Reply reply);

    Backend& backend_;
    Submit submit_;
};

}  // namespace deed::rpc
