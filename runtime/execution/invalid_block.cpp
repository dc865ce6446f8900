#include "runtime/execution/invalid_block.hpp"

namespace deed::execution {

std::string_view message_of(InvalidBlock reason) {
    switch (reason) {
#define DEED_INVALID_BLOCK(name, message) \
    case InvalidBlock::name: return message;
#include "runtime/execution/invalid_block.def"
#undef DEED_INVALID_BLOCK
    }
    return {};
}

std::string_view name_of(InvalidBlock reason) {
    switch (reason) {
#define DEED_INVALID_BLOCK(name, message) \
    case InvalidBlock::name: return #name;
#include "runtime/execution/invalid_block.def"
#undef DEED_INVALID_BLOCK
    }
    return {};
}

}  // namespace deed::execution
