#include "vm/machine/frame.hpp"

namespace deed::machine {

void Frame::begin(const Environment& surroundings, const Message& call, const Code& code) {
    gas = call.gas;
    code_begin = code.begin();
    code_after_begin = code.begin() + 1;
    jump_destinations = code.jump_destinations();
    code_size = code.size();
    memory.clear();
    environment = &surroundings;
    message = &call;
    input = is_creation(call.kind) ? BytesView{} : call.input;
    return_data = {};
    output = {};
    pc = 0;
    stack_height = 0;
}

}  // namespace deed::machine
