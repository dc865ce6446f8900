#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "runtime/json/code_map.hpp"
#include "runtime/storage/environment.hpp"
#include "vm/abi/contract.hpp"

namespace deed::gateway {

/// A contract that is known by name.
struct Contract {
    std::string name;
    Address address;
    Hash transaction;  ///< that deployed it
    boost::json::value abi;
    abi::Interface interface;
    boost::json::value source_map = nullptr;  ///< of an artifact of Deed; null without
    /// What the source map says; null without.
    std::shared_ptr<const json::CodeMap> code_map = nullptr;
};
/// Fills in what follows from the source map.
void read_source_map(Contract& contract);
using ContractPointer = std::shared_ptr<const Contract>;

/// Whether @p name may name a contract: 1 to 64 letters, digits, "_", "-" and "."; not like an address.
[[nodiscard]] bool is_valid_name(std::string_view name);

/// Which contracts are known, kept in the data directory. Any number of threads may use it. Writing is
/// durable when it returns; a failure of the disk is thrown as `Error`.
class Registry {
  public:
    /// Opens the registry below @p directory, which is made when it is absent. Throws `Error`.
    explicit Registry(const std::filesystem::path& directory);

    /// Puts @p contract in, in place of one of the same name.
    void put(const Contract& contract);
    void remove(const std::string& name);
    /// The contract with this name, or null.
    [[nodiscard]] ContractPointer find(const std::string& name) const;
    /// The contract at this address, or null.
    [[nodiscard]] ContractPointer find(const Address& address) const;
    /// All contracts by name.
    [[nodiscard]] std::vector<ContractPointer> list() const;

  private:
    storage::Environment environment_;
    mutable std::mutex mutex_;
    std::map<std::string, ContractPointer, std::less<>> by_name_;
    std::map<Address, ContractPointer> by_address_;
};

}  // namespace deed::gateway
