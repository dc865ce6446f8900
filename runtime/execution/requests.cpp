#include "runtime/execution/requests.hpp"

#include <array>

#include "vm/base/uint256.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::execution {
namespace {

/// keccak256("DepositEvent(bytes,bytes,bytes,bytes,bytes)")
constexpr Hash kDepositTopic{{0x64, 0x9b, 0xbc, 0x62, 0xd0, 0xe3, 0x13, 0x42, 0xaf, 0xea, 0x4e,
                              0x5c, 0xd8, 0x2d, 0x40, 0x49, 0xe7, 0xe1, 0xee, 0x91, 0x2f, 0xc0,
                              0x88, 0x9a, 0xa7, 0x90, 0x80, 0x3b, 0xe3, 0x90, 0x38, 0xc5}};

/// One of the event's byte strings: where its length stands, and what the length must be.
struct DepositField {
    size_t offset;
    size_t size;
};
/// Public key, withdrawal credentials, amount, signature, index.
constexpr std::array<DepositField, 5> kDepositFields{{{160, 48}, {256, 32}, {320, 8}, {384, 96}, {512, 8}}};
constexpr size_t kDepositEventSize = 576;

}  // namespace

bool append_deposit(const state::Log& log, Bytes& deposits) {
    if (log.topics.empty() || log.topics[0] != kDepositTopic) return true;
    if (log.data.size() != kDepositEventSize) return false;
    for (size_t i = 0; i < kDepositFields.size(); ++i) {
        const auto [offset, size] = kDepositFields[i];
        if (load_be(log.data.data() + 32 * i) != Uint256{offset}) return false;
        if (load_be(log.data.data() + offset) != Uint256{size}) return false;
        append(deposits, BytesView{log.data}.subspan(offset + 32, size));
    }
    return true;
}

Hash hash_requests(std::span<const Bytes> requests) {
    Bytes hashes;
    for (const Bytes& request : requests) append(hashes, crypto::sha256(request));
    return crypto::sha256(hashes);
}

}  // namespace deed::execution
