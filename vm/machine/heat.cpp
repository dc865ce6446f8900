#include "vm/machine/heat.hpp"

namespace deed::machine {

static_assert(isa::kRevisionCount * kTierCount <= 64);

Heat::~Heat() {
    std::unique_ptr<const Native> owned{newest_.load(std::memory_order_acquire)};
}

bool Heat::claim(isa::Revision revision, Tier tier) {
    const size_t index = static_cast<size_t>(revision) * kTierCount + static_cast<size_t>(tier);
    const uint64_t bit = uint64_t{1} << index;
    // Most calls come after the first: they need not write.
    if ((claims_.load(std::memory_order_relaxed) & bit) != 0) return false;
    return (claims_.fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
}

void Heat::attach(isa::Revision revision, Tier tier, std::shared_ptr<const NativeCode> code) {
    const std::lock_guard lock{attaching_};
    if (const Native* there = find(revision); there != nullptr && there->tier >= tier) return;
    const auto entry = code == nullptr ? nullptr : code->entry();
    footprint_.fetch_add(code == nullptr ? 0 : code->footprint(), std::memory_order_relaxed);
    std::unique_ptr<const Native> before{newest_.load(std::memory_order_relaxed)};
    const auto* native = new Native{revision, tier, entry, std::move(code), std::move(before)};
    newest_.store(native, std::memory_order_release);
}

}  // namespace deed::machine
