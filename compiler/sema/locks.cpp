#include <algorithm>
#include <map>

#include "compiler/sema/analysis.hpp"

namespace deed::sema {
namespace {

/// The bits of the transient word. Those who find none left share the last one, which only makes more calls
/// wait.
constexpr unsigned kBits = 256;

/// Whether the order of two writes can be told. Ether and calls only add up.
bool has_order(const Element& element) {
    return element.kind != ElementKind::Balance && element.kind != ElementKind::World;
}

/// What some entry points do as inner calls: run while another is out.
struct Inner {
    std::set<Element> reads;
    std::set<Element> writes;

    void add(const EntryPoint& entry) {
        reads.insert(entry.effects.reads.begin(), entry.effects.reads.end());
        writes.insert(entry.effects.writes.begin(), entry.effects.writes.end());
    }
};

/// The bits of the outer calls that an inner one must not meet, by what it does. Each element is looked up
/// once, so that the time grows with the effects of the functions and not with their pairs.
struct Outer {
    std::map<Element, Uint256> met_by_reads;
    std::map<Element, Uint256> met_by_writes;

    void add(const EntryPoint& entry, const Uint256& bit) {
        const auto note = [&](std::map<Element, Uint256>& bits, const Element& element) {
            bits[element] = bits[element] | bit;
        };
        for (const Element& element : entry.after.reads) note(met_by_writes, element);
        for (const Element& element : entry.shown) note(met_by_reads, element);
        for (const Element& element : entry.after.writes) {
            note(met_by_reads, element);
            if (has_order(element)) note(met_by_writes, element);
        }
    }

    /// The bits of those that can be told from @p inner run after them when it runs while they are out.
    [[nodiscard]] Uint256 conflicts_of(const EntryPoint& inner) const {
        Uint256 result;
        const auto collect = [&](const std::map<Element, Uint256>& bits, const Element& element) {
            const auto found = bits.find(element);
            if (found != bits.end()) result = result | found->second;
        };
        for (const Element& element : inner.effects.reads) collect(met_by_reads, element);
        for (const Element& element : inner.effects.writes) collect(met_by_writes, element);
        return result;
    }
};

/// Whether any of the inner calls conflicts with @p outer.
bool has_conflicts(const EntryPoint& outer, const Inner& inner) {
    const auto among = [](const std::set<Element>& wanted, const std::set<Element>& elements) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](const Element& element) { return elements.contains(element); });
    };
    const auto& written = outer.after.writes;
    return among(outer.after.reads, inner.writes) || among(written, inner.reads) ||
           among(outer.shown, inner.reads) ||
           std::any_of(written.begin(), written.end(), [&](const Element& element) {
               return has_order(element) && inner.writes.contains(element);
           });
}

void assign_locks(Contract& contract) {
    Inner all;
    for (const EntryPoint& inner : contract.entry_points)
        if (!inner.function->is_reentrant) all.add(inner);
    Outer outers;
    unsigned next = 0;
    for (EntryPoint& outer : contract.entry_points) {
        if (!has_conflicts(outer, all)) continue;
        outer.lock.takes = Uint256{1} << std::min(next++, kBits - 1);
        outers.add(outer, outer.lock.takes);
    }
    for (EntryPoint& inner : contract.entry_points)
        if (!inner.function->is_reentrant) inner.lock.tests = outers.conflicts_of(inner);
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
    for (const auto& contract : program.contracts) {
        Outer outers;
        for (const EntryPoint& outer : contract->entry_points) outers.add(outer, 1);
        for (const EntryPoint& entry : contract->entry_points)
            if (entry.function->is_reentrant && !outers.conflicts_of(entry))
                diagnostics.report(diagnostics::Code::NeedlessReentrant, entry.function->span,
                                   {entry.function->name});
    }
}

}  // namespace deed::sema
