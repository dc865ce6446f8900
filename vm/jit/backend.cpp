#include "vm/jit/backend.hpp"

#include <mutex>

#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>

#include "vm/base/assert.hpp"

namespace deed::jit {
namespace {

/// A processor that code is made for: newer ones gain nothing here, and their schedulers cost compile time.
struct Processor {
    const char* name;
    const char* features;
};

Processor processor_of_host() {
    const llvm::StringMap<bool> has = llvm::sys::getHostCPUFeatures();
    const bool is_recent =
        has.lookup("avx2") && has.lookup("bmi2") && has.lookup("lzcnt") && has.lookup("movbe");
    // On these, double shifts are slow.
    const bool is_zen = llvm::sys::getHostCPUName().starts_with("znver");
    return {is_recent ? "x86-64-v3" : "x86-64", is_zen ? "+slow-shld" : ""};
}

std::unique_ptr<llvm::TargetMachine> make_machine(Tier tier) {
    static std::once_flag once;
    std::call_once(once, [] {
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetAsmPrinter();
    });
    const std::string triple = llvm::sys::getProcessTriple();
    std::string error;
    const llvm::Target* const target = llvm::TargetRegistry::lookupTarget(triple, error);
    DEED_ASSERT(target != nullptr);
    const Processor processor = processor_of_host();
    llvm::TargetOptions options;
    options.EnableFastISel = tier == Tier::Fast;
    const auto level = tier == Tier::Fast ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Default;
    std::unique_ptr<llvm::TargetMachine> machine{
        target->createTargetMachine(triple, processor.name, processor.features, options, llvm::Reloc::PIC_,
                                    llvm::CodeModel::Small, level, true)};
    DEED_ASSERT(machine != nullptr);
    machine->setFastISel(tier == Tier::Fast);
    return machine;
}

/// Takes LLVM's reports of how large functions' stack frames are.
void take_report(const llvm::DiagnosticInfo* report, void* native_stack) {
    const auto* const size = llvm::dyn_cast<llvm::DiagnosticInfoStackSize>(report);
    if (size == nullptr) return;
    auto& most = *static_cast<size_t*>(native_stack);
    most = std::max<size_t>(most, size->getStackSize());
}

/// The passes that pay for themselves: what the translator writes is mostly simplified already.
void optimize(llvm::Module& module, llvm::TargetMachine& machine) {
    llvm::LoopAnalysisManager loops;
    llvm::FunctionAnalysisManager functions;
    llvm::CGSCCAnalysisManager components;
    llvm::ModuleAnalysisManager modules;
    llvm::PassBuilder builder{&machine};
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);

    llvm::FunctionPassManager passes;
    passes.addPass(llvm::SimplifyCFGPass());
    passes.addPass(llvm::EarlyCSEPass());
    passes.addPass(llvm::InstCombinePass());
    passes.addPass(llvm::SimplifyCFGPass());
    llvm::ModulePassManager all;
    all.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(passes)));
    all.run(module, modules);
}

}  // namespace

Backend::Backend(Tier tier) : tier_(tier), machine_(make_machine(tier)) {}

std::string Backend::processor() {
    const Processor processor = processor_of_host();
    return std::string{processor.name} + " " + processor.features;
}

std::optional<Generated> Backend::generate(Module& module) {
    llvm::Module& code = module.llvm();
    code.setTargetTriple(machine_->getTargetTriple().str());
    if (llvm::verifyModule(code, &llvm::errs())) return std::nullopt;
    if (tier_ == Tier::Optimised) optimize(code, *machine_);

    Generated generated;
    module.context().setDiagnosticHandlerCallBack(take_report, &generated.native_stack);
    for (llvm::Function& function : code) function.addFnAttr("warn-stack-size", "0");

    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream stream{bytes};
    llvm::legacy::PassManager passes;
    if (machine_->addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile))
        return std::nullopt;
    passes.run(code);
    generated.bytes.assign(bytes.begin(), bytes.end());
    return generated;
}

}  // namespace deed::jit
