#include "runtime/execution/fees.hpp"

#include <algorithm>

#include <boost/multiprecision/cpp_int.hpp>

namespace deed::execution {
namespace {

using isa::Revision;

constexpr uint64_t kTransactionGas = 21'000;
constexpr uint64_t kCreationGas = 32'000;  // EIP-2
constexpr uint64_t kZeroByteGas = 4;
constexpr uint64_t kAccessListAddressGas = 2'400;  // EIP-2930
constexpr uint64_t kAccessListSlotGas = 1'900;     // EIP-2930
constexpr uint64_t kInitCodeWordGas = 2;           // EIP-3860
constexpr uint64_t kAuthorizationGas = 25'000;     // EIP-7702
constexpr uint64_t kFloorTokenGas = 10;            // EIP-7623
constexpr uint64_t kTokensPerNonZeroByte = 4;      // EIP-7623
constexpr uint64_t kBaseFeeChangeDenominator = 8;  // EIP-1559
constexpr uint64_t kElasticity = 2;                // EIP-1559
constexpr uint64_t kGasLimitBoundDivisor = 1'024;
constexpr uint64_t kBlobBaseCost = 8'192;  // EIP-7918

uint64_t access_list_gas(const block::AccessList& list) {
    uint64_t gas = 0;
    for (const block::AccessListEntry& entry : list)
        gas += kAccessListAddressGas + kAccessListSlotGas * entry.slots.size();
    return gas;
}

/// EIP-4844's integer approximation of e^(numerator / denominator) by its Taylor series. Stops growing where
/// the result no longer fits a word.
Uint256 exponential(uint64_t numerator, uint64_t denominator) {
    using boost::multiprecision::cpp_int;
    const cpp_int limit = (cpp_int{1} << 256) - 1;
    const cpp_int enough = (limit + 1) * denominator;
    cpp_int sum = 0;
    cpp_int term = denominator;
    for (uint64_t i = 1; term > 0; ++i) {
        sum += term;
        if (sum >= enough) return Uint256::max();
        term = term * numerator / (cpp_int{denominator} * i);
    }
    sum /= denominator;
    Uint256 result;
    for (size_t limb = 0; limb < 4; ++limb)
        result[limb] = static_cast<uint64_t>((sum >> (64 * limb)) & ~uint64_t{0});
    return result;
}

}  // namespace

IntrinsicGas intrinsic_gas(const block::Transaction& transaction, Revision revision) {
    const auto zeros = static_cast<uint64_t>(std::ranges::count(transaction.data, 0));
    const uint64_t others = transaction.data.size() - zeros;
    // EIP-2028: 16 instead of 68.
    const uint64_t other_byte_gas = revision >= Revision::Istanbul ? 16 : 68;
    IntrinsicGas gas;
    gas.intrinsic = kTransactionGas + zeros * kZeroByteGas + others * other_byte_gas;
    if (!transaction.to && revision >= Revision::Homestead) gas.intrinsic += kCreationGas;
    if (!transaction.to && revision >= Revision::Shanghai)
        gas.intrinsic += kInitCodeWordGas * ((transaction.data.size() + 31) / 32);
    gas.intrinsic += access_list_gas(transaction.access_list);
    gas.intrinsic += kAuthorizationGas * transaction.authorization_list.size();
    if (revision >= Revision::Prague)
        gas.floor = kTransactionGas + kFloorTokenGas * (zeros + kTokensPerNonZeroByte * others);
    return gas;
}

Uint256 effective_gas_price(const block::Transaction& transaction, const Uint256& base_fee) {
    // The caps of a call may be below the base fee; then it pays its cap and no tip.
    if (transaction.max_fee_per_gas < base_fee) return transaction.max_fee_per_gas;
    const Uint256 room = transaction.max_fee_per_gas - base_fee;
    return base_fee + std::min(room, transaction.max_priority_fee_per_gas);
}

uint64_t blob_gas_of(const block::Transaction& transaction) {
    return kGasPerBlob * transaction.blob_versioned_hashes.size();
}

Uint256 next_base_fee(const block::Header& parent) {
    if (!parent.base_fee_per_gas) return kInitialBaseFee;
    const Uint256 base_fee = *parent.base_fee_per_gas;
    const uint64_t target = parent.gas_limit / kElasticity;
    if (parent.gas_used == target || target == 0) return base_fee;
    const uint64_t distance = parent.gas_used > target ? parent.gas_used - target : target - parent.gas_used;
    const Uint256 change = base_fee * Uint256{distance} / target / kBaseFeeChangeDenominator;
    if (parent.gas_used > target) return base_fee + std::max(change, Uint256{1});
    return base_fee - change;
}

Uint256 blob_base_fee(uint64_t excess_blob_gas, const block::BlobSchedule& schedule) {
    if (schedule.base_fee_update_fraction == 0) return 1;
    return exponential(excess_blob_gas, schedule.base_fee_update_fraction);
}

uint64_t next_excess_blob_gas(const block::Header& parent, const block::BlobSchedule& schedule,
                              Revision revision) {
    const uint64_t excess = parent.excess_blob_gas.value_or(0);
    const uint64_t used = parent.blob_gas_used.value_or(0);
    const uint64_t target = kGasPerBlob * schedule.target;
    if (excess + used < target) return 0;
    // EIP-7918: while gas is dearer than blobs, blobs do not become cheaper.
    const Uint256 execution_cost = Uint256{kBlobBaseCost} * parent.base_fee_per_gas.value_or(Uint256{});
    const bool is_reserved = revision >= Revision::Osaka && schedule.max != 0 &&
                             execution_cost > Uint256{kGasPerBlob} * blob_base_fee(excess, schedule);
    if (is_reserved) return excess + used * (schedule.max - schedule.target) / schedule.max;
    return excess + used - target;
}

bool may_follow_gas_limit(uint64_t parent_gas_limit, uint64_t gas_limit) {
    const uint64_t distance =
        gas_limit > parent_gas_limit ? gas_limit - parent_gas_limit : parent_gas_limit - gas_limit;
    return distance < parent_gas_limit / kGasLimitBoundDivisor && gas_limit >= kMinGasLimit &&
           gas_limit <= kMaxGasLimit;
}

uint64_t next_gas_limit(uint64_t parent_gas_limit, uint64_t wanted) {
    const uint64_t step = std::max<uint64_t>(parent_gas_limit / kGasLimitBoundDivisor, 1) - 1;
    const uint64_t lowest = std::max(parent_gas_limit - step, kMinGasLimit);
    const uint64_t highest = std::min(parent_gas_limit + step, kMaxGasLimit);
    return std::clamp(wanted, lowest, std::max(lowest, highest));
}

}  // namespace deed::execution
