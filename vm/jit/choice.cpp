#include "vm/jit/choice.hpp"

namespace deed::jit {
namespace {

/// So many numbers are compared with one after another.
constexpr size_t kFewCases = 3;

class Tree {
  public:
    Tree(Builder& builder, llvm::Value* value, llvm::BasicBlock* otherwise)
        : builder_(builder), value_(value), otherwise_(otherwise) {}

    void write(std::span<const Case> cases);
    [[nodiscard]] std::vector<llvm::BasicBlock*> take_origins() { return std::move(origins_); }

  private:
    llvm::BasicBlock* make_block() {
        llvm::BasicBlock* const here = builder_.GetInsertBlock();
        return llvm::BasicBlock::Create(builder_.getContext(), "", here->getParent(), here->getNextNode());
    }

    Builder& builder_;
    llvm::Value* value_;
    llvm::BasicBlock* otherwise_;
    std::vector<llvm::BasicBlock*> origins_;
};

void Tree::write(std::span<const Case> cases) {
    if (cases.size() > kFewCases) {
        const size_t half = cases.size() / 2;
        llvm::BasicBlock* const high = make_block();
        llvm::BasicBlock* const low = make_block();
        builder_.CreateCondBr(builder_.CreateICmpULT(value_, builder_.getInt64(cases[half].first)), low,
                              high);
        builder_.SetInsertPoint(low);
        write(cases.first(half));
        builder_.SetInsertPoint(high);
        return write(cases.subspan(half));
    }
    for (const auto& [number, chosen] : cases) {
        llvm::BasicBlock* const on = &number == &cases.back().first ? otherwise_ : make_block();
        origins_.push_back(builder_.GetInsertBlock());
        builder_.CreateCondBr(builder_.CreateICmpEQ(value_, builder_.getInt64(number)), chosen, on);
        builder_.SetInsertPoint(on);
    }
}

}  // namespace

std::vector<llvm::BasicBlock*> write_choice(Builder& builder, Tier tier, llvm::Value* value,
                                            std::span<const Case> cases, llvm::BasicBlock* otherwise) {
    if (tier == Tier::Fast && !cases.empty()) {
        Tree tree{builder, value, otherwise};
        tree.write(cases);
        return tree.take_origins();
    }
    llvm::SwitchInst* const choice =
        builder.CreateSwitch(value, otherwise, static_cast<unsigned>(cases.size()));
    for (const auto& [number, chosen] : cases) choice->addCase(builder.getInt64(number), chosen);
    return std::vector<llvm::BasicBlock*>(cases.size(), choice->getParent());
}

}  // namespace deed::jit
