#include "vm/machine/frame.hpp"

namespace deed::machine {

void Frame::begin(const Environment& surroundings, const Message& call, const Code& bytecode) {
    gas = call.gas;
    code = &bytecode;
    code_begin = bytecode.begin();
    code_after_begin = bytecode.begin() + 1;
    jump_destinations = bytecode.jump_destinations();
    code_size = bytecode.size();
    memory.clear();
    environment = &surroundings;
    message = &call;
    input = is_creation(call.kind) ? BytesView{} : call.input;
    return_data = {};
    output = {};
    gas_elsewhere = 0;
    pc = 0;
    stack_height = 0;
}

}  // namespace deed::machine
