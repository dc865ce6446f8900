#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/codegen/codegen.hpp"
#include "compiler/compiler.hpp"
#include "compiler/ir/module.hpp"
#include "compiler/lower/lower.hpp"
#include "compiler/sema/program.hpp"

namespace deed {

/// Whether the gas of functions is bounded: a good part of the time that code takes to make.
enum class Bounds : uint8_t { Found, Left };
/// Whether the modules that code is made from are asked for behind that: to keep them takes copies.
enum class Modules : uint8_t { Kept, Spent };

/// What is made of contracts' code.
struct CodeOptions {
    EvmTarget evm = EvmTarget::Osaka;
    OptimizationLevel level = OptimizationLevel::Optimized;
    Bounds bounds = Bounds::Found;
    Modules modules = Modules::Spent;
};

/// A contract's code with everything that describes it.
struct ContractCode {
    const sema::Contract* contract = nullptr;
    lower::Specifications specifications{};
    lower::StorageLayout layout;
    std::vector<std::string> immutable_names;
    ir::Module runtime_module;  ///< this and the next: empty unless modules are kept
    ir::Module creation_module;
    codegen::Code runtime;
    codegen::Code creation;
    std::vector<codegen::FunctionGas> gas;  ///< of every function that is called from outside
};

/// The stages behind the checked tree, for the contracts and tests of one program. What a contract creates is
/// a part of its code.
class CodeMaker {
  public:
    /// @p program outlives this, and has no errors.
    CodeMaker(const sema::Program& program, const CodeOptions& options)
        : program_(program), options_(options) {}

    /// The code of @p contract, which is made once.
    const ContractCode& code_of(const sema::Contract& contract, lower::Specifications specifications);

    /// A test's code, and what it was made from.
    struct TestCode {
        ir::Module module;  ///< empty unless modules are kept
        std::vector<Bytes> data;
        codegen::Written written;

        [[nodiscard]] codegen::Code assemble() const { return written.assemble(data); }
    };
    /// The code that deploys contracts without their specifications.
    TestCode code_of(const sema::Test& test);
    /// The same, but that it deploys contracts that check them.
    codegen::Code checked_code_of(const sema::Test& test, const TestCode& code);

    /// All code of contracts so far, those first that others contain.
    [[nodiscard]] const std::deque<ContractCode>& all() const { return all_; }

  private:
    [[nodiscard]] lower::LeadingZeros leading_zeros() const;
    [[nodiscard]] ir::Goal goal() const;
    void optimize(ir::Module& module) const;
    void fill_in(ir::Module& module, const std::vector<lower::ChildCode>& children,
                 lower::Specifications specifications);

    const sema::Program& program_;
    CodeOptions options_;
    std::deque<ContractCode> all_;
    std::map<std::pair<const sema::Contract*, lower::Specifications>, const ContractCode*> found_;
};

}  // namespace deed
