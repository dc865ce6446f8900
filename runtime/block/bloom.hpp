#pragma once

#include <span>

#include "vm/state/log.hpp"

namespace deed::block {

using state::Log;

/// A 2048-bit filter over the addresses and topics of logs (Yellow Paper, section 4.3.1).
using Bloom = FixedBytes<256>;

/// Sets the three bits of @p entry, an address or a topic.
void add_to(Bloom& bloom, BytesView entry);
/// The filter of everything that @p logs mention.
[[nodiscard]] Bloom bloom_of(std::span<const Log> logs);
/// Unites @p other into @p bloom.
void merge_into(Bloom& bloom, const Bloom& other);
/// Whether @p entry may have been added; never wrong when it says no.
[[nodiscard]] bool may_contain(const Bloom& bloom, BytesView entry);

}  // namespace deed::block
