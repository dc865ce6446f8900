#include "runtime/block/transaction.hpp"

#include "vm/base/assert.hpp"

namespace {

using namespace deed;

/// What is read is written back as the same bytes, and hashing and recovery take whatever was read.
void check(BytesView input) {
    const auto transaction = block::decode_transaction(input);
    if (!transaction) return;
    DEED_ASSERT(block::encode(*transaction) == to_bytes(input));

    const auto again = block::decode_transaction(block::encode(*transaction));
    DEED_ASSERT(again && *again == *transaction);
    DEED_ASSERT(block::hash_of(*again) == block::hash_of(*transaction));

    static_cast<void>(block::recover_sender(*transaction));
    for (const auto& authorization : transaction->fields.authorization_list)
        static_cast<void>(block::recover_authority(authorization));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    check({data, size});
    return 0;
}
