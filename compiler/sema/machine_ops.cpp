#include "compiler/sema/machine_ops.hpp"

#include <cstddef>

namespace deed::sema {
namespace {

constexpr MachineOpRow kRows[] = {
#define DEED_MACHINE_OP(name, op, parameters, result, touches) \
    {#name, MachineOpcode::op, parameters, result, Touch::touches},
#include "compiler/sema/machine_ops.def"
};

}  // namespace

std::span<const MachineOpRow> machine_ops() {
    return kRows;
}

const MachineOpRow& row_of(MachineOpcode op) {
    return kRows[static_cast<size_t>(op)];
}

}  // namespace deed::sema
