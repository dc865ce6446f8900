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
    /// Borrows @p backend. Methods of another door than @p door are not found.
    Service(Backend& backend, Submit submit, Door door = Door::Public)
        : backend_(backend), submit_(std::move(submit)), door_(door) {}

    /// Answers one request or batch: quick ones before this returns, others from a worker. Notifications are
    /// answered with an empty body. @p channel is null over HTTP.
    void handle(std::string_view text, std::shared_ptr<server::Channel> channel, server::Reply reply);

    /// Answers @p text on this thread. Empty when it holds only notifications.
    [[nodiscard]] std::string answer(std::string_view text, Caller& caller);

  private:
    void finish(std::string answer, const Caller& caller, server::Reply reply);

    Backend& backend_;
    Submit submit_;
    Door door_;
};

}  // namespace deed::rpc
