#include "vm/abi/contract.hpp"
#include "vm/base/assert.hpp"

namespace {

using namespace deed;

/// The bytes that values take when they are encoded: a measure of what decoding has allocated.
size_t size_of(const abi::Values& values) {
    size_t size = 0;
    for (const auto& value : values) {
        if (const auto* members = std::get_if<abi::Values>(&value.data))
            size += size_of(*members);
        else if (const auto* bytes = std::get_if<Bytes>(&value.data))
            size += bytes->size();
        else if (const auto* text = std::get_if<std::string>(&value.data))
            size += text->size();
        else
            size += 32;
    }
    return size;
}

/// What is decoded is no longer than the input, and survives being encoded and decoded again.
void check_values(const std::vector<abi::Type>& types, BytesView input) {
    const auto values = abi::decode(types, input);
    if (!values) return;
    DEED_ASSERT(size_of(*values) <= input.size());
    const auto code = abi::encode(types, *values);
    DEED_ASSERT(code.has_value());
    DEED_ASSERT(abi::decode(types, *code) == *values);
    for (size_t i = 0; i < types.size(); ++i) DEED_ASSERT(!abi::to_text(types[i], (*values)[i]).empty());
}

/// The input is a type, a zero byte, and bytes to decode as that type.
void check(BytesView input) {
    const auto text = as_text(input).substr(0, as_text(input).find('\0'));
    const auto type = abi::parse_type(text);
    if (!type) return;
    const auto name = abi::canonical_name(*type);
    const auto again = abi::parse_type(name);
    DEED_ASSERT(again && abi::canonical_name(*again) == name);
    DEED_ASSERT(abi::is_dynamic(*again) == abi::is_dynamic(*type));
    if (text.size() < input.size()) check_values({*type}, input.subspan(text.size() + 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    check({data, size});
    static_cast<void>(abi::parse_function(as_text({data, size})));
    static_cast<void>(abi::decode_revert({data, size}));
    return 0;
}
