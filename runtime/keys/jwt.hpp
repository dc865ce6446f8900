#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"

/// JSON Web Tokens as the Engine API uses them (RFC 7519, HS256): a consensus client proves with each request
/// that it knows the secret both sides share.
namespace deed::keys {

/// How far the time of a token may be from the clock, in seconds.
inline constexpr uint64_t kTokenTolerance = 60;

/// Why a token is not taken.
enum class TokenError : uint8_t {
    Missing,         ///< no "Bearer" token in the field
    Malformed,       ///< not three parts of base64url, or no JSON in them
    WrongAlgorithm,  ///< another algorithm than HS256
    WrongSignature,  ///< made with another secret
    WrongTime,       ///< without a time (iat), or too far from the clock; or past its end (exp)
};

/// The reason in words.
[[nodiscard]] std::string_view message_of(TokenError error);

/// Whether @p field, an Authorization field, carries a token of @p secret that is fresh at @p now (seconds
/// since 1970).
[[nodiscard]] Result<std::monostate, TokenError> check_token(std::string_view field, const Hash& secret,
                                                             uint64_t now);
/// A token with this time: what a consensus client sends.
[[nodiscard]] std::string make_token(const Hash& secret, uint64_t issued_at);

}  // namespace deed::keys
