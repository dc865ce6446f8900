#include "vm/jit/module.hpp"

#include "vm/base/assert.hpp"

namespace deed::jit {

using isa::Form;

Module::Module(const llvm::DataLayout& layout)
    : context_(std::make_unique<llvm::LLVMContext>()),
      module_(std::make_unique<llvm::Module>("deed", *context_)) {
    module_->setDataLayout(layout);
    llvm::MDBuilder metadata{*context_};
    llvm::MDNode* const root = metadata.createTBAARoot("deed");
    constexpr std::array kNames{"frame", "stack", "memory", "input"};
    for (size_t i = 0; i < places_.size(); ++i) {
        llvm::MDNode* const type = metadata.createTBAAScalarTypeNode(kNames[i], root);
        places_[i] = metadata.createTBAAStructTagNode(type, type, 0);
    }
    rarely_ = metadata.createBranchWeights(1, 1 << 20);
}

llvm::Function* Module::make_function(const std::string& name) {
    auto* const type =
        llvm::FunctionType::get(integer(8), {pointer(), pointer(), integer(64), integer(64)}, false);
    auto* const function = llvm::Function::Create(type, llvm::Function::InternalLinkage, name, module_.get());
    function->setCallingConv(llvm::CallingConv::PreserveNone);
    function->addFnAttr(llvm::Attribute::NoUnwind);
    return function;
}

llvm::FunctionCallee Module::instruction(isa::Op op) {
    const isa::OpInfo& info = isa::info(op);
    const std::string name = "deed_" + std::string{info.name};
    llvm::FunctionType* type = nullptr;
    switch (info.form) {
        case Form::Word:
            type = llvm::FunctionType::get(llvm::Type::getVoidTy(*context_), {pointer()}, false);
            break;
        case Form::Context:
            type = llvm::FunctionType::get(llvm::Type::getVoidTy(*context_), {pointer(), pointer()}, false);
            break;
        case Form::Frame: type = llvm::FunctionType::get(integer(8), {pointer(), pointer()}, false); break;
        case Form::Memory:
        case Form::Control: DEED_ASSERT(false);
    }
    return declare(name, type);
}

llvm::FunctionCallee Module::reserve() {
    auto* const type =
        llvm::FunctionType::get(integer(8), {pointer(), integer(64), integer(64), integer(64)}, false);
    return declare("deed_reserve", type);
}

llvm::FunctionCallee Module::keccak() {
    auto* const type =
        llvm::FunctionType::get(llvm::Type::getVoidTy(*context_), {pointer(), integer(64), pointer()}, false);
    return declare("deed_keccak", type);
}

llvm::FunctionCallee Module::declare(const std::string& name, llvm::FunctionType* type) {
    auto callee = module_->getOrInsertFunction(name, type);
    llvm::cast<llvm::Function>(callee.getCallee())->addFnAttr(llvm::Attribute::NoUnwind);
    return callee;
}

}  // namespace deed::jit
