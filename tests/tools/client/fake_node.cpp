#include "tests/tools/client/fake_node.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace deed::client {
namespace {

server::Options any_port() {
    server::Options options;
    options.port = 0;
    return options;
}

}  // namespace

FakeNode::FakeNode()
    : server_(any_port(), {.request =
                               [this](const server::Request& request, server::Reply reply) {
                                   server::Response response;
                                   response.body = request.method == "GET"
                                                       ? page_at(std::string{request.path})
                                                       : answer(std::string{request.body});
                                   reply.send(std::move(response));
                               }}),
      thread_([this] { server_.serve(0); }) {}

FakeNode::~FakeNode() {
    server_.stop();
    thread_.join();
}

void FakeNode::set_result(const std::string& method, const std::string& result) {
    set_body(method, R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}");
}

void FakeNode::set_error(const std::string& method, const std::string& error) {
    set_body(method, R"({"jsonrpc":"2.0","id":1,"error":)" + error + "}");
}

void FakeNode::set_body(const std::string& method, const std::string& body) {
    const std::lock_guard lock{mutex_};
    answers_[method] = body;
}

std::vector<std::string> FakeNode::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

std::string FakeNode::page_at(const std::string& path) {
    const std::lock_guard lock{mutex_};
    return answers_[path];
}

std::string FakeNode::answer(const std::string& request) {
    const std::lock_guard lock{mutex_};
    requests_.push_back(request);
    const auto body = boost::json::parse(request);
    const auto found = answers_.find(std::string{body.at("method").as_string()});
    if (found != answers_.end()) return found->second;
    return R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method does not exist/is not available"}})";
}

}  // namespace deed::client
