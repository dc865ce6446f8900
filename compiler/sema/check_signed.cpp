#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/typed_data.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::sema {
namespace {

/// The role that a parameter's type names, or nothing when it is a type.
std::optional<SignedRole> role_of(const syntax::Parameter& parameter) {
    const auto* type = std::get_if<syntax::NamedType>(&parameter.type->node);
    if (type == nullptr || type->path.parts.size() != 1) return std::nullopt;
    const std::string& name = type->path.parts.front().text;
    if (name == "signer") return SignedRole::Signer;
    if (name == "once") return SignedRole::Once;
    if (name == "until") return SignedRole::Until;
    return std::nullopt;
}

std::string_view word_of(SignedRole role) {
    switch (role) {
        case SignedRole::Value: return "";
        case SignedRole::Signer: return "signer";
        case SignedRole::Once: return "once";
        case SignedRole::Until: return "until";
    }
    return {};
}

bool is_underscore(const syntax::Argument& argument) {
    const auto* name = std::get_if<syntax::NameUse>(&argument.value->node);
    return name != nullptr && name->name == "_";
}

}  // namespace

// Declarations.

SignedMessage& Checker::declare_message(const syntax::Declaration& declaration,
                                        const syntax::SignedDeclaration& node, Scope& scope) {
    auto& message = program_->messages.emplace_back(std::make_unique<SignedMessage>());
    message->name = node.name.text;
    message->span = node.name.span;
    message->documentation = declaration.documentation;
    messages_.push_back({message.get(), &declaration, &scope});
    declare(scope, node.name, message.get());
    return *message;
}

bool Checker::needs_nonces(const syntax::SignedDeclaration& node) {
    return std::any_of(
        node.parameters.begin(), node.parameters.end(),
        [](const syntax::Parameter& parameter) { return role_of(parameter) == SignedRole::Once; });
}

void Checker::resolve_messages() {
    for (const auto& [message, declaration, scope] : messages_)
        resolve_message(*message, std::get<syntax::SignedDeclaration>(declaration->node), *scope);
}

void Checker::resolve_message(SignedMessage& message, const syntax::SignedDeclaration& node,
                              const Scope& scope) {
    check_parameter_names(node.parameters);
    bool has_broken = false;
    for (const syntax::Parameter& parameter : node.parameters) {
        if (parameter.is_indexed) report(Code::MisplacedAttribute, parameter.type->span, {"indexed"});
        const SignedRole role = role_of(parameter).value_or(SignedRole::Value);
        const Type* type = role == SignedRole::Value    ? resolve_type(*parameter.type, scope)
                           : role == SignedRole::Signer ? types().address()
                                                        : types().uint256();
        has_broken = has_broken || type->is(TypeKind::Error);
        if (!has_typed_data(*type)) {
            report(Code::NotTypedData, parameter.type->span, {name_of(*type)});
            type = types().error();
        }
        check_copied(*type, parameter.type->span);
        const bool is_repeated = role > SignedRole::Signer && message.find(role);
        if (is_repeated) report(Code::RepeatedRole, parameter.type->span, {word_of(role)});
        message.parameters.push_back({parameter.name.text, type, role, parameter.name.span});
    }
    const auto is_signer = [](const SignedParameter& parameter) {
        return parameter.role == SignedRole::Signer;
    };
    // What could not be read may have been the signer or the nonce.
    if (has_broken) return;
    if (std::count_if(message.parameters.begin(), message.parameters.end(), is_signer) != 1)
        report(Code::SignerCount, message.span);
    const bool has_nonce = message.find(SignedRole::Once).has_value();
    if (!has_nonce && node.reuse == syntax::Reuse::Refused)
        report(Code::ReplayableMessage, message.span, {message.name});
    if (has_nonce && node.reuse == syntax::Reuse::Replayable)
        report(Code::MisplacedAttribute, node.reuse_span, {"replayable"})
            .with_help("a message with a nonce is good for one use");
    message.type_hash = crypto::keccak256(as_bytes(encode_type(message)));
}

const Field* Checker::find_nonces(PendingContract& pending, source::Span span) {
    if (pending.nonces != nullptr) return pending.nonces;
    auto& field = pending.contract->fields.emplace_back(std::make_unique<Field>());
    field->name = "nonces";
    field->type = types().map(types().address(), types().uint256());
    field->index = static_cast<uint32_t>(pending.contract->fields.size() - 1);
    field->span = span;
    field->documentation = " How many messages of a signer have been used.";
    pending.nonces = field.get();
    return field.get();
}

