#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "vm/base/bytes.hpp"

namespace deed::client {

/// A deployed contract that a name stands for.
struct BookEntry {
    Address address;
    std::string abi;              ///< ABI JSON
    std::string source_map = {};  ///< JSON of a Deed artifact's source map; empty without
};

/// Which names stand for which contracts, per chain: the file that `deed deploy` writes and `deed call`
/// reads.
class ContractBook {
  public:
    /// Reads the book at @p path; empty when there is none. Throws `Error` for a file of another kind.
    explicit ContractBook(std::filesystem::path path);

    /// The contract called @p name on the chain with this genesis block.
    [[nodiscard]] std::optional<BookEntry> find(const Hash& genesis, const std::string& name) const;
    /// The contract at @p address.
    [[nodiscard]] std::optional<BookEntry> find(const Hash& genesis, const Address& address) const;
    [[nodiscard]] std::vector<std::string> names(const Hash& genesis) const;
    /// Remembers the newest contract of a name, and writes the book, whole or not at all. Throws `Error` when
    /// the disk refuses.
    void add(const Hash& genesis, const std::string& name, BookEntry entry);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    void save() const;

    std::filesystem::path path_;
    std::map<Hash, std::map<std::string, BookEntry>> chains_;
};

}  // namespace deed::client
