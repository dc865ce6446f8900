#include <algorithm>

#include <boost/json.hpp>

#include "compiler/artifact/artifact.hpp"
#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;

using sema::Element;
using sema::ElementKind;
using sema::Mutability;

std::string_view name_of(Mutability mutability) {
    switch (mutability) {
        case Mutability::Pure: return "pure";
        case Mutability::View: return "view";
        case Mutability::NonPayable: return "nonpayable";
        case Mutability::Payable: return "payable";
    }
    return {};
}

/// The fields among the elements, in the order of the contract.
json::array fields_in(const std::set<Element>& elements, const sema::Contract& contract) {
    json::array names;
    for (const auto& field : contract.fields)
        if (elements.contains({ElementKind::Field, field.get(), nullptr})) names.emplace_back(field->name);
    return names;
}

/// "owned.owner": what a guard of a part names is the part's own.
std::string text_of(const sema::GuardAtom& atom, const sema::Function& function) {
    const bool names_state = atom.kind == sema::GuardKind::Address || atom.kind == sema::GuardKind::Member;
    return names_state && function.part != nullptr ? function.part->path + "." + atom.text : atom.text;
}

json::object make_row(const sema::EntryPoint& entry, const sema::Contract& contract) {
    const sema::Function& function = *entry.function;
    json::array callers;
    if (function.guard)
        for (const sema::GuardAtom& atom : function.guard->atoms)
            callers.emplace_back(text_of(atom, function));
    else
        callers.emplace_back("anyone");
    return {{"function", sema::canonical_form(function.signature)},
            {"mutability", name_of(function.signature.mutability)},
            {"by", callers},
            {"writes", fields_in(entry.effects.writes, contract)},
            {"callsOut", entry.effects.writes.contains({ElementKind::World})},
            {"locked", entry.lock.tests != 0}};
}

class Audit {
  public:
    explicit Audit(const source::Sources& sources) : sources_(sources) {}

    json::array run(const sema::Contract& contract) {
        for (const sema::Function* function : sema::reachable_functions(contract)) visit(*function);
        for (const sema::EntryPoint& entry : contract.entry_points)
            for (const sema::Field* field : sema::transients_left(contract, *entry.function))
                add("transient", *entry.function, field->span, field->name);
        return std::move(rows_);
    }

  private:
    void visit(const sema::Function& function) {
        if (function.is_reentrant) add("reentrant", function, function.span, sources_.text(function.span));
        sema::walk_statements(function.body, [&](const sema::Statement& statement) {
            const auto* unsafe = std::get_if<sema::Unsafe>(&statement.node);
            if (unsafe != nullptr) add("unsafe", function, statement.span, unsafe->reason);
        });
        sema::walk_expressions(function.body, [&](const sema::Expression& expression) {
            if (std::holds_alternative<sema::RawCall>(expression.node))
                add("raw", function, expression.span, sources_.text(expression.span));
            if (const auto* transfer = std::get_if<sema::Transfer>(&expression.node))
                visit(*transfer, function, expression.span);
        });
    }
    /// What is trusted of a token, and whose tokens are collected.
    void visit(const sema::Transfer& transfer, const sema::Function& function, source::Span span) {
        const bool is_exact = transfer.kind == sema::TransferKind::PullExact;
        if (!is_exact && transfer.kind != sema::TransferKind::Pull) return;
        const auto* from = std::get_if<sema::EnvironmentRead>(&transfer.account->node);
        const bool is_own = from != nullptr && from->what == sema::Environment::Caller;
        if (is_exact) add("pullExact", function, span, sources_.text(span));
        if (!is_own) add("pull from another", function, span, sources_.text(span));
    }
    void add(std::string_view kind, const sema::Function& function, source::Span span,
             std::string_view text) {
        const auto place = sources_.line_column(span.file, span.begin);
        rows_.push_back(json::object{{"kind", kind},
                                     {"function", function.name},
                                     {"file", sources_.path(span.file)},
                                     {"line", place.line},
                                     {"column", place.column},
                                     {"text", text}});
    }

    const source::Sources& sources_;
    json::array rows_;
};

}  // namespace

json::array make_authority(const sema::Contract& contract) {
    json::array rows;
    for (const sema::EntryPoint& entry : contract.entry_points) rows.push_back(make_row(entry, contract));
    return rows;
}

json::array make_audit(const sema::Contract& contract, const source::Sources& sources) {
    return Audit{sources}.run(contract);
}

}  // namespace deed::artifact
