#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "runtime/json/code_map.hpp"
#include "tools/client/contract_book.hpp"
#include "tools/client/rpc_client.hpp"
#include "tools/client/transactor.hpp"
#include "vm/abi/contract.hpp"

namespace deed::client {

/// A name that stands for nothing: a contract, a function.
class UnknownName : public Error {
  public:
    using Error::Error;
};

/// What is known of a contract.
struct Known {
    abi::Interface interface;  ///< empty when nothing is
    std::optional<json::CodeMap> code_map = std::nullopt;
};

/// A contract that can be spoken to.
struct Contract {
    std::string name;  ///< as it was asked for: a name or an address
    Address address;
    Known known;
    /// The same of other contracts that this one may call, nothing for strangers; may be empty.
    std::function<std::optional<Known>(const Address&)> find_other = nullptr;
};

/// Reads the ABI out of a file's text: an ABI array, or an artifact with an "abi". Throws `Error` that names
/// @p path.
[[nodiscard]] abi::Interface read_interface(std::string_view text, std::string_view path);

/// Hash of the node's first block, by which books tell chains apart.
[[nodiscard]] Hash genesis_of(RpcClient& rpc);

/// What is known of contracts on the node's chain: from @p book, else from the node's own registry of
/// contracts deployed over REST. @p rpc outlives what is given.
[[nodiscard]] std::function<std::optional<Known>(const Address&)> make_directory(RpcClient& rpc,
                                                                                 const ContractBook& book);

/// Finds the contract of a name or address: its address and ABI from @p book, else from the node's own
/// registry of contracts deployed over REST. @p given, where there is one, takes the place of the ABI. Throws
/// `Error` when the name is unknown (with the nearest names), the address is none or its checksum is wrong,
/// or there is no code at the address. @p rpc outlives the contract.
[[nodiscard]] Contract find_contract(RpcClient& rpc, const ContractBook& book, const std::string& name,
                                     std::optional<abi::Interface> given);

/// The function called @p name, which may be a whole signature, "f(uint256)"; for a contract of unknown
/// interface it must be one, and may say what it returns: "f(uint256) returns (bool)". Overloads are told
/// apart by @p argument_count. Throws `Error` with the nearest names, or with all signatures that could be
/// meant.
[[nodiscard]] abi::Function choose_function(const Contract& contract, const std::string& name,
                                            size_t argument_count);

/// Why a call reverted, for people and for programs.
struct RevertText {
    std::string text;            ///< "Unauthorized(0x…)", "execution reverted" when it said nothing
    boost::json::object object;  ///< {"name", "args", "data"}; name and args only where they are known
    std::optional<json::CodePlace> place;  ///< in the text of a contract
};
/// Says what @p output means, by one of @p errors.
[[nodiscard]] RevertText describe_revert(BytesView output, std::span<const abi::ErrorType> errors);

/// Why the call that eth_call takes reverted with @p output. The node is asked to trace it: contracts that it
/// passed through and that are known lend their errors, and the innermost of them the place. Without a trace
/// the contract itself is all that is known.
[[nodiscard]] RevertText explain_revert(RpcClient& rpc, const Contract& contract,
                                        const boost::json::object& call, const std::string& block,
                                        BytesView output);

/// An event of a known contract in a receipt.
struct EventText {
    std::string text;            ///< "Changed(who: 0x…, value: 42)"
    boost::json::object object;  ///< {"name", "args"}
};
/// The event that @p log is, or nothing when the interface does not have it.
[[nodiscard]] std::optional<EventText> describe_event(const state::Log& log, const abi::Interface& interface);

}  // namespace deed::client
