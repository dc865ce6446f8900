#include "runtime/storage/lmdb_error.hpp"

#include <cerrno>
#include <string>

#include <lmdb.h>

#include "runtime/storage/damaged_error.hpp"

namespace deed::storage {
namespace {

std::string reason(int code) {
    switch (code) {
        case ENOSPC: return "the disk is full";
        case EDQUOT: return "the disk quota is used up";
        case EIO: return "the disk reports an input/output error; the data on it may be damaged";
        case EROFS: return "the file system is read only";
        case MDB_CORRUPTED:
        case MDB_PAGE_NOTFOUND: return std::string{"the data file is damaged ("} + mdb_strerror(code) + ")";
        case MDB_PANIC: return "an earlier write failed half-way; the program must be started again";
        case MDB_READERS_FULL: return "too many snapshots are open at once";
        case MDB_INVALID: return "data.mdb is no data file of this program, or its beginning is damaged";
        case MDB_VERSION_MISMATCH: return "data.mdb was written by another version of LMDB";
        default: return mdb_strerror(code);
    }
}

bool is_damage(int code) {
    return code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID ||
           code == MDB_VERSION_MISMATCH;
}

}  // namespace

void check(int code, std::string_view what) {
    if (code == MDB_SUCCESS) return;
    if (code == MDB_MAP_FULL) throw MapIsFull{};
    const std::string message = "cannot " + std::string{what} + ": " + reason(code);
    if (is_damage(code)) throw DamagedError{message};
    if (code == EIO) throw WriteFailed{message};
    throw Error{message};
}

}  // namespace deed::storage
