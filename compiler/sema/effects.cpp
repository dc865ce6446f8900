#include <algorithm>
#include <map>
#include <set>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

using diagnostics::Code;
using diagnostics::Diagnostics;

void add_callee(const Expression& expression, std::vector<const Function*>& callees) {
    const auto* call = std::get_if<Call>(&expression.node);
    if (call != nullptr && std::find(callees.begin(), callees.end(), call->function) == callees.end())
        callees.push_back(call->function);
}

void add_callees(const Expression& expression, std::vector<const Function*>& callees) {
    walk_expression(expression, [&](const Expression& part) { add_callee(part, callees); });
}

std::vector<const Function*> callees_of(const Block& body) {
    std::vector<const Function*> callees;
    walk_expressions(body, [&](const Expression& part) { add_callee(part, callees); });
    return callees;
}

/// What the values call that fields are declared with.
std::vector<const Function*> called_by_initializers(const Contract& contract) {
    std::vector<const Function*> found;
    for (const auto& field : contract.fields)
        if (field->initializer != nullptr) add_callees(*field->initializer, found);
    return found;
}

/// Every function of the program, those of files first.
std::vector<Function*> all_functions(const Program& program) {
    std::vector<Function*> functions;
    for (const auto& function : program.functions) functions.push_back(function.get());
    for (const auto* contracts : {&program.contracts, &program.samples})
        for (const auto& contract : *contracts) {
            if (contract->init != nullptr) functions.push_back(contract->init.get());
            for (const auto& function : contract->functions) functions.push_back(function.get());
            for (const auto& invariant : contract->invariants) functions.push_back(invariant.get());
        }
    return functions;
}

// Recursion.

/// The calls that lead from a function back to itself, as "a → b → a", or nothing.
bool find_circle(const Function& wanted, const Function& from, std::set<const Function*>& seen,
                 std::string& circle) {
    for (const Function* callee : from.callees) {
        if (callee == &wanted) {
            circle = " → " + wanted.name;
            return true;
        }
        if (seen.insert(callee).second && find_circle(wanted, *callee, seen, circle)) {
            circle.insert(0, " → " + callee->name);
            return true;
        }
    }
    return false;
}

void check_recursion(const std::vector<Function*>& functions, Diagnostics& diagnostics) {
    std::set<const Function*> reported;
    for (const Function* function : functions) {
        std::set<const Function*> seen;
        std::string circle;
        if (!find_circle(*function, *function, seen, circle)) continue;
        // One message for each circle: at its first function.
        const bool is_known =
            std::any_of(seen.begin(), seen.end(), [&](const Function* f) { return reported.contains(f); });
        reported.insert(function);
        if (is_known) continue;
        const bool is_direct = circle == " → " + function->name;
        const std::string path = is_direct ? "" : " (" + function->name + circle + ")";
        diagnostics.report(Code::Recursion, function->span, {function->name, path});
    }
}

// View and pure.

class ReaderCheck {
  public:
    ReaderCheck(const Function& function, Diagnostics& diagnostics)
        : function_(function), diagnostics_(diagnostics) {}

    void run() {
        walk_statements(function_.body, [&](const Statement& statement) { check(statement); });
        walk_expressions(function_.body, [&](const Expression& expression) { check(expression); });
    }

  private:
    [[nodiscard]] std::string_view word() const { return is_pure() ? "pure" : "view"; }
    [[nodiscard]] bool is_pure() const { return function_.signature.mutability == Mutability::Pure; }

    void check(const Statement& statement) {
        if (const auto* assign = std::get_if<Assign>(&statement.node)) check_write(assign->place);
        if (const auto* update = std::get_if<Update>(&statement.node)) check_write(update->place);
        if (const auto* change = std::get_if<ListUpdate>(&statement.node)) check_write(change->place);
        if (std::holds_alternative<Emit>(statement.node))
            diagnostics_.report(Code::WriteInReader, statement.span, {word(), "emit an event"});
        if (const auto* loop = std::get_if<ForEach>(&statement.node))
            if (const auto* place = std::get_if<Place>(&loop->array)) check_read(*place);
        const auto* verify = std::get_if<Verify>(&statement.node);
        if (verify != nullptr && verify->nonces != nullptr)
            diagnostics_.report(Code::WriteInReader, statement.span, {word(), "use up a nonce"});
        else if (verify != nullptr && is_pure())
            refuse_surroundings(statement.span);
    }

