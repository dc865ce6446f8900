#include "runtime/pool/refusal.hpp"

#include "vm/base/assert.hpp"

namespace deed::pool {
namespace {

std::string describe(PoolError error) {
    switch (error) {
        case PoolError::AlreadyKnown: return "already known";
        case PoolError::ReplacementUnderpriced: return "replacement transaction underpriced";
        case PoolError::Underpriced: return "transaction underpriced";
        case PoolError::NonceTooFar: return "nonce too high: too far above the account's";
        case PoolError::TooManyFromSender:
            return "account limit exceeded: too many waiting transactions of this sender";
        case PoolError::BlobsMissing: return "missing sidecar: the transaction came without its blobs";
        case PoolError::BlobsMismatched:
            return "invalid sidecar: the blobs are not those of the transaction, or a proof does not hold";
        case PoolError::BlobsTooEarly: return "invalid sidecar: proofs for cells come with Osaka";
        case PoolError::CannotWait: return "transaction cannot be included in the next block";
    }
    DEED_ASSERT(false);
}

std::string describe(execution::Invalid reason) {
    return std::string{execution::message_of(reason)};
}

std::string describe(block::DecodeError error) {
    return "cannot decode the transaction: " + std::string{block::message_of(error)};
}

}  // namespace

std::string message_of(const Refusal& refusal) {
    return std::visit([](const auto& reason) { return describe(reason); }, refusal);
}

}  // namespace deed::pool
