#include "compiler/contract_code.hpp"

#include "compiler/ir/verifier.hpp"
#include "compiler/optimize/pipeline.hpp"
#include "vm/base/assert.hpp"

namespace deed {

lower::LeadingZeros CodeMaker::leading_zeros() const {
    return options_.evm == EvmTarget::Osaka ? lower::LeadingZeros::Instruction : lower::LeadingZeros::Search;
}

ir::Goal CodeMaker::goal() const {
    return options_.level == OptimizationLevel::Small ? ir::Goal::Size : ir::Goal::Gas;
}

void CodeMaker::optimize(ir::Module& module) const {
    if (options_.level == OptimizationLevel::Plain)
        DEED_ASSERT(ir::verify(module).empty());
    else
        optimize::optimize(module, goal());
}

void CodeMaker::fill_in(ir::Module& module, const std::vector<lower::ChildCode>& children,
                        lower::Specifications specifications) {
    for (const lower::ChildCode& child : children)
        module.data[child.data] = code_of(*child.contract, specifications).creation.bytes;
}

const ContractCode& CodeMaker::code_of(const sema::Contract& contract, lower::Specifications specifications) {
    const std::pair key{&contract, specifications};
    if (const auto found = found_.find(key); found != found_.end()) return *found->second;
    lower::LoweredContract lowered = lower::lower(program_, contract, leading_zeros(), specifications);
    ContractCode made;
    made.contract = &contract;
    made.specifications = specifications;
    made.layout = std::move(lowered.layout);
    made.immutable_names = lowered.runtime.immutables;

    fill_in(lowered.runtime, lowered.runtime_children, specifications);
    fill_in(lowered.creation, lowered.creation_children, specifications);
    optimize(lowered.runtime);
    const bool are_kept = options_.modules == Modules::Kept;
    if (are_kept) made.runtime_module = lowered.runtime;
    const codegen::Written runtime = codegen::write(std::move(lowered.runtime), {}, goal());
    made.runtime = runtime.assemble();
    optimize(lowered.creation);
    lowered.creation.data[0] = made.runtime.bytes;
    if (are_kept) made.creation_module = lowered.creation;
    const codegen::Written creation =
        codegen::write(std::move(lowered.creation), made.runtime.immutable_references, goal());
    made.creation = creation.assemble();
    // Nobody asks for the bounds of code that is only tested.
    const bool is_tested_only = specifications == lower::Specifications::Checked;
    if (options_.bounds == Bounds::Found && !is_tested_only) made.gas = codegen::bound_gas(runtime, creation);
    all_.push_back(std::move(made));
    found_.emplace(key, &all_.back());
    return all_.back();
}

CodeMaker::TestCode CodeMaker::code_of(const sema::Test& test) {
    ir::Module module = lower::lower(program_, test, leading_zeros());
    optimize(module);
    for (size_t i = 0; i < test.deploys.size(); ++i)
        module.data[i] = code_of(*test.deploys[i], lower::Specifications::Dropped).creation.bytes;
    TestCode made;
    made.data = module.data;
    if (options_.modules == Modules::Kept) made.module = module;
    made.written = codegen::write(std::move(module), {}, goal());
    return made;
}

codegen::Code CodeMaker::checked_code_of(const sema::Test& test, const TestCode& code) {
    std::vector<Bytes> data = code.data;
    for (size_t i = 0; i < test.deploys.size(); ++i)
        data[i] = code_of(*test.deploys[i], lower::Specifications::Checked).creation.bytes;
    return code.written.assemble(data);
}

}  // namespace deed
