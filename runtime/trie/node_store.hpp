#pragma once

#include <map>
#include <optional>

#include "vm/base/bytes.hpp"

namespace deed::trie {

/// Where the nodes of one tree are kept, by path: the nibbles from the root, one in each byte. The root has
/// the empty path. Nodes shorter than 32 bytes live inside their parents and have no entry (the root always
/// has).
class NodeStore {
  public:
    virtual ~NodeStore() = default;

    /// The encoded node at @p path, or nothing. Throws deed::Error when the store fails.
    [[nodiscard]] virtual std::optional<Bytes> find_node(BytesView path) const = 0;
    virtual void write_node(BytesView path, Bytes node) = 0;
    virtual void remove_node(BytesView path) = 0;
};

/// Keeps nodes in memory.
class MemoryNodeStore final : public NodeStore {
  public:
    [[nodiscard]] std::optional<Bytes> find_node(BytesView path) const override;
    void write_node(BytesView path, Bytes node) override;
    void remove_node(BytesView path) override;

    [[nodiscard]] const std::map<Bytes, Bytes>& nodes() const { return nodes_; }

  private:
    std::map<Bytes, Bytes> nodes_;
};

}  // namespace deed::trie
