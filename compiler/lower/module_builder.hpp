#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "compiler/ir/module.hpp"

namespace deed::lower {

/// Collects the parts of one module. Functions stay where they are while others are added.
class ModuleBuilder {
  public:
    explicit ModuleBuilder(std::string name) { module_.name = std::move(name); }

    /// Adds an empty function and gives its number.
    uint32_t add_function(std::string name, ir::FunctionKind kind, uint32_t result_count);
    [[nodiscard]] ir::Function& function(uint32_t number) { return functions_[number]; }
    /// The function called @p name among those that the compiler itself supplies; @p build makes it when it
    /// is new.
    uint32_t supply(const std::string& name, const std::function<uint32_t()>& build);

    /// The number of data that holds @p bytes; equal data are kept once.
    uint32_t add_data(const Bytes& bytes);
    /// The number of data that is filled in later, by whoever knows the bytes.
    uint32_t reserve_data();
    uint32_t add_immutable(std::string name);
    /// For the slot of a word or a map of words: all that is ever taken away from it is there.
    void add_covered_slot(const Uint256& slot) { module_.covered_slots.push_back(slot); }
    /// Room in the memory that all functions share; gives its first byte.
    uint32_t add_global(uint32_t bytes);
    /// A shared word that holds the first free address behind all static memory, for modules that keep any
    /// number of bytes (tests, and creations with arguments of unbounded length); nothing in others.
    void use_heap() { heap_pointer_ = add_global(32); }
    [[nodiscard]] std::optional<uint32_t> heap_pointer() const { return heap_pointer_; }
    /// Lets slices lie in return data; where none can, code that copies any slice need not ask for it.
    void use_return_data() { has_return_data_ = true; }
    [[nodiscard]] bool has_return_data() const { return has_return_data_; }
    /// Makes the scratch area at address 0 at least so long.
    void want_scratch(uint32_t bytes);

    /// The finished module, without unreachable blocks.
    ir::Module finish();

  private:
    ir::Module module_;
    std::deque<ir::Function> functions_;
    std::map<std::string, uint32_t> supplied_;
    std::map<Bytes, uint32_t> data_;
    std::optional<uint32_t> heap_pointer_;
    bool has_return_data_ = false;
};

}  // namespace deed::lower
