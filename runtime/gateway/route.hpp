#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

#include "runtime/gateway/arguments.hpp"
#include "runtime/gateway/gateway.hpp"
#include "runtime/gateway/problem.hpp"
#include "runtime/gateway/registry.hpp"
#include "runtime/gateway/waiting_list.hpp"

namespace deed::gateway {

/// Everything that routes work with.
struct Services {
    chain::Chain& chain;
    const calls::Simulator& simulator;
    calls::Wallet& wallet;
    Registry& registry;
    const Compile& compile;
    std::mutex naming{};  ///< held from the choice of a contract's name until the registry has it
};

/// A request, taken apart.
struct Input {
    std::vector<std::string> captured;  ///< the parts of the path where the pattern has "*"
    std::string_view query;
    boost::json::object body;  ///< empty when there was none
    /// The member of the body, or null when it is absent or null.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
};

/// An answer that needs a block first.
struct Deferred {
    WaitingList::Answer answer;
};
using Answer = Result<std::variant<server::Response, Deferred>, Problem>;
using RouteHandler = Answer (*)(Services& services, const Input& input);

/// One row: method, pattern ("*" takes any part), what answers, and the members that a body may have.
struct Route {
    std::string_view method;
    std::vector<std::string_view> pattern;
    RouteHandler handler;
    std::vector<std::string_view> members{};
};

// The tables, one per file.
[[nodiscard]] std::span<const Route> contract_routes();
[[nodiscard]] std::span<const Route> invocation_routes();
[[nodiscard]] std::span<const Route> chain_routes();

/// A JSON answer.
[[nodiscard]] server::Response make_response(unsigned status, const boost::json::value& body);

/// Whether @p contract is on the chain, on the way to it, or neither: its deployment failed.
enum class Presence { OnChain, Pending, Nowhere };
[[nodiscard]] Presence presence_of(const Services& services, const Contract& contract);

/// The contract that @p name_or_address means and that is on the chain, or 404 with the nearest names.
[[nodiscard]] Result<ContractPointer, Problem> require_contract(const Services& services,
                                                                const std::string& name_or_address);

/// What the registry knows of why a call fails. @p contract is the one that is called or created; null when
/// it is not known.
[[nodiscard]] Explanation explain_failure(const Services& services, const calls::Question& question,
                                          const Contract* contract);

/// A transaction that is in a block, and why it reverted if it did; nothing when it is in none.
[[nodiscard]] std::optional<boost::json::object> describe_transaction(const Services& services,
                                                                      const Hash& hash);

/// Reads "from" (by default the first account), "value" and "gas" of a body into a call.
[[nodiscard]] Result<json::CallRequest, Problem> read_call_options(const Services& services,
                                                                   const Input& input);

/// 422 with one entry for each argument that is wrong.
[[nodiscard]] Problem wrong_arguments(const ArgumentErrors& errors);

}  // namespace deed::gateway
