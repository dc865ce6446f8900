#pragma once

#include <functional>

#include "compiler/sema/expressions.hpp"
#include "compiler/sema/statements.hpp"

namespace deed::sema {

/// Calls @p visit for each expression directly inside @p expression, in order of evaluation: keys of places
/// included.
void for_each_operand(const Expression& expression, const std::function<void(const Expression&)>& visit);
/// The same for the keys of a place.
void for_each_key(const Place& place, const std::function<void(const Expression&)>& visit);
/// Calls @p visit for each expression of @p statement that does not belong to a block inside it.
void for_each_expression(const Statement& statement, const std::function<void(const Expression&)>& visit);
/// Calls @p visit for each block directly inside @p statement.
void for_each_block(const Statement& statement, const std::function<void(const Block&)>& visit);

/// Every statement of a block and of the blocks inside it, outer ones first.
void walk_statements(const Block& block, const std::function<void(const Statement&)>& visit);
/// Every expression of a block, those inside others included, outer ones first.
void walk_expressions(const Block& block, const std::function<void(const Expression&)>& visit);
/// @p expression and every expression inside it, outer ones first.
void walk_expression(const Expression& expression, const std::function<void(const Expression&)>& visit);

}  // namespace deed::sema
