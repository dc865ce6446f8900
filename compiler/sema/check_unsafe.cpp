#include <algorithm>
#include <utility>

#include "compiler/sema/checker.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {

void Checker::check_node(const syntax::UnsafeStatement& node, source::Span span, Target& target) {
    const source::Span word{span.file, span.begin, span.begin + 6};
    if (here_.test != nullptr) {
        report(Code::NotInTests, word, {"unsafe"});
        return;
    }
    if (node.reason.empty()) report(Code::MissingReason, word);
    const bool outer = std::exchange(here_.is_unsafe, true);
    Block body = check_block(node.body);
    here_.is_unsafe = outer;
    target.push_back(std::make_unique<Statement>(Statement{Unsafe{node.reason, std::move(body)}, span}));
}

const Type* Checker::machine_type(char letter) {
    switch (letter) {
        case 'a': return types().address();
        case 'h': return types().fixed_bytes(32);
        case 'b': return types().boolean();
        case 'd': return types().bytes();
        default: return types().uint256();
    }
}

/// The local in whose bytes a memory opcode works.
ExpressionPtr Checker::check_buffer(const syntax::Expression& expression) {
    Operand operand = check_operand(expression, nullptr);
    if (operand.number) operand.expression = settle_number(operand, nullptr);
    if (operand.expression->type->is(TypeKind::Error)) return make_broken(expression.span);
    const auto* read = std::get_if<PlaceRead>(&operand.expression->node);
    const auto* const* local = read == nullptr ? nullptr : std::get_if<const Local*>(&read->place.root);
    const bool is_buffer = local != nullptr && read->place.path.empty() && (*local)->is_mutable &&
                           (*local)->type->is(TypeKind::BoundedBytes);
    if (is_buffer) return std::move(operand.expression);
    report(Code::NotABuffer, expression.span);
    return make_broken(expression.span);
}

Operand Checker::check_machine_op(const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                                  source::Span span) {
    check_no_options(call);
    const auto rows = machine_ops();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const MachineOpRow& one) { return one.name == callee.member.text; });
    if (!here_.is_unsafe || row == rows.end()) {
        if (!here_.is_unsafe) {
            report(Code::OutsideUnsafe, call.callee->span);
        } else if (!callee.member.text.empty()) {
            auto& message = report(Code::UnknownMember, callee.member.span, {"`evm`", callee.member.text});
            std::vector<std::string> names;
            for (const MachineOpRow& one : rows) names.emplace_back(one.name);
            if (const auto similar = nearest_name(callee.member.text, names))
                message.with_help("did you mean `" + *similar + "`?");
        }
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<Parameter> parameters;
    for (size_t i = 0; i < row->parameters.size(); ++i)
        parameters.push_back(
            {std::string(1, static_cast<char>('a' + i)), machine_type(row->parameters[i]), span});
    const auto buffer = find_buffer(row->op);
    std::vector<ExpressionPtr> arguments =
        check_arguments(std::string{row->name}, parameters, call.arguments, span, buffer);
    if (arguments.size() != parameters.size()) return broken_operand(span);
    if (buffer) arguments[*buffer] = check_buffer(*call.arguments[*buffer].value);
    const bool has_broken = std::any_of(arguments.begin(), arguments.end(), [](const ExpressionPtr& one) {
        return one->type->is(TypeKind::Error);
    });
    if (has_broken) return broken_operand(span);
    Types results;
    for (const char letter : row->result) results.push_back(machine_type(letter));
    const Type* const type = results.empty()       ? types().nothing()
                             : results.size() == 1 ? results.front()
                                                   : types().tuple(results);
    return make_operand(MachineOp{row->op, std::move(arguments)}, type, span);
}

}  // namespace deed::sema
