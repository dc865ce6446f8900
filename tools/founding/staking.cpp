#include "tools/founding/staking.hpp"

#include <boost/json/parse.hpp>

#include "compiler/compiler.hpp"
#include "runtime/json/abi_json.hpp"
#include "tools/founding/staking_source.hpp"

namespace deed::founding {

StakingContract compile_staking() {
    CompileInput input;
    input.sources.push_back({"staking.deed", std::string{kStakingSource}});
    const auto output = compile(input);
    const auto* artifact = output.find("Staking");
    DEED_ASSERT(artifact != nullptr);
    auto interface = json::parse_interface(boost::json::parse(artifact->abi));
    DEED_ASSERT(interface.has_value());
    return {artifact->bytecode, std::move(*interface)};
}

}  // namespace deed::founding
