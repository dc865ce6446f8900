#include "vm/jit/choice.hpp"
#include "vm/jit/frame_access.hpp"
#include "vm/jit/region_writer.hpp"

namespace deed::jit {

using machine::Status;

namespace {

llvm::BasicBlock* make_block(Module& module, llvm::Function* function, const char* name) {
    return llvm::BasicBlock::Create(module.context(), name, function);
}

Builder make_builder(Module& module) {
    return {module.context(), llvm::InstSimplifyFolder{module.llvm().getDataLayout()}};
}

/// Leaves to the interpreter at a jump destination that has no compiled unit; refuses other places.
void write_jump_to_interpreter(Module& module, Builder& builder, llvm::Function* function, size_t code_size) {
    FrameAccess frame{module, builder, function->getArg(0)};
    llvm::Value* const target = function->getArg(3);
    llvm::BasicBlock* const inside = make_block(module, function, "inside");
    llvm::BasicBlock* const good = make_block(module, function, "good");
    llvm::BasicBlock* const bad = make_block(module, function, "bad");
    builder.CreateCondBr(builder.CreateICmpULT(target, builder.getInt64(code_size)), inside, bad);

    builder.SetInsertPoint(inside);
    llvm::Value* const bits = frame.load_pointer(FrameAccess::kJumpDestinations);
    llvm::Value* const at = frame.after(bits, builder.CreateShl(builder.CreateLShr(target, 6), 3));
    llvm::Value* const word = builder.CreateAlignedLoad(builder.getInt64Ty(), at, llvm::Align(8));
    llvm::Value* const bit = builder.CreateLShr(word, builder.CreateAnd(target, builder.getInt64(63)));
    builder.CreateCondBr(builder.CreateTrunc(bit, builder.getInt1Ty()), good, bad);

    builder.SetInsertPoint(good);
    frame.leave(target, function->getArg(1), function->getArg(2));
    builder.SetInsertPoint(bad);
    builder.CreateRet(builder.getInt8(static_cast<uint8_t>(Status::BadJumpDestination)));
}

void write_jump_function(Module& module, const Functions& functions, const Source& source) {
    llvm::Function* const function = functions.jump;
    Builder builder = make_builder(module);
    llvm::BasicBlock* const other = make_block(module, function, "other");
    llvm::BasicBlock* const door = llvm::BasicBlock::Create(module.context(), "door", function, other);
    builder.SetInsertPoint(door);
    std::vector<Case> cases;
    for (const UnitId unit : source.units.candidates) {
        const uint32_t block = source.units.list[unit].blocks[0];
        cases.emplace_back(source.blocks[block].begin, make_block(module, function, "chosen"));
    }
    write_choice(builder, source.tier, function->getArg(3), cases, other);
    for (size_t i = 0; i < cases.size(); ++i) {
        builder.SetInsertPoint(cases[i].second);
        const UnitId unit = source.units.candidates[i];
        const uint32_t region = source.regions.region_of[unit];
        const size_t number = source.regions.list[region].index.at(unit);
        llvm::CallInst* const call = builder.CreateCall(
            functions.regions[region],
            {function->getArg(0), function->getArg(1), function->getArg(2), builder.getInt64(number)});
        call->setCallingConv(llvm::CallingConv::PreserveNone);
        call->setTailCallKind(llvm::CallInst::TCK_MustTail);
        builder.CreateRet(call);
    }
    builder.SetInsertPoint(other);
    write_jump_to_interpreter(module, builder, function, source.blocks.code().size());
}

void write_entry(Module& module, const Functions& functions) {
    auto* const type = llvm::FunctionType::get(module.integer(8), {module.pointer()}, false);
    auto* const function =
        llvm::Function::Create(type, llvm::Function::ExternalLinkage,
                               llvm::StringRef{kEntryName.data(), kEntryName.size()}, module.llvm());
    function->addFnAttr(llvm::Attribute::NoUnwind);
    function->addRetAttr(llvm::Attribute::ZExt);
    Builder builder = make_builder(module);
    builder.SetInsertPoint(make_block(module, function, "door"));
    FrameAccess frame{module, builder, function->getArg(0)};
    llvm::CallInst* const call = builder.CreateCall(
        functions.regions[0],
        {frame.frame(), frame.bottom(), frame.load(FrameAccess::kGas), builder.getInt64(0)});
    call->setCallingConv(llvm::CallingConv::PreserveNone);
    builder.CreateRet(call);
}

}  // namespace

void write_left_out_region(Module& module, const Functions& functions, const Source& source,
                           uint32_t number) {
    llvm::Function* const function = functions.regions[number];
    const Region& region = source.regions.list[number];
    Builder builder = make_builder(module);
    FrameAccess frame{module, builder, function->getArg(0)};
    llvm::BasicBlock* const door = make_block(module, function, "door");
    llvm::BasicBlock* const nowhere = make_block(module, function, "nowhere");
    builder.SetInsertPoint(nowhere);
    builder.CreateUnreachable();
    builder.SetInsertPoint(door);
    std::vector<Case> cases;
    for (size_t i = 0; i < region.members.size(); ++i)
        if (region.members[i].has_memory_entry) cases.emplace_back(i, make_block(module, function, "out"));
    write_choice(builder, source.tier, function->getArg(3), cases, nowhere);
    for (const auto& [i, out] : cases) {
        builder.SetInsertPoint(out);
        const uint32_t block = source.units.list[region.members[i].unit].blocks[0];
        frame.leave(builder.getInt64(source.blocks[block].begin), function->getArg(1), function->getArg(2));
    }
}

void write_doors(Module& module, const Functions& functions, const Source& source) {
    write_jump_function(module, functions, source);
    write_entry(module, functions);
}

}  // namespace deed::jit