    void check(const Expression& expression) {
        if (const auto* call = std::get_if<Call>(&expression.node)) return check_call(*call, expression.span);
        if (const auto* call = std::get_if<ExternalCall>(&expression.node))
            return check_external(*call, expression.span);
        if (const auto* change = std::get_if<HoldingChange>(&expression.node))
            diagnostics_.report(Code::WriteInReader, expression.span,
                                {word(), "change `" + change->holding->name + "`"});
        if (const auto* transfer = std::get_if<Transfer>(&expression.node))
            diagnostics_.report(Code::WriteInReader, expression.span,
                                {word(), transfer->token == nullptr ? "pay" : "move tokens"});
        if (std::holds_alternative<RawCall>(expression.node))
            diagnostics_.report(Code::WriteInReader, expression.span, {word(), "make a raw call"});
        if (std::holds_alternative<Deploy>(expression.node))
            diagnostics_.report(Code::WriteInReader, expression.span, {word(), "create a contract"});
        if (const auto* machine = std::get_if<MachineOp>(&expression.node))
            return check_machine(*machine, expression.span);
        if (!is_pure()) return;
        if (const auto* read = std::get_if<PlaceRead>(&expression.node)) check_read(read->place);
        if (std::holds_alternative<EnvironmentRead>(expression.node)) refuse_surroundings(expression.span);
        const auto* intrinsic = std::get_if<IntrinsicCall>(&expression.node);
        if (intrinsic != nullptr && intrinsic->intrinsic >= Intrinsic::AccountBalance)
            refuse_surroundings(expression.span);
    }

    void check_write(const Place& place) {
        if (const auto* const* field = std::get_if<const Field*>(&place.root))
            diagnostics_.report(Code::WriteInReader, place.span, {word(), "change `" + (*field)->name + "`"});
    }
    void check_read(const Place& place) {
        const auto* const* field = std::get_if<const Field*>(&place.root);
        if (field != nullptr && is_pure())
            diagnostics_.report(Code::WriteInReader, place.span, {word(), "read `" + (*field)->name + "`"})
                .with_help("say `view` instead");
    }
    void refuse_surroundings(source::Span span) {
        diagnostics_.report(Code::WriteInReader, span, {word(), "read its surroundings"})
            .with_help("say `view` instead");
    }
    void check_machine(const MachineOp& machine, source::Span span) {
        const Touch touches = row_of(machine.op).touches;
        if (touches >= Touch::Writes)
            diagnostics_.report(Code::WriteInReader, span, {word(), "write by an opcode"});
        else if (touches != Touch::Nothing && is_pure())
            refuse_surroundings(span);
    }
    void check_external(const ExternalCall& call, source::Span span) {
        const bool is_reading = call.signature->mutability <= Mutability::View;
        if (is_reading && is_pure()) return refuse_surroundings(span);
        if (!is_reading)
            diagnostics_.report(Code::CallFromReader, span,
                                {word(), call.signature->name, "neither view nor pure"});
    }
    void check_call(const Call& call, source::Span span) {
        if (call.function->signature.mutability <= function_.signature.mutability) return;
        const bool is_view = call.function->signature.mutability == Mutability::View;
        diagnostics_
            .report(Code::CallFromReader, span,
                    {word(), call.function->name, is_view ? "view" : "neither view nor pure"})
            .note(call.function->span, "declared here");
    }

    const Function& function_;
    Diagnostics& diagnostics_;
};

// Unused.

struct Uses {
    std::set<const Local*> read;
    std::set<const Local*> written;
};

