#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>

/// Carrying a chain from one data directory to another.
namespace deed::chain {

/// Told how far a transfer is.
using Progress = std::function<void(uint64_t done, uint64_t all)>;

/// Writes what the directory was made from and then every block with its commit record, as RLP items one
/// after another: [genesis file, validators], then [block, record] from block one on. Where a consensus
/// client decides the validators are an empty list: nobody here knows them. The number of blocks. Throws
/// `Error` when the directory cannot be read or @p out not be written.
uint64_t export_chain(const std::filesystem::path& data, std::ostream& out, const Progress& progress);

/// What an import did.
struct ImportResult {
    uint64_t known = 0;  ///< blocks that were there already
    uint64_t added = 0;
    /// Whether a consensus client decides about the chain: then nothing in the file proves that anybody has
    /// agreed on its blocks.
    bool is_driven = false;
};

/// Reads what `export_chain` wrote into a directory: a new one, or one that has the first blocks of the same
/// chain and goes on from there. Every block is run and its seal checked; a block that a consensus client
/// decided about has none, and is checked as one that comes through the Engine API. What was stored before a
/// failure stays. Throws `Error` when the file is of another chain or does not hold.
ImportResult import_chain(const std::filesystem::path& data, std::istream& in, const Progress& progress);

/// Copies the data file of a directory, packed, into @p target, which is made and must hold no chain. The
/// copy is a directory of its own. Throws `Error` when it cannot be done.
void copy_chain(const std::filesystem::path& data, const std::filesystem::path& target);

}  // namespace deed::chain
