#include "runtime/storage/reader_gate.hpp"

#include <chrono>

#include <lmdb.h>

#include "runtime/storage/lmdb_error.hpp"
#include "vm/base/error.hpp"

namespace deed::storage {
namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr size_t kLargestIdle = 64;

}  // namespace

ReaderGate::~ReaderGate() {
    for (MDB_txn* transaction : idle_) mdb_txn_abort(transaction);
}

MDB_txn* ReaderGate::enter() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !closed_; });
    MDB_txn* transaction = nullptr;
    if (idle_.empty()) {
        check(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction), "start reading");
    } else {
        transaction = idle_.back();
        check(mdb_txn_renew(transaction), "start reading");
        idle_.pop_back();
    }
    seen_commits_.insert(mdb_txn_id(transaction));
    return transaction;
}

void ReaderGate::leave(MDB_txn* transaction) {
    const std::lock_guard lock{mutex_};
    seen_commits_.erase(seen_commits_.find(mdb_txn_id(transaction)));
    if (idle_.size() < kLargestIdle) {
        mdb_txn_reset(transaction);
        idle_.push_back(transaction);
    } else {
        mdb_txn_abort(transaction);
    }
    changed_.notify_all();
}

void ReaderGate::close() {
    std::unique_lock lock{mutex_};
    closed_ = true;
    if (changed_.wait_for(lock, kPatience, [this] { return seen_commits_.empty(); })) return;
    closed_ = false;
    changed_.notify_all();
    throw Error{"the data file must grow, but " + std::to_string(seen_commits_.size()) +
                " readers have not finished in " + std::to_string(kPatience.count()) + " seconds"};
}

void ReaderGate::open() {
    const std::lock_guard lock{mutex_};
    closed_ = false;
    changed_.notify_all();
}

ReaderGate::Readers ReaderGate::readers() const {
    const std::lock_guard lock{mutex_};
    return {seen_commits_.size(), seen_commits_.empty() ? 0 : *seen_commits_.begin()};
}

}  // namespace deed::storage
