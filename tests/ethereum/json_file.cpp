#include "tests/ethereum/json_file.hpp"

#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>

#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::conformance {

boost::json::value read_json(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw Error{"cannot read " + file.string()};
    std::ostringstream text;
    text << stream.rdbuf();

    boost::system::error_code problem;
    auto value = boost::json::parse(text.view(), problem, {}, {.max_depth = 512});
    if (problem) throw Error{file.string() + " is not JSON: " + problem.message()};
    return value;
}

Bytes hex_bytes(const boost::json::value& value) {
    const auto* text = value.if_string();
    auto bytes = text ? from_hex(*text) : std::nullopt;
    if (!bytes) throw Error{"not hexadecimal: " + (text ? std::string{*text} : std::string{"(no text)"})};
    return std::move(*bytes);
}

}  // namespace deed::conformance
