#include "runtime/server/problem.hpp"

#include <boost/beast/http/status.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace deed::server {

Response make_problem(unsigned status, std::string_view detail) {
    namespace http = boost::beast::http;
    const auto title = http::obsolete_reason(http::int_to_status(status));
    const boost::json::object problem{{"type", "about:blank"},
                                      {"title", boost::json::string_view{title.data(), title.size()}},
                                      {"status", status},
                                      {"detail", boost::json::string_view{detail.data(), detail.size()}}};
    return {.status = status,
            .content_type = "application/problem+json",
            .body = boost::json::serialize(problem)};
}

}  // namespace deed::server
