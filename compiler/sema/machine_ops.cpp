#include "compiler/sema/machine_ops.hpp"

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

bool runs_other_code(MachineOpcode op) {
    const Touch touches = row_of(op).touches;
    return touches == Touch::Asks || touches == Touch::Calls;
}

std::optional<size_t> find_buffer(MachineOpcode op) {
    const size_t place = row_of(op).parameters.find('m');
    return place == std::string_view::npos ? std::nullopt : std::optional{place};
}

}  // namespace deed::sema
