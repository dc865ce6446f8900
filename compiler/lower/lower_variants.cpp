#include "compiler/lower/function_lowering.hpp"
#include "compiler/sema/variants.hpp"

namespace deed::lower {

using sema::Type;

Value FunctionLowering::lower_node(const sema::VariantLiteral& node, const sema::Expression& whole) {
    const uint32_t first = sema::first_member_of(*whole.type, node.variant);
    const auto types = members_of(*whole.type);
    Value value{{emit_.word(node.variant)}, nullptr, true};
    for (uint32_t i = 1; i < types.size(); ++i) {
        const bool is_carried = i >= first && i < first + node.members.size();
        const Value member =
            is_carried ? values_.own(*types[i], lower(*node.members[i - first])) : values_.zero(*types[i]);
        const auto words = values_.words_of(member);
        value.words.insert(value.words.end(), words.begin(), words.end());
    }
    return value;
}

// Enums in storage, where the variants share their room: only what the present one carries is there.

Value FunctionLowering::read_enum(const Type& type, const SlotSpot& spot) {
    const auto types = members_of(type);
    Subject subject{&type, {}, Spot{spot, &type}, {}};
    subject.tag = read(project_member(*subject.spot, *types[0], 0)).words[0];
    std::vector<Variable> variables;
    const uint32_t count = word_count(type);
    for (uint32_t i = 1; i < count; ++i) {
        variables.push_back(emit_.make_variable());
        emit_.write(variables.back(), emit_.word(0));
    }
    const auto variants = sema::variants_of(type);
    const std::vector<BlockId> blocks = branch_on(subject);
    const BlockId done = emit_.make_block();
    for (uint32_t v = 0; v < blocks.size(); ++v) {
        emit_.enter_sealed(blocks[v]);
        const uint32_t first = sema::first_member_of(type, v);
        for (uint32_t i = 1; i < types.size(); ++i) {
            const bool is_carried = i >= first && i < first + variants[v].members.size();
            const Value member =
                is_carried ? read(project_member(*subject.spot, *types[i], i)) : values_.zero(*types[i]);
            for (uint32_t k = 0; k < member.words.size(); ++k)
                emit_.write(variables[member_word(type, i) - 1 + k], member.words[k]);
        }
        emit_.jump(done);
    }
    emit_.enter_sealed(done);
    Value value{{subject.tag}, nullptr, true};
    for (const Variable variable : variables) value.words.push_back(emit_.read(variable));
    return value;
}

void FunctionLowering::write_enum(const Type& type, const SlotSpot& spot, const Value& value) {
    const auto types = members_of(type);
    const Spot whole{spot, &type};
    const auto variants = sema::variants_of(type);
    const auto write_variant = [&](uint32_t v) {
        assign(project_member(whole, *types[0], 0), {{emit_.word(v)}});
        const uint32_t first = sema::first_member_of(type, v);
        for (uint32_t i = first; i < first + variants[v].members.size(); ++i)
            assign(project_member(whole, *types[i], i), member_of(type, value, i));
    };
    if (const auto known = emit_.constant_of(value.words[0]))
        return write_variant(static_cast<uint32_t>(static_cast<uint64_t>(*known)));
    const std::vector<BlockId> blocks = branch_on({&type, value.words[0], std::nullopt, {}});
    const BlockId done = emit_.make_block();
    for (uint32_t v = 0; v < blocks.size(); ++v) {
        emit_.enter_sealed(blocks[v]);
        write_variant(v);
        emit_.jump(done);
    }
    emit_.enter_sealed(done);
}

// Matching.

FunctionLowering::Subject FunctionLowering::open_subject(const sema::Expression& subject) {
    const Type& type = *subject.type;
    const auto* read = std::get_if<sema::PlaceRead>(&subject.node);
    if (read == nullptr || type.is_word()) {
        const Value value = lower(subject);
        return {&type, value.words[0], std::nullopt, value};
    }
    emit_.set_span(subject.span);
    const Spot spot = find_spot(read->place);
    const Type& tag = *members_of(type).front();
    return {&type, this->read(project_member(spot, tag, 0)).words[0], spot, {}};
}

std::vector<BlockId> FunctionLowering::branch_on(const Subject& subject) {
    std::vector<BlockId> blocks;
    const size_t count = sema::variants_of(*subject.type).size();
    for (size_t i = 0; i < count; ++i) blocks.push_back(emit_.make_block());
    if (count == 1) {
        emit_.jump(blocks[0]);
        return blocks;
    }
    if (count == 2) {
        emit_.branch(subject.tag, blocks[1], blocks[0]);
        return blocks;
    }
    std::vector<Uint256> cases;
    for (size_t i = 0; i + 1 < count; ++i) cases.push_back(Uint256{i});
    emit_.switch_on(subject.tag, blocks.back(), cases, {blocks.begin(), blocks.end() - 1});
    return blocks;
}

void FunctionLowering::bind(const Subject& subject, uint32_t variant,
                            const std::vector<const sema::Local*>& bindings) {
    const uint32_t first = sema::first_member_of(*subject.type, variant);
    for (uint32_t i = 0; i < bindings.size(); ++i) {
        if (bindings[i] == nullptr) continue;
        const Type& type = *bindings[i]->type;
        const Value member = subject.spot ? read(project_member(*subject.spot, type, first + i))
                                          : member_of(*subject.type, subject.value, first + i);
        declare(*bindings[i], values_.own(type, member));
    }
}

void FunctionLowering::lower_node(const sema::Match& node) {
    const Subject subject = open_subject(*node.subject);
    const std::vector<BlockId> blocks = branch_on(subject);
    const BlockId done = emit_.make_block();
    for (uint32_t i = 0; i < blocks.size(); ++i) {
        emit_.enter_sealed(blocks[i]);
        bind(subject, i, node.arms[i].bindings);
        lower(node.arms[i].body);
        emit_.jump(done);
    }
    emit_.enter_sealed(done);
}

Value FunctionLowering::lower_node(const sema::MatchValue& node, const sema::Expression& whole) {
    const Subject subject = open_subject(*node.subject);
    std::vector<Variable> results;
    for (uint32_t i = 0; i < word_count(*whole.type); ++i) results.push_back(emit_.make_variable());
    const std::vector<BlockId> blocks = branch_on(subject);
    const BlockId done = emit_.make_block();
    for (uint32_t i = 0; i < blocks.size(); ++i) {
        emit_.enter_sealed(blocks[i]);
        bind(subject, i, node.arms[i].bindings);
        const auto words = values_.words_of(lower(*node.arms[i].value));
        for (size_t k = 0; k < words.size(); ++k) emit_.write(results[k], words[k]);
        emit_.jump(done);
    }
    emit_.enter_sealed(done);
    Value value;
    for (const Variable result : results) value.words.push_back(emit_.read(result));
    return value;
}

}  // namespace deed::lower
