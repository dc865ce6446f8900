#pragma once

#include <string_view>

#include "runtime/server/server.hpp"

namespace deed::server {

/// A refusal as `application/problem+json` (RFC 9457): title of the status, and what was wrong.
[[nodiscard]] Response make_problem(unsigned status, std::string_view detail);

}  // namespace deed::server
