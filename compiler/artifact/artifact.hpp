#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "compiler/codegen/assembly.hpp"
#include "compiler/codegen/gas_bounds.hpp"
#include "compiler/ir/module.hpp"
#include "compiler/lower/storage_layout.hpp"
#include "compiler/sema/program.hpp"
#include "compiler/source/sources.hpp"

namespace deed::artifact {

/// The contract's ABI as Ethereum tools read it: constructor, functions, events, errors.
[[nodiscard]] boost::json::array make_abi(const sema::Contract& contract);

/// The storage of a contract in the shape of Solidity's `storageLayout`: fields, and the types they use.
/// Transient fields are left out, as there.
[[nodiscard]] boost::json::object make_storage_layout(const sema::Contract& contract,
                                                      const std::string& source_name,
                                                      const lower::StorageLayout& layout);

/// NatSpec for users and for developers: what `userdoc` and `devdoc` hold.
struct Documents {
    boost::json::object user;
    boost::json::object developer;
};
[[nodiscard]] Documents make_documents(const sema::Contract& contract);

/// The authority matrix: for each entry point who may call it, which fields it writes, whether it calls out,
/// and whether a lock can refuse it.
[[nodiscard]] boost::json::array make_authority(const sema::Contract& contract);
/// What a reader of the contract should look at twice, with its place: `unsafe` blocks, `raw` calls,
/// `reentrant` functions.
[[nodiscard]] boost::json::array make_audit(const sema::Contract& contract, const source::Sources& sources);

/// Where code came from; line 0 for code that no one text asked for, as that which several checks share.
[[nodiscard]] source::LineColumn place_of(const ir::Origin& origin, const source::Sources& sources);
/// pc → place: rows of [pc, file, line, column, check], the check only where there is one, files as indices
/// into `sources`.
[[nodiscard]] boost::json::array make_source_map(const codegen::Code& code, const source::Sources& sources);

/// Static gas bounds: a row for each function, with the places whose callees' own gas is left out. A function
/// without a bound has neither `cold` nor `warm`.
[[nodiscard]] boost::json::array make_gas(const sema::Contract& contract,
                                          const std::vector<codegen::FunctionGas>& gas,
                                          const source::Sources& sources);

/// How the code was made.
struct Settings {
    std::string compiler_version;
    std::string evm;
    std::string optimizer;
};

/// Everything about one contract that an artifact is made from.
struct Parts {
    const sema::Contract& contract;
    const source::Sources& sources;
    const codegen::Code& creation;
    const codegen::Code& runtime;
    const std::vector<codegen::FunctionGas>& gas;
    const std::vector<std::string>& immutable_names;
    const lower::StorageLayout& layout;
    const Settings& settings;
};
/// The artifact file.
[[nodiscard]] boost::json::object make_artifact(const Parts& parts);

}  // namespace deed::artifact