void note_uses(const Block& body, Uses& uses) {
    const auto note = [](const Place& place, std::set<const Local*>& target) {
        if (const auto* const* local = std::get_if<const Local*>(&place.root)) target.insert(*local);
    };
    walk_expressions(body, [&](const Expression& expression) {
        if (const auto* read = std::get_if<PlaceRead>(&expression.node)) note(read->place, uses.read);
        const auto* machine = std::get_if<MachineOp>(&expression.node);
        const auto buffer = machine == nullptr ? std::nullopt : find_buffer(machine->op);
        if (buffer && machine->op != MachineOpcode::MLOAD)
            note(std::get<PlaceRead>(machine->operands[*buffer]->node).place, uses.written);
    });
    walk_statements(body, [&](const Statement& statement) {
        if (const auto* assign = std::get_if<Assign>(&statement.node)) note(assign->place, uses.written);
        if (const auto* update = std::get_if<Update>(&statement.node)) note(update->place, uses.written);
        if (const auto* change = std::get_if<ListUpdate>(&statement.node)) note(change->place, uses.written);
        if (const auto* loop = std::get_if<ForEach>(&statement.node))
            if (const auto* place = std::get_if<Place>(&loop->array)) note(*place, uses.read);
    });
}

void warn_of_locals(const Block& body, const std::vector<std::unique_ptr<Local>>& locals,
                    size_t parameter_count, Diagnostics& diagnostics) {
    Uses uses;
    note_uses(body, uses);
    for (size_t i = parameter_count; i < locals.size(); ++i) {
        const Local& local = *locals[i];
        if (local.name.empty() || local.name.starts_with('$') || local.name.starts_with('_')) continue;
        const bool is_read = local.is_measured || uses.read.contains(&local);
        const bool is_written = uses.written.contains(&local);
        if (!is_read && is_written)
            diagnostics.report(Code::LostChange, local.span, {local.name});
        else if (!is_read && !local.type->is(TypeKind::Coin))  // of a coin it is a mistake
            diagnostics.report(Code::UnusedLocal, local.span, {local.name})
                .with_help("leave it out, or begin its name with `_`");
        else if (is_read && local.is_mutable && !is_written)
            diagnostics.report(Code::NeverChanged, local.span, {local.name});
    }
}

void warn_of_unused(const Program& program, const std::vector<Function*>& functions,
                    Diagnostics& diagnostics) {
    std::set<const Function*> called;
    for (const Function* function : functions) {
        called.insert(function->callees.begin(), function->callees.end());
        // What is written once is warned of once.
        if (function->kind != FunctionKind::Getter && function->genericity != Genericity::Instance)
            warn_of_locals(function->body, function->locals, function->parameters.size(), diagnostics);
    }
    for (const auto& contract : program.contracts)
        for (const Function* function : called_by_initializers(*contract)) called.insert(function);
    for (const auto& test : program.tests)
        warn_of_locals(test->body, test->locals, test->parameters.size(), diagnostics);
    for (const Function* function : functions)
        // A component offers more than one contract needs.
        if (function->kind == FunctionKind::Internal && function->contract != nullptr &&
            function->part == nullptr && function->genericity == Genericity::None &&
            !called.contains(function))
            diagnostics.report(Code::UnusedFunction, function->span, {function->name});
}

}  // namespace

void collect_callees(Program& program) {
    for (Function* function : all_functions(program)) {
        function->callees = callees_of(function->body);
        for (const Ensures& one : function->ensures) {
            add_callees(*one.condition, function->callees);
            for (const OldValue& old : one.old) add_callees(*old.value, function->callees);
        }
    }
    for (const auto& test : program.tests) {
        test->callees = callees_of(test->body);
        walk_expressions(test->body, [&](const Expression& expression) {
            const auto* deploy = std::get_if<TestDeploy>(&expression.node);
            if (deploy == nullptr) return;
            if (std::find(test->deploys.begin(), test->deploys.end(), deploy->contract) ==
                test->deploys.end())
                test->deploys.push_back(deploy->contract);
        });
    }
}

std::vector<const Function*> reachable_functions(std::vector<const Function*> roots) {
    for (size_t i = 0; i < roots.size(); ++i)
        for (const Function* callee : roots[i]->callees)
            if (std::find(roots.begin(), roots.end(), callee) == roots.end()) roots.push_back(callee);
    return roots;
}

