#include "vm/jit/modular_calls.hpp"

#include <algorithm>
#include <cstring>

#include <llvm/IR/Constants.h>

namespace deed::jit {

using isa::Op;

namespace {

/// A constant that the code pushes.
struct Candidate {
    Uint256 word;
    uint32_t first;     ///< place in the code
    uint32_t uses = 0;  ///< how often it is pushed
};

/// What a modulus may be, those pushed most often first. Moduli are odd, as primes are.
std::vector<Candidate> list_candidates(const Blocks& blocks) {
    std::map<std::array<uint64_t, 4>, Candidate> found;
    bool has_modular = false;
    for (uint32_t place = 0; place < blocks.code().size(); place = blocks.next(place)) {
        const Op op = blocks.op(place);
        has_modular |= op == Op::MULMOD || op == Op::ADDMOD;
        if (op != Op::PUSH32) continue;
        const Uint256 word = immediate_at(blocks.code(), place);
        if ((word[0] & 1) == 0 || word == Uint256::max()) continue;
        found.try_emplace(std::to_array(word.limbs), Candidate{word, place}).first->second.uses += 1;
    }
    std::vector<Candidate> candidates;
    if (!has_modular) return candidates;
    for (const auto& [limbs, candidate] : found) candidates.push_back(candidate);
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
        return a.uses != b.uses ? a.uses > b.uses : a.first < b.first;
    });
    return candidates;
}

}  // namespace

ModularCalls::ModularCalls(Module& module, const Blocks& blocks) : module_(module) {
    for (const Candidate& candidate : list_candidates(blocks)) {
        if (likely_.count == Moduli::kMost) break;
        if (const auto modulus = make_modulus(candidate.word)) likely_.list[likely_.count++] = *modulus;
    }
}

/// Puts @p table, which consists of 64-bit numbers, into the object.
template <typename Table>
llvm::Constant* ModularCalls::make_table(const Table& table) {
    std::array<uint64_t, sizeof(Table) / 8> limbs;
    static_assert(sizeof limbs == sizeof table);
    std::memcpy(limbs.data(), &table, sizeof table);
    auto* const content = llvm::ConstantDataArray::get(module_.context(), limbs);
    auto* const global = new llvm::GlobalVariable(module_.llvm(), content->getType(), true,
                                                  llvm::GlobalValue::InternalLinkage, content, "moduli");
    global->setAlignment(llvm::Align(8));
    return global;
}

llvm::FunctionCallee ModularCalls::function(Op op, const char* kind) {
    auto* const type = llvm::FunctionType::get(llvm::Type::getVoidTy(module_.context()),
                                               {module_.pointer(), module_.pointer()}, false);
    return module_.declare("deed_" + std::string{isa::info(op).name} + kind, type);
}

std::optional<ModularCalls::Target> ModularCalls::by_known(Op op, const Uint256& modulus) {
    if (op != Op::MULMOD && op != Op::ADDMOD && op != Op::MOD) return std::nullopt;
    const auto [found, is_new] = known_tables_.try_emplace(std::to_array(modulus.limbs), nullptr);
    if (is_new)
        if (const auto made = make_modulus(modulus)) found->second = make_table(*made);
    if (found->second == nullptr) return std::nullopt;
    return Target{function(op, "_known"), found->second};
}

std::optional<ModularCalls::Target> ModularCalls::by_likely(Op op) {
    if (op != Op::MULMOD && op != Op::ADDMOD && op != Op::MOD) return std::nullopt;
    if (likely_.count == 0) return std::nullopt;
    if (likely_table_ == nullptr) likely_table_ = make_table(likely_);
    return Target{function(op, "_likely"), likely_table_};
}

}  // namespace deed::jit
