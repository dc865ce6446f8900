#pragma once

#include <map>
#include <optional>

#include "vm/base/bytes.hpp"

namespace deed::trie {

/// Where the nodes of one tree are kept, by path: the nibbles from the root, one in each byte. The root has
/// the empty path. Leaves, and nodes shorter than 32 bytes, are kept with their parents and have no entry
/// (the root always has); see `Record`.
class NodeStore {
  public:
    virtual ~NodeStore() = default;

    /// The record of the node at @p path, or nothing; borrowed until that record changes. Throws deed::Error
    /// when the store fails.
    [[nodiscard]] virtual std::optional<BytesView> find_node(BytesView path) const = 0;
    virtual void write_node(BytesView path, Bytes record) = 0;
    virtual void remove_node(BytesView path) = 0;
};

/// Keeps nodes in memory.
class MemoryNodeStore final : public NodeStore {
  public:
    [[nodiscard]] std::optional<BytesView> find_node(BytesView path) const override;
    void write_node(BytesView path, Bytes record) override;
    void remove_node(BytesView path) override;

    [[nodiscard]] const std::map<Bytes, Bytes>& nodes() const { return nodes_; }

  private:
    std::map<Bytes, Bytes> nodes_;
};

}  // namespace deed::trie