std::vector<const Function*> reachable_functions(const Contract& contract) {
    std::vector<const Function*> found = called_by_initializers(contract);
    if (contract.init != nullptr) found.push_back(contract.init.get());
    for (const auto& function : contract.functions)
        if (is_entry_point(function->kind)) found.push_back(function.get());
    return reachable_functions(std::move(found));
}

bool may_break_sums(const Contract& contract) {
    bool breaks = false;
    for (const Function* function : reachable_functions(contract))
        walk_expressions(function->body, [&](const Expression& expression) {
            const auto* machine = std::get_if<MachineOp>(&expression.node);
            if (machine == nullptr) return;
            const bool is_log = machine->op >= MachineOpcode::LOG0 && machine->op <= MachineOpcode::LOG4;
            breaks = breaks || (!is_log && row_of(machine->op).touches >= Touch::Writes);
        });
    return breaks;
}

std::vector<const Function*> reachable_functions(const Test& test) {
    return reachable_functions(test.callees);
}

namespace {

// Creation.

/// The contracts that one creates, in the order of the text, once each.
std::vector<const Contract*> children_of(const Contract& contract) {
    return deployed_by(reachable_functions(contract));
}

bool contains_itself(const Contract& wanted, const Contract& from, std::set<const Contract*>& seen,
                     std::string& circle) {
    for (const Contract* child : children_of(from)) {
        if (child == &wanted) {
            circle = " → " + wanted.name;
            return true;
        }
        if (seen.insert(child).second && contains_itself(wanted, *child, seen, circle)) {
            circle.insert(0, " → " + child->name);
            return true;
        }
    }
    return false;
}

/// Where @p contract creates itself or one of @p circle.
source::Span find_creation(const Contract& contract, const std::set<const Contract*>& circle) {
    std::optional<source::Span> found;
    for (const Function* function : reachable_functions(contract))
        walk_expressions(function->body, [&](const Expression& expression) {
            const auto* deploy = std::get_if<Deploy>(&expression.node);
            const bool closes =
                deploy != nullptr && (deploy->contract == &contract || circle.contains(deploy->contract));
            if (closes && !found) found = expression.span;
        });
    return found.value_or(contract.span);
}

void check_creations(const Program& program, Diagnostics& diagnostics) {
    std::set<const Contract*> reported;
    for (const auto& contract : program.contracts) {
        std::set<const Contract*> seen;
        std::string circle;
        if (!contains_itself(*contract, *contract, seen, circle)) continue;
        const bool is_known = std::any_of(seen.begin(), seen.end(),
                                          [&](const Contract* one) { return reported.contains(one); });
        reported.insert(contract.get());
        if (is_known) continue;
        const bool is_direct = circle == " → " + contract->name;
        const std::string path = is_direct ? "" : " (" + contract->name + circle + ")";
        diagnostics.report(Code::DeployCircle, find_creation(*contract, seen), {contract->name, path});
    }
}

}  // namespace

std::vector<const Contract*> deployed_by(const std::vector<const Function*>& functions) {
    std::vector<const Contract*> found;
    for (const Function* function : functions)
        walk_expressions(function->body, [&](const Expression& expression) {
            const auto* deploy = std::get_if<Deploy>(&expression.node);
            if (deploy != nullptr && std::find(found.begin(), found.end(), deploy->contract) == found.end())
                found.push_back(deploy->contract);
        });
    return found;
}

void check_effects(const Program& program, Diagnostics& diagnostics) {
    const std::vector<Function*> functions = all_functions(program);
    check_recursion(functions, diagnostics);
    check_creations(program, diagnostics);
    for (const Function* function : functions) {
        const bool is_reader = function->signature.mutability <= Mutability::View;
        // What the compiler made reads only, and what an invariant does has been looked at.
        const bool is_written =
            function->kind != FunctionKind::Getter && function->kind != FunctionKind::Invariant;
        if (is_reader && is_written) ReaderCheck{*function, diagnostics}.run();
    }
    if (!diagnostics.has_errors()) warn_of_unused(program, functions, diagnostics);
}

}  // namespace deed::sema
