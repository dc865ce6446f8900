#pragma once

#include "runtime/block/transaction.hpp"
#include "runtime/consensus/message.hpp"

namespace deed::chain {

/// The call of the staking contract's `report` that punishes the liar: anyone may send it.
[[nodiscard]] Bytes encode_report(const consensus::Evidence& evidence, const consensus::ChainIdentity& chain);

}  // namespace deed::chain
