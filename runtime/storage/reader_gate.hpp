#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <vector>

struct MDB_env;
struct MDB_txn;

namespace deed::storage {

/// Hands out read transactions, reuses ended ones, and can hold everybody off while the map is enlarged,
/// which LMDB allows only when no transaction is open.
class ReaderGate {
  public:
    explicit ReaderGate(MDB_env* environment) : environment_(environment) {}
    ~ReaderGate();
    ReaderGate(const ReaderGate&) = delete;
    ReaderGate& operator=(const ReaderGate&) = delete;

    /// A snapshot of the last commit; waits while the gate is closed. Throws `Error`.
    [[nodiscard]] MDB_txn* enter();
    /// Ends a snapshot.
    void leave(MDB_txn* transaction);

    /// Lets nobody in and waits until everybody has left. Throws `Error`, with the gate open again, when
    /// somebody stays longer than is reasonable.
    void close();
    void open();

    struct Readers {
        uint64_t count = 0;
        uint64_t oldest_commit = 0;  ///< what the oldest of them sees; meaningless when there is none
    };
    [[nodiscard]] Readers readers() const;

  private:
    MDB_env* environment_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool closed_ = false;
    std::multiset<uint64_t> seen_commits_;
    std::vector<MDB_txn*> idle_;
};

}  // namespace deed::storage
