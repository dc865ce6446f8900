#include <algorithm>

#include "compiler/sema/analysis.hpp"

namespace deed::sema {
namespace {

/// The bits of the transient word. Those who find none left share the last one, which only makes more calls
/// wait.
constexpr unsigned kBits = 256;

bool share(const std::set<Element>& a, const std::set<Element>& b) {
    return std::any_of(a.begin(), a.end(), [&](const Element& element) { return b.contains(element); });
}

/// Whether the order of two writes can be told. Ether and calls only add up.
bool have_ordered_writes(const std::set<Element>& a, const std::set<Element>& b) {
    return std::any_of(a.begin(), a.end(), [&](const Element& element) {
        const bool adds_up = element.kind == ElementKind::Balance || element.kind == ElementKind::World;
        return !adds_up && b.contains(element);
    });
}

/// Whether @p inner, run while @p outer is out, can be told from @p inner run after it.
bool conflicts(const EntryPoint& inner, const EntryPoint& outer) {
    return share(inner.effects.writes, outer.after.reads) || share(inner.effects.reads, outer.after.writes) ||
           share(inner.effects.reads, outer.shown) ||
           have_ordered_writes(inner.effects.writes, outer.after.writes);
}

bool has_conflicts(const Contract& contract, const EntryPoint& inner) {
    return std::any_of(contract.entry_points.begin(), contract.entry_points.end(),
                       [&](const EntryPoint& outer) { return conflicts(inner, outer); });
}

void assign_locks(Contract& contract) {
    unsigned next = 0;
    for (EntryPoint& outer : contract.entry_points) {
        const Uint256 bit = Uint256{1} << std::min(next, kBits - 1);
        for (EntryPoint& inner : contract.entry_points) {
            if (inner.function->is_reentrant || !conflicts(inner, outer)) continue;
            inner.lock.tests |= bit;
            outer.lock.takes = bit;
        }
        if (outer.lock.takes) ++next;
    }
}

}  // namespace

void assign_locks(Program& program) {
    for (const auto& contract : program.contracts) {
        assign_locks(*contract);
        const bool tests = std::any_of(contract->entry_points.begin(), contract->entry_points.end(),
                                       [](const EntryPoint& entry) { return !!entry.lock.tests; });
        if (tests) contract->errors.push_back(program.reentered);
    }
}

void warn_of_reentrant(const Program& program, diagnostics::Diagnostics& diagnostics) {
    for (const auto& contract : program.contracts)
        for (const EntryPoint& entry : contract->entry_points)
            if (entry.function->is_reentrant && !has_conflicts(*contract, entry))
                diagnostics.report(diagnostics::Code::NeedlessReentrant, entry.function->span,
                                   {entry.function->name});
}

}  // namespace deed::sema
