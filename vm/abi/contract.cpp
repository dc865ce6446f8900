#include "vm/abi/contract.hpp"

#include <algorithm>

#include "vm/crypto/keccak.hpp"

namespace deed::abi {
namespace {

constexpr std::pair<Mutability, std::string_view> kMutabilities[] = {
    {Mutability::Pure, "pure"},
    {Mutability::View, "view"},
    {Mutability::Nonpayable, "nonpayable"},
    {Mutability::Payable, "payable"},
};

template <typename Parameters>
std::string signature(std::string_view name, const Parameters& parameters) {
    std::string text{name};
    text += '(';
    for (size_t i = 0; i < parameters.size(); ++i) {
        if (i > 0) text += ',';
        text += canonical_name(parameters[i].type);
    }
    return text + ')';
}

bool is_identifier(std::string_view text) {
    const auto may_start = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    };
    const auto may_follow = [&](char c) { return may_start(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && may_start(text[0]) && std::all_of(text.begin(), text.end(), may_follow);
}

std::string_view trim(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// The length of the parenthesis that @p text starts with, or 0 when it does not start with a closed one.
size_t parenthesis_length(std::string_view text) {
    size_t open = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++open;
        if (open == 0) return 0;
        if (text[i] == ')' && --open == 0) return i + 1;
    }
    return 0;
}

/// Takes "(address to, uint256)" off the front of @p text: a list of parameters is written as a tuple is.
std::optional<std::vector<Parameter>> take_parameters(std::string_view& text) {
    const size_t length = parenthesis_length(text);
    if (length == 0) return std::nullopt;
    const auto tuple = parse_type(text.substr(0, length));
    if (!tuple) return std::nullopt;
    text.remove_prefix(length);
    std::vector<Parameter> parameters;
    for (size_t i = 0; i < tuple->members.size(); ++i)
        parameters.push_back({tuple->names[i], tuple->members[i]});
    return parameters;
}

}  // namespace

std::string_view name_of(Mutability mutability) {
    for (const auto& [value, name] : kMutabilities)
        if (value == mutability) return name;
    return "";
}

std::optional<Mutability> find_mutability(std::string_view name) {
    for (const auto& [value, spelling] : kMutabilities)
        if (spelling == name) return value;
    return std::nullopt;
}

std::string signature_of(const Function& function) {
    return signature(function.name, function.inputs);
}
std::string signature_of(const Event& event) {
    return signature(event.name, event.inputs);
}
std::string signature_of(const ErrorType& error) {
    return signature(error.name, error.inputs);
}

Selector selector_of(std::string_view signature_text) {
    const Hash digest = crypto::keccak256(as_bytes(signature_text));
    return Selector::from(BytesView{digest}.first(Selector::kSize));
}
Selector selector_of(const Function& function) {
    return selector_of(signature_of(function));
}
Selector selector_of(const ErrorType& error) {
    return selector_of(signature_of(error));
}

Hash topic_of(const Event& event) {
    return crypto::keccak256(as_bytes(signature_of(event)));
}

std::vector<Type> types_of(std::span<const Parameter> parameters) {
    std::vector<Type> types;
    for (const auto& parameter : parameters) types.push_back(parameter.type);
    return types;
}

std::optional<Function> parse_function(std::string_view text) {
    text = trim(text);
    if (text.starts_with("function ")) text = trim(text.substr(9));
    const size_t name_end = text.find('(');
    if (name_end == std::string_view::npos || !is_identifier(text.substr(0, name_end))) return std::nullopt;
    Function function{.name = std::string{text.substr(0, name_end)}};
    text.remove_prefix(name_end);

    auto inputs = take_parameters(text);
    if (!inputs) return std::nullopt;
    function.inputs = std::move(*inputs);

    for (text = trim(text); !text.empty(); text = trim(text)) {
        const auto word = text.substr(0, text.find_first_of(" ("));
        text.remove_prefix(word.size());
        if (word == "returns") {
            text = trim(text);
            auto outputs = take_parameters(text);
            if (!outputs) return std::nullopt;
            function.outputs = std::move(*outputs);
        } else if (const auto mutability = find_mutability(word)) {
            function.mutability = *mutability;
        } else if (word != "external" && word != "public") {
            return std::nullopt;
        }
    }
    return function;
}

Result<Bytes, EncodeError> encode_call(const Function& function, std::span<const Value> arguments) {
    DEED_TRY(code, encode(types_of(function.inputs), arguments));
    Bytes call = to_bytes(selector_of(function));
    append(call, code);
    return call;
}

}  // namespace deed::abi
