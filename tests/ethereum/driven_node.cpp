#include "tests/ethereum/driven_node.hpp"

#include <boost/json.hpp>

namespace deed::conformance {
namespace {

/// What the nodes that made the vectors moved their gas limit towards.
constexpr uint64_t kGasLimit = 60'000'000;
constexpr uint64_t kCallGas = 50'000'000;

}  // namespace

DrivenNode::DrivenNode(const chain::ChainGenesis& genesis, machine::Engine* engine)
    : chain_(make_settings(engine), genesis, {}, {}),
      simulator_(chain_, kCallGas, engine),
      wallet_({}, chain_, simulator_),
      backend_{.chain = chain_,
               .simulator = simulator_,
               .wallet = wallet_,
               .metrics = metrics_,
               .limits = {},
               .client_version = "deed"},
      service_(backend_, [](const std::function<void()>& job) { job(); }, rpc::Door::Engine) {}

chain::Settings DrivenNode::make_settings(machine::Engine* engine) const {
    return {.data_directory = directory_.path(),
            .sealing = chain::Sealing::OnDemand,
            .gas_limit = kGasLimit,
            .durability = storage::Durability::Lazy,
            .clock = [] { return uint64_t{0}; },
            .engine = engine};
}

std::string DrivenNode::answer_text(std::string_view request) {
    rpc::Caller caller;
    return service_.answer(request, caller);
}

boost::json::value DrivenNode::answer(std::string_view request) {
    return boost::json::parse(answer_text(request));
}

boost::json::object DrivenNode::call(std::string_view method, boost::json::array params) {
    const boost::json::object request{
        {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", std::move(params)}};
    return answer(boost::json::serialize(request)).as_object();
}

}  // namespace deed::conformance
