#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "vm/abi/contract.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"

namespace deed::gateway {

/// What deploying takes of a compiler's output.
struct Artifact {
    std::string name;  ///< empty when the artifact does not say
    boost::json::value abi;
    abi::Interface interface;
    Bytes init_code;
    boost::json::value source_map = nullptr;  ///< of an artifact of Deed; null without
};

/// Reads an artifact as Deed, Hardhat ("bytecode": "0x…"), Foundry ("bytecode": {"object"}) or solc
/// ("evm": {"bytecode": {"object"}}) write it. The failure says what is wrong.
[[nodiscard]] Result<Artifact, std::string> read_artifact(const boost::json::value& json);

}  // namespace deed::gateway
