#include "runtime/json/strict_text.hpp"

#include <set>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

namespace deed::json {
namespace {

namespace bj = boost::json;

constexpr size_t kMaxDepth = 64;

/// Looks at keys only; everything else is the parser's business.
struct KeyWatcher {
    using Text = bj::string_view;
    using Error = bj::error_code;

    static constexpr size_t max_object_size = size_t{1} << 20;
    static constexpr size_t max_array_size = size_t{1} << 20;
    static constexpr size_t max_key_size = size_t{1} << 16;
    static constexpr size_t max_string_size = size_t{1} << 30;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) {
        keys.emplace_back();
        return true;
    }
    bool on_object_end(size_t, Error&) {
        keys.pop_back();
        return true;
    }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(size_t, Error&) { return true; }
    bool on_key_part(Text part, size_t, Error&) {
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(Text part, size_t, Error& error) {
        key.append(part.data(), part.size());
        if (!keys.back().insert(key).second) {
            repeated = key;
            error = bj::error::exception;
            return false;
        }
        key.clear();
        return true;
    }
    bool on_string_part(Text, size_t, Error&) { return true; }
    bool on_string(Text, size_t, Error&) { return true; }
    bool on_number_part(Text, Error&) { return true; }
    bool on_int64(int64_t, Text, Error&) { return true; }
    bool on_uint64(uint64_t, Text, Error&) { return true; }
    bool on_double(double, Text, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }

    std::vector<std::set<std::string>> keys;
    std::string key;
    std::string repeated;
};

}  // namespace

Result<bj::value, TextError> parse_strict(std::string_view text) {
    bj::parse_options options;
    options.max_depth = kMaxDepth;
    bj::basic_parser<KeyWatcher> parser{options};
    bj::error_code error;
    const size_t consumed = parser.write_some(false, text.data(), text.size(), error);
    if (!parser.handler().repeated.empty())
        return Failure{TextError{consumed, "the key \"" + parser.handler().repeated + "\" appears twice"}};
    if (error) return Failure{TextError{consumed, error.message()}};
    if (text.find_first_not_of(" \t\r\n", consumed) != std::string_view::npos)
        return Failure{TextError{consumed, "something follows the value"}};
    auto value = bj::parse({text.data(), text.size()}, error, {}, options);
    if (error) return Failure{TextError{consumed, error.message()}};
    return value;
}

}  // namespace deed::json
