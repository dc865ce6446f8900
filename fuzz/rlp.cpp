#include "vm/base/rlp.hpp"

#include "vm/base/assert.hpp"

namespace {

using namespace deed;

/// Reads everything inside, and writes it again from what was read; nothing when a part is not canonical.
Result<Bytes, rlp::DecodeError> rewrite(const rlp::Item& item, int depth) {
    if (item.kind == rlp::Kind::String) return rlp::encode(item.payload);
    // A list may be nested once per byte; no deeper than the stack of this check allows.
    if (depth == 0) return to_bytes(item.encoded);
    rlp::ListBuilder list;
    for (rlp::Reader reader{item.payload}; !reader.at_end();) {
        DEED_TRY(member, reader.read_item());
        DEED_TRY(encoded, rewrite(member, depth - 1));
        list.add_encoded(encoded);
    }
    return list.finish();
}

/// What is read is written back as the same bytes: there is one encoding of everything.
void check_round_trip(BytesView input) {
    const auto item = rlp::decode_single(input);
    if (!item) return;
    DEED_ASSERT(item->encoded.size() == input.size());
    const auto again = rewrite(*item, 100);
    if (again) DEED_ASSERT(*again == to_bytes(input));
    if (item->kind == rlp::Kind::String) DEED_ASSERT(rlp::encoded_size(item->payload) == input.size());
}

void check_numbers(BytesView input) {
    if (const auto number = rlp::Reader{input}.read_uint256()) {
        const auto encoded = rlp::encode(*number);
        DEED_ASSERT(encoded.size() <= input.size());
        DEED_ASSERT(encoded == to_bytes(input.first(encoded.size())));
    }
    if (const auto number = rlp::Reader{input}.read_uint64())
        DEED_ASSERT(rlp::Reader{input}.read_uint256() == Uint256{*number});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    check_round_trip({data, size});
    check_numbers({data, size});
    return 0;
}
