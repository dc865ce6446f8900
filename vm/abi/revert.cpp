#include <algorithm>

#include "vm/abi/contract.hpp"

namespace deed::abi {
namespace {

/// Solidity's errors for `require(…, message)` and for what its compiler checks.
const ErrorType& error_of_message() {
    static const ErrorType kError{"Error", {{"message", string_type()}}};
    return kError;
}
const ErrorType& error_of_panic() {
    static const ErrorType kPanic{"Panic", {{"code", uint_type()}}};
    return kPanic;
}

struct PanicRow {
    uint64_t code;
    std::string_view meaning;
};
constexpr PanicRow kPanics[] = {
    {0x00, "panic"},
    {0x01, "assertion failed"},
    {0x11, "arithmetic overflow or underflow"},
    {0x12, "division by zero"},
    {0x21, "value out of range of its enum"},
    {0x22, "storage byte array is not well formed"},
    {0x31, "pop of an empty array"},
    {0x32, "array index out of bounds"},
    {0x41, "too much memory"},
    {0x51, "call of an unset function"},
};

std::optional<RevertReason> decode_as(const ErrorType& error, BytesView output) {
    if (Selector::from(output.first(Selector::kSize)) != selector_of(error)) return std::nullopt;
    auto values = decode(types_of(error.inputs), output.subspan(Selector::kSize));
    if (!values) return std::nullopt;
    return RevertReason{error, std::move(*values)};
}

Bytes encode_as(const ErrorType& error, const Value& value) {
    Bytes output = to_bytes(selector_of(error));
    const auto code = encode(types_of(error.inputs), std::span{&value, 1});
    DEED_ASSERT(code.has_value());
    append(output, *code);
    return output;
}

bool is(const ErrorType& error, const ErrorType& standard) {
    return error.name == standard.name && types_of(error.inputs) == types_of(standard.inputs);
}

}  // namespace

std::optional<RevertReason> decode_revert(BytesView output, std::span<const ErrorType> errors) {
    if (output.size() < Selector::kSize) return std::nullopt;
    for (const auto& error : errors)
        if (auto reason = decode_as(error, output)) return reason;
    if (auto reason = decode_as(error_of_message(), output)) return reason;
    return decode_as(error_of_panic(), output);
}

std::string to_text(const RevertReason& reason) {
    if (is(reason.error, error_of_message())) return std::get<std::string>(reason.values.front().data);
    if (is(reason.error, error_of_panic())) {
        const auto& code = std::get<Uint256>(reason.values.front().data);
        return std::string{panic_meaning(code)} + " (" + to_quantity(code) + ")";
    }
    std::string text = reason.error.name + "(";
    for (size_t i = 0; i < reason.values.size(); ++i)
        text += (i > 0 ? ", " : "") + to_text(reason.error.inputs[i].type, reason.values[i]);
    return text + ")";
}

std::string_view panic_meaning(const Uint256& code) {
    const auto* row = std::find_if(std::begin(kPanics), std::end(kPanics),
                                   [&](const PanicRow& r) { return code == r.code; });
    return row == std::end(kPanics) ? "unknown panic" : row->meaning;
}

Bytes encode_error(std::string_view message) {
    return encode_as(error_of_message(), Value{std::string{message}});
}

Bytes encode_panic(const Uint256& code) {
    return encode_as(error_of_panic(), Value{code});
}

}  // namespace deed::abi