void Checker::finish_messages(PendingContract& pending) {
    if (!pending.has_messages) return;
    pending.contract->domain = make_domain(pending);
    if (pending.nonces != nullptr) make_field_getter(pending, *pending.nonces);
    Function& getter = *make_getter(pending, "DOMAIN_SEPARATOR", pending.contract->span);
    getter.documentation = " EIP-712: what tells this contract's messages from those of others.";
    std::vector<ExpressionPtr> values;
    values.push_back(
        make(EnvironmentRead{Environment::DomainSeparator}, types().fixed_bytes(32), getter.span));
    finish_getter(getter, std::move(values));
}

SignedDomain Checker::make_domain(const PendingContract& pending) {
    const auto bytes_of = [](std::string_view text) { return Bytes{text.begin(), text.end()}; };
    SignedDomain domain{bytes_of(pending.contract->name), bytes_of("1")};
    for (const auto& [constant, declaration] : pending.constants) {
        if (constant->type == nullptr || !constant->type->is(TypeKind::String)) continue;
        const auto& text = std::get<Bytes>(constant->value.value);
        const bool is_public = constant->syntax->visibility == syntax::Visibility::Public;
        if (constant->syntax->name.text == "name" && is_public) domain.name = text;
        if (constant->syntax->name.text == "version") domain.version = text;
    }
    return domain;
}

// verify.

std::optional<std::vector<ExpressionPtr>> Checker::check_message_arguments(const SignedMessage& message,
                                                                           const syntax::Construction& node) {
    const auto once = message.find(SignedRole::Once);
    std::vector<Parameter> parameters;
    for (const SignedParameter& parameter : message.parameters)
        parameters.push_back({parameter.name, parameter.type, parameter.span});
    const bool has_place = once && node.arguments.size() == parameters.size();
    if (has_place && !is_underscore(node.arguments[*once])) {
        report(Code::WrittenNonce, node.arguments[*once].value->span, {parameters[*once].name});
        return std::nullopt;
    }
    const auto mark = std::find_if(node.arguments.begin(), node.arguments.end(), is_underscore);
    std::optional<size_t> absent;
    if (once && mark != node.arguments.end()) absent = mark - node.arguments.begin();
    std::vector<ExpressionPtr> values =
        check_arguments(message.name, parameters, node.arguments, node.span, absent);
    const bool is_broken = std::any_of(values.begin(), values.end(), [](const ExpressionPtr& value) {
        return value != nullptr && value->type->is(TypeKind::Error);
    });
    if (is_broken || values.size() != parameters.size()) return std::nullopt;
    return values;
}

void Checker::check_node(const syntax::VerifyStatement& node, source::Span span, Target& target) {
    const source::Span word{span.file, span.begin, span.begin + 6};
    if (here_.test != nullptr) {
        report(Code::NotInTests, word, {"verify"});
        return;
    }
    if (!require_contract("verify", word)) return;
    const std::string& name = node.message.path.parts.front().text;
    const Symbol* const symbol = find_symbol(name);
    auto* const* message = symbol == nullptr ? nullptr : std::get_if<const SignedMessage*>(&symbol->entity);
    const std::vector<Parameter> signature{{"v", types().unsigned_integer(8), span},
                                           {"r", types().fixed_bytes(32), span},
                                           {"s", types().fixed_bytes(32), span}};
    if (message == nullptr) {
        const bool is_silent =
            name.empty() || (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity));
        if (!is_silent) report_unfit(Code::UnknownMessage, node.message.path, symbol);
        return;
    }
    auto arguments = check_message_arguments(**message, node.message);
    std::vector<ExpressionPtr> parts =
        check_arguments("with", signature, node.signature, node.signature_span);
    const bool is_broken = std::any_of(parts.begin(), parts.end(), [](const ExpressionPtr& part) {
        return part->type->is(TypeKind::Error);
    });
    if (!arguments || is_broken || parts.size() != signature.size()) return;

    const auto pending = std::find_if(contracts_.begin(), contracts_.end(), [&](const PendingContract& one) {
        return one.contract == here_.contract;
    });
    pending->has_messages = true;
    const bool has_nonce = (*message)->find(SignedRole::Once).has_value();
    const Field* const nonces = has_nonce ? find_nonces(*pending, span) : nullptr;
    target.push_back(
        std::make_unique<Statement>(Statement{Verify{*message, std::move(*arguments), std::move(parts[0]),
                                                     std::move(parts[1]), std::move(parts[2]), nonces},
                                              span}));
}

}  // namespace deed::sema
