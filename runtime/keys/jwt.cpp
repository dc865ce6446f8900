#include "runtime/keys/jwt.hpp"

#include <array>
#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "vm/base/error.hpp"

namespace deed::keys {
namespace {

namespace json = boost::json;

/// A token is a few claims: what is longer is none.
constexpr size_t kMaxToken = 4'096;
constexpr std::string_view kScheme = "Bearer ";

/// RFC 4648, section 5, without padding.
std::optional<std::string> decode_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string standard{text};
    for (char& c : standard) {
        // The letters of the other alphabet, and padding, are not part of this one.
        if (c == '+' || c == '/' || c == '=') return std::nullopt;
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    const size_t padding = (4 - text.size() % 4) % 4;
    standard.append(padding, '=');
    std::string bytes(standard.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(standard.data()),
                                     static_cast<int>(standard.size()));
    if (size < 0) return std::nullopt;
    bytes.resize(static_cast<size_t>(size) - padding);
    return bytes;
}

std::string encode_base64url(BytesView bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<size_t>(size));
    while (text.ends_with('=')) text.pop_back();
    for (char& c : text) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    return text;
}

Hash sign(std::string_view message, const Hash& secret) {
    Hash signature;
    unsigned size = 0;
    const auto* done =
        HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(message.data()), message.size(), signature.data(), &size);
    if (done == nullptr || size != signature.size()) throw Error{"HMAC-SHA256 failed"};
    return signature;
}

std::optional<json::object> parse_part(std::string_view part) {
    const auto text = decode_base64url(part);
    if (!text) return std::nullopt;
    boost::system::error_code error;
    auto value = json::parse(*text, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::optional<uint64_t> find_time(const json::object& claims, const char* name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
    return static_cast<uint64_t>(value->get_int64());
}

bool is_fresh(const json::object& claims, uint64_t now) {
    const auto issued = find_time(claims, "iat");
    if (!issued) return false;
    const uint64_t distance = *issued > now ? *issued - now : now - *issued;
    if (distance > kTokenTolerance) return false;
    if (!claims.contains("exp")) return true;
    const auto end = find_time(claims, "exp");
    return end && *end > now;
}

}  // namespace

std::string_view message_of(TokenError error) {
    switch (error) {
        case TokenError::Missing: return "the Authorization field holds no Bearer token";
        case TokenError::Malformed: return "the token is malformed";
        case TokenError::WrongAlgorithm: return "the token's algorithm is not HS256";
        case TokenError::WrongSignature: return "the token was made with another secret";
        case TokenError::WrongTime: return "the token's time is too far from this machine's clock";
    }
    DEED_ASSERT(false);
}

Result<std::monostate, TokenError> check_token(std::string_view field, const Hash& secret, uint64_t now) {
    if (!field.starts_with(kScheme)) return Failure{TokenError::Missing};
    const auto token = field.substr(kScheme.size());
    const size_t first = token.find('.');
    const size_t second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (second == token.npos || token.size() > kMaxToken) return Failure{TokenError::Malformed};
    const auto header = parse_part(token.substr(0, first));
    const auto signature = decode_base64url(token.substr(second + 1));
    if (!header || !signature) return Failure{TokenError::Malformed};
    const auto* algorithm = header->if_contains("alg");
    if (algorithm == nullptr || *algorithm != "HS256") return Failure{TokenError::WrongAlgorithm};

    const Hash wanted = sign(token.substr(0, second), secret);
    const bool is_equal = signature->size() == wanted.size() &&
                          CRYPTO_memcmp(signature->data(), wanted.data(), wanted.size()) == 0;
    if (!is_equal) return Failure{TokenError::WrongSignature};
    const auto claims = parse_part(token.substr(first + 1, second - first - 1));
    if (!claims) return Failure{TokenError::Malformed};
    if (!is_fresh(*claims, now)) return Failure{TokenError::WrongTime};
    return std::monostate{};
}

std::string make_token(const Hash& secret, uint64_t issued_at) {
    const std::string claims = R"({"iat":)" + std::to_string(issued_at) + "}";
    const std::string message = encode_base64url(as_bytes(R"({"alg":"HS256","typ":"JWT"})")) + "." +
                                encode_base64url(as_bytes(claims));
    return message + "." + encode_base64url(sign(message, secret));
}

}  // namespace deed::keys
