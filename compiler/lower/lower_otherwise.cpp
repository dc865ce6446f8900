#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

Value FunctionLowering::lower_otherwise(const sema::RevertWith& with,
                                        const std::function<Value(BlockId failed)>& operation) {
    const BlockId failed = emit_.make_block();
    const BlockId done = emit_.make_block();
    Value result = operation(failed);
    const source::Span span = emit_.span();
    emit_.jump(done);
    emit_.enter_sealed(failed);
    revert_with(*with.error, lower_arguments(with.arguments));
    emit_.enter_sealed(done);
    emit_.set_span(span);
    return result;
}

Value FunctionLowering::lower_node(const sema::Otherwise& node, const sema::Expression&) {
    return lower_otherwise(node.with, [&](BlockId failed) {
        otherwise_ = failed;
        return lower(*node.operation);
    });
}

}  // namespace deed::lower
