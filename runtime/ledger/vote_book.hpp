#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "runtime/storage/record_file.hpp"
#include "vm/base/bytes.hpp"

namespace deed::ledger {

/// What a validator is about to sign at a height, and the block that it is about, if any.
struct StoredVote {
    Address validator;
    uint64_t height = 0;
    Bytes state;
    Bytes proposal;
};

/// The newest votes of all validators held here, in two files of their own beside the data file: storing them
/// waits for one flush. Those of heights below stay as well, as long as their blocks may have to be made
/// again from them.
class VoteBook {
  public:
    /// Makes an empty book in @p directory.
    static void create(const std::filesystem::path& directory, storage::Durability durability);
    /// Copies the book in @p from to @p to; throws `Error` when it cannot be read or written.
    static void copy(const std::filesystem::path& from, const std::filesystem::path& to);

    /// Opens the book in @p directory. Votes of another @p epoch than this are void when they are older, and
    /// refused with an `Error` when they are newer: then the data file is older than they. Throws
    /// `DamagedError` when the book is missing or damaged.
    VoteBook(const std::filesystem::path& directory, uint64_t epoch, storage::Access access,
             storage::Durability durability);

    /// Stores @p votes durably, all or none: each takes the place of its validator's vote at its height.
    void store(std::span<const StoredVote> votes);
    /// The first vote of @p validator at @p height or above.
    [[nodiscard]] std::optional<StoredVote> find(const Address& validator, uint64_t height) const;
    /// Whether the block at @p height can be made again from what is here, until `forget_through` of its
    /// height. Large blocks cannot, and none when those that can are many.
    [[nodiscard]] bool keeps(uint64_t height) const;
    /// Whether it will soon keep no more.
    [[nodiscard]] bool is_filling() const { return size_ > kLargestKept / 2; }
    /// The blocks up to @p height need not be made again: their votes go when the next ones are stored. May
    /// be called by any thread.
    void forget_through(uint64_t height);
    /// All votes are void; those that are stored from now on belong to @p epoch.
    void start_epoch(uint64_t epoch);

  private:
    struct Vote {
        Bytes state;
        Bytes proposal;
    };
    using Votes = std::map<std::pair<Address, uint64_t>, Vote>;
    /// What the file has room for without growing, and a flush takes hardly longer for.
    static constexpr size_t kLargestKept = 32 << 10;

    void decode(BytesView record);
    [[nodiscard]] Bytes encode(const Votes& votes) const;

    storage::RecordFile file_;
    uint64_t epoch_;
    size_t size_ = 0;  ///< of all that is stored, in bytes
    std::atomic<uint64_t> forgotten_ = 0;
    Votes votes_;  ///< by validator and height
};

}  // namespace deed::ledger
