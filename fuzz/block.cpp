#include "runtime/block/block.hpp"

#include "runtime/block/commit_record.hpp"
#include "runtime/block/receipt.hpp"
#include "vm/base/assert.hpp"

namespace {

using namespace deed;

/// What is read is written back as the same bytes: there is one encoding of everything.
template <typename Decode>
void check_round_trip(BytesView input, Decode decode) {
    const auto value = decode(input);
    if (value) DEED_ASSERT(encode(*value) == to_bytes(input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const BytesView input{data, size};
    check_round_trip(input, block::decode_block);
    check_round_trip(input, block::decode_header);
    check_round_trip(input, block::decode_receipt);
    check_round_trip(input, block::decode_commit_record);
    return 0;
}
