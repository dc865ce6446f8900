#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>

#include "vm/isa/revision.hpp"
#include "vm/machine/status.hpp"

namespace deed::machine {

struct Frame;

/// How much work goes into machine code.
enum class Tier : uint8_t {
    Fast,       ///< little: for code that has just become warm
    Optimised,  ///< much: for the hottest
};
inline constexpr size_t kTierCount = 2;

/// Machine code that does what a bytecode does under one revision.
class NativeCode {
  public:
    /// Runs a frame as an Engine does.
    using Entry = Status (*)(Frame* frame);

    virtual ~NativeCode() = default;
    [[nodiscard]] virtual Entry entry() const = 0;
    /// Bytes of memory that it holds.
    [[nodiscard]] virtual size_t footprint() const = 0;
};

/// What engines remember about one bytecode: how much gas it has used, and the machine code made for it. Safe
/// to use from several threads.
class Heat {
  public:
    /// One machine code, or that there is none to be had.
    struct Native {
        isa::Revision revision;
        Tier tier;
        NativeCode::Entry entry;  ///< null: the bytecode is interpreted for good
        std::shared_ptr<const NativeCode> code;
        std::unique_ptr<const Native> next;
    };

    Heat() = default;
    ~Heat();
    Heat(const Heat&) = delete;
    Heat& operator=(const Heat&) = delete;

    /// Adds gas that was used and returns all there was.
    int64_t add(int64_t gas) { return gas_.fetch_add(gas, std::memory_order_relaxed) + gas; }
    [[nodiscard]] int64_t gas() const { return gas_.load(std::memory_order_relaxed); }

    /// True for the first who asks for this machine code, who then has it made.
    [[nodiscard]] bool claim(isa::Revision revision, Tier tier);

    /// Keeps @p code, which may be null when there is none to be had, as what is found under its revision
    /// from now on; not when something of this tier or a higher one is there.
    void attach(isa::Revision revision, Tier tier, std::shared_ptr<const NativeCode> code);
    /// The newest machine code for @p revision, or null. It stays for as long as this object does.
    [[nodiscard]] const Native* find(isa::Revision revision) const {
        const Native* native = newest_.load(std::memory_order_acquire);
        while (native != nullptr && native->revision != revision) native = native->next.get();
        return native;
    }

    /// Bytes of memory that the machine codes hold.
    [[nodiscard]] size_t footprint() const { return footprint_.load(std::memory_order_relaxed); }

  private:
    std::atomic<int64_t> gas_ = 0;
    std::atomic<uint64_t> claims_ = 0;  ///< a bit for each revision and tier
    std::atomic<const Native*> newest_ = nullptr;
    std::atomic<size_t> footprint_ = 0;
    std::mutex attaching_;
};

}  // namespace deed::machine
